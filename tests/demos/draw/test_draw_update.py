"""What each event does to the drawing demo."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from demos.draw import events as e
from demos.draw.continuation import SHOWN
from demos.draw.state import COLUMNS, LEARN_ON, MAX_TEMPERATURE, track
from demos.draw.update import points_in, update
from demos.draw.work import RAN_AWAY
from demos.effects import Tell
from tasks.strokes.network import UNITS
from tasks.strokes.resample import SPACING
from tests.clock import Clock
from tests.demos.draw.drawing import SIZE, Pad, draw, first, start, stroke, theta

type GoOn = Callable[[Pad, float], None]


@pytest.fixture
def demo() -> Pad:
    return start()


@pytest.fixture
def drawn(demo: Pad) -> Pad:
    draw(demo, stroke())
    return demo


# --- Ink ---


def test_the_first_ink_takes_the_examples_place(demo: Pad) -> None:
    assert demo.state.example
    before = len(demo.state.learner.ink)
    demo.handle({"type": "ink", "points": stroke()[:40]})
    assert not demo.state.example
    assert 0 < len(demo.state.learner.ink) < before
    assert demo.state.box == (600, 400)


def test_what_was_forecast_of_another_stroke_is_not_shown_with_a_new_one(demo: Pad) -> None:
    assert demo.state.forecast is not None  # of the example
    demo.handle({"type": "ink", "points": [[5, 5], [7, 5]]})
    assert demo.state.forecast is None


def test_ink_is_resampled_and_foreseen(drawn: Pad) -> None:
    ink = drawn.state.learner.ink
    distances = np.hypot(*np.diff(ink.ends, axis=0).T)
    np.testing.assert_allclose(distances, SPACING, atol=1e-6)
    assert drawn.state.forecast is not None
    np.testing.assert_array_equal(drawn.state.forecast.likely[0], ink.ends[-1])
    assert drawn.state.down


def test_a_lifted_pen_begins_another_stroke(drawn: Pad) -> None:
    drawn.handle({"type": "lift"})
    assert not drawn.state.down
    drawn.handle({"type": "ink", "points": [[10, 10], [40, 10], [70, 10]]})
    assert len(drawn.state.learner.ink.begins) == 2


@pytest.mark.parametrize(
    "points",
    [
        [],
        [[5, 5]],
        [[5, 5]] * 50,
        [[float("nan"), 5], [5, float("inf")], [1e300, -1e300]],
        [[None, 5], "x", [True, 1], [1, 2, 3], {}, [[1, 2], 3]],
        [[0, 0], [500, 350], [3, 390], [590, 2]],
        [[10**400, 1]],
    ],
    ids=["none", "a tap", "dead still", "no numbers", "no points", "jumps", "huge"],
)
def test_odd_points_do_no_harm(drawn: Pad, points: list[Any]) -> None:
    ink = drawn.state.learner.ink
    before = ink.ends.copy()
    drawn.handle({"type": "ink", "points": points})
    np.testing.assert_array_equal(ink.ends[: len(before)], before)
    assert np.isfinite(ink.ends).all()
    drawn.handle({"type": "lift"})
    draw(drawn, stroke("loops")[:200])
    assert drawn.state.forecast is not None
    assert np.isfinite(drawn.state.forecast.futures).all()
    assert drawn.state.notice == ""


def test_only_pairs_of_numbers_are_points() -> None:
    assert points_in([[1, 2.5], [None, 3], "x", [True, 1], [1, 2, 3]]) == [(1.0, 2.5)]


def test_a_pad_that_changes_its_size_in_mid_stroke_keeps_the_stroke(drawn: Pad) -> None:
    before = len(drawn.state.learner.ink)
    drawn.handle({"type": "resize", "width": 300, "height": 500})
    assert drawn.state.box == (300, 500)
    assert len(drawn.state.learner.ink) == before
    draw(drawn, [[x + 1.0, y] for x, y in stroke()[-3:]])
    assert len(drawn.state.learner.ink.begins) == 1


@pytest.mark.parametrize("size", [(0, 100), (-5, 300), (1e9, 300), (300, 1e-9)])
def test_an_absurd_size_is_refused(demo: Pad, size: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="cannot be drawn on"):
        demo.handle({"type": "resize", "width": float(size[0]), "height": float(size[1])})
    assert demo.state.size == tuple(SIZE.values())


# --- Learning ---


def test_it_learns_in_ticks_while_one_draws(demo: Pad) -> None:
    draw(demo, stroke(), budget=8.0)
    learner = demo.state.learner
    assert learner.updates > 10
    assert demo.state.learns
    assert demo.state.busy
    assert not np.array_equal(learner.theta, theta())
    rate = demo.state.pace.a_second
    assert rate is not None
    assert rate > 0


def test_it_rests_when_the_ink_was_seen_often_enough(drawn: Pad) -> None:
    learner = drawn.state.learner
    learner.updates += LEARN_ON - 1
    assert drawn.state.learns
    answer = drawn.work(8.0, paced=True)
    assert not drawn.state.learns
    while answer.busy:  # it is read once more, for what its units follow
        answer = drawn.work(8.0, paced=True)
    assert drawn.state.reading is not None
    drawn.handle({"type": "ink", "points": [[1, 1], [2, 2]]})
    assert drawn.state.learns


def test_learning_can_be_switched_off(demo: Pad) -> None:
    demo.handle({"type": "toggle-learning"})
    draw(demo, stroke(), budget=8.0)
    assert demo.state.learner.updates == 0
    assert not demo.state.busy
    np.testing.assert_array_equal(demo.state.learner.theta, theta())
    demo.handle({"type": "toggle-learning"})
    demo.work(8.0, paced=True)
    assert demo.state.learner.updates > 0


def test_forgetting_goes_back_to_the_pages_own_weights(demo: Pad) -> None:
    draw(demo, stroke(), budget=8.0)
    steps = len(demo.state.learner.ink)
    demo.handle({"type": "forget"})
    np.testing.assert_array_equal(demo.state.learner.theta, theta())
    assert demo.state.learner.updates == 0
    assert len(demo.state.learner.ink) == steps  # the ink stays
    assert demo.state.score.means is None
    demo.work(8.0, paced=True)
    assert demo.state.learner.updates == 0  # or what was forgotten would be back at once


def test_forgetting_everything_gives_another_random_network_each_time(demo: Pad) -> None:
    thetas = [theta()]
    for _ in range(2):
        demo.handle({"type": "forget", "random": True})
        thetas.append(demo.state.learner.theta.copy())
    assert not any(np.array_equal(a, b) for k, a in enumerate(thetas) for b in thetas[:k])


def test_a_network_that_runs_away_is_brought_back_and_the_reader_told(
    drawn: Pad, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner = drawn.state.learner
    drawn.work(8.0, paced=True)
    monkeypatch.setattr("tasks.strokes.learner.RATE", float("nan"))
    for _ in range(3):
        drawn.work(8.0, paced=True)
    assert learner.recoveries > 0
    assert drawn.state.notice == RAN_AWAY
    assert np.isfinite(learner.theta).all()
    assert RAN_AWAY in drawn.look().regions["notice"]
    monkeypatch.undo()
    before = learner.updates
    drawn.handle({"type": "ink", "points": [[1, 1], [2, 2]]})
    drawn.work(8.0, paced=True)
    assert learner.updates > before


# --- Drawing on ---


@pytest.fixture
def go_on(clock: Clock) -> GoOn:
    """Lets time pass, a tick twenty times a second."""

    def go_on(demo: Pad, seconds: float) -> None:
        for _ in range(round(seconds / 0.05)):
            clock.pass_by(0.05)
            demo.work(0.0, paced=True)

    return go_on


@pytest.mark.parametrize("rest", ["pause", "lift", "draw-on"])
def test_a_resting_pen_lets_it_draw_on_at_a_pens_speed(demo: Pad, rest: str, go_on: GoOn) -> None:
    draw(demo, stroke("circle"))
    demo.handle({"type": "set-temperature", "value": 0})
    demo.handle({"type": rest})
    assert demo.state.draws
    assert demo.state.down is (rest == "pause")
    go_on(demo, 1.0)
    line = demo.state.continuation
    assert line is not None
    assert line.steps == pytest.approx(50, abs=2)  # a second
    np.testing.assert_allclose(np.hypot(*np.diff(line.drawn, axis=0).T), SPACING)
    np.testing.assert_array_equal(line.drawn[0], demo.state.learner.ink.ends[-1])


def test_at_temperature_0_it_draws_what_was_forecast(demo: Pad, go_on: GoOn) -> None:
    draw(demo, stroke("circle"))
    demo.handle({"type": "set-temperature", "value": 0})
    forecast = demo.state.forecast
    demo.handle({"type": "toggle-learning"})
    demo.handle({"type": "lift"})
    go_on(demo, 0.5)
    line = demo.state.continuation
    assert forecast is not None
    assert line is not None
    np.testing.assert_allclose(line.drawn, forecast.likely[: line.steps + 1], atol=1e-3)
    assert (forecast.futures == forecast.likely).all()


@pytest.mark.parametrize("event", [{"type": "touch"}, {"type": "draw-on"}])
def test_it_stops_when_touched(demo: Pad, event: dict[str, Any], go_on: GoOn) -> None:
    draw(demo, stroke("circle"))
    demo.handle({"type": "lift"})
    go_on(demo, 0.3)
    demo.handle(event)
    assert not demo.state.draws
    assert demo.state.continuation is not None  # what it has drawn stays to be seen
    demo.handle({"type": "ink", "points": [[1, 1], [9, 9]]})
    assert demo.state.continuation is None


def test_it_stops_at_the_pads_edge(demo: Pad, go_on: GoOn) -> None:
    draw(demo, [[x * 5.0, 200.0] for x in range(110)])
    demo.handle({"type": "set-temperature", "value": 0})
    demo.handle({"type": "toggle-learning"})
    demo.handle({"type": "lift"})
    go_on(demo, 4.0)
    assert not demo.state.draws
    assert not demo.state.busy


def test_there_must_be_something_to_go_on_from(demo: Pad) -> None:
    draw(demo, stroke()[:6])
    demo.handle({"type": "lift"})
    assert demo.state.continuation is None


def test_drawing_on_for_minutes_keeps_a_bounded_line(demo: Pad, go_on: GoOn) -> None:
    demo.handle({"type": "resize", "width": 4000, "height": 4000})
    draw(demo, [[x + 1700, y + 1800] for x, y in stroke("circle")])
    demo.handle({"type": "toggle-learning"})
    demo.handle({"type": "set-temperature", "value": 0})
    demo.handle({"type": "lift"})
    go_on(demo, 30.0)
    line = demo.state.continuation
    assert line is not None
    assert line.dropped > 0
    assert len(line.points) <= SHOWN + 110
    assert len(line.points) == len(line.states.hs) + 1
    assert len(track(demo.state, COLUMNS).points) == COLUMNS


# --- The rest ---


@pytest.mark.parametrize("name", ["loops", "wave", "zigzag", "spiral", "square", "eight"])
def test_a_sample_is_handed_over_for_the_page_to_play(drawn: Pad, name: str) -> None:
    answer = drawn.handle({"type": "play-sample", "name": name})
    [play] = answer.effects
    assert isinstance(play, Tell)
    points = np.array(play.fields["points"])
    assert points.ndim == 2
    assert (points >= 0).all()
    assert (points <= [600, 400]).all()
    assert len(drawn.state.learner.ink) == 0  # on a clean sheet
    assert drawn.look().effects == ()
    again = drawn.handle({"type": "play-sample", "name": name})
    assert again.effects != answer.effects  # no hand draws the same twice


def test_a_clean_sheet_keeps_what_was_learned(demo: Pad) -> None:
    draw(demo, stroke(), budget=8.0)
    learned = demo.state.learner.theta.copy()
    demo.handle({"type": "clear"})
    assert len(demo.state.learner.ink) == 0
    assert demo.state.forecast is None
    np.testing.assert_array_equal(demo.state.learner.theta, learned)


def test_looking_along_the_stroke(drawn: Pad) -> None:
    newest = drawn.state.newest
    drawn.handle({"type": "look-at", "column": COLUMNS - 10})
    assert drawn.state.looked_at == newest - 10
    drawn.handle({"type": "look-at", "column": 1})
    assert drawn.state.looked_at == newest - len(track(drawn.state, COLUMNS).points) + 1  # the oldest that is shown
    drawn.handle({"type": "look-at", "column": COLUMNS})
    assert drawn.state.looked_at is None


def test_looking_at_a_place(drawn: Pad) -> None:
    ends = drawn.state.learner.ink.ends
    x, y = ends[-31]
    drawn.handle({"type": "look-near", "x": float(x) + 3, "y": float(y) - 3})
    assert drawn.state.looked_at is not None
    assert abs(drawn.state.looked_at - (len(ends) - 30)) <= 1
    drawn.handle({"type": "look-near", "x": 599.0, "y": 399.0})
    assert drawn.state.looked_at is None


def test_looking_at_a_place_of_the_example_which_is_drawn_to_fit(demo: Pad) -> None:
    width, height = demo.state.box
    scale = min(600 / width, 400 / height)
    x, y = demo.state.learner.ink.ends[-31]
    x, y = (600 - scale * width) / 2 + scale * x, (400 - scale * height) / 2 + scale * y
    demo.handle({"type": "look-near", "x": float(x), "y": float(y)})
    assert demo.state.looked_at == demo.state.newest - 30


def test_a_unit_is_picked_and_put_back(drawn: Pad) -> None:
    drawn.handle({"type": "pick-unit", "unit": 7})
    assert drawn.state.unit == 7
    drawn.handle({"type": "pick-unit", "unit": 7})
    assert drawn.state.unit == 0


@pytest.mark.parametrize(
    "event",
    [
        e.PickUnit(-1),
        e.PickUnit(UNITS + 1),
        e.SetTemperature(-0.1),
        e.SetTemperature(MAX_TEMPERATURE + 0.1),
        e.PlaySample("nothing"),
        e.PlaySample("x" * 1000),
    ],
)
def test_what_does_not_fit_is_refused(event: e.Event) -> None:
    state = first()
    with pytest.raises(ValueError, match=r".") as refused:
        update(state, event)
    assert len(str(refused.value)) < 100
