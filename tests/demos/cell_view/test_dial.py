import re
from math import tanh
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.cell_view import dial as dial_module
from demos.cell_view.dial import HEIGHT, MARGIN, SIGMOID, TANH, WIDTH, Curve, dial, sign_class
from tests.demos.support import of_class, parse, style
from tests.oracle.plain import sigmoid

LEFT, RIGHT, TOP, BOTTOM = MARGIN, WIDTH - MARGIN, MARGIN, HEIGHT - MARGIN
MIDDLE, HALF = (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2


def places(root_class: str, html: str) -> list[tuple[float, float]]:
    return [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in of_class(parse(html), root_class)]


@pytest.mark.parametrize(
    ("curve", "a", "activation", "place"),
    [
        (SIGMOID, 0, 0.5, (MIDDLE, HALF)),
        (SIGMOID, 6, 1, (RIGHT, TOP)),
        (SIGMOID, -6, 0, (LEFT, BOTTOM)),
        (SIGMOID, 100, 1, (RIGHT, TOP)),  # beyond the reach: at the edge
        (SIGMOID, float("-inf"), 0, (LEFT, BOTTOM)),
        (TANH, 0, 0, (MIDDLE, HALF)),
        (TANH, 3, 1, (RIGHT, TOP)),
        (TANH, -100, -1, (LEFT, BOTTOM)),
        (TANH, 1.5, 0.5, (MIDDLE + (RIGHT - MIDDLE) / 2, TOP + (HALF - TOP) / 2)),
    ],
)
def test_where_a_dot_goes(curve: Curve, a: float, activation: float, place: tuple[float, float]) -> None:
    assert curve.place(a, activation) == pytest.approx(place)


@given(st.floats(allow_nan=False), st.sampled_from([SIGMOID, TANH]))
def test_a_dot_is_always_in_the_box(a: float, curve: Curve) -> None:
    x, y = curve.place(a, tanh(a) if curve is TANH else sigmoid(max(a, -700.0)))
    assert LEFT <= x <= RIGHT
    assert TOP - 1e-9 <= y <= BOTTOM + 1e-9


def test_the_live_dot_with_its_stem() -> None:
    html = dial(TANH, "g", [(0, 0), (1.5, 0.5)], live=1)
    assert places("dot-live", html) == [(45, 16)]
    (dot,) = of_class(parse(html), "dot-live")
    assert "positive" in dot.attrib["class"]
    assert "signed" in dot.attrib["class"]
    assert style(dot) == {"--m": "0.5"}
    (stem,) = of_class(parse(html), "stem")
    assert stem.attrib["d"] == "M45 26V16"  # from the zero line to the dot


def test_a_negative_dot_hangs_below_the_zero_line() -> None:
    (dot,) = of_class(parse(dial(TANH, "g", [(-1.5, -0.5)], live=0)), "dot-live")
    assert "negative" in dot.attrib["class"]
    assert style(dot) == {"--m": "0.5"}


def test_without_a_live_value_there_is_no_live_dot() -> None:
    html = dial(SIGMOID, "f", [(0, 0.5)])
    assert places("dot-live", html) == []
    assert not of_class(parse(html), "stem")


def test_the_dot_of_the_pattern_taught() -> None:
    html = dial(SIGMOID, "f", [(0, 0.5), (6, 1)], taught=1)
    assert places("dot-taught", html) == [(RIGHT, TOP)]
    assert places("dot-live", html) == []
    assert places("dot-taught", dial(SIGMOID, "f", [(0, 0.5)])) == []


def test_one_faint_dot_for_every_distinct_place() -> None:
    points = [(0.0, 0.5), (6.0, 1.0), (0.0, 0.5), (0.0001, 0.50001), (9.0, 1.0)]
    assert sorted(places("dot-other", dial(SIGMOID, "f", points))) == [(MIDDLE, HALF), (RIGHT, TOP)]


@pytest.mark.parametrize(("curve", "name"), [(SIGMOID, "\N{GREEK SMALL LETTER SIGMA}"), (TANH, "tanh")])
def test_the_dial_names_its_gate_and_its_function(curve: Curve, name: str) -> None:
    texts = [e.text for e in parse(dial(curve, "k", [])).iter("text")]
    assert texts == ["k", name]


@pytest.mark.parametrize(
    ("value", "name"), [(1.0, "positive"), (0.0, "positive"), (-0.0, "positive"), (-1e-9, "negative")]
)
def test_sign(value: float, name: str) -> None:
    assert sign_class(value) == name


def test_the_sheet_has_the_zero_lines_from_which_dots_come_in() -> None:
    """Where the curve is that of 0, in px from the top of the box."""
    sheet = (Path(dial_module.__file__).parent / "style.css").read_text("utf-8")
    lines = {name: float(line) for name, line in re.findall(r"(\.dot-live[\w.-]*) \{\s*--zero-line: ([\d.]+)px", sheet)}
    assert lines == {".dot-live": SIGMOID.place(0, 0)[1], ".dot-live.signed": TANH.place(0, 0)[1]}
