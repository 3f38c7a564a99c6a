"""PNG pictures with colours by number."""

import base64
import zlib

import numpy as np

from rnn.arrays import Array

SIGNATURE = b"\x89PNG\r\n\x1a\n"
INDEXED = 3  # colour type: each pixel is a number of the palette
QUICK = 1  # level of compression


type Pixels = np.ndarray[tuple[int, int], np.dtype[np.uint8]]


def png_address(pixels: Pixels, palette: Array) -> str:
    """A data: address of what ``png`` gives."""
    return "data:image/png;base64," + base64.b64encode(png(pixels, palette)).decode("ascii")


def png(pixels: Pixels, palette: Array, level: int = QUICK) -> bytes:
    """A PNG picture, compressed with so much care (1 to 9).

    Args:
        pixels: (rows, columns), numbers of the palette.
        palette: (at most 256, 4), red, green, blue and opacity, from 0 to 255.

    Source: W3C, "Portable Network Graphics (PNG) Specification (Third Edition)".
    """
    rows, columns = pixels.shape
    head = columns.to_bytes(4) + rows.to_bytes(4) + bytes([8, INDEXED, 0, 0, 0])
    unfiltered = np.zeros((rows, columns + 1), np.uint8)  # a row begins with the number of its filter: 0 for none
    unfiltered[:, 1:] = pixels
    colours = palette.astype(np.uint8)
    chunks = {
        b"IHDR": head,
        b"PLTE": colours[:, :3].tobytes(),
        b"tRNS": colours[:, 3].tobytes(),
        b"IDAT": zlib.compress(unfiltered.tobytes(), level),
        b"IEND": b"",
    }
    return SIGNATURE + b"".join([_chunk(kind, data) for kind, data in chunks.items()])


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)
