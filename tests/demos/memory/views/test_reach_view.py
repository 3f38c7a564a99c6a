"""Curves of how far an error reaches: nudged once more in plain floats, and what is said judged by the same numbers."""

import json
import re
from itertools import pairwise
from math import log10
from typing import Any

import pytest

from demos.memory import events as e
from demos.memory.state import Racer, State
from demos.memory.views.reach import fate, reach_of, sentence, spread
from rnn.network import NetworkShape
from rnn.state_dict import to_state_dicts
from tasks.recall import RecallTask
from tests.demos.memory import reruns
from tests.demos.memory.support import (
    RECALL_5,
    after,
    asked_in_tests,
    at_the_end,
    effects_of,
    initial_state,
    picture,
    update,
)
from tests.demos.support import having, of_class, one, shown_number, text
from tests.rnn.nudging import lengths_by_nudging
from tests.rnn.problems import random_network

CELLS = ("rnn", "gru", "lstm")
TITLES = {"rnn": "Plain RNN", "gru": "GRU", "lstm": "LSTM"}
TRAINED = at_the_end(after(RECALL_5, e.TrainAll()))
SEQUENCES = 32


def by_nudging(weights: dict[str, Any], steps: int) -> dict[str, list[float]]:
    given = asked_in_tests("recall", steps)[:SEQUENCES]
    return lengths_by_nudging(weights, [xs for xs, _ in given], [float(answer) for _, answer in given])


def shown(state: State, cell: str) -> list[float]:
    values: list[float] = json.loads(one(picture(state), "data-cell-reach", cell).attrib["data-values"])
    return values


@pytest.mark.parametrize("state", [RECALL_5, TRAINED], ids=["not trained", "trained"])
@pytest.mark.parametrize("cell", CELLS)
def test_every_number_of_the_curves(state: State, cell: str) -> None:
    (saved,) = effects_of(state, e.ExportWeights(cell))
    expected = by_nudging(json.loads(saved.text), 5)  # type: ignore[union-attr]
    for what in ("all", "h", "c"):
        part = what if cell == "lstm" else "all"
        assert shown(update(state, e.ReachOf(what)), cell) == pytest.approx(expected[part], rel=1e-4, abs=1e-9)


@pytest.mark.parametrize("cell", CELLS)
def test_as_they_began(cell: str) -> None:
    state = update(TRAINED, e.ReachWhen("start"))
    began = to_state_dicts(reruns.begun(state.seed, cell, 2, RecallTask(5), state.bias))
    assert shown(state, cell) == pytest.approx(by_nudging(began, 5)["all"], rel=1e-4, abs=1e-9)
    assert shown(state, cell) != shown(TRAINED, cell)
    assert shown(update(state, e.ReachWhen("now")), cell) == shown(TRAINED, cell)


def test_curves_lie_where_their_numbers_are() -> None:
    """On an axis of powers of ten: from the last step, on the left, back to the first."""
    root = picture(TRAINED)
    (drawing,) = of_class(root, "reach-drawing")
    heights: dict[int, float] = {}
    ticks = [one for one in of_class(drawing, "reach-tick") if one.get("text-anchor") == "end"]
    for tick in ticks:
        power = text(tick).removeprefix("10").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
        heights[0 if text(tick) == "1" else int(power)] = float(tick.attrib["y"])
    assert {2, 0, -2, -8} <= heights.keys()
    for cell in CELLS:
        lengths = shown(TRAINED, cell)
        path = one(drawing, "data-cell-reach", cell).attrib["d"]
        places = [(float(across), float(down)) for across, down in re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path)]
        assert len(places) == 5
        assert places == sorted(places, key=lambda place: place[0])
        for (_, y), length in zip(places, reversed(lengths), strict=True):
            exponent = min(max(log10(length / lengths[-1]), -8), 2)
            assert y == pytest.approx(heights[0] + (heights[2] - heights[0]) * exponent / 2, abs=0.02)


def test_labels_do_not_cover_each_other() -> None:
    for ends in ([(50.0, "a"), (52.0, "b"), (51.0, "c")], [(199.0, "a"), (200.0, "b")], [(20.0, "a")], []):
        placed = [y for y, _ in spread(ends)]
        assert all(b - a >= 14.99 for a, b in pairwise(placed))
        assert all(y <= 200.01 for y in placed)
        assert [name for _, name in spread(ends)] == [name for _, name in sorted(ends)]


# --- What is said ---


def number(words: str) -> float:
    """Of 1.2 times a power of ten, or as it stands."""
    mantissa, _, power = words.partition("\N{MIDDLE DOT}10")
    return float(mantissa) * 10.0 ** int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)


