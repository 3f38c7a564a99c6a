"""The bias with which gates begin, as the reader can choose it."""

from math import log
from typing import NamedTuple


class Bias(NamedTuple):
    """One choice."""

    name: str  # in addresses and files
    title: str
    by_length: bool = False  # log T, for sequences of T steps
    value: float = 0.0  # otherwise
    write: bool = False  # the input gate gets its negative

    @property
    def short(self) -> str:
        """For a column of a table."""
        return self.title.partition(":")[0]

    def keep(self, steps: int) -> float:
        """What the gate that keeps gets."""
        return log(steps) if self.by_length else self.value

    def of_input(self, steps: int) -> float:
        """What the input gate gets."""
        return -self.keep(steps) if self.write else 0.0


BIASES = {
    bias.name: bias
    for bias in (
        Bias("0", "0"),
        Bias("1", "1", value=1.0),
        Bias("3", "3", value=3.0),
        Bias("log", "log T", by_length=True),
        Bias("chrono", "chrono: log T, and \N{MINUS SIGN}log T for i", by_length=True, write=True),
    )
}
