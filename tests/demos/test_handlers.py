"""Events and the functions that deal with them."""

from typing import Any, NamedTuple

import pytest

from demos.draw import events as draw_events
from demos.draw import update as draw
from demos.handlers import Handlers
from demos.memory import events as memory_events
from demos.memory import update as memory
from demos.pattern import events as pattern_events
from demos.pattern import update as pattern


class Add(NamedTuple):
    number: int


class Reset(NamedTuple):
    pass


class Other(NamedTuple):
    pass


def test_each_event_goes_to_its_function() -> None:
    handlers = Handlers[int]()

    @handlers.on(Add)
    def _(event: Add, state: int) -> int:
        return state + event.number

    @handlers.on(Reset, Other)
    def _(event: Reset | Other, state: int) -> int:
        return 0

    assert (handlers(Add(2), 3), handlers(Reset(), 3), handlers(Other(), 3)) == (5, 0, 0)
    assert Add in handlers
    assert int not in handlers
    with pytest.raises(KeyError):
        handlers(3, 3)
    with pytest.raises(ValueError, match="Add is dealt with already"):
        handlers.on(Add)(lambda event, state: state)


# Dealt with in ``update``, since an effect comes of them, and no new state.
BESIDE = {"ExportWeights", "PlaySample", "SaveExperiment"}


@pytest.mark.parametrize(
    ("events", "module"),
    [(draw_events, draw), (memory_events, memory), (pattern_events, pattern)],
    ids=["draw", "memory", "pattern"],
)
def test_no_event_is_forgotten(events: Any, module: Any) -> None:
    kinds = {declared.kind for declared in events.EVENTS._by_name.values()}
    assert {kind.__name__ for kind in kinds if kind not in module._changed} <= BESIDE
