"""Stopping code that would never end: its jumps and calls are counted, and a clock is read every LOOK_EVERY of them.

By ``sys.monitoring`` (PEP 669), for the reader's own code alone. What never ends within one call of Python's or numpy's
own, such as ``sum(itertools.count())``, cannot be stopped from inside.
"""

import sys
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

SECONDS = 3.0  # that the reader's code may take at a time
LOOK_EVERY = 64  # jumps or calls between two readings of the clock
TOOL, NAME = 4, "own cell"  # an id that no debugger or profiler has


class Watch:
    """The time limit of a code object and the functions in it, from ``begin`` on. One watch is active at a time."""

    _last: "Watch | None" = None  # that has begun

    def __init__(self, code: CodeType, clock: Callable[[], float], stop: Callable[[], BaseException]) -> None:
        """``clock`` counts seconds; ``stop`` makes what is raised in code that takes too long."""
        self._code, self._clock, self._stop = code, clock, stop
        self._end = float("inf")
        self._left = LOOK_EVERY

    def begin(self) -> None:
        """From now on the code may take SECONDS; the limit of any other watch ends."""
        self._end = self._clock() + SECONDS
        if Watch._last is not self:
            self._take_over()
            Watch._last = self

    def _take_over(self) -> None:
        monitoring = sys.monitoring
        if monitoring.get_tool(TOOL) is not None:
            monitoring.free_tool_id(TOOL)
        monitoring.use_tool_id(TOOL, NAME)
        events = monitoring.events
        for event in (events.JUMP, events.PY_START):
            monitoring.register_callback(TOOL, event, self._counted)
        for one in _all_in(self._code):
            monitoring.set_local_events(TOOL, one, events.JUMP | events.PY_START)

    def _counted(self, *_: Any) -> None:
        self._left -= 1
        if self._left > 0:
            return
        self._left = LOOK_EVERY
        if self._clock() > self._end:
            self._left = 0  # so that code that catches the exception is stopped at its next jump
            raise self._stop()


def _all_in(code: CodeType) -> Iterator[CodeType]:
    """A code object and those inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _all_in(constant)
