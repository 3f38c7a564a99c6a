"""What the network on show makes of every pattern: the numbers behind every view."""

from dataclasses import dataclass

from demos.pattern.state import State
from lstm.network import Network, Reading, read
from lstm.params import gate_rows
from tasks.bits import Bits, all_patterns, encode


@dataclass(frozen=True)
class Readings:
    """Every quantity of every step for all 2^N patterns, read in one batch."""

    network: Network
    reading: Reading
    patterns: list[Bits]
    shown: int  # index of the test input among the patterns
    taught: int | None  # index of the pattern that the network was taught, if that is known

    def value(self, quantity: str, step: int, unit: int = 1, pattern: int | None = None) -> float:
        """One number.

        Args:
            quantity: x, h_prev, c_prev, i, f, g, o, c, tanh_c or h; "a_" and a gate for its pre-activation; fc for
                f c_prev and ig for i g, the two parts of c; z for the logit and p for the probability.
            step: from 1.
            unit: from 1; of no account for x, z and p.
            pattern: index of a pattern; that of the test input if not given.
        """
        at = self.shown if pattern is None else pattern
        trace = self.reading.traces[step - 1]
        match quantity:
            case "x":
                return float(trace.x[at, 0])
            case "z" | "p":
                return float(getattr(self.reading, quantity)[step - 1, at, 0])
            case "fc":
                return float(trace.f[at, unit - 1] * trace.c_prev[at, unit - 1])
            case "ig":
                return float(trace.i[at, unit - 1] * trace.g[at, unit - 1])
            case "a_i" | "a_f" | "a_g" | "a_o":
                rows = gate_rows(quantity[-1], self.network.lstm.units)
                return float(trace.a[at, rows][unit - 1])
        return float(getattr(trace, quantity)[at, unit - 1])

    def points(self, before: str, after: str, step: int) -> list[tuple[float, float]]:
        """(pre-activation, activation) of every pattern, for two quantities of ``value``."""
        patterns = range(len(self.patterns))
        return [(self.value(before, step, pattern=k), self.value(after, step, pattern=k)) for k in patterns]


def read_all(state: State) -> Readings:
    """Read all patterns with the state's network."""
    patterns = all_patterns(state.preset.bits)
    network = state.learned.network
    target = state.learned.target
    return Readings(
        network,
        read(network, encode(patterns)),
        patterns,
        shown=patterns.index(state.test_input),
        taught=None if target is None else patterns.index(target),
    )
