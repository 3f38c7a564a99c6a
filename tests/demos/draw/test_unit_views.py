"""What is shown of one unit: the sentences that suggest it, and its gates as strips."""

from collections.abc import Iterator

import numpy as np
import pytest

from demos.draw.follows import Points, follows
from demos.draw.gates import gates_along
from demos.draw.state import COLUMNS, track
from demos.draw.views import view
from demos.draw.views.follows import TENDS
from demos.draw.views.strips import COARSE
from tests.demos.draw.drawing import Pad, draw, first, start, stroke
from tests.demos.draw.pictures import pixels
from tests.demos.support import having, one, parse, text

NAMES = ["f forget gate", "i input gate", "g candidate", "o output gate", "c long-term state"]


@pytest.fixture
def read() -> Pad:
    """A stroke, read, with the fifth unit chosen."""
    demo = start("?learning=off")
    draw(demo, stroke())
    demo.handle({"type": "lift"})
    while demo.state.under_way is not None:
        demo.work(8.0, paced=True)
    demo.handle({"type": "touch"})
    demo.handle({"type": "pick-unit", "unit": 5})
    return demo


def memory(demo: Pad) -> str:
    return view(demo.state)["memory"]


def test_five_strips_bear_their_names(read: Pad) -> None:
    titles = [text(title) for title in having(parse(memory(read)), "class", "strip-name")]
    assert titles[:2] == ["c long-term state of all units", "h short-term state of all units"]
    assert [title.rpartition(" ")[0] for title in titles[2:]] == NAMES


def test_a_strip_is_a_gate_along_the_line_below_the_states(read: Pad) -> None:
    row = track(read.state, COLUMNS)
    rows = gates_along(read.state, row, 5)
    np.testing.assert_allclose(rows["c"], row.cs[:, 4], rtol=1e-5, atol=1e-5)  # as in the strip of all units
    rows["c"] = np.tanh(rows["c"])
    for strip, name in enumerate(rows, start=2):
        table = pixels(memory(read), strip).astype(int)
        assert table.shape == (1, COLUMNS)
        np.testing.assert_allclose(table[0, -len(row.points) :], rows[name] * COARSE + COARSE, atol=0.51)
        assert (table[0, : COLUMNS - len(row.points)] == COARSE).all()


@pytest.mark.parametrize("column", [COLUMNS, COLUMNS - 20])
def test_the_numbers_are_those_at_the_point_looked_at(read: Pad, column: int) -> None:
    read.handle({"type": "look-at", "column": column})
    row = track(read.state, COLUMNS)
    at = len(row.points) - 1 - (COLUMNS - column)
    wanted = {name: values[at] for name, values in gates_along(read.state, row, 5).items()}
    html = parse(memory(read))
    spoken = one(html, "type", "range").attrib["aria-valuetext"]
    for name, value in wanted.items():
        number = one(html, "data-quantity", name)
        assert float(number.attrib["data-value"]) == value
        assert number.attrib["data-unit"] == "5"
        shown = text(number)
        assert abs(float(shown.replace("\N{MINUS SIGN}", "-")) - value) <= 0.00501
        assert shown.startswith(("+", "\N{MINUS SIGN}")) == (name in "gc")
        assert f" {name} {shown}" in spoken
    assert ". Unit 5: forget gate f " in spoken


def test_the_unit_is_the_chosen_one_or_else_the_first_that_is_suggested(read: Pad) -> None:
    assert "Inside unit 5, the chosen one." in text(parse(memory(read)))
    read.handle({"type": "pick-unit", "unit": 5})
    assert read.state.reading is not None
    suggested = [one.unit for one in read.state.reading.follows.values() if one.suggested]
    html = parse(memory(read))
    assert f"Inside unit {suggested[0]}, the first that is suggested." in text(html)
    assert one(html, "data-quantity", "f").attrib["data-unit"] == str(suggested[0])


def test_while_nothing_is_known_nothing_is_shown(read: Pad) -> None:
    read.handle({"type": "ink", "points": [[20 + 9 * n, 300] for n in range(20)]})
    html = parse(memory(read))
    assert "Its gates are read when the pen rests." in text(html)
    assert having(html, "data-quantity") == []
    read.handle({"type": "clear"})
    read.handle({"type": "pick-unit", "unit": 0})
    html = parse(memory(read))
    assert having(html, "data-quantity") == []
    assert "Choose a unit, and its gates run here along the line." in text(html)
    assert "Draw a line of 40 points or more" in text(html)


def test_how_old_the_gates_are_is_told(read: Pad) -> None:
    read.state.learner.learn(3)
    assert "Read 3 gradient steps ago" in text(parse(memory(read)))


def test_nothing_comes_and_goes_but_what_is_in_them(read: Pad) -> None:
    """So that nothing jumps, there are as many strips and rooms for sentences whatever is known."""

    def shape() -> Iterator[str]:
        for part in parse(memory(read)).iter():
            if part.attrib.get("class") in ("draw-follows", "draw-strip", "draw-strip draw-strip-one", "draw-track"):
                yield part.attrib["class"]

    before = list(shape())
    assert before.count("draw-strip draw-strip-one") == 5
    for event in ({"type": "pick-unit", "unit": 0}, {"type": "clear"}, {"type": "pick-unit", "unit": 9}):
        read.handle(event)
        assert list(shape()) == before


def test_a_suggestion_is_a_button_that_chooses_the_unit() -> None:
    state = first()
    assert state.reading is not None
    html = parse(view(state)["memory"])
    buttons = having(html, "class", "draw-follow")
    suggested = [one for one in state.reading.follows.values() if one.suggested]
    assert len(buttons) == len(suggested) > 0
    demo = start()
    for button, one_told in zip(buttons, suggested, strict=True):
        assert text(button).startswith(f"Unit {one_told.unit} follows the ")
        assert float(button.attrib["data-value"]) == one_told.correlation
        demo.handle({"type": "pick-unit", "unit": one_told.unit})
        pressed = having(parse(memory(demo)), "aria-pressed", "true")
        assert [text(other) for other in pressed] == [text(button), str(one_told.unit)]


@pytest.mark.parametrize(("unit", "sign"), [(1, 1), (2, -1)])
def test_what_a_sign_means(unit: int, sign: int) -> None:
    """Told by a line whose c is made up: the c of a unit rises, or falls, along the stroke and where it turns right."""
    rng = np.random.default_rng(unit)
    turns = rng.standard_normal(80)
    cs = np.tile(sign * turns, (24, 1)).T
    best = follows(Points(cs, turns, rng.uniform(-3, 3, 80), np.arange(80.0), np.zeros(80)))["turn"]
    high = turns[cs[:, 0] > 0].mean()  # to the right it is positive: y points down
    assert ("turns right" in TENDS["turn"][best.correlation < 0]) == (high > 0)
    cs = np.tile(sign * np.arange(80.0), (24, 1)).T
    best = follows(Points(cs, turns, rng.uniform(-3, 3, 80), np.arange(80.0), np.zeros(80)))["place"]
    assert ("rise" in TENDS["place"][best.correlation < 0]) == (cs[-1, 0] > cs[0, 0])
