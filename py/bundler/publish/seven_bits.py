"""Bytes as text of HTML: seven bits a character, so that a file of it is a fifth larger and not a third, as by base64.

Characters that HTML, or whoever puts the file into an attribute, might change are written as others: U+0000 as U+0080
and so on, each 128 further. In UTF-8 these take two bytes, and a browser keeps the text at a byte a character all the
same. site/one-file/seven-bits.js turns it back.
"""

import numpy as np

BITS = 7
# What a parser drops or joins, what ends the element, and what is escaped in an attribute, as in that of srcdoc.
CHANGED = b"\0\n\r<&\"'"

_CHARACTERS = np.arange(1 << BITS, dtype=np.uint8)
_CHARACTERS[list(CHANGED)] += 1 << BITS


def written_in_seven_bits(content: bytes) -> str:
    """The text, of 8/7 as many characters; the last holds zeros beyond the end."""
    bits = np.unpackbits(np.frombuffer(content, np.uint8))
    padded = np.pad(bits, (0, -len(bits) % BITS)).reshape(-1, BITS)
    values = np.packbits(padded, axis=1)[:, 0] >> 8 - BITS
    return bytes(_CHARACTERS[values]).decode("latin-1")
