"""Characters that people wrote by hand, for pre-training: of three alphabets, from Omniglot (``data/README.md``).

Shapes are drawn in long strokes, which come back to the same again and again. Writing is made of short ones, and the
next may be any. A network that has seen only shapes expects loops where a letter ends.

Source: B. Lake, R. Salakhutdinov and J. Tenenbaum, "Human-level concept learning through probabilistic program
induction", Science 350, 2015.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from rnn.arrays import Array
from tasks.strokes.features import turned

FILE = Path(__file__).parent / "data" / "characters.json.gz"
ALPHABETS = ("Balinese", "Korean", "Early Aramaic")
COUNT = 600  # of characters in all
SIZES = (0.3, 1.1)  # of a character, where 1 is about 315 px: people write small, and large
TURNED = 0.1  # radians: deviation of the direction that a line of writing has

type Character = tuple[Array, ...]  # its strokes: points (n, 2), about 6 px apart


@cache
def characters(alphabet: str) -> tuple[Character, ...]:
    """All characters of an alphabet, in px, as they were written."""
    import gzip  # which is not in a browser

    found = json.loads(gzip.decompress(FILE.read_bytes()))[alphabet]
    return tuple(tuple(map(_stroke, character.split())) for character in found)


def _stroke(letters: str) -> Array:
    steps = np.frombuffer(letters.encode("ascii"), dtype=np.uint8).reshape(-1, 2).astype(np.float64) - ord("g")
    return np.concatenate((np.zeros((1, 2)), np.cumsum(steps, axis=0)))


def written(rng: np.random.Generator, count: int, alphabets: Sequence[str] = ALPHABETS) -> Iterator[Array]:
    """The strokes of so many characters, points (n, 2) in px, each character of another size, and turned a little."""
    known = [character for alphabet in alphabets for character in characters(alphabet)]
    for chosen in rng.integers(len(known), size=count):
        size, angle = float(np.exp(rng.uniform(*np.log(SIZES)))), float(rng.normal(0, TURNED))
        for stroke in known[chosen]:
            yield size * turned(stroke, angle)
