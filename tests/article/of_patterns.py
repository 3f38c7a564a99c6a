"""What the article says of a network that recognises bits, judged in plain floats.

A judge gets the sentence as a reader sees it, and raises AssertionError if it is not true of the network.
"""

import re
from collections.abc import Callable
from itertools import product

from tests.article.reading import NUMBER, RESULT, SIGNED, check_product, check_remembering, check_showing, check_sum
from tests.demos.support import shown_number, shown_probability
from tests.oracle.plain import Quantities, Vector, Weights, read_bits

type Bits = tuple[int, ...]
type Judge = Callable[[str, Weights, Bits, Bits], None]
"""Of the sentence, on the network, for a target and a test input."""


def held(gate: str, value: float) -> Callable[[int, str, Vector], Vector]:
    """A change to what is read: the gate is at the value, whatever comes in."""
    return lambda step, name, values: [value] * len(values) if name == gate else values


def largest(weights: Weights, steps: list[Quantities]) -> tuple[int, float]:
    """The unit, from 1, whose part in the answer is the largest, and that part."""
    (row,) = weights["linear"]["weight"]
    parts = [w * h for w, h in zip(row, steps[-1]["h"], strict=True)]
    unit = max(range(len(parts)), key=lambda k: abs(parts[k]))
    return unit + 1, parts[unit]


def follow(text: str, weights: Weights, target: Bits, bits: Bits) -> None:
    written = "".join(map(str, bits))
    unit, part = largest(weights, read_bits(weights, bits))
    if len(weights["linear"]["weight"][0]) == 1:
        assert text == f"The network reads {written}, one bit a step."
    else:
        end = f"whose part in the answer is the largest: {shown_number(part, True)}."
        assert text == f"The network reads {written}. Follow unit {unit}, {end}"


def steps(text: str, weights: Weights, target: Bits, bits: Bits) -> None:
    read = read_bits(weights, bits)
    unit = largest(weights, read)[0] - 1
    lines = text.splitlines()
    assert len(lines) == len(bits)
    for step, (line, bit, quantities) in enumerate(zip(lines, bits, read, strict=True), start=1):
        q = {name: values[unit] for name, values in quantities.items() if len(values) > unit}
        head = f"Step {step} reads {bit}"
        assert line.startswith(head)
        rest = line.removeprefix(head)
        if 1 < step < len(bits):
            pattern = f": f = {NUMBER}, i = {NUMBER} and g = {SIGNED} take c to {RESULT}."
            pattern += f" With o = {NUMBER}, h (=|is) {RESULT}."
            found = re.fullmatch(pattern, rest)
            assert found, rest
            f, i, g, about, c, *shown = found.groups()
            check_sum(q, {"f": f, "c_prev": shown_number(q["c_prev"], True)}, i, g, about, c)
            check_product(q, *shown)
            continue
        found = re.fullmatch(r"\. (The forget gate.* The input gate.*) (The output gate.*)", rest)
        assert found, rest
        check_remembering(found[1], q, "The forget gate has nothing to keep yet." * (step == 1))
        check_showing(found[2], q)


def answer(text: str, weights: Weights, target: Bits, bits: Bits) -> None:
    p = read_bits(weights, bits)[-1]["p"][0]
    side, word = ("above", "yes") if p > 0.5 else ("not above", "no")
    judged = "right" if (p > 0.5) == (bits == target) else "wrong"
    wanted = "".join(map(str, target))
    assert text == f"So p = {shown_probability(p)}, {side} 0.5: {word}. The target is {wanted}, so that is {judged}."


