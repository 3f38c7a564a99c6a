"""What the article says of networks that must remember, judged in plain floats.

A judge gets the sentence as a reader sees it, and raises AssertionError if it is not true of the state.
"""

import json
import re
from collections.abc import Callable
from math import log, sqrt

import pytest

from demos.memory import events as e
from demos.memory.state import State
from rnn.state_dict import to_state_dicts
from tests.article.of_patterns import held, largest
from tests.article.reading import NUMBER, check_remembering, check_showing
from tests.demos.memory.support import asked_in_tests, effects_of, initial_state, recompute, share_right
from tests.demos.support import shown_number, shown_probability
from tests.oracle.plain import Weights, read

type Judge = Callable[[str, State], None]

TESTS, FEW = 256, 32  # sequences of a test; of a mean
CELLS = {"rnn": "the plain RNN", "gru": "the GRU", "lstm": "the LSTM"}


# --- The marked bit ---


def steps(text: str, state: State) -> None:
    quantities = recompute(state.network, state.bits, state.marks)
    weights = to_state_dicts(state.network)
    unit = largest(weights, quantities)[0]
    qs = [{name: values[unit - 1] for name, values in q.items() if len(values) >= unit} for q in quantities]
    marked = len(state.marks) - state.marks[::-1].index(1)
    lines = text.splitlines()
    first = f"The last mark stands at step {marked}, on a {state.bits[marked - 1]}."
    if state.network.shape.units > 1:
        first += f" Follow unit {unit}, whose part in the answer is the largest."
    assert lines[0] == first
    check_remembering(lines[1], qs[marked - 1], "The forget gate has nothing to drop yet." * (marked == 1))
    after = qs[marked:]
    if after:
        least, most = min(q["f"] for q in after), max(q["i"] for q in after)
        assert lines[2] == (
            f"In the {len(after)} step{'s' * (len(after) > 1)} after that, the forget gate is at least "
            f"{shown_number(least, False)} and the input gate at most {shown_number(most, False)}. Meanwhile c goes "
            f"from {shown_number(qs[marked - 1]['c'], True)} to {shown_number(qs[-1]['c'], True)}."
        )
    assert len(lines) == (4 if after else 3)
    assert lines[-1].startswith("At the end the output gate ")
    check_showing(lines[-1].replace("At the end the", "The"), qs[-1])


def answer(text: str, state: State) -> None:
    p = recompute(state.network, state.bits, state.marks)[-1]["p"][0]
    wanted = [bit for bit, mark in zip(state.bits, state.marks, strict=True) if mark][-1]
    side, says = ("above", 1) if p > 0.5 else ("not above", 0)
    judged = "right" if says == wanted else "wrong"
    assert text == f"So p = {shown_probability(p)}, {side} 0.5: the answer is {says}, which is {judged}."


def motives(text: str, state: State) -> None:
    if state.held or state.learned.held:
        assert text == "Gates are held by hand now. Let them go, and here it is counted what each is good for."
        return
    weights = to_state_dicts(state.network)
    sequences = asked_in_tests("latch", len(state.bits))
    assert len(sequences) == TESTS

    def right(*at: object) -> int:
        change = held(*at) if at else None  # type: ignore[arg-type]
        return sum((read(weights, xs, change=change)[-1]["p"][0] > 0.5) == bool(wanted) for xs, wanted in sequences)

    assert text.splitlines() == [
        f"All gates at work: {right()} of {TESTS} answers are right.",
        f"Forget gate at 1, nothing is dropped: {right('f', 1.0)} of {TESTS}.",
        f"Forget gate at 0, nothing is kept: {right('f', 0.0)} of {TESTS}.",
        f"Input gate at 1, every bit is written: {right('i', 1.0)} of {TESTS}.",
        f"Output gate at 0, nothing is shown: {right('o', 0.0)} of {TESTS}.",
    ]


def curves(text: str, state: State) -> None:
    weights = to_state_dicts(state.network)
    qs = [q for xs, _ in asked_in_tests("latch", len(state.bits)) for q in read(weights, xs)]
    ends = {}
    for gate in "figo":
        values = [value for q in qs for value in q[gate]]
        ends[gate] = f"{gate} from {shown_number(min(values), gate == 'g')} to {shown_number(max(values), gate == 'g')}"
    assert text == f"Over {TESTS} sequences: {ends['f']}, {ends['i']}, {ends['g']} and {ends['o']}."


# --- The first bit ---


def begun(state: State) -> dict[str, Weights]:
    """The networks with which the race begins, as a reader can export them."""
    query = f"?task=recall&steps={state.delay}&units={state.units}&seed={state.seed}&bias={state.bias}"
    return {cell: exported(initial_state(query), cell) for cell in CELLS}


def exported(state: State, cell: str) -> Weights:
    (saved,) = effects_of(state, e.ExportWeights(cell))
    weights: Weights = json.loads(saved.text)  # type: ignore[union-attr]
    return weights


