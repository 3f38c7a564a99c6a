import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundler.pages.filling import placed
from demos.page import Page
from demos.pattern.chosen import eight_words, least_formula, movement_formula
from demos.pattern.eight import COUNT, Found
from demos.pattern.page import PAGES
from demos.pattern.presets import FOUR_BIT, PRESETS, TWO_BIT, Preset
from rnn.arrays import Array
from tests.demos.pattern.reckoning import how_much_gates_say
from tests.demos.support import maths, parse, shown_number

counts = st.integers(0, COUNT)
founds = st.builds(
    Found,
    seeds=st.lists(st.integers(0, 99), min_size=COUNT, max_size=COUNT, unique=True).map(sorted),
    right=counts,
    closes=counts,
    counts=counts,
    high=counts,
    most=st.tuples(counts, counts).map(
        lambda two: {"f": min(two), "i": max(two) - min(two), "o": COUNT - max(two)},
    ),
)
SO = {
    "right": "every input is answered rightly",
    "closes": r"(?:the|some) forget gate closes for some input \(f below 0\.30, from step 2 on\)",
    "counts": "(?:the|some) unit only counts steps",
    "high": "h is above 0 at the end of 10",
}
NOT_SO = {
    "right": "some input is answered wrongly",
    "closes": r"(?:the forget gate closes for no|no forget gate closes for any) input \(f below .*, from step 2 on\)",
    "counts": "(?:the unit does not only count|no unit only counts) steps",
    "high": "h is not above 0 at the end of 10",
}
MOST = "of the three gates, ([fio]) moves most with the input"
SHARES = "the gate that moves most with the input is (.*)"


def practise(train: Any, untrained: Any) -> Array:
    numbers: Array = train()
    return numbers


def clauses(words: str) -> tuple[list[str], list[str]]:
    """What is said to be common, and what not; an empty list where that is said."""
    match = re.search(r" have in common: (.*?)\. In what they differ: (.*)\.$", words)
    assert match
    common, other = match[1].split("; "), match[2].split("; ")
    return (
        [] if common == ["nothing of what follows"] else common,
        [] if other == ["in nothing that was counted"] else other,
    )


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
@given(found=founds)
def test_the_sentence_says_every_count_once(preset: Preset, found: Found) -> None:
    words = eight_words(preset, found)
    common, other = clauses(words)
    for name, so in SO.items():
        count = getattr(found, name)
        if name == "high" and preset is FOUR_BIT:
            assert "h is" not in words
            continue
        assert [bool(re.fullmatch(so, clause)) for clause in common].count(True) == (count == COUNT)
        assert [bool(re.fullmatch(NOT_SO[name], clause)) for clause in common].count(True) == (count == 0)
        shares = [match[1] for clause in other if (match := re.fullmatch(f"{so} in (\\d) of 8", clause))]
        assert shares == ([str(count)] if 0 < count < COUNT else [])
    most = {gate: count for gate, count in found.most.items() if count}
    alone = [match[1] for clause in common if (match := re.fullmatch(MOST, clause))]
    assert alone == (list(most) if len(most) == 1 else [])
    shares = [match[1] for clause in other if (match := re.fullmatch(SHARES, clause))]
    if len(most) == 1:
        assert shares == []
    else:
        assert [part.split(" in ") for part in re.split(", | and ", shares[0])] == [
            [gate, str(count)] for gate, count in most.items()
        ]
    assert len(common) + len(other) == 4 + (preset is TWO_BIT)


def test_seeds_in_a_row_and_others() -> None:
    found = Found([4, 5, 6, 7, 8, 9, 10, 11], 8, 8, 0, 0, {"f": 8, "i": 0, "o": 0})
    assert "Train takes here are 4 to 11." in eight_words(TWO_BIT, found)
    found = found._replace(seeds=[4, 5, 6, 7, 8, 9, 10, 12])
    assert "Train takes here are 4, 5, 6, 7, 8, 9, 10 and 12." in eight_words(TWO_BIT, found)


def test_the_formulas_are_those_of_the_measure() -> None:
    movement = "mq=maxt\N{GREATER-THAN OR EQUAL TO}2(maxxqt\N{MINUS SIGN}minxqt)"
    assert maths(parse(movement_formula())) == [movement]
    assert maths(parse(least_formula())) == ["S=minumin(mf,mi,mo,mc)"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.demo.name)
def test_the_page_says_how_its_network_was_chosen_and_what_others_come_to(page: Page) -> None:
    preset = PRESETS[page.demo.name]
    data = json.loads(json.dumps(page.data(practise)))
    fields = page.fields(data)
    target = "".join(map(str, preset.target))
    says = how_much_gates_say(data[target], len(preset.target))
    assert (fields["of"], fields["says"]) == (target, shown_number(says, signed=False))
    assert fields["eight"] == eight_words(preset, Found(**data["eight"]))
    html = placed(page, data)
    block = html[html.index('<details class="chosen">') : html.index("</details>")]
    assert f"{preset.candidates} networks learned each pattern" in block
    assert f"<p>In the network for {target} it is {fields['says']}.</p>" in block
    assert f"<p>{fields['eight']}</p>" in block
    assert block.count("<math") == 2
    assert ("Only networks whose short-term state ends above 0.5" in block) == (preset is TWO_BIT)
