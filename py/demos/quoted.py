"""What somebody else wrote, as a message may repeat it."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def quoted(text: str, most: int = 20) -> str:
    """The text, at most so many characters of it, and nothing in it that cannot be seen or turns the line around.

    >>> quoted("four-bit.json"), quoted("9" * 400, 5), quoted("a\N{RIGHT-TO-LEFT OVERRIDE}b")
    ('four-bit.json', '99999\N{HORIZONTAL ELLIPSIS}', 'a\N{REPLACEMENT CHARACTER}b')
    """
    shown = "".join([letter if letter.isprintable() else REPLACEMENT for letter in text[:most]])
    return shown if len(text) <= most else f"{shown}\N{HORIZONTAL ELLIPSIS}"