def motives(text: str, weights: Weights, target: Bits, bits: Bits) -> None:
    inputs = list(product((0, 1), repeat=len(target)))
    before = [read_bits(weights, one)[-1]["p"][0] > 0.5 for one in inputs]
    first, *lines = text.splitlines()
    right = sum(yes == (one == target) for yes, one in zip(before, inputs, strict=True))
    assert first == f"All gates at work: {right} of {len(inputs)} answers are right."
    cases = [("Forget", "f", 0, "kept"), ("Input", "i", 0, "written"), ("Output", "o", 1, "hidden")]
    for line, (title, gate, value, verb) in zip(lines, cases, strict=True):
        now = [read_bits(weights, one, held(gate, value))[-1]["p"][0] > 0.5 for one in inputs]
        right = sum(yes == (one == target) for yes, one in zip(now, inputs, strict=True))
        end = f"{right} of {len(inputs)}"
        if now == before:
            end += ", the same ones"
        elif len(set(now)) == 1:
            end += f"; every answer is {'yes' if now[0] else 'no'}"
        assert line == f"{title} gate at {value}, nothing is {verb}: {end}."


def ranges(text: str, weights: Weights, target: Bits, bits: Bits) -> None:
    inputs = list(product((0, 1), repeat=len(target)))
    read = [q for one in inputs for q in read_bits(weights, one)]
    cs, hs = ([value for q in read for value in q[name]] for name in "ch")
    found = re.fullmatch(
        f"Over all (\\d+) inputs c goes from {SIGNED} to {SIGNED}, (.*); h, which cannot, from {SIGNED} to {SIGNED}.",
        text,
    )
    assert found
    count, low, high, bounds, least, most = found.groups()
    assert int(count) == len(inputs)
    assert (low, high) == (shown_number(min(cs), True), shown_number(max(cs), True))
    assert (least, most) == (shown_number(min(hs), True), shown_number(max(hs), True))
    assert max(map(abs, hs)) < 1
    if bounds == "beyond \N{MINUS SIGN}1 or 1":
        assert max(map(abs, cs)) > 1
    else:
        assert bounds == "but it could leave \N{MINUS SIGN}1 to 1"
        assert max(map(abs, cs)) <= 1


def count_all(numbers: object) -> int:
    """How many numbers there are in nested lists."""
    return sum(map(count_all, numbers)) if isinstance(numbers, list) else 1


def size(text: str, weights: Weights, target: Bits, bits: Bits) -> None:
    units = len(weights["linear"]["weight"][0])
    numbers = sum(count_all(tensor) for part in ("lstm", "linear") for tensor in weights[part].values())
    assert text == f"This network has {units} unit{'s' * (units > 1)} and {numbers} numbers in all."


def count(text: str, weights: Weights, target: Bits, bits: Bits) -> None:
    units = len(weights["linear"]["weight"][0])
    cell = {name: count_all(tensor) for name, tensor in weights["lstm"].items()}
    readout = sum(map(count_all, weights["linear"].values()))
    found = re.fullmatch(
        r"With n = (\d+) and m = (\d+) that is (4\(.*?\)) = (\d+), or (4\(.*?\)) = (\d+)\. "
        r"This page has both biases, and (\d+) numbers for the answer: (\d+)\.",
        text,
    )
    assert found
    n, m, sum_one, one, sum_two, two, head, whole = found.groups()
    assert (int(n), int(m)) == (units, len(weights["lstm"]["weight_ih_l0"][0]))
    for written, result in ((sum_one, one), (sum_two, two)):
        assert eval(written.replace("(", "*(", 1).replace("\N{MIDDLE DOT}", "*")) == int(result)
    assert int(two) == sum(cell.values())
    assert int(one) == int(two) - cell["bias_hh_l0"]
    assert int(head) == readout
    assert int(whole) == int(two) + readout


def again(text: str, weights: Weights, target: Bits, bits: Bits) -> None:
    units, steps = len(weights["linear"]["weight"][0]), len(target)
    numbers = sum(map(count_all, weights["lstm"].values()))
    words = f"{units} unit{'s' * (units > 1)} read {steps} bits"
    assert text == f"Here {words}, with the same {numbers} numbers each time."


JUDGES: dict[str, Judge] = {
    "says-follow": follow,
    "says-steps": steps,
    "says-answer": answer,
    "says-motives": motives,
    "says-range": ranges,
    "says-size": size,
    "says-count": count,
    "says-again": again,
}
