import re
from xml.etree.ElementTree import Element

import numpy as np
import pytest

from demos.pattern.activations import activations_of
from demos.pattern.counting import counting_words
from demos.pattern.events import ChangeNetwork, LookAt, Replay
from demos.pattern.state import State
from demos.pattern.truth import describe_dependence
from demos.pattern.views.maps import QUANTITIES, maps_panel
from rnn.network import forward
from tasks.bits import all_inputs, encode, format_bits
from tests.demos.support import (
    START,
    START_OF_FOUR,
    after,
    having,
    of_class,
    one,
    parse,
    recompute_units,
    shown_number,
    style,
    text,
    with_network,
)

RANDOM = with_network(START_OF_FOUR, *np.random.default_rng(0).normal(0, 1.5, START_OF_FOUR.shape.size).tolist())
STATES = {
    "two bits": START,
    "two bits, after the first": START._replace(position=1),
    "two bits, nothing read": START._replace(position=0),
    "four bits": START_OF_FOUR,
    "four bits, unit 3 after the second": after(START_OF_FOUR, LookAt(3))._replace(position=2),
    "random": after(RANDOM, LookAt(2), Replay("0110")),
    "three units, five bits": after(START_OF_FOUR, ChangeNetwork(3, 5)),
    "one unit, eight bits": after(START_OF_FOUR, ChangeNetwork(1, 8)),
}
each_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES)


def panel(state: State) -> Element:
    return parse(maps_panel(state, activations_of(state)))


def grid(root: Element, name: str) -> dict[str, Element]:
    """The buttons of a map by the heads of their row and column, one after the other."""
    head, *rows = one(root, "data-map", name).iter("tr")
    columns = [text(th) for th in head.iter("th")]
    cells = {}
    for row in rows:
        (th,) = row.iter("th")
        for column, button in zip(columns, row.iter("button"), strict=True):
            cells[text(th) + column] = button
    return cells


@each_state
def test_every_cell_of_every_map_has_the_value_of_its_row_and_column(state: State) -> None:
    root, step = panel(state), state.step_looked_at
    steps = {format_bits(b): recompute_units(state.network, b)[step - 1] for b in all_inputs(state.length)}
    assert [e.attrib["data-map"] for e in having(root, "data-map")] == list(QUANTITIES)
    for name in QUANTITIES:
        cells = grid(root, name)
        values = {bits: q[name][state.unit - 1] for bits, q in steps.items()}
        assert {bits: float(e.attrib["data-value"]) for bits, e in cells.items()} == pytest.approx(values, abs=1e-12)
        full = max(1.0, *map(abs, values.values()))
        for bits, button in cells.items():
            assert button.attrib["data-pick"] == bits
            number = shown_number(float(button.attrib["data-value"]), signed=name in "gch")
            named = f"{name} for {bits}: {number}"
            assert button.attrib.get("aria-label", text(button)) == named
            assert text(button) == (number if "aria-label" in button.attrib else named)
            assert ("n" in button.attrib["class"].split()) == (float(button.attrib["data-value"]) < 0)
            assert float(style(button)["--m"]) == pytest.approx(abs(values[bits]) / full, abs=0.005001)


@each_state
def test_neighbours_differ_in_one_bit(state: State) -> None:
    head, *rows = one(panel(state), "data-map", "c").iter("tr")
    for words in ([text(th) for th in head.iter("th")], [text(th) for row in rows for th in row.iter("th")]):
        for this, following in zip(words, [*words[1:], words[0]], strict=True):
            assert sum(a != b for a, b in zip(this, following, strict=True)) == 1


@each_state
def test_the_current_input_is_marked_in_every_map_and_there_is_one_tab_stop(state: State) -> None:
    root = panel(state)
    marked = [e.attrib["data-pick"] for e in having(root, "aria-current", "true")]
    assert marked == [format_bits(state.test_input)] * len(QUANTITIES)
    stops = [e for e in having(root, "data-pick") if e.attrib["tabindex"] == "0"]
    assert [e.attrib["data-pick"] for e in stops] == [format_bits(state.test_input)]


@each_state
def test_the_caption_says_what_the_values_say(state: State) -> None:
    """Each quantity is named once, with the clause that its own values give."""
    (caption,) = [text(e) for e in having(panel(state), "id") if e.attrib["id"].endswith("maps-caption")]
    step, patterns = state.step_looked_at, all_inputs(state.length)
    beginning = f"At step {step}, "
    assert caption.startswith(beginning)
    assert caption.endswith(".")
    said = {}
    for clause in caption.removeprefix(beginning).removesuffix(".").split("; "):
        names, verb, rest = re.split(r" (is|are|mixes|mix) ", clause, maxsplit=1)
        for name in re.split(", | and ", names):
            assert name not in said
            said[name] = f"{ {'are': 'is', 'mix': 'mixes'}.get(verb, verb) } {rest}"
    for name in QUANTITIES:
        values = np.array([recompute_units(state.network, b)[step - 1][name][state.unit - 1] for b in patterns])
        assert said[name] == describe_dependence(values, patterns, step)


@each_state
def test_below_the_caption_it_says_which_units_only_count(state: State) -> None:
    """The sentence itself is judged in test_counting.py."""
    (words,) = of_class(panel(state), "counting")
    assert text(words) == counting_words(forward(state.network, encode(all_inputs(state.length))))


def test_the_panel_says_which_unit_and_step() -> None:
    state = after(START_OF_FOUR, LookAt(3))._replace(position=2)
    words = text(panel(state))
    assert "unit 3 at step 2" in words
    assert [text(e) for e in having(panel(state), "aria-pressed", "true")] == ["3"]
    assert not having(panel(START), "aria-pressed")  # of one unit there is nothing to choose
