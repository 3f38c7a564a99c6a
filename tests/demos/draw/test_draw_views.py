"""What is shown of the drawing demo."""

import base64
import json
import re
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demos.draw.events import EVENTS
from demos.draw.state import COLUMNS, Detail, track
from demos.draw.views import view
from demos.draw.views.lines import SCALE, path_data
from demos.effects import for_page
from demos.html import join
from demos.png import png_address
from tests.demos.draw.drawing import Pad, draw, first, start, stroke
from tests.demos.draw.pictures import pixels
from tests.demos.support import having, json_values, kinds, one, parse, text


@pytest.fixture
def drawn() -> Pad:
    demo = start()
    draw(demo, stroke(), budget=3.0)
    return demo


def numbers(path: str) -> np.ndarray[Any, Any]:
    """The points of the first line in path data, in px."""
    first_line = path.removeprefix("M").partition("M")[0]
    return np.array([[float(n) for n in pair.split()] for pair in first_line.split("L")]) / SCALE


# --- The pad ---


def test_lines_are_written_in_tenths_of_a_px() -> None:
    points = np.array([[0.0, 1.0], [2.0, 3.06], [-1.24, 1e9]])
    assert path_data(points) == f"M0 10L20 31L-12 {10**7}"
    assert path_data(points[:1]) == ""


def test_the_pad_shows_the_forecast_and_its_fan(drawn: Pad) -> None:
    drawn.look()
    svg = parse(view(drawn.state)["pad"])
    forecast = drawn.state.forecast
    assert forecast is not None
    likely = numbers(one(svg, "class", "pad-likely").attrib["d"])
    np.testing.assert_allclose(likely, forecast.likely, atol=0.051)
    fan = one(svg, "class", "pad-fan").attrib["d"]
    assert fan.count("M") == len(forecast.futures)
    np.testing.assert_allclose(numbers(fan), forecast.futures[0], atol=0.051)
    assert one(svg, "viewBox", "0 0 600 400") is not None


def test_the_example_is_drawn_by_python_because_no_pen_drew_it() -> None:
    state = first()
    svg = parse(view(state)["pad"])
    example = numbers(one(svg, "class", "pad-example").attrib["d"])
    np.testing.assert_allclose(example, state.learner.ink.ends, atol=0.051)


def test_the_stroke_is_coloured_by_a_units_long_term_state(drawn: Pad) -> None:
    drawn.handle({"type": "pick-unit", "unit": 3})
    ink = drawn.state.learner.ink
    svg = parse(view(drawn.state)["pad"])
    seen = 0
    for path in having(svg, "class", "pad-trace p") + having(svg, "class", "pad-trace n"):
        strength = float(path.attrib["style"].removeprefix("--m:"))
        sign = -1 if path.attrib["class"].endswith("n") else 1
        for piece in path.attrib["d"].split("M")[1:]:
            end = numbers(piece)[-1]
            step = int(np.abs(ink.ends - end).sum(axis=1).argmin())
            assert abs(np.tanh(ink.cs[step, 2]) - sign * strength) <= 0.126
            seen += 1
    assert seen == len(ink)  # also the first one, which begins where the pen came down


# --- The memory ---


def test_the_strips_show_every_units_states(drawn: Pad) -> None:
    row = track(drawn.state, COLUMNS)
    html = view(drawn.state)["memory"]
    for strip, values in enumerate((np.tanh(row.cs), row.hs)):
        table = pixels(html, strip).astype(int)
        assert table.shape == (24, COLUMNS)
        np.testing.assert_allclose(table[:, -len(values) :], values.T * 127 + 127, atol=0.51)
        assert (table[:, : COLUMNS - len(values)] == 127).all()


def test_a_picture_is_a_png_with_right_checksums() -> None:
    file = base64.b64decode(png_address(np.array([[0, 1, 2]], np.uint8), np.eye(3, 4) * 255).partition(",")[2])
    assert file.startswith(b"\x89PNG\r\n\x1a\n")
    at, kinds = 8, []
    while at < len(file):
        length = int.from_bytes(file[at : at + 4])
        kind, data = file[at + 4 : at + 8], file[at + 8 : at + 8 + length]
        assert int.from_bytes(file[at + 8 + length : at + 12 + length]) == zlib.crc32(kind + data)
        kinds.append(kind)
        at += 12 + length
    assert kinds == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]


