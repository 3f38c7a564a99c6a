import json
import random
import subprocess
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.query import LONGEST, AddressRequest, Ours, read_query
from demos.registry import all_demos
from demos.setting import Setting, Settings
from tests.demos.support import OURS

KNOWN = {"theme": Setting(lambda state, text: state), **all_demos()["two-bit"].settings}
PLAIN = "target=01&input=11&seed=7"
NAMES = ("demo", *OURS.settings)
WANTED = {"target": "01", "input": "11", "seed": "7"}


def asked(query: str) -> AddressRequest:
    return read_query(query, ["two-bit"], KNOWN, OURS)


def test_settings_and_demos_of_the_site_are_those_it_is_told_of() -> None:
    """What is ours is no other people's: it is told where it cannot be; and nothing else is ours."""
    ours = Ours(("colour",), ("three-bit",), ())
    (complaint,) = read_query("?colour=red", ["two-bit"], KNOWN, ours).complaints
    assert complaint == "The address asks for colour=red, but this demo has no such setting."
    assert asked("?colour=red").complaints == ()
    assert read_query("?seed=3&temperature=1", ["two-bit"], KNOWN, ours) == AddressRequest({}, {}, ())
    (complaint,) = read_query("?demo=three", ["two-bit"], KNOWN, ours).complaints
    assert complaint.endswith("the link was cut off.")
    (complaint,) = asked("?demo=three").complaints
    assert complaint.endswith("what else it asks for is done here.")


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
    "JSON": PLAIN.replace("&", "\\u0026"),
    "JSON, as some write it": PLAIN.replace("&", "\\u0026").replace("=", "\\u003d"),
    "JSON, encoded": PLAIN.replace("&", "%5Cu0026"),
    "JSON, encoded twice": PLAIN.replace("&", "%255Cu0026"),
    "JSON without its backslash": PLAIN.replace("&", "u0026"),
    "JSON of HTML": PLAIN.replace("&", "\\u0026amp;"),
    "JSON after another's setting": "utm_source=x\\u0026" + PLAIN.replace("&", "\\u0026"),
    "JSON, all encoded": quote(PLAIN.replace("&", "\\u0026")),
    "HTML by number, also of the equals signs": PLAIN.replace("&", "&#38;").replace("=", "&#61;"),
    "HTML as some templates write it": escape(PLAIN).replace("=", "&#x3D;"),
    "full-width": PLAIN.replace("&", "\uff06").replace("=", "\uff1d"),
    "full-width, encoded": quote(PLAIN.replace("&", "\uff06").replace("=", "\uff1d")),
    "full-width, encoded twice": quote(quote(PLAIN.replace("&", "\uff06").replace("=", "\uff1d"))),
    "backslashes before the ampersands": PLAIN.replace("&", "\\&"),
    "backslashes behind the ampersands": PLAIN.replace("&", "&\\"),
    "a backslash in a name": PLAIN.replace("seed", "se\\ed"),
    "a backslash in a value": PLAIN.replace("01", "0\\1"),
    "a space in a short name": PLAIN.replace("seed", "se%20ed"),
    "a soft line break in a name": PLAIN.replace("=", "=3D").replace("input", "in=%0D%0Aput"),
    "a soft line break in the first name": PLAIN.replace("target", "tar=%0D%0Aget"),
    "a soft line break in a value": PLAIN.replace("=", "=3D").replace("01", "0=\r\n1"),
    "a soft line break before a name": PLAIN.replace("&", "&=%0A"),
    "a soft line break before an ampersand": PLAIN.replace("&", "=0D=%0A&").replace("=0D", ""),
    "a soft line break before an equals sign": PLAIN.replace("=", "=%0D%0A=3D"),
    "a line break before a value": PLAIN.replace("=", "=%0D%0A"),
    "a line break in a value": PLAIN.replace("01", "0%0D%0A1").replace("11", "1%0A1"),
    "spaces in values": PLAIN.replace("01", "0+1").replace("11", "1%C2%A01").replace("=7", "=%207"),
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
        for end in (".", ",", ")", ").", ">", "'", '"', "\u2026", "\u201d", "!", " ", "\n", "[...]", " (read more)")
    },
    **{f"with a line break after {k} characters": f"{PLAIN[:k]}%0A{PLAIN[k:]}" for k in range(1, len(PLAIN))},
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
        ("temperature=1", "The address asks for temperature=1, but this demo has no such setting."),
        ("demo=four-bit", "The address asks for demo=four-bit, which is not on this page; what else"),
        ("demo=", "The address asks for demo=, which is not on this page: the link was cut off."),
        ("demo=four-bi", "The address asks for demo=four-bi, which is not on this page: the link was cut off."),
        (
            "demo=two-bit&demo=dra%E2%80%A6",
            "The address asks for demo=dra\u2026, which is not on this page: the link was cut",
        ),
        ("demo=four&target=01", "The address asks for demo=four, which is not on this page; what else"),
        ("target=10&target=01", "The address asks for target=10 and for target=01; the last one counts."),
        ("seed=4&inp", "Of a setting the address has only inp: the link was cut off."),
        ("seed=4&amp;weigh", "Of a setting the address has only weigh: the link was cut off."),
    ],
)
def test_what_cannot_be_undone_is_told(query: str, complaint: str) -> None:
    (found,) = asked(f"?{query}").complaints
    assert found.startswith(complaint)


