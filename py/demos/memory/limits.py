"""How large sequences and cells may be: the one place that controls, addresses and files all ask."""

from tasks.bits import Bits, parse_bits

UNITS = range(1, 9)
LATCH_STEPS = range(6, 13)
RECALL_STEPS = range(2, 51)


def sequence(text: str, what: str) -> Bits:
    """The bits or marks of a sequence.

    Raises:
        ValueError: there is anything but 0 and 1, or too few or too many of them.
    """
    if set(text) - {"0", "1"}:
        raise ValueError(f"{what} are written with the digits 0 and 1")
    if len(text) not in LATCH_STEPS:
        raise ValueError(f"a sequence has from {LATCH_STEPS[0]} to {LATCH_STEPS[-1]} steps, and {what} are {len(text)}")
    return parse_bits(text)
