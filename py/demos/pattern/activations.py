"""What the network on show makes of every pattern."""

from demos.cell_view.activations import Activations, read
from demos.pattern.cell import TABLE
from demos.pattern.state import State
from tasks.bits import all_inputs, encode


def activations_of(state: State) -> Activations:
    """Read all 2^N patterns with the state's network, in one batch."""
    patterns = all_inputs(state.length)
    target = state.learned.target
    taught = patterns.index(target) if target in patterns else None
    return read(TABLE, state.network, encode(patterns), patterns.index(state.test_input), taught)
