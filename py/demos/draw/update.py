"""How each event changes the drawing demo."""

import numpy as np

from demos.demo import Updated
from demos.draw import continuation, holding
from demos.draw import events as e
from demos.draw.reading import read
from demos.draw.scoring import ForecastScore, scored, with_pending
from demos.draw.state import BOX, COLUMNS, LEARN_ON, MAX_TEMPERATURE, NAME, Detail, Pace, State, track
from demos.draw.weights_file import export_weights
from demos.draw.work import foreseen, to_be_read
from demos.effects import Tell
from demos.handlers import Handlers
from rnn.arrays import Array
from tasks.strokes.learner import StrokeLearner
from tasks.strokes.network import UNITS, new_parameters
from tasks.strokes.resample import Point
from tasks.strokes.samples import SHAPES, sample

NEAR = 24.0  # px around a stroke
SIZES = (120.0, 4000.0)  # px: smallest and largest side of a pad
SHORTEST = 12  # steps that must be there to draw on from


def update(state: State, event: e.Event) -> Updated[State]:
    """The state after an event, and what is to be done beside.

    Raises:
        ValueError: the event does not fit; nothing was changed.
    """
    match event:
        case e.PlaySample(name):
            if name not in SHAPES:
                raise ValueError(f"there is no sample {name[:40]!r}")
            width, height = state.size or BOX
            drawn = sample(name, width, height, state.seed)
            play = [(round(x, 1), round(y, 1)) for x, y in drawn.tolist()]
            return _clear(state)._replace(seed=state.seed + 1), (Tell("play", {"points": play}),)
        case e.ExportWeights(kind):
            return state, (export_weights(state, kind),)
    return _changed(event, state._replace(detail=Detail.PAD)), ()


_changed = Handlers[State]()


@_changed.on(e.Hold)
def _(event: e.Hold, state: State) -> State:
    return to_be_read(foreseen(holding.hold(state, event.name)))


@_changed.on(e.BringBack)
def _(event: e.BringBack, state: State) -> State:
    return to_be_read(foreseen(holding.bring_back(state)))


@_changed.on(e.TrainHeld)
def _(event: e.TrainHeld, state: State) -> State:
    return holding.train_on(state)


@_changed.on(e.AddInk)
def _(event: e.AddInk, state: State) -> State:
    return _ink(state, points_in(event.points))


@_changed.on(e.Touch)
def _(event: e.Touch, state: State) -> State:
    return _stopped(state)


@_changed.on(e.Lift, e.Pause)
def _(event: e.Lift | e.Pause, state: State) -> State:
    return _rest(state, down=isinstance(event, e.Pause) and state.down)


@_changed.on(e.Resize)
def _(event: e.Resize, state: State) -> State:
    if not (SIZES[0] <= event.width <= SIZES[1] and SIZES[0] <= event.height <= SIZES[1]):
        raise ValueError(f"a pad of {event.width:.0f} by {event.height:.0f} px cannot be drawn on")
    return state._replace(size=(event.width, event.height))


@_changed.on(e.ToggleLearning)
def _(event: e.ToggleLearning, state: State) -> State:
    """Learning switched on or off; what it has come to by then is read."""
    pace, fresh = Pace(state.pace.costs), state.learner.updates
    toggled = state._replace(learning=not state.learning, fresh=fresh, pace=pace)
    return to_be_read(toggled) if state.learns else toggled


@_changed.on(e.SetTemperature)
def _(event: e.SetTemperature, state: State) -> State:
    if not 0 <= event.value <= MAX_TEMPERATURE:
        raise ValueError(f"temperature goes from 0 to {MAX_TEMPERATURE}")
    return foreseen(state._replace(temperature=round(event.value, 1)))  # as the slider shows it


@_changed.on(e.Forget)
def _(event: e.Forget, state: State) -> State:
    """The same ink, read by a network that has learned nothing from it."""
    theta: Array = new_parameters(np.random.default_rng(state.seed)) if event.random else state.pretrained
    state.learner.restart(theta)
    state = state._replace(held="", put_aside=None, learns_held=False, distances=None, learned=None)
    state = state._replace(
        continuation=None, score=ForecastScore(), pace=Pace(state.pace.costs), seed=state.seed + event.random
    )
    # Nothing is learned again before there is new ink: what was forgotten would be back at once.
    return to_be_read(foreseen(state._replace(fresh=state.learner.updates - LEARN_ON, reading=None)))