def judge(told_of: str, cell: str, racer: Racer, lengths: tuple[float, ...]) -> set[str]:
    """Whether what is said is true of the lengths, and what kind of thing it was."""
    back = [length / lengths[-1] for length in lengths[::-1]]
    steps = len(back) - 1
    assert told_of.startswith(f"{TITLES[cell]}: ")
    ((share, said_steps),) = re.findall(r": (\S+) of it arrives at the first step, (\d+) steps? back", told_of)
    assert int(said_steps) == steps
    assert number(share) == pytest.approx(back[-1], rel=0.051)
    kinds = set()
    fates = re.findall(
        r"further back each step leaves (\d+\.\d\d): there it (grows|lives on|fades slowly|dies)", told_of
    )
    assert len(fates) == (steps >= 4)
    for factor, word in fates:
        middle = steps // 2
        left = (back[-1] / back[middle]) ** (1 / (steps - middle))
        assert factor == shown_number(left, False)
        expected = (
            "grows" if left > 1 / 0.95 else "lives on" if left >= 0.95 else "fades slowly" if left >= 0.8 else "dies"
        )
        assert word == expected
        kinds.add(word)
    grown = re.findall(r"had grown (\S+)-fold, (\d+) steps? back", told_of)
    assert len(grown) == (max(back) > 2)
    for times, where in grown:
        assert number(times) == pytest.approx(max(back), rel=0.051)
        assert back[int(where)] == max(back)
        kinds.add("had grown")
    clipped = re.findall(r"Of (\d+) gradients, (\S+) (was|were) longer than 1(.*)\.$", told_of)
    if not racer.run.made:
        assert clipped == []
        return kinds
    count = len([norm for norm in racer.run.norms if norm > 1])
    verb = "were" if count > 1 else "was"
    rest = f" and {verb} shortened to it" if count else ""
    assert clipped == [(str(racer.run.made), str(count or "none"), verb, rest)]
    return kinds


def test_what_is_said_is_true_of_any_network() -> None:
    kinds = set()
    for seed in range(50):
        cell, steps = CELLS[seed % 3], (2, 3, 6, 12, 20)[seed % 5]
        network = random_network(NetworkShape(1, 3, 1, cell), seed, scale=(0.3, 1.0, 2.0)[seed % 7 % 3])
        if seed % 4 == 0:  # little comes in, so that tanh is not flat, and an error can grow
            for tensor in (network.cell.weight_ih, network.cell.bias_ih, network.cell.bias_hh):
                tensor *= 0.01
        racer = RECALL_5.race[CELLS.index(cell)]
        lengths = reach_of(network, RecallTask(steps))["all"]
        kinds |= judge(sentence(cell, racer, {"all": lengths}, RECALL_5), cell, racer, lengths)
    assert kinds >= {"dies", "fades slowly", "grows", "had grown"}


@pytest.mark.parametrize("query", ["steps=20&units=4&bias=0", "steps=20&units=4&bias=3", "steps=2&units=1", "steps=50"])
def test_what_is_said_on_the_page_is_true_of_what_is_drawn(query: str) -> None:
    state = initial_state(f"?task=recall&{query}")
    root = picture(state)
    (words,) = of_class(root, "reach-words")
    for item, cell, racer in zip(list(words), CELLS, state.race, strict=True):
        judge(text(item), cell, racer, tuple(shown(state, cell)))


def test_of_a_training_it_says_what_clipping_did() -> None:
    (words,) = of_class(picture(TRAINED), "reach-words")
    for item, cell, racer in zip(list(words), CELLS, TRAINED.race, strict=True):
        assert racer.run.made == 500
        judge(text(item), cell, racer, tuple(shown(TRAINED, cell)))
    (words,) = of_class(picture(update(TRAINED, e.ReachWhen("start"))), "reach-words")
    assert "gradients" not in text(words)


def test_where_there_is_no_error_nothing_is_said_of_its_way() -> None:
    assert (
        sentence("gru", RECALL_5.race[1], {"all": (0.0,) * 5}, RECALL_5) == "GRU: there is no error at the last step."
    )
    found: dict[str, tuple[float, ...]] = {"all": (0.0, 0.0, 0.0, 0.0, 0.0, 1.0)}
    assert "nan" not in sentence("rnn", RECALL_5.race[0], found, RECALL_5)


def test_of_a_part_of_the_state_it_is_the_curve_of_that_part_that_is_told() -> None:
    found: dict[str, tuple[float, ...]] = {
        "all": (0.5, 0.6, 0.7, 1.0),
        "h": (0.001, 0.01, 0.1, 1.0),
        "c": (0.4, 0.5, 0.6, 0.0),
    }
    for what, beginning in (("all", "LSTM: 0.50"), ("h", "LSTM, h alone: 0.0010"), ("c", "LSTM, c alone: 0.40")):
        state = RECALL_5._replace(reach_of=what)
        assert sentence("lstm", state.race[2], found, state).startswith(f"{beginning} of it arrives at the first step")
        assert sentence("gru", state.race[1], found, state).startswith("GRU: 0.50 of it")


@pytest.mark.parametrize(
    ("factor", "word"), [(1.06, "grows"), (1.0, "lives on"), (0.95, "lives on"), (0.85, "fades slowly"), (0.5, "dies")]
)
def test_fates(factor: float, word: str) -> None:
    assert fate(factor) == f"there it {word}"


def test_it_is_shown_for_recall_alone() -> None:
    assert len(having(picture(RECALL_5), "data-cell-reach")) == 3
    assert having(picture(initial_state()), "data-cell-reach") == []
