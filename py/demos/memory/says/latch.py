"""Of the LSTM that reads marked bits: step by step, and what becomes of its answers without a gate."""

from functools import lru_cache

import numpy as np

from demos.cell_view.activations import Activations, read
from demos.demo import Regions
from demos.holding.holds import NOT_COUNTED
from demos.html import Html, el, join
from demos.memory.state import LATCH, State
from demos.memory.table import TABLE
from demos.memory.training import accuracy
from demos.numbers import fixed, probability
from demos.wording import ASKED, MemoryStep, counted, remembering, said, showing, signed, spans
from rnn.ablation import Clamp, clamped
from rnn.fresh_run import TEST_SIZE, held_out
from rnn.network import Network, NetworkShape, flatten, forward, unflatten
from tasks.bits import Bits
from tasks.latch import LatchTask, encode
from tasks.latch import answer as right_answer

ELSEWHERE = "The demo is set to another task now. Choose the marked bits, and this is told here."
MOTIVES = (  # a gate, the value at which it is held, and what that means
    ("f", 1.0, "nothing is dropped"),
    ("f", 0.0, "nothing is kept"),
    ("i", 1.0, "every bit is written"),
    ("o", 0.0, "nothing is shown"),
)


def says(state: State) -> Regions:
    """The sentences of the chapter on forgetting, by name."""
    if state.task_name != LATCH:
        nothing = dict.fromkeys(("says-answer", "says-motives", "says-curves"), Html(""))
        return {"says-steps": el("li", None, ELSEWHERE), **nothing}
    network = state.network
    items = _says(flatten(network).tobytes(), network.shape, state.bits, state.marks)
    if state.held or state.learned.held:
        items = {**items, "says-motives": el("li", None, NOT_COUNTED)}
    if state.lesson.guessing:  # they tell every number of the sequence that is asked about
        return {**items, "says-steps": el("li", None, ASKED), "says-answer": Html("")}
    return items


@lru_cache(maxsize=8)
def _says(theta: bytes, shape: NetworkShape, bits: Bits, marks: Bits) -> dict[str, Html]:
    network = unflatten(np.frombuffer(theta), shape)
    seen = read(TABLE, network, encode(bits, marks), 0)
    return {
        "says-steps": join([el("li", None, said(text)) for text in steps(seen, bits, marks)]),
        "says-answer": said(answer(seen, bits, marks)),
        "says-motives": join([el("li", None, said(text)) for text in motives(network, len(bits))]),
        "says-curves": said(curves(network, len(bits))),
    }


def steps(seen: Activations, bits: Bits, marks: Bits) -> list[str]:
    """What is kept, written and shown, from the last mark on."""
    marked, last = max(step for step, mark in enumerate(marks, start=1) if mark), len(bits)
    unit = int(np.abs(seen.network.head.weight[0] * seen.forward_pass.h[-1, 0]).argmax()) + 1
    memory = MemoryStep(*(seen.value(name, marked, unit) for name in MemoryStep._fields))
    sentences = [f"The last mark stands at step {marked}, on a {bits[marked - 1]}."]
    if seen.units > 1:
        sentences[0] += f" Follow unit {unit}, whose part in the answer is the largest."
    sentences.append(remembering(memory, "The forget gate has nothing to drop yet." * (marked == 1)))
    if after := range(marked + 1, last + 1):
        least = min(seen.value("f", step, unit) for step in after)
        most = max(seen.value("i", step, unit) for step in after)
        sentences.append(
            f"In the {counted(len(after), 'step')} after that, the forget gate is at least {fixed(least)} and the "
            f"input gate at most {fixed(most)}. Meanwhile c goes from {signed(memory.c)} to "
            f"{signed(seen.value('c', last, unit))}."
        )
    shown = showing(*(seen.value(name, last, unit) for name in ("o", "c", "h")))
    sentences.append(f"At the end {shown[0].lower()}{shown[1:]}")
    return sentences


def answer(seen: Activations, bits: Bits, marks: Bits) -> str:
    """The verdict on the sequence."""
    p = seen.value(TABLE.answer, len(bits))
    yes = LatchTask(len(bits)).is_yes(p)
    right = yes == bool(right_answer(bits, marks))
    side = "above" if yes else "not above"
    return f"So p = {probability(p)}, {side} 0.5: the answer is {int(yes)}, which is {'right' if right else 'wrong'}."


def motives(network: Network, steps: int) -> list[str]:
    """What each gate is good for: how many answers are right without it."""
    before = right_of(network, steps)
    sentences = [f"All gates at work: {before} of {TEST_SIZE} answers are right."]
    for gate, value, means in MOTIVES:
        units = range(1, network.shape.units + 1)
        now = right_of(clamped(network, tuple(Clamp(unit, gate, value) for unit in units)), steps)
        sentences.append(f"{TABLE.quantities[gate].noun.capitalize()} at {value:g}, {means}: {now} of {TEST_SIZE}.")
    return sentences


def curves(network: Network, steps: int) -> str:
    """How far gates and candidate go."""
    traces = forward(network, held_out(LatchTask(steps)).xs).traces
    values = {name: np.stack([getattr(trace, name) for trace in traces]) for name in TABLE.gates}
    found = {name: (float(value.min()), float(value.max())) for name, value in values.items()}
    return f"Over {TEST_SIZE} sequences: {spans(found, TABLE.signed)}."


def right_of(network: Network, steps: int) -> int:
    """How many of the test sequences get the right answer."""
    return round(accuracy(network, LatchTask(steps)) * TEST_SIZE)
