"""How large everything may be: the one place that controls, addresses and files all ask."""

from tasks.bits import Bits, parse_bits

UNITS = range(1, 17)
BITS = range(2, 9)
SEEDS = range(2**32)
FILE_BYTES = 1_000_000  # the page does not read larger weight files
WEIGHT = 1000.0  # weights beyond this are surely a mistake


def whole_number(text: str, allowed: range, what: str) -> int:
    """The number in ``text``.

    Raises:
        ValueError: it is not a whole number, or not an allowed one.
    """
    # isascii: int() would take digits of any script.
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) in allowed):
        raise ValueError(f"{what} must be a whole number from {allowed[0]} to {allowed[-1]}")
    return int(text)


def pattern(text: str) -> Bits:
    """The bits in ``text``.

    Raises:
        ValueError: there is anything but 0 and 1, or too few or too many of them.
    """
    bits = parse_bits(text)
    if len(bits) not in BITS:
        raise ValueError(f"a pattern has from {BITS[0]} to {BITS[-1]} bits")
    return bits