@pytest.mark.parametrize(
    "end", ["", ".", "...", "\u2026", "%E2%80%A6", ")", "[...]", "+read+more", "&utm_source=x", "%", "%2"]
)
@pytest.mark.parametrize("query", ["wi", "wit", "tar", "utm_source=x&tar", "seed=4&t"])
def test_a_setting_that_was_cut_off_in_its_name_is_called_so(query: str, end: str) -> None:
    left = query.rpartition("&")[2]
    assert asked(f"?{query}{end}").complaints == (f"Of a setting the address has only {left}: the link was cut off.",)


def test_a_single_letter_was_cut_off_if_it_says_so() -> None:
    for query in ("w...", "w\u2026", "utm_source=x&w%E2%80%A6"):
        assert asked(f"?{query}").complaints == ("Of a setting the address has only w: the link was cut off.",)


@pytest.mark.parametrize("query", ["s", "t", "w", "utm_source=x&t", "s&t", "x&wall", "t=1&s", "w&utm_source=x"])
def test_single_letters_of_other_people_are_passed_over(query: str) -> None:
    assert asked(f"?{query}").complaints == ()


def test_a_bare_name_with_something_behind_it_is_a_name() -> None:
    for end in (")", "\u2026", "...", "+read+more"):
        assert asked(f"?with{end}").settings == {"with": ""}


# Backslashes and what separates settings, too, would not be in the name; a percent sign makes an escape.
@pytest.mark.parametrize(
    "inserted", ["*", "_", "-", ".", ",", "'", '"', "%", "#", "=", "&", "/", "@", "1", "%C3%B1", "x", "e"]
)
@pytest.mark.parametrize("place", range(4))
def test_a_character_in_a_short_name_is_noticed(place: int, inserted: str) -> None:
    name = f"{'seed'[:place]}{inserted}{'seed'[place:]}"
    read = asked(f"?target=01&{name}=7")
    assert read.settings == {"target": "01"} or (name, read.settings) == ("&seed", {"target": "01", "seed": "7"})
    assert len(read.complaints) == (name != "&seed")


def test_a_fragment_that_looks_like_a_setting_is_noticed_and_no_other() -> None:
    (complaint,) = asked("?#seed=7").complaints
    assert complaint == "The address asks for #seed=7, but the setting is called seed."
    for fragment in ("weights", "demo", "a&theme=dark", "a=b", ":~:text=seed"):
        assert asked(f"?target=01#{fragment}").complaints == ()


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
    "speed=2",
    "thema=1",
    "heights=3",
    "unity=1",
    "step=2",
    "stops=3",
    "mark=1",
    "masks=1",
    "tasks=5",
    "basis=x",
    "market=de",
]


@pytest.mark.parametrize("query", [*CAMPAIGNS, *OTHERS, "&".join(CAMPAIGNS + OTHERS), "ref=https://x/?target=00", ""])
def test_what_other_people_ask_for_is_passed_over(query: str) -> None:
    settings, _, complaints = asked(f"?{query}&{PLAIN}")
    assert ({name: settings[name] for name in WANTED}, complaints) == (WANTED, ())


def test_only_what_a_demo_knows_is_handed_to_it() -> None:
    draw = all_demos()["draw"].settings
    assert read_query("?temperature=1&target=10", ["draw"], draw, OURS).settings == {"temperature": "1"}


# --- The page's own script, which has to know some settings before Python is there ---

