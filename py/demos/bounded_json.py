"""JSON from untrusted sources, parsed within bounds: any text is read or refused in little time and memory.

``json.loads`` recurses for every bracket, as deep as the text asks for. In a browser, that overflows the stack and ends
Python.
"""

import re
import sys
from json import JSONDecoder
from math import copysign

from demos.quoted import quoted

VALUES = 20_000  # in one text; the largest network here has 1233 numbers
DIGITS = sys.float_info.max_10_exp  # whole numbers of at most so many do not overflow a float

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = re.compile("true|false|null|NaN|-?Infinity")
_DECODER = JSONDecoder()  # for strings, in which nothing is nested
_WORDS = {"true": True, "false": False, "null": None}


def read_json(text: str, levels: int) -> object:
    """What ``json.loads`` gives, but for numbers of very many digits: whole numbers that no float can hold become the
    largest float there is, of their sign.

    Args:
        levels: how deep brackets may stand in brackets.

    Raises:
        ValueError: it is no JSON, nested more deeply, or has more than ``VALUES`` values or a key twice; says which.
    """
    return _Reader(text).document(levels)


class _Reader:
    """A place in a text, moving on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.left = VALUES

    def document(self, levels: int) -> object:
        value = self.value(levels)
        self.skip_space()
        if self.place < len(self.text):
            raise _not_json()
        return value

    def value(self, levels: int) -> object:
        if self.left == 0:
            raise ValueError(f"it holds more than {VALUES} values")
        self.left -= 1
        if self.take('"'):
            return self.string()
        if self.take("["):
            return self.array(_inner(levels))
        if self.take("{"):
            return self.object(_inner(levels))
        # The space before it has been skipped by now.
        if number := _NUMBER.match(self.text, self.place):
            self.place = number.end()
            return _number(*number.groups())
        if word := _WORD.match(self.text, self.place):
            self.place = word.end()
            return _WORDS[word[0]] if word[0] in _WORDS else float(word[0])
        raise _not_json()

    def array(self, levels: int) -> list[object]:
        values: list[object] = []
        if self.take("]"):
            return values
        while True:
            values.append(self.value(levels))
            if self.take("]"):
                return values
            self.demand(",")

    def object(self, levels: int) -> dict[str, object]:
        values: dict[str, object] = {}
        if self.take("}"):
            return values
        while True:
            self.demand('"')
            key = self.string()
            if key in values:  # json.loads would keep the last one
                raise ValueError(f'it has the key "{quoted(key, 40)}" twice')
            self.demand(":")
            values[key] = self.value(levels)
            if self.take("}"):
                return values
            self.demand(",")

    def string(self) -> str:
        """The rest of a string whose first quote has been taken."""
        try:
            value, self.place = _DECODER.raw_decode(self.text, self.place - 1)
        except ValueError:
            raise _not_json() from None
        return str(value)

    def take(self, sign: str) -> bool:
        """Whether the sign comes next, after any space; if so, it is passed."""
        if self.text[self.place : self.place + 1].isspace():
            self.skip_space()
        if not self.text.startswith(sign, self.place):
            return False
        self.place += 1
        return True

    def demand(self, sign: str) -> None:
        if not self.take(sign):
            raise _not_json()

    def skip_space(self) -> None:
        space = _SPACE.match(self.text, self.place)
        assert space  # it matches nothing, too
        self.place = space.end()


def _inner(levels: int) -> int:
    if levels == 0:
        raise ValueError("it is nested too deeply")
    return levels - 1


def _number(whole: str, decimals: str | None, power: str | None) -> float:
    if decimals or power:
        return float(whole + (decimals or "") + (power or ""))
    if len(whole.lstrip("-")) > DIGITS:
        return copysign(sys.float_info.max, -1 if whole[0] == "-" else 1)
    return int(whole)


def _not_json() -> ValueError:
    return ValueError("it is not JSON")
