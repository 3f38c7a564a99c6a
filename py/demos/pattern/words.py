"""Sentences of this demo are put together from parts."""


def listed(parts: list[str]) -> str:
    """Several in a row, the last after an "and".

    >>> listed(["f"]), listed(["f", "i", "o"])
    ('f', 'f, i and o')
    """
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
