"""What the network on show makes of every pattern: the numbers behind every view."""

from typing import NamedTuple

from demos.pattern.state import State
from rnn.arrays import Array
from rnn.network import ForwardPass, Network, forward
from rnn.params import gate_rows
from tasks.bits import Bits, all_patterns, encode


class Activations(NamedTuple):
    """Every quantity of every step for all 2^N patterns, read in one batch."""

    network: Network
    forward_pass: ForwardPass
    patterns: list[Bits]
    shown: int  # index of the test input among the patterns
    taught: int | None  # index of the pattern that the network was taught, if that is known

    def array(self, quantity: str, step: int, unit: int = 1) -> Array:
        """One quantity for every pattern (B,).

        Args:
            quantity: x, h_prev, c_prev, i, f, g, o, c, tanh_c or h; "a_" and a gate for its pre-activation; fc for
                f c_prev and ig for i g, the two parts of c; z for the logit and p for the probability.
            step: from 1.
            unit: from 1; of no account for x, z and p.
        """
        trace, column = self.forward_pass.traces[step - 1], unit - 1
        match quantity:
            case "x":
                return trace.x[:, 0]
            case "z":
                return self.forward_pass.z[step - 1, :, 0]
            case "p":
                return self.forward_pass.p[step - 1, :, 0]
            case "fc":
                return trace.f[:, column] * trace.c_prev[:, column]
            case "ig":
                return trace.i[:, column] * trace.g[:, column]
            case "a_i" | "a_f" | "a_g" | "a_o":
                return trace.a[:, gate_rows(quantity[-1], self.network.lstm.units)][:, column]
        return getattr(trace, quantity)[:, column]  # type: ignore[no-any-return]

    def value(self, quantity: str, step: int, unit: int = 1) -> float:
        """One quantity, as in ``array``, for the test input."""
        return float(self.array(quantity, step, unit)[self.shown])

    def values(self, quantity: str, step: int, unit: int = 1) -> list[float]:
        """One quantity, as in ``array``, for every pattern."""
        return self.array(quantity, step, unit).tolist()  # type: ignore[no-any-return]

    def points(self, before: str, after: str, step: int, unit: int = 1) -> list[tuple[float, float]]:
        """(pre-activation, activation) of every pattern, for two quantities of ``array``."""
        return list(zip(self.values(before, step, unit), self.values(after, step, unit), strict=True))


def activations_of(state: State) -> Activations:
    """Read all patterns with the state's network."""
    patterns = all_patterns(state.bits)
    network = state.network
    target = state.learned.target
    return Activations(
        network,
        forward(network, encode(patterns)),
        patterns,
        shown=patterns.index(state.test_input),
        taught=patterns.index(target) if target in patterns else None,
    )
