"""The strokes on the pad, step by step, with the network's states after each; the oldest are dropped."""

from collections.abc import Iterator
from math import hypot
from typing import Any

import numpy as np

from rnn.arrays import Array
from tasks.strokes.augment import IntArray, places_in
from tasks.strokes.features import INPUT_COUNT, beginning, headings_of, wrap
from tasks.strokes.network import START, UNITS, StateTrace, StepState
from tasks.strokes.resample import FARTHEST, Point, Resampler

MOST_STEPS = 3000  # kept at least; twice as many at most
JUMP = 250.0  # px between two points of a pen: it was lifted, though no event said so


_ROWS = ("_ends", "_headings", "_turns", "_xs", "_hs", "_cs")  # the arrays with a row a step


class Ink:
    """Strokes as rows of steps, the newest last. Arrays given out are views: valid until ink is added."""

    def __init__(self) -> None:
        self.dropped = 0  # steps forgotten so far
        self._count = 0
        self._ends = np.empty((2 * MOST_STEPS, 2))
        self._headings, self._turns = np.empty(2 * MOST_STEPS), np.empty(2 * MOST_STEPS)
        self._xs = np.empty((2 * MOST_STEPS, INPUT_COUNT))
        self._hs, self._cs = np.empty((2 * MOST_STEPS, UNITS)), np.empty((2 * MOST_STEPS, UNITS))
        self._begins: list[int] = []  # first step of each stroke
        self._pen: Resampler | None = None  # None while it is up
        self._raw: Point | None = None
        self._last: Point | None = None  # the last point of the current stroke

    def __getstate__(self) -> dict[str, Any]:
        """Without the rows that nothing has been written to."""
        rows = {name: self.__dict__[name][: self._count] for name in _ROWS}
        return {**self.__dict__, **rows}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__()  # type: ignore[misc]  # for rows to come
        for name in _ROWS:
            self.__dict__[name][: state["_count"]] = state[name]
        self.__dict__.update({name: value for name, value in state.items() if name not in _ROWS})

    def __len__(self) -> int:
        """How many steps are kept."""
        return self._count

    @property
    def xs(self) -> Array:
        """The network's inputs (S, I)."""
        return self._xs[: self._count]

    @property
    def hs(self) -> Array:
        """Short-term states (S, H)."""
        return self._hs[: self._count]

    @property
    def cs(self) -> Array:
        """Long-term states (S, H)."""
        return self._cs[: self._count]

    @property
    def ends(self) -> Array:
        """The point (S, 2) at the end of each step."""
        return self._ends[: self._count]

    @property
    def turns(self) -> Array:
        """The turn (S,) at the beginning of each step, in radians; to the right it is positive."""
        return self._turns[: self._count]

    @property
    def headings(self) -> Array:
        """The direction (S,) of each step, in radians."""
        return self._headings[: self._count]

    @property
    def begins(self) -> tuple[int, ...]:
        """The first step of each stroke, oldest first."""
        return tuple(self._begins)

    @property
    def current(self) -> slice:
        """The steps of the newest stroke."""
        return slice(self._begins[-1] if self._begins else 0, self._count)

    @property
    def tip(self) -> tuple[Array, float] | None:
        """The last point and the direction of the step to it; None if the newest stroke has no step."""
        return self.at(self._count - 1)[:2] if self._stroke_has_steps else None

    @property
    def position(self) -> StepState:
        """The network's state at the tip; START at the beginning of a stroke."""
        return self.at(self._count - 1)[2] if self._stroke_has_steps else START

    def at(self, step: int) -> tuple[Array, float, StepState]:
        """The point (2,) at the end of a step, the step's direction, and the network's state there.

        Raises:
            IndexError: there is no such step.
        """
        if not 0 <= step < self._count:
            raise IndexError(f"there is no step {step}")
        position = StepState(self._xs[step], self._hs[step], self._cs[step])
        return self._ends[step], float(self._headings[step]), position

    @property
    def _stroke_has_steps(self) -> bool:
        return bool(self._begins) and self._count > self._begins[-1]

    def begin(self) -> None:
        """A new stroke."""
        self._pen, self._last = Resampler(), None
        if self._stroke_has_steps or not self._begins:
            self._begins.append(self._count)

    def lift(self) -> None:
        """The stroke is over."""
        self._pen = None

    def new_steps(self, points: list[Point]) -> Iterator[tuple[Array, Array, Array]]:
        """The turns (n,), ends (n, 2) and headings (n,) that new points add, stroke by stroke; each to be appended."""
        for part in self._parts(points):
            if self._pen is None:
                self.begin()
            assert self._pen is not None
            new = self._pen.add(part)
            if not new:
                continue
            line = np.array(new if self._last is None else [self._last, *new])
            began, self._last = self._stroke_has_steps, new[-1]
            if len(line) > 1:
                headings = headings_of(line)
                before = self._headings[self._count - 1] if began else headings[0]
                yield wrap(np.diff(headings, prepend=before)), line[1:], headings

    def _parts(self, points: list[Point]) -> Iterator[list[Point]]:
        """The points up to a jump, and those after it."""
        part: list[Point] = []
        for x, y in points:
            if not (abs(x) <= FARTHEST and abs(y) <= FARTHEST):  # false for NaN
                continue
            if self._pen is not None or part:
                assert self._raw is not None
                if hypot(x - self._raw[0], y - self._raw[1]) > JUMP:
                    if part:
                        yield part
                    part = []
                    self.lift()
            self._raw = (x, y)
            part.append(self._raw)
        if part:
            yield part

    def append(self, ends: Array, headings: Array, turns: Array, states: StateTrace) -> None:
        """Keep steps of the current stroke."""
        for begin in range(0, len(turns), MOST_STEPS):
            some = slice(begin, begin + MOST_STEPS)
            if self._count + len(turns[some]) > 2 * MOST_STEPS:
                self._forget()
            rows = slice(self._count, self._count + len(turns[some]))
            self._ends[rows], self._headings[rows], self._turns[rows] = ends[some], headings[some], turns[some]
            self._xs[rows], self._hs[rows], self._cs[rows] = (array[some] for array in states)
            self._count = rows.stop

    def _forget(self) -> None:
        """Keep the newest MOST_STEPS."""
        gone = self._count - MOST_STEPS
        for array in (self.__dict__[name] for name in _ROWS):
            array[:MOST_STEPS] = array[gone : self._count]
        older = [begin - gone for begin in self._begins if begin <= gone]
        self._begins = [0] * bool(older) + [begin - gone for begin in self._begins if begin > gone]
        self._count, self.dropped = MOST_STEPS, self.dropped + gone

    @property
    def longest(self) -> int:
        """How many steps the longest stroke has."""
        return int(np.diff(self._begins, append=self._count).max(initial=0))

    def windows(self, steps: int) -> IntArray:
        """The places (n, 3) of all windows of at most so many steps, oldest first, as ``augment.places_in`` says."""
        return places_in(np.array(self._begins, dtype=np.intp), self._count, steps)

    def turns_to(self, end: int, most: int) -> tuple[Array, Array]:
        """The last turns (n,) before step ``end`` of its stroke, and the network's input (I,) before them."""
        stroke = max((begin for begin in self._begins if begin < end), default=end)
        begin = max(stroke, end - most)
        x = self._xs[begin - 1] if begin > stroke else beginning(self._headings[begin])
        return self._turns[begin:end], x

    def set_states(self, step: int, position: StepState) -> None:
        """Replace the states at a step."""
        self._hs[step], self._cs[step] = position.h, position.c
