"""Which pattern demos there are."""

from typing import NamedTuple

from tasks.bits import Bits


class Preset(NamedTuple):
    """A pattern demo as the reader first meets it."""

    name: str  # in URLs, file names and element ids
    title: str
    units: int
    target: Bits
    test_input: Bits
    seed: int  # of the reader's first training
    candidates: int  # how many networks, from seed 0 on, learn each target when the page is built; the page takes one


# Of networks with a single unit it takes more to find some in which every gate says something; see pretrained.py.
TWO_BIT = Preset(
    "two-bit", "One LSTM unit learns two bits", units=1, target=(1, 0), test_input=(1, 0), seed=4, candidates=256
)
FOUR_BIT = Preset(
    "four-bit",
    "Four LSTM units learn four bits",
    units=4,
    target=(1, 0, 1, 0),
    test_input=(1, 0, 1, 0),
    seed=0,
    candidates=64,
)

PRESETS = {preset.name: preset for preset in (TWO_BIT, FOUR_BIT)}
