"""Three cells side by side: what each carries, its curves, and what is said of its training."""

import json
import re

import pytest

from demos.memory import events as e
from demos.memory.state import Origin, Racer, State
from demos.memory.views.race import verdict_of
from tests.demos.memory.support import (
    RECALL_5,
    START,
    after,
    asked_in_tests,
    at_the_end,
    effects_of,
    initial_state,
    picture,
    share_right,
    update,
)
from tests.demos.support import Tick, having, of_class, one, shown_number, text
from tests.oracle.plain import read

CELLS = ("rnn", "gru", "lstm")
STATES = {
    "at first": START,
    "recall": at_the_end(after(RECALL_5, e.TrainAll())),
    "on its way": after(START, e.SetUnits(2), e.TrainAll(), Tick(0.0), Tick(0.0)),
    "as large": after(START, e.MatchSize(), e.TrainAll()),
    "trained": at_the_end(after(START, e.TrainAll())),
}


def exported(state: State, cell: str) -> dict[str, dict[str, object]]:
    (saved,) = effects_of(state, e.ExportWeights(cell))
    data: dict[str, dict[str, object]] = json.loads(saved.text)  # type: ignore[union-attr]
    return data


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
@pytest.mark.parametrize("cell", CELLS)
def test_every_state_over_the_steps(state: State, cell: str) -> None:
    if state.task_name == "latch":
        xs = [[2.0 * bit - 1, 2.0 * mark - 1] for bit, mark in zip(state.bits, state.marks, strict=True)]
    else:
        xs = asked_in_tests("recall", state.delay)[0][0]
    plain = read(exported(state, cell), xs)
    racer = one(picture(state), "data-cell", cell)
    rows = having(racer, "data-state")
    units = len(plain[0]["h"])
    names = ("h", "c") if cell == "lstm" else ("h",)
    order = [(name, unit) for name in names for unit in range(1, units + 1)]
    assert [(row.attrib["data-state"], int(row.attrib["data-unit"])) for row in rows] == order
    (numbers,) = [element for element in racer.iter() if element.tag == "details"]
    lines = [text(line) for line in numbers.iter() if line.tag == "p"]
    for row, line, (name, unit) in zip(rows, lines, order, strict=True):
        values = [q[name][unit - 1] for q in plain]
        assert [float(value) for value in row.attrib["data-values"].split(",")] == pytest.approx(
            values, rel=1e-9, abs=1e-12
        )
        squares = of_class(row, "state")
        assert [square.attrib["title"] for square in squares] == [shown_number(value, True) for value in values]
        which = f"{name}{unit}" if units > 1 else name
        assert line == f"{which} by step: {', '.join(shown_number(v, True) for v in values)}"


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
@pytest.mark.parametrize("cell", CELLS)
def test_accuracy_and_size(state: State, cell: str) -> None:
    racer = one(picture(state), "data-cell", cell)
    weights = exported(state, cell)
    steps = len(state.bits) if state.task_name == "latch" else state.delay
    run = state.race[CELLS.index(cell)].run
    if run.made % 25 == 0:  # what is told is what was found at the last check
        share = share_right(weights, state.task_name, steps)
        assert float(racer.attrib["data-accuracy"]) == pytest.approx(share, abs=1 / 256)
    numbers, of_readout = (
        sum(len(json.dumps(tensor).split(",")) for tensor in weights[part].values()) for part in (cell, "linear")
    )
    units = len(weights[cell]["weight_hh_l0"][0])  # type: ignore[index]
    (size,) = of_class(racer, "size")
    counted = f"{numbers} parameters in the cell, {numbers + of_readout} with the readout"
    assert text(size) == f" {units} unit{'s' if units > 1 else ''}, {counted}"
    assert int(racer.attrib["data-updates"]) == run.made


def test_as_large_is_as_near_as_can_be() -> None:
    """Of 1 to 16 units the number whose parameters are nearest to those of the LSTM."""
    gates = {"rnn": 1, "gru": 3}  # each with h rows of 2 + h weights and 2 biases
    for units in range(1, 5):
        state = initial_state(f"?units={units}")
        state = update(state, e.MatchSize())
        wanted = 4 * units * (2 + units + 2)
        for racer, rows in zip(state.race, gates.values(), strict=False):
            off = {h: abs(rows * h * (2 + h + 2) - wanted) for h in range(1, 17)}
            assert off[racer.run.shape.units] == min(off.values())
        assert state.race[2].run.shape.units == units


