import re
from itertools import pairwise
from math import ceil
from xml.etree.ElementTree import Element

import numpy as np
import pytest

from demos.pattern.activations import activations_of
from demos.pattern.events import ChangeNetwork, FlipTarget, OpenUnit, Replay
from demos.pattern.state import State
from demos.pattern.views.lanes import PLOT_HEIGHT, lanes
from demos.pattern.views.stage import look_of
from rnn.state_dict import to_state_dicts
from tasks.bits import all_inputs, format_bits
from tests import printed
from tests.demos.pattern.reckoning import counting_units
from tests.demos.support import (
    START_OF_FOUR,
    after,
    having,
    of_class,
    one,
    parse,
    recompute_units,
    shown_number,
    shown_probability,
    style,
    text,
    with_network,
)
from tests.oracle.plain import sigmoid

RANDOM = with_network(START_OF_FOUR, *np.random.default_rng(0).normal(0, 1.5, START_OF_FOUR.shape.size).tolist())
ODD_SIZE = after(START_OF_FOUR, ChangeNetwork(3, 5))._replace(position=5)
STATES = {
    "four bits": START_OF_FOUR,
    "another input": after(START_OF_FOUR, Replay("0011")),
    "another target": after(START_OF_FOUR, FlipTarget(2)),
    "half read": START_OF_FOUR._replace(position=2),
    "nothing read": START_OF_FOUR._replace(position=0),
    "random": RANDOM,
    "three units, five bits": ODD_SIZE,
}
each_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES)


def drawn(state: State) -> Element:
    return parse(lanes(state, look_of(state), activations_of(state)))


def cell(root: Element, unit: int, step: int) -> Element:
    return one(root, "data-event", f'{{"type":"open-unit","unit":{unit},"step":{step}}}')


@each_state
def test_every_number_is_what_plain_floats_give(state: State) -> None:
    root, steps = drawn(state), recompute_units(state.network, state.test_input)
    shown = {
        (e.attrib["data-quantity"], int(e.attrib["data-step"]), int(e.attrib["data-unit"])): e
        for e in having(root, "data-quantity")
    }
    assert len(shown) == len(having(root, "data-quantity"))  # none twice
    reached = range(1, state.position + 1)
    assert shown.keys() == {(name, t, u) for name in "figoch" for t in reached for u in range(1, state.units + 1)}
    for (name, step, unit), element in shown.items():
        value = steps[step - 1][name][unit - 1]
        assert float(element.attrib["data-value"]) == pytest.approx(value, abs=1e-12)
        if name in "ch":
            assert text(element) == shown_number(float(element.attrib["data-value"]), signed=True)
        else:
            assert text(element) == name
            kinds = element.attrib["class"].split()
            assert ("negative" in kinds, "positive" in kinds) == (value < 0, value >= 0)
            assert float(style(element)["--m"]) == pytest.approx(abs(value), abs=0.005001)


@each_state
def test_a_step_that_was_not_read_shows_no_number(state: State) -> None:
    root = drawn(state)
    for unit in range(1, state.units + 1):
        for step in range(1, state.length + 1):
            element = cell(root, unit, step)
            reached = step <= state.position
            assert element.attrib["data-reached"] == ("true" if reached else "false")
            if not reached:
                assert not having(element, "data-value")
                assert text(element) == ""
                assert not of_class(element, "lane-c") + of_class(element, "lane-h")
                assert element.attrib["aria-label"] == f"Unit {unit}, step {step}: not read yet"


@each_state
def test_a_screen_reader_is_told_every_gate_and_state(state: State) -> None:
    root, steps = drawn(state), recompute_units(state.network, state.test_input)
    for step in range(1, state.position + 1):
        for unit in range(1, state.units + 1):
            q = {name: values[unit - 1] for name, values in steps[step - 1].items()}
            words = [f"{name} {shown_number(q[name], signed=name in 'gch')}" for name in "figoch"]
            label = cell(root, unit, step).attrib["aria-label"]
            assert label == f"Unit {unit}, step {step}: {', '.join(words)}"


