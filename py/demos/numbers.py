"""How numbers look on the page."""

MINUS = "\N{MINUS SIGN}"


def fixed(value: float, signed: bool = False, decimals: int = 2) -> str:
    """Two decimals with a real minus sign; never "-0.00". With ``signed``, positive numbers and zero carry a plus.

    >>> fixed(-0.004), fixed(0.5, signed=True)
    ('0.00', '+0.50')
    """
    text = f"{abs(value):.{decimals}f}"
    if value < 0 and text.strip("0.") != "":
        return MINUS + text
    return "+" + text if signed else text


def short(value: float) -> str:
    """A loss or a probability near zero: three decimals."""
    return f"{value:.3f}"


def probability(p: float) -> str:
    """One that stands beside a verdict: with as many decimals as tell on which side of 0.5 it is, two at least.

    >>> probability(0.98), probability(0.5035), probability(0.5)
    ('0.98', '0.504', '0.50')
    """
    return fixed(p, decimals=decimals_of_probability(p))


def decimals_of_probability(p: float) -> int:
    """With how many it is told."""
    return next(decimals for decimals in range(2, 18) if p == 0.5 or float(f"{p:.{decimals}f}") != 0.5)


def percent(share: float) -> str:
    """E.g. 98 %; only what is all is 100 %, and only what is nothing is 0 %.

    >>> percent(255 / 256), percent(1.0), percent(0.001)
    ('99 %', '100 %', '1 %')
    """
    whole = round(100 * share)
    if share < 1:
        whole = min(whole, 99)
    if share > 0:
        whole = max(whole, 1)
    return f"{whole}\N{NO-BREAK SPACE}%"


def duration(seconds: float) -> str:
    """Two significant digits, in milliseconds or, from one second on, in seconds.

    >>> duration(0.00087), duration(0.0123), duration(0.123), duration(1.26)
    ('0.87 ms', '12 ms', '120 ms', '1.3 s')
    """
    value, unit = (seconds, "s") if seconds >= 0.9995 else (1000 * seconds, "ms")
    return f"{float(f'{value:.1e}'):g} {unit}"


def coordinate(value: float) -> str:
    """A position in a drawing: fixed format, so that the same picture is always the same text.

    >>> coordinate(1 / 3), coordinate(2.0), coordinate(-0.001)
    ('0.33', '2', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def scientific(value: float) -> str:
    """Two significant digits, for numbers of any size, with a power of ten where decimals would be many.

    >>> scientific(-0.0312), scientific(0.0), scientific(1.2e-7)
    ('\N{MINUS SIGN}0.031', '0', '1.2·10⁻⁷')
    """
    if value == 0:
        return "0"
    sign = MINUS if value < 0 else ""
    mantissa, exponent = f"{abs(value):.1e}".split("e")
    power = int(exponent)
    if -4 < power < 4:
        return f"{sign}{abs(value):.{max(1 - power, 0)}f}"
    digits = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{sign}{mantissa}\N{MIDDLE DOT}10{digits}"
