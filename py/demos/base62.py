"""Bytes as letters and digits only: these survive in a link wherever it is written, and at its end.

32 bytes become 43 characters, as in base64; but base64 has two more characters, which texts drop at the end of a link,
take for emphasis, or turn into dashes.
"""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHUNK = 32  # bytes that are written as one number

_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_LENGTHS = [next(n for n in range(CHUNK * 2) if len(ALPHABET) ** n >= 256**size) for size in range(CHUNK + 1)]


def length_of(size: int) -> int:
    """How many characters so many bytes become."""
    chunks, rest = divmod(size, CHUNK)
    return chunks * _LENGTHS[CHUNK] + _LENGTHS[rest]


def encode(data: bytes) -> str:
    """The bytes as text."""
    letters: list[str] = []
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        number = int.from_bytes(chunk)
        for _ in range(_LENGTHS[len(chunk)]):
            number, value = divmod(number, len(ALPHABET))
            letters.append(ALPHABET[value])
    return "".join(letters)


def decode(text: str, size: int) -> bytes:
    """The bytes, so many of them, that ``encode`` made this text of.

    Raises:
        ValueError: it did not.
    """
    if len(text) != length_of(size):
        raise ValueError(f"{size} bytes are {length_of(size)} characters")
    data = b""
    for start in range(0, len(text), _LENGTHS[CHUNK]):
        number = 0
        for letter in reversed(text[start : start + _LENGTHS[CHUNK]]):
            if letter not in _VALUES:
                raise ValueError("there is a character that is neither a letter nor a digit")
            number = number * len(ALPHABET) + _VALUES[letter]
        try:
            data += number.to_bytes(min(CHUNK, size - len(data)))
        except OverflowError:
            raise ValueError("these characters are no bytes") from None
    return data