def heights(path: Element) -> tuple[float, float]:
    """Where a line begins and ends, from -1 at the bottom to 1 at the top, but for the margin."""
    start, rest = path.attrib["d"].removeprefix("M0 ").split("C")
    end = rest.split("H")[0].split(" ")[-1]
    first, last = ((1 - float(y) / (PLOT_HEIGHT / 2)) / 0.84 for y in (start, end))
    return first, last


@each_state
def test_lines_go_from_the_value_before_to_the_value_after(state: State) -> None:
    """All on one scale that is wide enough for every input."""
    root, steps = drawn(state), recompute_units(state.network, state.test_input)
    largest = max(abs(v) for b in all_inputs(state.length) for q in recompute_units(state.network, b) for v in q["c"])
    scale = max(2, ceil(largest))
    assert text(of_class(root, "lane-scale")[0]).endswith(str(scale))
    for step in range(1, state.position + 1):
        for unit in range(1, state.units + 1):
            for name in "ch":
                (line,) = of_class(cell(root, unit, step), f"lane-{name}")
                before, now = steps[step - 1][f"{name}_prev"][unit - 1], steps[step - 1][name][unit - 1]
                assert heights(line) == pytest.approx(
                    (before / scale, now / scale), abs=0.0026
                )  # a tenth of a unit of height


@each_state
def test_the_colour_of_a_line_goes_from_the_value_before_to_the_value_after(state: State) -> None:
    root, steps = drawn(state), recompute_units(state.network, state.test_input)
    for step in range(1, state.position + 1):
        for unit in range(1, state.units + 1):
            for name in "ch":
                (line,) = of_class(cell(root, unit, step), f"lane-{name}")
                (colours,) = having(root, "id", line.attrib["stroke"].removeprefix("url(#").removesuffix(")"))
                style_values = {key: float(number) for key, number in style(colours).items()}
                values = (steps[step - 1][key][unit - 1] for key in (f"{name}_prev", name))
                before, now = (min(max(value, -1), 1) for value in values)
                assert style_values == pytest.approx({"--from": before, "--to": now}, abs=0.005001)
                assert [float(stop.get("offset", 0)) for stop in colours] == [0, 0.5, 1]
                (turn,) = having(root, "id", colours.attrib["href"].removeprefix("#"))
                assert float(turn.attrib["x2"]) == float(line.attrib["d"].split("H")[0].split(" ")[-2])


@each_state
def test_lines_meet_at_the_border_of_two_steps(state: State) -> None:
    root = drawn(state)
    for unit in range(1, state.units + 1):
        for name in "ch":
            lines = [
                heights(path)
                for t in range(1, state.position + 1)
                for path in of_class(cell(root, unit, t), f"lane-{name}")
            ]
            for (_, end), (start, _) in pairwise(lines):
                assert start == end


@each_state
def test_what_the_units_add_to_the_answer(state: State) -> None:
    root = drawn(state)
    bars = {e.attrib["data-contribution"]: e for e in having(root, "data-contribution")}
    if not state.finished:
        assert not bars
        assert not having(root, "data-logit")
        assert text(of_class(root, "lane-sum")[0]) == ""
        return
    q = recompute_units(state.network, state.test_input)[-1]
    weights, bias = state.network.head.weight[0].tolist(), float(state.network.head.bias[0])
    wanted = {str(unit): weights[unit - 1] * q["h"][unit - 1] for unit in range(1, state.units + 1)} | {"bias": bias}
    values = {unit: float(e.attrib["data-value"]) for unit, e in bars.items()}
    assert values == pytest.approx(wanted, abs=1e-12)
    z = sum(values.values())  # the logit is the sum of the bars as they are shown, and p follows from it
    assert z == pytest.approx(q["logit"][0], abs=1e-9)
    assert sigmoid(z) == pytest.approx(q["p"][0], abs=1e-9)
    (logit,) = having(root, "data-logit")
    assert float(logit.attrib["data-value"]) == pytest.approx(z, abs=1e-9)
    (told_sum,) = of_class(root, "lane-sum")
    z, p = float(logit.attrib["data-value"]), activations_of(state).value("p", state.length)
    check_sum(text(told_sum), [text(element) for element in bars.values()], z, p)
    longest = max(map(abs, wanted.values()))
    for unit, element in bars.items():
        (bar,) = of_class(element, "bar")
        assert float(style(bar)["--share"]) == pytest.approx(abs(wanted[unit]) / longest, abs=0.005001)
        assert ("negative" in bar.attrib["class"].split()) == (wanted[unit] < 0)
        assert text(element) == shown_number(values[unit], signed=True)


