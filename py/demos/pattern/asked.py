"""Which questions the network on show has an answer to."""

from demos.lesson.questions import Spec, check_place
from demos.pattern.cell import TABLE
from demos.pattern.state import State
from tasks.bits import Bits, parse_bits


def check(state: State, spec: Spec) -> None:
    """Refuses a question about a number that the network does not have.

    Raises:
        ValueError: there is no such input, quantity, step or unit; says which.
    """
    input_of(state, spec)
    check_place(TABLE, spec, state.length, state.units)


def input_of(state: State, spec: Spec) -> Bits:
    """What is read.

    Raises:
        ValueError: the network does not read that.
    """
    bits = parse_bits(spec.input)
    if len(bits) != state.length:
        given = f"the input {spec.input[:20]} has {len(bits)}" if bits else "no input was given"
        raise ValueError(f"the network reads {state.length} bits, and {given}")
    return bits
