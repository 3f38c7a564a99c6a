"""How large everything may be: the one place that controls, addresses and files all ask."""

from tasks.bits import Bits, parse_bits

UNITS = range(1, 9)
LATCH_STEPS = range(6, 13)
RECALL_STEPS = range(2, 51)
SEEDS = range(2**32)
FILE_BYTES = 1_000_000  # the page does not read larger weight files


def whole_number(text: str, allowed: range, what: str) -> int:
    """The number in ``text``.

    Raises:
        ValueError: it is not a whole number, or not an allowed one.
    """
    # isascii: int() would take digits of any script.
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) in allowed):
        raise ValueError(f"{what} must be a whole number from {allowed[0]} to {allowed[-1]}")
    return int(text)


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
