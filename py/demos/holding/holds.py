"""The experiments: gates of all units held at a value, by name; what a memory is without them."""

from collections.abc import Iterable
from typing import NamedTuple

from rnn.ablation import Clamp, clamped
from rnn.network import Network


class GateExperiment(NamedTuple):
    """An experiment."""

    title: str
    gates: tuple[tuple[str, float], ...]
    meaning: str  # of what is left, by the equations

    @property
    def equations(self) -> str:
        """E.g. "f = 0, i = 1"."""
        return ", ".join(f"{gate} = {value:g}" for gate, value in self.gates)


NOT_COUNTED = "Gates are held by hand now. Let them go, and here it is counted what each is good for."
HOLDS = {
    "keep": GateExperiment("Always keep", (("f", 1.0),), "It can add to c, but no longer let go of what is there."),
    "forget": GateExperiment("Always forget", (("f", 0.0),), "Nothing of c is carried on to the next step; only h is."),
    "overwrite": GateExperiment(
        "Always overwrite", (("f", 0.0), ("i", 1.0)), "c is the candidate of this step, and nothing else."
    ),
    "write": GateExperiment("Always write", (("i", 1.0),), "Every step writes all of its candidate into c."),
    "hide": GateExperiment("Never show", (("o", 0.0),), "h is 0 in every step, so the readout sees nothing of c."),
    "show": GateExperiment("Always show", (("o", 1.0),), "h is tanh(c) in every step."),
}


def clamps_of(name: str, units: int) -> tuple[Clamp, ...]:
    """What an experiment holds in a network of so many units; ``name`` may be empty.

    Raises:
        ValueError: there is no such experiment.
    """
    if not name:
        return ()
    if name not in HOLDS:
        raise ValueError(f"there is no experiment {name[:20]!r}")
    return tuple(Clamp(unit, gate, value) for unit in range(1, units + 1) for gate, value in HOLDS[name].gates)


def experiment(name: str) -> str:
    """The name of an experiment, as an address has it. Raises ValueError, which lists those that there are."""
    if name not in HOLDS:
        raise ValueError(f"what can be held is {', '.join(HOLDS)}")
    return name


def name_of(clamps: Iterable[Clamp], units: int) -> str:
    """Which experiment it is that holds just this; empty if none."""
    wanted = set(clamps)
    return next((name for name in HOLDS if set(clamps_of(name, units)) == wanted), "")


def held(network: Network, name: str) -> Network:
    """The network with the gates of all units held as an experiment says; ``name`` may be empty.

    Raises:
        ValueError: there is no such experiment.
    """
    return clamped(network, clamps_of(name, network.shape.units))