def check_sum(words: str, bars: list[str], z: float, p: float) -> None:
    """Both numbers are right, and what is printed before them makes them, or it is said that it does about."""
    found = re.fullmatch(r"all bars: (about )?([+\N{MINUS SIGN}]\d+\.\d\d), p = σ\((.*)\) ([=≈]) (\d\.\d+)", words)
    assert found, words
    about, total, same, sign, probability = found.groups()
    assert (total, same, probability) == (shown_number(z, True), shown_number(z, False), shown_probability(p))
    assert (round(100 * sum(map(printed.number, bars))) == round(100 * printed.number(total))) == (about is None)
    difference = abs(printed.sigma(printed.number(total)) - printed.number(probability))
    half = printed.half_unit(probability)
    assert abs(difference - half) < 1e-6 or (difference < half) == (sign == "=")


def test_the_bars_as_printed_make_the_sum_or_about() -> None:
    rng = np.random.default_rng(3)
    seen = set()
    for _ in range(50):
        state = with_network(START_OF_FOUR, *rng.uniform(-3, 3, START_OF_FOUR.shape.size).tolist())
        root = drawn(state)
        (words,) = of_class(root, "lane-sum")
        read = activations_of(state)
        bars = [text(e) for e in having(root, "data-contribution")]
        check_sum(text(words), bars, read.value("logit", state.length), read.value("p", state.length))
        seen.add("about" in text(words))
    assert seen == {True, False}


def test_a_network_that_answers_by_its_bias_alone() -> None:
    root = drawn(with_network(START_OF_FOUR, *[0.0] * START_OF_FOUR.shape.size))
    assert [style(bar)["--share"] for bar in of_class(root, "bar")] == ["0"] * 5
    root = drawn(with_network(START_OF_FOUR, *[0.0] * (START_OF_FOUR.shape.size - 1), -2.0))
    assert [style(bar)["--share"] for bar in of_class(root, "bar")] == ["0"] * 4 + ["1"]


@each_state
def test_the_bits_stand_above_their_steps(state: State) -> None:
    root = drawn(state)
    assert "".join(text(e) for e in of_class(root, "lane-digit")) == format_bits(state.test_input)
    now = [k for k, e in enumerate(of_class(root, "lane-bit"), start=1) if "now" in e.attrib["class"].split()]
    assert now == ([state.position] if state.position else [])


def test_the_opened_cell_is_pressed_and_no_other() -> None:
    root = drawn(after(START_OF_FOUR, OpenUnit(2, 3)))
    (pressed,) = having(root, "aria-pressed", "true")
    assert pressed is cell(root, 2, 3)
    assert not having(drawn(START_OF_FOUR), "aria-pressed", "true")


def test_only_the_step_being_told_plays() -> None:
    root = drawn(START_OF_FOUR._replace(playing=3, position=3))
    playing = [e.attrib["id"] for e in of_class(root, "playing")]
    assert playing == [f"four-bit-lane-{unit}-3" for unit in (1, 2, 3, 4)]


def counting(*units: int) -> State:
    """Four units, some of which have f and i open and write 1 in every step."""
    state = with_network(START_OF_FOUR, *np.random.default_rng(1).normal(0, 1, START_OF_FOUR.shape.size).tolist())
    for unit in units:
        state.network.cell.bias_ih[unit - 1 : 12 : 4] = 30.0
    return state


@pytest.mark.parametrize("state", [*STATES.values(), counting(2), counting(1, 4)])
def test_a_lane_says_where_its_unit_only_counts(state: State) -> None:
    root = drawn(state)
    names = [text(e) for e in of_class(root, "lane-name")][: state.units]
    wanted = counting_units(to_state_dicts(state.network), state.length)
    assert [unit for unit, name in enumerate(names, start=1) if name.endswith("only counts steps")] == list(wanted)


def test_units_that_count_are_among_them() -> None:
    assert len(of_class(drawn(counting(1, 4)), "lane-counts")) == 2
    assert not of_class(drawn(START_OF_FOUR), "lane-counts")
