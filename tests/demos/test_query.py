from html import escape
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.draw.url import SETTINGS as OF_DRAW
from demos.pattern.url import SETTINGS as OF_PATTERNS
from demos.query import LONGEST, NAMES, Asked, read_query, use

KNOWN = ("theme", "target", "input", "units", "seed", "with", "weights")
PLAIN = "target=01&input=11&seed=7"
WANTED = {"target": "01", "input": "11", "seed": "7"}


def asked(query: str) -> Asked:
    return read_query(query, "two-bit", KNOWN)


def test_every_setting_of_every_demo_is_known_here() -> None:
    assert set(NAMES) == {*OF_PATTERNS, *OF_DRAW, "demo"}


# --- Undone ---

MANGLED = {
    "as it was": PLAIN,
    "HTML": escape(PLAIN),
    "HTML twice": escape(escape(PLAIN)),
    "HTML three times": escape(escape(escape(PLAIN))),
    "HTML in capitals": PLAIN.replace("&", "&AMP;"),
    "HTML without its semicolon": PLAIN.replace("&", "&amp"),
    "HTML by number": PLAIN.replace("&", "&#38;"),
    "HTML by number, as WordPress writes it": PLAIN.replace("&", "&#038;"),
    "HTML by hexadecimal number": PLAIN.replace("&", "&#x26;"),
    "its ampersands encoded": PLAIN.replace("&", "%26"),
    "its ampersands encoded after HTML": quote(escape(PLAIN), safe="="),
    "all encoded": quote(PLAIN),
    "all encoded twice": quote(quote(PLAIN)),
    "all encoded after HTML": quote(escape(PLAIN)),
    "values encoded twice": "target=%2530%2531&input=%2531%2531&seed=7",
    "the semicolon of HTML encoded": PLAIN.replace("&", "&amp%3B"),
    "the semicolon of HTML encoded twice": PLAIN.replace("&", "&amp%253B"),
    "question marks": PLAIN.replace("&", "?"),
    "semicolons": PLAIN.replace("&", ";"),
    "quoted-printable": PLAIN.replace("=", "=3D"),
    "lines": PLAIN.replace("&", "&%0A"),
    "a line break in a name": PLAIN.replace("input", "in%0D%0Aput"),
    "spaces": PLAIN.replace("&", "&+"),
    "soft hyphens": PLAIN.replace("&", "%C2%AD&%C2%AD"),
    "spaces of no width": PLAIN.replace("=", "%E2%80%8B="),
    "what counts a campaign, with a second question mark": PLAIN + "?utm_source=letter&utm_medium=mail",
    "a fragment": PLAIN + "#two-bit",
    "an ampersand too many": "&" + PLAIN + "&",
    "an entity too many": PLAIN + "&amp;",
    "the end of a quoted attribute": PLAIN + "&quot;&gt;",
    **{
        f"ended by {end}": PLAIN + quote(end)
        for end in (".", ",", ")", ").", ">", "'", '"', "\u2026", "\u201d", "!", " ", "\n")
    },
}


@pytest.mark.parametrize("query", MANGLED.values(), ids=MANGLED)
def test_what_is_known_to_happen_to_links_is_undone(query: str) -> None:
    assert (asked(f"?{query}").settings, asked(f"?{query}").complaints) == (WANTED, ())
    assert asked(query).settings == WANTED


# --- Told ---


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("Target=10", "The address asks for Target=10, but the setting is called target."),
        ("TARGET=10", "The address asks for TARGET=10, but the setting is called target."),
        ("inputs=11", "The address asks for inputs=11, but the setting is called input."),
        ("unit=3", "The address asks for unit=3, but the setting is called units."),
        ("weight=1..AAAA", "The address asks for weight=1..AAAA, but the setting is called weights."),
        ("tagret=10", "The address asks for tagret=10, but the setting is called target."),
        ("Demo=two-bit", "The address asks for Demo=two-bit, but the setting is called demo."),
        ("adventure=1", "The address asks for adventure=1, but this demo has no such setting."),
        ("demo=four-bit", "The address asks for demo=four-bit, which is not on this page; what else"),
        ("demo=", "The address asks for demo=, which is not on this page; what else"),
        ("target=10&target=01", "The address asks for target=10 and for target=01; the last one counts."),
        ("seed=4&inp", "The address ends in inp: the link was cut off."),
        ("seed=4&amp;weigh", "The address ends in weigh: the link was cut off."),
    ],
)
def test_what_cannot_be_undone_is_told(query: str, complaint: str) -> None:
    (told,) = asked(f"?{query}").complaints
    assert told.startswith(complaint)


def test_of_a_setting_given_twice_the_last_one_counts() -> None:
    assert asked("?target=10&input=00&target=01").settings == {"target": "01", "input": "00"}
    assert asked("?target=10&target=10.&theme=dark&theme=dark").complaints == ()


CAMPAIGNS = [
    "utm_source=a",
    "utm_campaign=seed",
    "fbclid=IwAR0",
    "gclid=x",
    "ref=target",
    "s=q",
    "feed=rss",
    "amp=1",
    "v=2",
]
OTHERS = [
    "id=3",
    "lang=de",
    "width=300",
    "mode=dark",
    "share=1",
    "with=friends",
    "_gl=1*a*b",
    "output=x",
    "12345",
    "page",
    "test",
]


@pytest.mark.parametrize("query", [*CAMPAIGNS, *OTHERS, "&".join(CAMPAIGNS + OTHERS), "ref=https://x/?target=00", ""])
def test_what_other_people_ask_for_is_passed_over(query: str) -> None:
    settings, _, complaints = asked(f"?{query}&{PLAIN}")
    assert ({name: settings[name] for name in WANTED}, complaints) == (WANTED, ())


def test_only_what_a_demo_knows_is_handed_to_it() -> None:
    assert read_query("?adventure=1&target=10", "draw", ["adventure"]).settings == {"adventure": "1"}


# --- Any query ---


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from([*NAMES, "=", "&", "amp;", "%26", ";", "?", "#", "x"])).map("".join)
)
def test_any_query_is_read_in_few_words(query: str) -> None:
    read = asked(query)
    assert read.settings.keys() == read.written.keys() <= set(KNOWN)
    assert sum(map(len, read.complaints)) < 2000


@pytest.mark.parametrize(
    "piece", ["Target=1&", "target=1;", "wei&", "target=1&target=2&", "&amp;", "%25", "\u200b", "x=y&"]
)
def test_a_very_long_query(piece: str) -> None:
    complaints = asked(piece * (LONGEST + 1)).complaints
    assert complaints[0] == f"The address is longer than {LONGEST} characters; what is beyond was not read."
    assert sum(map(len, complaints)) < 1000


def test_settings_are_used_in_their_order_and_those_that_cannot_be_are_told_as_they_were_written() -> None:
    def put(state: list[Any], value: str) -> list[Any]:
        if not value.isdecimal():
            raise ValueError("that is no number")
        return [*state, value]

    nothing: list[Any] = []
    read = asked("?seed=<i>&units=3).&target=5")
    state, complaints = use(read, nothing, {"target": put, "units": put, "seed": put})
    assert state == ["5", "3"]
    assert complaints == ["The address asks for seed=<i>, but that is no number."]