def loss(weights: Weights, xs: list[list[float]], wanted: float, nudge: tuple[int, str, int, float]) -> float:
    """Of one sequence, where a state that is carried out of a step is another by a little."""
    step, name, unit, amount = nudge

    def change(at: int, quantity: str, values: list[float]) -> list[float]:
        if (at, quantity) == (step, name):
            values[unit] += amount
        return values

    logit = read(weights, xs, change=change)[-1]["logits"][0]
    return max(logit, 0) - wanted * logit + log(1 + 2.718281828459045 ** -abs(logit))


def carried_error(weights: Weights, xs: list[list[float]], wanted: float, step: int) -> float:
    """The length of dL/d(what is carried out of a step), by central differences."""
    (cell,) = weights.keys() & CELLS.keys()
    units = len(weights["linear"]["weight"][0])
    names = ["h_prev", "c_prev"] if cell == "lstm" else ["h_prev"]
    squares = 0.0
    for name in names:
        for unit in range(units):
            up, down = (loss(weights, xs, wanted, (step + 1, name, unit, sign * 1e-4)) for sign in (1, -1))
            squares += ((up - down) / 2e-4) ** 2
    return sqrt(squares)


def last_error(weights: Weights, xs: list[list[float]], wanted: float) -> float:
    """The same after the last step, where the answer reads h alone: (p - y) w."""
    p = read(weights, xs)[-1]["p"][0]
    return abs(p - wanted) * sqrt(sum(w * w for w in weights["linear"]["weight"][0]))


POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹\N{MINUS SIGN}", "-0123456789-")


def value(text: str) -> float:
    """A number with a power of ten as it is written."""
    return float(text.replace("\N{MIDDLE DOT}10", "e").translate(POWERS))


def reach(text: str, state: State) -> None:
    back = state.delay - 1
    found = re.fullmatch(
        rf"Before they learn, which share of the error arrives at the first step, {back} step{'s' * (back > 1)} back\? "
        r"In the plain RNN (\S+), in the GRU (\S+) and in the LSTM (\S+)\.",
        text,
    )
    assert found, text
    sequences = asked_in_tests("recall", state.delay)[:FEW]
    for weights, written in zip(begun(state).values(), found.groups(), strict=True):
        first = sum(carried_error(weights, xs, wanted, 1) for xs, wanted in sequences)
        last = sum(last_error(weights, xs, wanted) for xs, wanted in sequences)
        assert value(written) == in_two_digits(first / last)


def in_two_digits(number: float) -> object:
    """As two digits tell it."""
    return pytest.approx(number, rel=0.051, abs=1e-9)


def carry(text: str, state: State) -> None:
    weights, factors = begun(state)["lstm"], state.delay - 1
    fs = [f for xs, _ in asked_in_tests("recall", state.delay)[:FEW] for q in read(weights, xs)[1:] for f in q["f"]]
    f = sum(fs) / len(fs)
    how_many = "one factor" if factors == 1 else f"{factors} factors"
    found = re.fullmatch(
        rf"Along c the error is multiplied by f in every step, and f begins at about {NUMBER}\. "
        rf"Of {how_many} like that, about (\S+) is left; of factors of 0\.5, (\S+)\. "
        r"What goes through h comes on top\.",
        text,
    )
    assert found, text
    assert found[1] == shown_number(f, False)
    assert value(found[2]) == in_two_digits(f**factors)
    assert value(found[3]) == in_two_digits(0.5**factors)


def gates(text: str, state: State) -> None:
    weights = exported(state, "lstm")
    read_ = [read(weights, xs) for xs, _ in asked_in_tests("recall", state.delay)[:FEW]]

    def mean(gate: str, steps: slice) -> str:
        values = [value for qs in read_ for q in qs[steps] for value in q[gate]]
        return shown_number(sum(values) / len(values), False)

    first, later, last = slice(0, 1), slice(1, None), slice(-1, None)
    assert text.splitlines() == [
        f"Forget gate: keep the first bit. After step 1 it is {mean('f', later)} on average.",
        "Input gate: let in the first bit, keep out the others. "
        f"It is {mean('i', first)} in step 1 and {mean('i', later)} after it.",
        f"Output gate: show c at the end. In the last step it is {mean('o', last)}.",
    ]


def race(text: str, state: State) -> None:
    right = {cell: round(TESTS * share_right(exported(state, cell), "recall", state.delay)) for cell in CELLS}
    counts = f"the plain RNN answers {right['rnn']} rightly, the GRU {right['gru']} and the LSTM {right['lstm']}"
    solved = [CELLS[cell] for cell, number in right.items() if number == TESTS]
    told_of = solved[0] if len(solved) == 1 else f"{', '.join(solved[:-1])} and {solved[-1]}" if solved else ""
    trained = any(racer.run.made for racer in state.race)
    end = f"All are right by {told_of}." if solved else "None of them has learned the task."
    assert text == f"Of {TESTS} fresh sequences, {counts}. {end if trained else 'None of them has been trained yet.'}"


OF_LATCH: dict[str, Judge] = {
    "says-steps": steps,
    "says-answer": answer,
    "says-motives": motives,
    "says-curves": curves,
}
OF_RECALL: dict[str, Judge] = {
    "says-race": race,
    "says-reach": reach,
    "says-carry": carry,
    "says-gates": gates,
}
