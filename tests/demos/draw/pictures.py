"""The pictures that the strips are."""

import base64
import zlib
from typing import Any

import numpy as np

from tests.demos.support import having, parse

type Numbers = np.ndarray[Any, np.dtype[np.uint8]]


def pixels(html: str, strip: int) -> Numbers:
    """The numbers in a strip's picture, (rows, columns)."""
    drawn = [one for one in having(parse(html), "style") if one.attrib.get("class") == "draw-picture"]
    address = drawn[strip].attrib["style"].removeprefix("background-image:url(").removesuffix(")")
    file = base64.b64decode(address.partition("base64,")[2])
    columns, rows = (int.from_bytes(file[k : k + 4]) for k in (16, 20))
    at = file.index(b"IDAT")
    data = zlib.decompress(file[at + 4 : at + 4 + int.from_bytes(file[at - 4 : at])])
    table = np.frombuffer(data, np.uint8).reshape(rows, columns + 1)
    assert not table[:, 0].any()  # no filter
    return table[:, 1:]
