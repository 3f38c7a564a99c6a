"""How large a pattern and its network may be: the one place that controls, addresses and files all ask."""

from tasks.bits import Bits, network_shape, parse_bits

UNITS = range(1, 17)
BITS = range(2, 9)
UNITS_OF = {network_shape(units).size: units for units in UNITS}
"""By how many weights a network has."""


def pattern(text: str) -> Bits:
    """The bits in ``text``.

    Raises:
        ValueError: there is anything but 0 and 1, or too few or too many of them.
    """
    bits = parse_bits(text)
    if len(bits) not in BITS:
        raise ValueError(f"a pattern has from {BITS[0]} to {BITS[-1]} bits")
    return bits


def taught(text: object, bits: int) -> Bits:
    """The pattern that somebody's weights say they were taught.

    Raises:
        ValueError: it is no pattern of so many bits.
    """
    if not isinstance(text, str) or len(text) != bits:
        raise ValueError(f"its target is not a pattern of {bits} bits")
    return parse_bits(text)
