"""What somebody else wrote, as a message may repeat it."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def told(text: str, most: int = 20) -> str:
    """The text, at most so many characters of it, and nothing in it that cannot be seen or turns the line around.

    >>> told("four-bit.json"), told("9" * 400, 5), told("a\N{RIGHT-TO-LEFT OVERRIDE}b")
    ('four-bit.json', '99999\N{HORIZONTAL ELLIPSIS}', 'a\N{REPLACEMENT CHARACTER}b')
    """
    shown = "".join([letter if letter.isprintable() else REPLACEMENT for letter in text[:most]])
    return shown if len(text) <= most else f"{shown}\N{HORIZONTAL ELLIPSIS}"