@pytest.mark.parametrize("column", [COLUMNS, COLUMNS - 20])
def test_the_units_show_the_states_at_the_place_looked_at(drawn: Pad, column: int) -> None:
    drawn.handle({"type": "look-at", "column": column})
    row = track(drawn.state, COLUMNS)
    at = len(row.points) - 1 - (COLUMNS - column)
    buttons = having(parse(view(drawn.state)["memory"]), "data-c")
    np.testing.assert_allclose([float(b.attrib["data-c"]) for b in buttons], row.cs[at], rtol=1e-5, atol=1e-9)
    np.testing.assert_allclose([float(b.attrib["data-h"]) for b in buttons], row.hs[at], rtol=1e-5, atol=1e-9)


# --- Words ---


def test_the_figures_are_those_that_were_measured(drawn: Pad) -> None:
    html = parse(view(drawn.state)["figures"])
    means = drawn.state.score.means
    assert means is not None
    for kind, value in zip(("forecast", "baseline"), means, strict=True):
        assert float(one(html, "data-error", kind).attrib["data-value"]) == value
    assert f"{drawn.state.learner.updates} gradient steps here" in text(html)


def test_before_anything_was_measured_no_figure_is_shown() -> None:
    words = text(parse(view(first())["figures"]))
    assert "is measured once" in words
    assert "a second" not in words


def test_the_reference_path_is_named(drawn: Pad) -> None:
    drawn.state.learner.fallback_reason = "libnative.so is not there"
    assert "on the reference path (libnative.so is not there)" in text(parse(view(drawn.state)["figures"]))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?temperature=9", "temperature goes from 0"),
        ("?temperature=x", "is no number"),
        ("?temperature=nan", "is no number"),
        ("?learning=maybe", "learning is on or off"),
        ("?theme=pink", "the themes are light, dark and transparent"),
        ("?temperature=<b>", "&lt;b&gt;"),
    ],
)
def test_an_address_that_asks_for_nonsense_is_told(query: str, words: str) -> None:
    assert words in start(query).look().regions["notice"]


def test_the_address_sets_temperature_and_learning() -> None:
    state = start("?temperature=1.2&learning=off&theme=dark&other=1").state
    assert (state.temperature, state.learning, state.notice) == (1.2, False, "")


def test_what_comes_with_every_frame_does_not_cost_the_whole_picture(drawn: Pad) -> None:
    assert len(drawn.look().regions) == 9
    assert list(drawn.handle({"type": "ink", "points": [[300, 300]]}).regions) == ["pad"]
    assert list(drawn.work(1.0, paced=True).regions) == []  # the whole picture is not due yet
    assert drawn.state.detail is Detail.NOTHING
    assert len(drawn.look().regions) == 9


# --- Any sequence of events ---

KINDS = kinds(EVENTS)
numbers_like = st.integers(-5, 700) | st.floats(width=32) | st.floats(-10, 610)
VALUES = {
    "kind": st.sampled_from(["json", "safetensors", "zip"]),
    "points": st.lists(st.lists(numbers_like, min_size=2, max_size=2), max_size=30) | json_values,
    "width": st.floats(100, 900) | json_values,
    "height": st.floats(100, 900) | json_values,
    "budget": st.floats(0, 3),
    "paced": st.booleans(),
    "name": st.sampled_from(["loops", "zigzag", "x", "keep", "hide", ""]),
    "value": st.floats(-1, 2),
    "random": st.booleans(),
    "column": st.integers(-3, 300),
    "unit": st.integers(-1, 26),
    "x": numbers_like,
    "y": numbers_like,
}


@st.composite
def messages(pick: Any) -> dict[str, Any]:
    kind = pick(st.sampled_from(sorted([*KINDS, "tick"])))
    fields = ("budget", "paced") if kind == "tick" else KINDS[kind]._fields
    return {"type": kind, **{name: pick(VALUES[name]) for name in fields}}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(messages(), max_size=12))
def test_no_sequence_of_events_breaks_the_demo_or_the_page(sequence: list[dict[str, Any]]) -> None:
    demo = start(sized=False)
    for message in sequence:
        before = demo.state
        try:
            if message["type"] == "tick":  # no event, but a slice of work
                answer = demo.work(message["budget"], message["paced"])
            else:
                answer = demo.handle(message)
        except ValueError:
            assert demo.state is before
            continue
        parse(join(list(answer.regions.values())))
        assert not re.search(r"\b(nan|inf|None)\b", join(list(answer.regions.values())))
        json.dumps(for_page(answer.effects))
        assert np.isfinite(demo.state.learner.theta).all()
