"""What the article says of the network on show: sentences worked out from its numbers, whatever it has learned."""

from functools import lru_cache

import numpy as np

from demos.cell_view.activations import Activations, read
from demos.demo import Regions
from demos.holding.holds import NOT_COUNTED
from demos.html import Html, el, join
from demos.numbers import probability
from demos.pattern.cell import ANSWER, TABLE
from demos.pattern.state import State
from demos.wording import ASKED, MemoryStep, counted, printed, remembering, said, showing, shown, signed
from rnn.ablation import Clamp, clamped
from rnn.arrays import Array
from rnn.cells import lstm
from rnn.network import Network, NetworkShape, flatten, unflatten
from tasks.bits import Bits, BitsTask, all_inputs, encode, format_bits, is_yes

MOTIVES = (  # a gate, the value at which it is held, and what that means
    ("f", 0.0, "nothing is kept"),
    ("i", 0.0, "nothing is written"),
    ("o", 1.0, "nothing is hidden"),
)


def says(state: State) -> Regions:
    """All sentences by name, as HTML; a chapter takes those that it needs."""
    network = state.network
    items = _says(flatten(network).tobytes(), network.shape, state.target, state.test_input)
    if state.clamps:
        items = {**items, "says-motives": el("li", None, NOT_COUNTED)}
    if state.lesson.guessing:  # they tell every number of the input that is asked about
        return {**items, "says-steps": el("li", None, ASKED), "says-answer": Html("")}
    return items


@lru_cache(maxsize=8)
def _says(theta: bytes, shape: NetworkShape, target: Bits, test_input: Bits) -> dict[str, Html]:
    network = unflatten(np.frombuffer(theta), shape)
    patterns = all_inputs(len(target))
    seen = read(TABLE, network, encode(patterns), patterns.index(test_input))
    unit = strongest(seen)
    return {
        "says-steps": join([el("li", None, said(text)) for text in steps(seen, unit, test_input)]),
        "says-follow": said(follow(seen, unit, test_input)),
        "says-answer": said(answer(seen, target, test_input)),
        "says-motives": join([el("li", None, said(text)) for text in motives(network, target)]),
        "says-range": said(ranges(seen)),
        "says-size": said(size(shape)),
        "says-count": said(count(shape)),
        "says-again": said(again(shape, len(target))),
    }


def strongest(seen: Activations) -> int:
    """The unit, from 1, whose part in the answer to the test input is the largest."""
    return int(np.abs(parts(seen)).argmax()) + 1


def parts(seen: Activations) -> Array:
    """(H,): what each unit adds to the sum of which the answer is made."""
    found: Array = seen.network.head.weight[0] * seen.forward_pass.h[-1, seen.shown]
    return found


def follow(seen: Activations, unit: int, test_input: Bits) -> str:
    """Whose steps are told, and why."""
    reads = f"The network reads {format_bits(test_input)}"
    if seen.units == 1:
        return f"{reads}, one bit a step."
    return f"{reads}. Follow unit {unit}, whose part in the answer is the largest: {signed(parts(seen)[unit - 1])}."


def steps(seen: Activations, unit: int, test_input: Bits) -> list[str]:
    """Step by step: what is kept, written and shown."""
    sentences = []
    for step in range(1, seen.steps + 1):
        memory = MemoryStep(*(seen.value(name, step, unit) for name in MemoryStep._fields))
        o, h = seen.value("o", step, unit), seen.value("h", step, unit)
        reads = f"Step {step} reads {test_input[step - 1]}"
        if 1 < step < seen.steps:
            numbers = printed(memory, old_is_said=False)
            gates = f"f = {numbers.f}, i = {numbers.i} and g = {numbers.g} take c to {numbers.c}"
            gate, result = shown(o, memory.c, h)
            sentences.append(f"{reads}: {gates}. With o = {gate}, {result}.")
            continue
        nothing_yet = "The forget gate has nothing to keep yet." * (step == 1)
        sentences.append(f"{reads}. {remembering(memory, nothing_yet)} {showing(o, memory.c, h)}")
    return sentences


def answer(seen: Activations, target: Bits, test_input: Bits) -> str:
    """The verdict on the test input."""
    p = seen.value(ANSWER, seen.steps)
    task = BitsTask(target)
    right = task.is_yes(p) == (test_input == target)
    side, word = ("above", "yes") if task.is_yes(p) else ("not above", "no")
    judged = "right" if right else "wrong"
    return f"So p = {probability(p)}, {side} 0.5: {word}. The target is {format_bits(target)}, so that is {judged}."


def motives(network: Network, target: Bits) -> list[str]:
    """What each gate is good for: how many answers are right without it."""
    right = BitsTask(target).examples().targets[-1, :, 0] > 0
    before = answers(network, len(target))
    inputs = len(right)
    sentences = [f"All gates at work: {(before == right).sum()} of {inputs} answers are right."]
    for gate, value, means in MOTIVES:
        units = range(1, network.shape.units + 1)
        now = answers(clamped(network, tuple(Clamp(unit, gate, value) for unit in units)), len(target))
        count = f"{(now == right).sum()} of {inputs}"
        if (now == before).all():
            count += ", the same ones"
        elif now.all() or not now.any():
            count += f"; every answer is {'yes' if now.all() else 'no'}"
        sentences.append(f"{TABLE.quantities[gate].noun.capitalize()} at {value:g}, {means}: {count}.")
    return sentences


def answers(network: Network, bits: int) -> Array:
    """(2^N,): whether it says yes, for every input."""
    seen = read(TABLE, network, encode(all_inputs(bits)), 0)
    return np.array([is_yes(p) for p in seen.values(ANSWER, bits)])


def ranges(seen: Activations) -> str:
    """How far c and h go."""
    low, high = extremes(seen, "c")
    least, most = extremes(seen, "h")
    beyond = max(abs(low), abs(high)) > 1
    bounds = "beyond \N{MINUS SIGN}1 or 1" if beyond else "but it could leave \N{MINUS SIGN}1 to 1"
    return (
        f"Over all {2**seen.steps} inputs c goes from {signed(low)} to {signed(high)}, {bounds}; "
        f"h, which cannot, from {signed(least)} to {signed(most)}."
    )


def extremes(seen: Activations, name: str) -> tuple[float, float]:
    """The least and the greatest value of a quantity, over all inputs, steps and units."""
    values = np.stack([getattr(trace, name) for trace in seen.forward_pass.traces])
    return float(values.min()), float(values.max())


def size(shape: NetworkShape) -> str:
    """How large the network is."""
    return f"This network has {counted(shape.units, 'unit')} and {shape.size} numbers in all."


def count(shape: NetworkShape) -> str:
    """The parameters, counted by both formulas and on the page."""
    n, m = shape.units, shape.inputs
    one, two = 4 * (n * m + n * n + n), 4 * (n * m + n * n + 2 * n)
    readout = shape.size - sum(np.prod(size) for size in lstm.shapes(m, n))
    by_hand = f"4({n}\N{MIDDLE DOT}{m} + {n}\N{MIDDLE DOT}{n} + "
    return (
        f"With n = {n} and m = {m} that is {by_hand}{n}) = {one}, or {by_hand}2\N{MIDDLE DOT}{n}) = {two}. "
        f"This page has both biases, and {readout} numbers for the answer: {shape.size}."
    )


def again(shape: NetworkShape, bits: int) -> str:
    """The same weights in every step."""
    numbers = sum(np.prod(size) for size in lstm.shapes(shape.inputs, shape.units))
    return (
        f"Here {counted(shape.units, 'unit')} read {counted(bits, 'bit')}, with the same {numbers} numbers each time."
    )