CASES = json.loads(Path(__file__).with_name("addresses.json").read_text("utf-8"))
FRAME = Path(__file__).parents[2] / "site" / "frame.js"
# A page that is nothing but that script. Its window is told by addresses: its own, that of the page around it, that of
# the page that opened it, and the one that it was fetched from.
PAGE = """
const {frame, settings, queries, windows} = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const source = require("fs").readFileSync(frame, "utf-8");
const load = ({own, parent, opener, fetched}) => {
  const at = (href) => href && {location: {href}, postMessage() {}};
  const window = {location: new URL(own)};
  const entries = fetched ? [{name: fetched}] : [];
  const scope = {
    window, location: window.location, parent: at(parent) ?? window, opener: at(opener) ?? null,
    performance: {getEntriesByType: () => entries},
    document: {documentElement: {dataset: {settings}}, readyState: "loading"}, addEventListener() {},
  };
  new Function(...Object.keys(scope), source)(...Object.values(scope));
};
load({own: "https://example.org/"});
const read = queries.map((query) => [lstmAsked("theme", query), lstmAsked("demo", query)]);
const loaded = windows.map((window) => (load(window), [lstmWritten, lstmAsked("theme")]));
console.log(JSON.stringify({read, loaded}));
"""


def run_script(queries: Sequence[str] = (), windows: Sequence[dict[str, str]] = ()) -> Any:
    task = json.dumps(
        {"frame": str(FRAME), "settings": " ".join(OURS.settings), "queries": queries, "windows": windows}
    )
    done = subprocess.run(["node", "-e", PAGE], input=task, capture_output=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


def by_script(queries: Sequence[str]) -> list[list[str | None]]:
    """What the script makes of the theme and the demo in each."""
    read: list[list[str | None]] = run_script(queries)["read"]
    return read


def by_python(query: str) -> list[str | None]:
    known: Settings[Any] = dict.fromkeys(NAMES, Setting(lambda state, text: state))
    settings = read_query(query, ["two-bit"], known, OURS).settings
    return [settings.get("theme"), settings.get("demo")]


def test_the_script_reads_addresses_as_it_should() -> None:
    read = by_script([case["query"] for case in CASES])
    assert {case["query"]: found for case, found in zip(CASES, read, strict=True)} == {
        case["query"]: [case["theme"], case["demo"]] for case in CASES
    }


@pytest.mark.parametrize("case", CASES, ids=[case["query"] for case in CASES])
def test_python_reads_addresses_as_the_script_does(case: dict[str, str | None]) -> None:
    assert case["query"] is not None
    assert by_python(case["query"]) == [case["theme"], case["demo"]]


def test_script_and_python_agree_on_whatever_is_made_of_such_parts() -> None:
    parts = f"{' '.join(NAMES * 2)} theme=dark demo=draw = = & & amp; AMP %26 ; ? # x a % %2 %25 %3D 3D + . ,".split(
        " "
    )
    parts += [
        *("\\u0026", "u0026", "&#x3D;", "#38;", "\\", "\uff06", "%EF%BC%9D", "=%0D%0A", "=\n", "%0A", " ", "%C2%A0")
    ]
    parts += [*("%C3", "\u2026", "read more", "\u00ad", "\x1c", "\u0131", "\u017f")]
    luck = random.Random(13)
    queries = ["".join(luck.choices(parts, k=luck.randint(1, 12))) for _ in range(20_000)]
    different = [query for query, found in zip(queries, by_script(queries), strict=True) if by_python(query) != found]
    assert different == []


@pytest.mark.parametrize("piece", ["\\", "=\n", "&#0", "u0026", "%25", ";a", " ", "more ", ".", "theme=dark&"])
def test_the_script_reads_a_very_long_address_and_no_more_of_it_than_python(piece: str) -> None:
    query = piece * LONGEST + "&theme=light"
    assert by_script([query]) == [by_python(query)]


HERE = "https://example.org/two-bit.html?theme=dark"


@pytest.mark.parametrize("own", [HERE, f"{HERE}#two-bit"])
@pytest.mark.parametrize("by", ["parent", "opener"])
@pytest.mark.parametrize("fetched", [None, "about:blank", "document", "https://example.org/other.html"])
def test_a_page_that_another_one_wrote_goes_by_the_address_of_that_and_does_not_obey_it(
    fetched: str | None, by: str, own: str
) -> None:
    window = {"own": HERE, by: own} | ({"fetched": fetched} if fetched else {})
    assert run_script(windows=[window])["loaded"] == [[True, None]]


@pytest.mark.parametrize("around", [{}, {"opener": HERE}, {"parent": HERE}, {"opener": "https://example.org/"}])
def test_a_page_that_was_fetched_obeys_its_address_whoever_opened_it(around: dict[str, str]) -> None:
    windows = [{"own": HERE, "fetched": HERE, **around}, {"own": f"{HERE}#a", "fetched": HERE, **around}]
    assert run_script(windows=windows)["loaded"] == [[False, "dark"]] * 2


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
