"""Everything the drawing demo knows."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from demos.draw.continuation import Continuation
from demos.draw.distances import Distances
from demos.draw.learned import LearningEffect
from demos.draw.reading import MOST, Reading, UnderWay
from demos.draw.scoring import ForecastScore
from demos.lesson.state import Lesson, Mode
from rnn.arrays import Array
from tasks.strokes.learner import Forecast, Knowledge, StrokeLearner

NAME, TITLE = "draw", "Draw, and it draws on"
BOX = (400.0, 260.0)  # of the first view, which is there before the pad's size is known
COLUMNS = MOST  # steps that the strips show
FUTURES = 12  # in the fan
LEARN_ON = 600  # updates after the last ink; then all that was drawn has been seen often enough
MAX_TEMPERATURE = 1.5


class Detail(IntEnum):
    """Which part of the view is drawn anew, if not all of it: answers of every frame must be cheap."""

    NOTHING = 0
    PAD = 1
    WHOLE = 2


class Pace(NamedTuple):
    """How fast learning goes; measured."""

    costs: tuple[float, ...] = ()  # seconds an update, in each of the last calls
    marks: tuple[tuple[float, int], ...] = ()  # (seconds of a clock, updates in all) after each of the last calls

    @property
    def cost(self) -> float:
        """Seconds that an update takes: the median, since single calls may be interrupted; at first a guess."""
        return sorted(self.costs)[len(self.costs) // 2] if self.costs else 0.002

    @property
    def a_second(self) -> float | None:
        """Updates a second over the last marks; None where there is nothing to measure."""
        if len(self.marks) < 2:
            return None
        (begin, few), (end, many) = self.marks[0], self.marks[-1]
        return (many - few) / (end - begin) if many > few and end > begin else None


class PutAside(NamedTuple):
    """The network as it was before gates were held, to be given back."""

    knowledge: Knowledge
    fresh: int  # as in the state


class LetGoKnowledge(NamedTuple):
    """What was learned with gates held, until they were let go."""

    name: str  # of the experiment
    knowledge: Knowledge


class AskedPoint(NamedTuple):
    """The point of the line and the unit that the lesson asks about."""

    reading: Reading  # what its questions are answered from
    step: int  # as ``State.newest`` counts
    unit: int  # from 1
    hidden: tuple[str, ...] = ()  # gates that are still to be guessed: they are not shown


class State(NamedTuple):
    """The drawing demo between two events.

    The learner is the one thing that changes in place: its ink and its parameters are too large to be copied a hundred
    times a second. All that is shown of it is taken out of it when an event has been dealt with.
    """

    learner: StrokeLearner
    pretrained: Array  # (P,)  what the page came with
    instance: str = NAME  # the demo's name on the page, with which its ids begin
    size: tuple[float, float] | None = None  # of the pad, in px, once the page has told
    example: bool = True  # whether the ink is the page's own, in a box of its own size
    down: bool = False  # whether the pen is on the paper
    learning: bool = True  # whether it may
    fresh: int = 0  # the learner's updates when ink came last
    temperature: float = 0.5  # of what it draws by itself, and of its futures
    forecast: Forecast | None = None
    continuation: Continuation | None = None  # what it draws by itself
    score: ForecastScore = ForecastScore()
    pace: Pace = Pace()
    clock: float | None = None  # when a slice of work began last, in seconds; None before the first
    detail: Detail = Detail.WHOLE
    looked_at: int | None = None  # the step whose states are shown, as ``newest`` counts; None for the newest
    unit: int = 0  # that colours the strokes; 0 for none
    reading: Reading | None = None  # of the newest steps; None until they have been read
    under_way: UnderWay | None = None  # another one
    seed: int = 1  # of the next sample or random network
    held: str = ""  # the experiment that is on: gates held at a value
    put_aside: PutAside | None = None  # what the network was without it
    let_go: LetGoKnowledge | None = None  # can be brought back
    learns_held: bool = False  # whether it goes on learning all the same
    distances: Distances | None = None  # of forecasts, with it held and without; None if not measured
    learned: LearningEffect | None = None  # on forecasts of the strokes at hand, when learning was over last
    asked: AskedPoint | None = None  # None where the lesson asks about no point
    lesson: Lesson = Lesson()
    notice: str = ""

    @property
    def asked_now(self) -> AskedPoint | None:
        """What the lesson asks about, as long as that is what was read last."""
        is_there = self.asked is not None and self.asked.reading is self.reading and self.lesson.mode is Mode.LESSON
        return self.asked if is_there else None

    @property
    def box(self) -> tuple[float, float]:
        """Width and height of what the pad shows, in its own px."""
        return BOX if self.example or self.size is None else self.size

    @property
    def learns(self) -> bool:
        """Whether it is learning just now."""
        return (
            self.learning
            and (self.learns_held if self.held else not self.example)
            and self.learner.can_learn
            and self.learner.updates < self.fresh + LEARN_ON
        )

    @property
    def changing(self) -> bool:
        """Never: what the lesson tells of the network is measured when learning has ended."""
        return False

    @property
    def draws(self) -> bool:
        """Whether it is drawing on just now."""
        return self.continuation is not None and not self.continuation.over

    @property
    def busy(self) -> bool:
        """Whether something goes on by itself: learning, drawing on, or reading what was drawn once more."""
        return self.learns or self.draws or self.under_way is not None

    def is_inside(self, point: Array) -> bool:
        """Whether the pad shows a point (2,)."""
        width, height = self.box
        return bool(0 <= point[0] <= width and 0 <= point[1] <= height)

    @property
    def newest(self) -> int:
        """How many steps there are in all: what was drawn, and what was drawn on from it."""
        ink = self.learner.ink
        return (
            ink.dropped
            + len(ink)
            + (0 if self.continuation is None else self.continuation.dropped + self.continuation.steps)
        )


class Track(NamedTuple):
    """The newest steps in a row: the newest stroke's, and those drawn on from it."""

    first: int  # number of the first one, counted from the first step ever
    own: int  # how many of them, at the end, it drew by itself
    points: Array  # (n, 2)
    hs: Array  # (n, H)
    cs: Array  # (n, H)


def track(state: State, most: int) -> Track:
    """At most so many of the newest steps."""
    ink, line = state.learner.ink, state.continuation
    begin = ink.current.start
    points, hs, cs, own = ink.ends[begin:], ink.hs[begin:], ink.cs[begin:], 0
    if line is not None and line.steps:
        own = line.steps
        if line.dropped:  # then what it began with is too far back
            points, hs, cs = points[:0], hs[:0], cs[:0]
        points = np.concatenate((points, line.points[1 : own + 1]))
        hs = np.concatenate((hs, line.states.hs[:own]))
        cs = np.concatenate((cs, line.states.cs[:own]))
    shown = slice(max(len(points) - most, 0), None)
    points = points[shown]
    return Track(state.newest - len(points), min(own, len(points)), points, hs[shown], cs[shown])