@_changed.on(e.Clear)
def _(event: e.Clear, state: State) -> State:
    return _clear(state)


@_changed.on(e.DrawOn)
def _(event: e.DrawOn, state: State) -> State:
    return _stopped(state) if state.draws else _rest(state, down=False)


@_changed.on(e.LookAt)
def _(event: e.LookAt, state: State) -> State:
    steps = len(track(state, COLUMNS).points)
    back = COLUMNS - round(min(max(event.column, 1.0), float(COLUMNS)))
    return state._replace(looked_at=state.newest - min(back, steps - 1) if back and steps else None)


@_changed.on(e.LookNear)
def _(event: e.LookNear, state: State) -> State:
    return state._replace(looked_at=_nearest(state, _in_box(state, event.x, event.y)))


@_changed.on(e.PickUnit)
def _(event: e.PickUnit, state: State) -> State:
    if not 0 <= event.unit <= UNITS:
        raise ValueError(f"there is no unit {event.unit}")
    return state._replace(unit=0 if event.unit == state.unit else event.unit)


# ---- What these do in parts ----


def points_in(raw: list[object]) -> list[Point]:
    """The points in a message; what is none is passed over.

    >>> points_in([[1, 2.5], [None, 3], "x", [True, 1], [1, 2, 3]])
    [(1.0, 2.5)]
    """
    points = []
    for pair in raw:
        if isinstance(pair, list) and len(pair) == 2 and all(type(number) in (int, float) for number in pair):
            x, y = pair
            points.append((float(min(max(x, -1e9), 1e9)), float(min(max(y, -1e9), 1e9))))
    return points


def _ink(state: State, points: list[Point]) -> State:
    if not points:
        return state
    learner = state.learner
    if state.example:
        learner.clear()
        state = state._replace(example=False, score=ForecastScore(), reading=None)
    if not state.down:
        learner.lift()
        state = state._replace(down=True, looked_at=None, forecast=None, learned=None)  # that was of another stroke
    added, same = learner.add(points), state.continuation is None and state.forecast is not None
    state = state._replace(continuation=None, fresh=learner.updates, under_way=None)
    if not added:
        return state._replace(detail=Detail.NOTHING) if same else foreseen(state)
    state = foreseen(state._replace(score=scored(state.score, learner.ink)))
    if state.forecast is None:
        return state
    return state._replace(score=with_pending(state.score, learner.ink, state.forecast.likely))


def _rest(state: State, down: bool) -> State:
    """The pen rests, so the network draws on, unless there is too little to go on from."""
    ink = state.learner.ink
    state = to_be_read(state._replace(down=down))
    if state.held:
        state = holding.compared(state)
    if len(ink) - ink.current.start < SHORTEST or not state.is_inside(ink.ends[-1]):
        return state
    line = continuation.begin(state.learner, state.temperature)
    return state._replace(continuation=line, clock=None, looked_at=None)


def _clear(state: State) -> State:
    state.learner.clear()
    return state._replace(
        example=False,
        down=False,
        continuation=None,
        forecast=None,
        score=ForecastScore(),
        looked_at=None,
        reading=None,
        under_way=None,
        distances=None,
        learned=None,
        pace=Pace(state.pace.costs),
    )


def _nearest(state: State, point: Array) -> int | None:
    row = track(state, COLUMNS)
    if not len(row.points):
        return None
    distances = ((row.points - point) ** 2).sum(axis=1)
    nearest = int(distances.argmin())
    if distances[nearest] > NEAR**2 or nearest == len(row.points) - 1:
        return None
    return row.first + nearest + 1


def _stopped(state: State) -> State:
    return state._replace(continuation=state.continuation._replace(over=True)) if state.continuation else state


def _in_box(state: State, x: float, y: float) -> Array:
    """A point of the pad in the picture's own px: the example is drawn to fit, in the middle."""
    if not state.example or state.size is None:
        return np.array([x, y])
    size, box = np.array(state.size), np.array(state.box)
    scale = (size / box).min()
    point: Array = (np.array([x, y]) - (size - scale * box) / 2) / scale
    return point


def first_state(pretrained: Array, instance: str = NAME) -> State:
    """The demo before anything was drawn: the page's own example is on the pad, and has been read."""
    learner = StrokeLearner(pretrained)
    learner.add([(x, y) for x, y in sample("loops", *BOX).tolist()], anew=False)  # it is read at once
    return foreseen(State(learner, pretrained, instance, reading=read(learner, lifted=True)))