# --- Curves ---


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path)]


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
@pytest.mark.parametrize("cell", CELLS)
def test_curves_lie_where_their_numbers_are(state: State, cell: str) -> None:
    """Read back from the drawing: x is the share of all updates, y the loss or the accuracy."""
    run = state.race[CELLS.index(cell)].run
    drawing = one(picture(state), "data-cell", cell).find("svg")
    assert drawing is not None
    (axis,) = of_class(drawing, "loss-axis")
    left, bottom, right = (float(found) for found in re.findall(r"[\d.]+", axis.attrib["d"]))
    (half,) = of_class(drawing, "curves-half")
    unit = 2 * (bottom - float(half.attrib["d"].split()[1].partition("H")[0]))
    updates = 500 if state.task_name == "recall" else 400

    def read_off(kind: str) -> list[tuple[float, float]]:
        found = [point for path in of_class(drawing, kind) for point in points(path.attrib["d"])]
        return [((x - left) / (right - left) * updates, (bottom - y) / unit) for x, y in found]

    means = [sum(run.losses[k : k + 5]) / 5 for k in range(0, len(run.losses), 5)]
    for (x, y), (k, loss) in zip(read_off("curves-loss"), enumerate(means), strict=True):
        assert x == pytest.approx(5 * k + 2.5, abs=0.02 * updates / 100)
        assert y == pytest.approx(min(loss, 1.0), abs=0.001)
    for (x, y), (k, share) in zip(read_off("curves-accuracy"), enumerate(run.accuracies), strict=True):
        assert x == pytest.approx(25 * k, abs=0.02 * updates / 100)
        assert y == pytest.approx(share, abs=0.001)
    percent = re.findall(r"accuracy (\d+)", drawing.attrib["aria-label"])
    assert abs(int(percent[0]) / 100 - run.accuracy) <= 0.01
    assert drawing.attrib["aria-label"].startswith(f"After {run.made} updates: ")


# --- What is said ---


def racer(made: int, accuracies: list[float], origin: Origin = Origin.TRAINED, diverged: bool = False) -> Racer:
    run = START.race[0].run._replace(
        losses=(0.5,) * made, norms=(0.5,) * made, accuracies=tuple(accuracies), diverged=diverged
    )
    return Racer(run, origin)


CHECKS = 17  # of a training of 400 updates
VERDICTS = [
    (racer(0, [0.5], Origin.SEED), "Not trained yet: 128 of 256 fresh sequences right."),
    (racer(0, [1.0], Origin.FILE), "Weights loaded from a file: 256 of 256 fresh sequences right."),
    (racer(30, [0.5, 0.75]), "Update 30: 192 of 256 fresh sequences right."),
    (racer(400, [0.5] * 4 + [1.0] * 13), "Solved after 100 updates: all 256 right."),
    (
        racer(400, [0.5] * 2 + [1.0] + [0.9] * 13 + [0.9375]),
        "All were right after 50 updates, and it lost that again: 240 of 256 fresh sequences right after 400.",
    ),
    (
        racer(400, [0.5] * 16 + [0.5625]),
        "Not solved in 400 updates: 144 of 256 fresh sequences right, and guessing gives half.",
    ),
    (
        racer(400, [0.5] * 16 + [255 / 256]),
        "Not solved in 400 updates: 255 of 256 fresh sequences right, 99\N{NO-BREAK SPACE}%.",
    ),
    (
        racer(12, [0.5, 0.5], diverged=True),
        "Training broke off after 12 updates: its loss was no number any more.",
    ),
]


@pytest.mark.parametrize(("one_of_them", "sentence"), VERDICTS, ids=range(len(VERDICTS)))
def test_verdicts(one_of_them: Racer, sentence: str) -> None:
    assert verdict_of(one_of_them) == sentence


def test_the_verdict_of_any_training_is_true_of_its_numbers() -> None:
    for seed in range(8):
        state = initial_state(f"?seed={seed}&units={1 + seed % 2}")
        state = at_the_end(after(state, e.TrainAll()))
        for trained in state.race:
            told_of, run = verdict_of(trained), trained.run
            right = [share == 1 for share in run.accuracies]
            first = 25 * right.index(True) if any(right) else None
            if first is not None and right[-1]:
                assert told_of == f"Solved after {first} updates: all 256 right."
            elif first is not None:
                assert told_of.startswith(f"All were right after {first} updates, and it lost that again: ")
            else:
                assert told_of.startswith(f"Not solved in 400 updates: {round(run.accuracy * 256)} of 256")
                assert ("guessing" in told_of) == (run.accuracy < 0.6)


def test_the_verdict_stands_beside_its_cell() -> None:
    root = picture(STATES["trained"])
    for cell, trained in zip(CELLS, STATES["trained"].race, strict=True):
        (verdict,) = of_class(one(root, "data-cell", cell), "racer-verdict")
        assert text(verdict) == verdict_of(trained)
        solved = one(root, "data-cell", cell).attrib["data-solved"]
        assert solved == ("" if trained.run.solved_after is None else str(trained.run.solved_after))


def test_one_unit_of_a_plain_rnn_cannot_and_an_lstm_can() -> None:
    """From the seed that a reader meets first, and from three others."""
    for seed in (7, 11, 12, 13):
        state = at_the_end(after(initial_state(f"?seed={seed}"), e.TrainAll()))
        assert state.race[0].run.accuracy < 0.95
        assert state.race[2].run.accuracy > 0.95


def test_the_gru_is_told_with_its_convention() -> None:
    told_of = text(picture(START))
    assert "z = 1 keeps the old state" in told_of
