"""What a link of an exercise says, read without what the demos read it with."""

import re
import string
from typing import Any
from urllib.parse import parse_qsl

import numpy as np

from rnn.network import NetworkShape, unflatten
from rnn.state_dict import to_state_dicts
from tests.oracle.plain import read

DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase


def network_in(link: str, inputs: int, units: int) -> Any:
    """PyTorch's names and the numbers that stand in the link, read without what the demos read them with."""
    settings = dict(parse_qsl(link.partition("?")[2]))
    version, _, count, letters = settings["weights"].split(".")
    shape = NetworkShape(inputs=inputs, units=units, outputs=1)
    assert (version, int(count)) == ("2", shape.size)
    raw = b""
    for start in range(0, len(letters), 43):  # of 32 bytes, their last digit first
        chunk = letters[start : start + 43]
        number = sum(DIGITS.index(letter) * 62**k for k, letter in enumerate(chunk))
        raw += number.to_bytes(min(32, 4 * shape.size + 4 - len(raw)))
    raw = raw[:-4]  # a checksum
    return to_state_dicts(unflatten(np.frombuffer(raw, "<f4").astype(float), shape))


def truth_of(link: str, question: str, inputs: int, units: int) -> float:
    """The number asked about, in plain floats."""
    found = re.fullmatch(r"([a-z])(\d+)(?:u(\d+))?-([01]+)(?:-([01]+))?", question)
    assert found
    quantity, step, unit, *rows = found.groups()
    columns = [[2.0 * int(digit) - 1 for digit in row] for row in rows if row]
    steps = read(network_in(link, inputs, units), [list(column) for column in zip(*columns, strict=True)])
    return steps[int(step) - 1][quantity][int(unit or 1) - 1]
