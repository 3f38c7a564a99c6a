"""What the article says of the networks on show: sentences worked out from their numbers, however they came about."""

from demos.demo import Regions
from demos.memory.says import latch, recall
from demos.memory.state import State


def says(state: State) -> Regions:
    """All sentences by name, as HTML; a chapter takes those that it needs."""
    return {**latch.says(state), **recall.says(state)}
