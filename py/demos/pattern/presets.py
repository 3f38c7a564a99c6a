"""Which pattern demos there are."""

from dataclasses import dataclass

from lstm.network import NetworkShape
from tasks.bits import Bits, network_shape


@dataclass(frozen=True)
class Preset:
    """A pattern demo as the reader first meets it."""

    name: str  # in URLs, file names and element ids
    title: str
    units: int
    target: Bits
    test_input: Bits
    seed: int  # of the pre-trained network

    @property
    def bits(self) -> int:
        """N, the length of the pattern."""
        return len(self.target)

    @property
    def shape(self) -> NetworkShape:
        """The sizes of the network."""
        return network_shape(self.units)


TWO_BIT = Preset("two-bit", "One LSTM unit learns two bits", units=1, target=(1, 0), test_input=(1, 0), seed=3)

PRESETS = {preset.name: preset for preset in (TWO_BIT,)}
