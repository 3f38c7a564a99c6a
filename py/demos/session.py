"""A demo on a page: messages in, answers out."""

from time import perf_counter
from typing import Any, NamedTuple, cast

from demos.budget import Budget, Clock
from demos.demo import Demo, Place, Regions, State
from demos.effects import Effect, WorkAtOnce
from demos.kept import from_kept, kept_text

WHOLE_EVERY = 0.1  # seconds between two whole views while something moves


class Answer(NamedTuple):
    """How the demo looks now, and what the page is to do."""

    regions: Regions  # those that may have changed
    busy: bool  # whether a slice of work is wanted every frame
    effects: tuple[Effect, ...] = ()


class Session[S: State]:
    """One demo at one place of one page. After an error its state is as it was before."""

    def __init__(self, demo: Demo[S], data: Any, place: Place, clock: Clock = perf_counter) -> None:
        self.demo, self.place, self._clock = demo, place, clock
        self.state: S = demo.begin(data, place)
        self._drawn = 0.0  # when the whole view was drawn last

    def handle(self, message: object) -> Answer:
        """Change the state as a message {"type": event, ...} asks.

        Raises:
            ValueError: the event is malformed or does not fit.
        """
        event = self.demo.events.parse(message)
        declared = self.demo.events.of(event)
        state = self.state if declared.quiet else _noticing(self.state, "")
        # While something goes on, its slices of work bring the whole view.
        whole = not declared.frequent or (self._is_due() and not state.busy)
        state, effects = self.demo.update(state, event)
        if any(type(effect) is WorkAtOnce for effect in effects):
            state = self.demo.work(state, Budget(self._clock, 0), True)
        return self._show(state, whole, effects)

    def work(self, milliseconds: float, paced: bool) -> Answer:
        """Go on with what goes on by itself, for at most so long; if ``paced``, slowly enough for the eye."""
        whole = self._is_due()
        return self._show(self.demo.work(self.state, Budget(self._clock, milliseconds, whole), paced), whole)

    def complain(self, reason: str) -> Answer:
        """Show the reader what went wrong."""
        return self._show(_noticing(self.state, reason))

    def look(self) -> Answer:
        """The demo as it is."""
        return self._show(self.state)

    def keep(self) -> str:
        """All that the demo knows, as text for ``restore``."""
        return kept_text(self.state)

    def restore(self, text: str) -> None:
        """Go on from what ``keep`` gave; ValueError, with the reason, if that cannot be."""
        self.state = self.demo.restored(from_kept(text, self.demo.state), self.place)

    def _is_due(self) -> bool:
        return self._clock() - self._drawn >= WHOLE_EVERY

    def _show(self, state: S, whole: bool = True, effects: tuple[Effect, ...] = ()) -> Answer:
        """Draw a state and only then take it over, so that one that cannot be drawn changes nothing."""
        regions = self.demo.view(state, whole)
        if self.place.says and not state.busy and (whole or self.state.busy):  # what has just ended, too
            sentences = self.demo.says(state)
            regions = {**regions, **{name: sentences[name] for name in self.place.says}}
        self.state = state
        if whole or "notice" in regions:  # a demo may draw all of it unasked
            self._drawn = self._clock()
        return Answer(regions, state.busy, effects)


def _noticing[S: State](state: S, notice: str) -> S:
    return cast(S, cast(Any, state)._replace(notice=notice))
