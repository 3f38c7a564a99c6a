"""How numbers look on the page."""

MINUS = "\N{MINUS SIGN}"


def fixed(value: float, signed: bool = False) -> str:
    """Two decimals with a real minus sign; never "-0.00". With ``signed``, positive numbers and zero carry a plus.

    >>> fixed(-0.004), fixed(0.5, signed=True)
    ('0.00', '+0.50')
    """
    text = f"{abs(value):.2f}"
    if value < 0 and text != "0.00":
        return MINUS + text
    return "+" + text if signed else text


def short(value: float) -> str:
    """A loss or a probability near zero: three decimals."""
    return f"{value:.3f}"


def coordinate(value: float) -> str:
    """A position in a drawing: fixed format, so that the same picture is always the same text.

    >>> coordinate(1 / 3), coordinate(2.0), coordinate(-0.001)
    ('0.33', '2', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
