"""The lesson of the pad: what it says is reckoned once more, in plain floats, and it takes nothing from the reader."""

import json
import re
from math import degrees
from typing import Any

import numpy as np
import pytest

from demos.draw import lesson, weighing
from demos.draw.asking import asking, point_of, question, spec_of, turn, values_of
from demos.draw.learned import LearningEffect, learned_from, unseen
from demos.draw.lesson import PLAN, STEPS
from demos.draw.state import State
from demos.draw.views import view
from demos.lesson.plan import LessonChoice
from demos.lesson.questions import Question
from demos.lesson.state import Lesson
from demos.lesson.view import SINCE
from rnn.network import Network, flatten, unflatten
from rnn.state_dict import to_state_dicts
from tasks.strokes.learner import StrokeLearner
from tasks.strokes.network import SHAPE, StrokeReference
from tasks.strokes.samples import sample
from tests.browser.draw.by_hand import EMPTY, READ_ON, first_input, next_input
from tests.demos.draw.drawing import draw, start, stroke, theta
from tests.demos.draw.test_draw_holding import AHEAD, BEFORE, EVERY, curve, inked, off
from tests.demos.lesson.walking import Reader
from tests.demos.support import having, parse, text
from tests.oracle.plain import Quantities, lstm_step
from tests.rnn.problems import random_network

FORGET, WHY, INPUT, OUTPUT, WITHOUT = 4, 5, 6, 7, 8  # steps
MINUS = "\N{MINUS SIGN}"


def number(words: str) -> float:
    return float(words.replace(MINUS, "-"))


def numbers(words: str) -> list[float]:
    return [number(one) for one in re.findall(rf"[+{MINUS}]?\d+(?:\.\d+)?", words)]


def state_of(network: Network, *lines: Any) -> State:
    """A pad with lines, which a network is to read when it is asked about them."""
    learner = StrokeLearner(flatten(network), backend=StrokeReference())
    for points in lines:
        learner.lift()
        learner.add([(x, y) for x, y in points.tolist()], anew=False)
    return State(learner, flatten(network), example=False, learning=False)


def at_point(weights: Any, state: State) -> tuple[Quantities, float]:
    """All quantities at the point that is asked about, and the turn there."""
    asked = state.asked
    assert asked is not None
    ends = state.learner.ink.ends[state.learner.ink.current]
    begin = np.vstack((ends[0] - (ends[1] - ends[0]), ends))
    at = asked.step - 1 - state.learner.ink.current.start
    turns = state.learner.ink.turns[state.learner.ink.current]
    # The turns once more, from the points alone: from the third point on.
    again = np.unwrap(np.arctan2(*np.diff(begin, axis=0).T[::-1]))
    np.testing.assert_allclose(np.diff(again)[1:], turns[2:], atol=1e-6)
    headings = state.learner.ink.headings[state.learner.ink.current]
    x, state_before, told_there = first_input(headings), EMPTY, Quantities()
    for n in range(at + 1):
        if n == at + 1 - READ_ON:
            state_before = EMPTY
        x, told_there = next_input(x, float(turns[n])), Quantities()
        state_before = lstm_step(weights["lstm"], x.tolist(), state_before, told_there)
    return told_there, float(turns[at])


def parts_of(weights: Any, told_there: Quantities, name: str, unit: int) -> dict[str, float]:
    cell, row = weights["lstm"], 24 * "ifgo".index(name) + unit - 1
    of_x = np.array(cell["weight_ih_l0"][row]) * np.array(told_there["x"])
    return {
        "the turn": of_x[0],
        "the averaged turns": of_x[1] + of_x[2],
        "the directions": sum(of_x[3:]),
        "h from the step before": float(np.dot(cell["weight_hh_l0"][row], told_there["h_prev"])),
        "the bias": cell["bias_ih_l0"][row] + cell["bias_hh_l0"][row],
    }


@pytest.mark.parametrize("seed", range(50))
def test_what_is_said_of_a_point_is_true_of_any_network(seed: int) -> None:
    network = random_network(SHAPE, seed, scale=0.2 + seed / 60)
    state = asking(state_of(network, curve(seed, 60), curve(seed + 100, 50 + seed)))
    asked, weights = point_of(state), to_state_dicts(network)
    there, turn_there = at_point(weights, state)
    # The sharpest turn of the newest stroke, a little way into it.
    turns = state.learner.ink.turns[state.learner.ink.current]
    assert abs(turn_there) == np.abs(turns[BEFORE:-1]).max()
    unit = asked.unit - 1
    assert unit >= 0
    says = lesson._says_forget(state)
    assert f"{abs(degrees(turn_there)):.0f}° to the {'right' if turn_there > 0 else 'left'}" in says
    assert f"What is f of unit {asked.unit} there?" in says
    for name in ("f", "i", "o"):
        found = question(state, spec_of(state, name))
        assert found.truth == pytest.approx(there[name][unit], abs=1e-6)
        parts = parts_of(weights, there, name, asked.unit)
        assert {reason.words: reason.value for reason in found.reasons} == pytest.approx(parts, abs=1e-6)
        assert found.at == pytest.approx(there[f"a_{name}"][unit], abs=1e-6)
        greatest = max(map(abs, parts.values()))
        named = {words for words, value in parts.items() if abs(value) >= 0.8 * greatest}
        assert {reason.words for reason in found.largest} == named
    why = lesson._why(state)
    parts = parts_of(weights, there, "f", asked.unit)
    largest = {words for words, value in parts.items() if abs(value) >= 0.8 * max(map(abs, parts.values()))}
    assert {why.options[k] for k in why.right} == largest
    assert f"f is {there['f'][unit]:.2f} at the circle" in lesson._says_why(state)
    sum_told = lesson._more_input(state)
    left, sign, right = re.split("([=≈]) (?=[^=≈]*$)", sum_told)
    a, b, x, y = numbers(left.rpartition("=")[2])
    assert [a, b, x, y] == pytest.approx([there[name][unit] for name in ("f", "c_prev", "i", "g")], abs=0.0051)
    assert number(right.rstrip(".")) == pytest.approx(there["c"][unit], abs=0.0051)
    if sign == "=":
        assert a * b + x * y == pytest.approx(number(right.rstrip(".")), abs=0.00501)
    assert numbers(lesson._more_output(state)) == pytest.approx([there["c"][unit], there["h"][unit]], abs=0.0051)
    assert values_of(state)["c"] == pytest.approx(there["c"][unit], abs=1e-6)


def test_sums_that_add_up_as_printed_are_the_rule() -> None:
    equal = 0
    for seed in range(20):
        state = asking(state_of(random_network(SHAPE, seed, scale=0.5), curve(seed, 60)))
        equal += "≈" not in lesson._more_input(state)
    assert equal >= 15


@pytest.mark.parametrize("seed", range(50))
def test_what_learning_did_is_true_of_any_two_networks(seed: int) -> None:
    before, now = (random_network(SHAPE, seed + k, scale=0.2 + seed / 100) for k in (0, 1000))
    learner = StrokeLearner(flatten(before), backend=StrokeReference())
    learner._optimizer = learner._optimizer._replace(ema_theta=flatten(now))
    learner.updates = seed
    ink = inked(curve(seed, 44))
    ends = range(len(ink) - AHEAD, BEFORE - 1, -EVERY)
    each = [np.mean([off(to_state_dicts(one), {}, ink, end) for end in ends]) for one in (now, before)]
    found = learned_from(learner, ink)
    assert found is not None
    assert (found.now, found.before) == pytest.approx(each, rel=1e-6)
    assert found.updates == seed
    assert learned_from(learner, inked(curve(seed, 20))) is None


@pytest.mark.parametrize(
    ("now", "before", "right", "words"),
    [
        (5.0, 10.0, 0, "of use there"),
        (9.5, 10.0, 1, "hardly matters"),
        (10.9, 10.0, 1, "hardly matters"),
        (11.2, 10.0, 2, "overwritten"),
    ],
)
def test_the_verdict_on_another_line(
    monkeypatch: pytest.MonkeyPatch, now: float, before: float, right: int, words: str
) -> None:
    asked = []

    def found(learner: StrokeLearner, ink: Any) -> LearningEffect:
        asked.append(ink)
        return LearningEffect(now, before, 3)

    monkeypatch.setattr(weighing, "learned_from", found)
    state = state_of(random_network(SHAPE, 1), curve(1, 60))
    state.learner.updates = 3
    choice = weighing.elsewhere(state)
    assert not asked  # it takes time, so not before one is picked
    assert choice.judge is not None
    answers, said = choice.judge()
    assert asked == [unseen()]
    assert answers == {right}
    assert words in said
    assert numbers(said)[:2] == pytest.approx([now, before], abs=0.5)


def test_the_other_line_is_a_spiral() -> None:
    points = sample("spiral", 400.0, 300.0, 0)
    for end in unseen().ends:
        assert np.hypot(*(points - end).T).min() < 3
    assert len(unseen()) > 100


@pytest.mark.parametrize("seed", range(10))
def test_what_never_forgetting_does_is_true_of_any_network(seed: int) -> None:
    network = random_network(SHAPE, seed, scale=0.1 + seed / 30)
    state = state_of(network, curve(seed, 44))
    choice = weighing.without_forgetting(state)
    assert choice.judge is not None
    answers, said = choice.judge()
    ink, weights = state.learner.ink, to_state_dicts(network)
    ends = range(len(ink) - AHEAD, BEFORE - 1, -EVERY)
    without, free = (np.mean([off(weights, gates, ink, end) for end in ends]) for gates in ({"f": 1.0}, {}))
    assert re.findall(r"([\d.]+) px", said) == [f"{px:.1f}" if px < 10 else f"{px:.0f}" for px in (without, free)]
    assert answers == {2 if without / free > 5 else 1 if without / free > 1.1 else 0}


# --- In the demo ---


def at_step(step: int, query: str = "") -> Reader:
    """A reader who has done all that came before a step."""
    reader = Reader(start(query))
    while reader.step < step:
        if reader.asked:
            reader.act()
        reader.press("Next")
    return reader


@pytest.fixture(scope="module")
def kept_at_forget() -> str:
    return at_step(FORGET).session.keep()


@pytest.fixture
def at_forget(kept_at_forget: str) -> Reader:
    """As ``at_step(FORGET)``, without learning it all again."""
    session = start()
    session.restore(kept_at_forget)
    return Reader(session)


def strips(reader: Reader) -> dict[str, str]:
    """What stands beside each strip of a unit."""
    found = having(parse(reader.regions["memory"]), "class", "draw-strip draw-strip-one")
    return {one.attrib["data-part"].removeprefix("strip-"): text(one) for one in found}


def pictures(reader: Reader) -> set[str]:
    found = having(parse(reader.regions["memory"]), "class", "draw-strip draw-strip-one")
    return {
        one.attrib["data-part"].removeprefix("strip-")
        for one in found
        if "draw-picture" in [part.attrib.get("class") for part in one.iter()]
    }


def test_a_line_is_learned_from_and_that_is_measured() -> None:
    reader = Reader(start())
    (asked,) = reader.asked
    assert json.loads(asked.attrib["data-event"]) == {"type": "play-sample", "name": "square"}
    reader.act()
    learner = reader.session.state.learner
    assert learner.updates >= 600
    assert not reader.session.state.learns
    found = learned_from(learner, learner.ink)
    assert found is not None
    assert found == reader.session.state.learned
    assert found.now < found.before  # so much may be expected of learning
    shown_numbers = [f"{px:.1f}" if px < 10 else f"{px:.0f}" for px in (found.now, found.before)]
    assert re.findall(r"([\d.]+) px on|by ([\d.]+) px\.", reader.says) == [
        (shown_numbers[0], ""),
        ("", shown_numbers[1]),
    ]
    assert f"It made {learner.updates} gradient steps" in reader.says
    assert np.array_equal(learner.knowledge.first, theta())


def test_a_line_of_ones_own_will_do_and_without_learning_nothing_is_claimed() -> None:
    reader = Reader(start("?learning=off"))
    reader.draw(stroke("wave"))
    reader.send({"type": "lift"})
    reader.send({"type": "touch"})
    assert reader.done
    assert "learned nothing from it" in reader.says
    reader.press("Next")
    assert "This cannot be asked now: the network has learned nothing here yet" in reader.says
    assert not reader.asked
    with pytest.raises(ValueError, match="learned nothing here"):
        reader.session.handle({"type": "lesson-pick", "option": 0})
    reader.press("Next")
    assert reader.step == 3


def test_the_gates_that_are_asked_for_are_not_shown_before(at_forget: Reader) -> None:
    reader = at_forget
    unit, shown = reader.session.state.unit, []
    for step in range(FORGET, WITHOUT + 1):
        assert reader.step == step
        hidden = {name for name, words in strips(reader).items() if "guess it first" in words}
        assert pictures(reader) == set("figoc") - hidden
        (slider,) = having(parse(reader.regions["memory"]), "aria-label", "Point of the stroke to look at")
        spoken = slider.attrib["aria-valuetext"]
        assert {name for name in "figoc" if re.search(rf"\b{name} [{MINUS}+]?\d", spoken)} == set("figoc") - hidden
        shown.append("".join(sorted(hidden)))
        if reader.asked:
            reader.act()
        if step == FORGET:
            after = {name for name, words in strips(reader).items() if "guess it first" in words}
            assert after == {"i", "o"}
            truth = reader.answered()[1]
            values = having(parse(reader.regions["memory"]), "data-quantity", "f")
            assert [float(one.attrib["data-value"]) for one in values] == [truth]
            assert reader.session.state.looked_at == point_of(reader.session.state).step
        if step < WITHOUT:
            reader.press("Next")
    assert shown == ["fio", "io", "io", "o", ""]
    assert reader.session.state.unit == unit


def test_another_units_gates_are_shown_all_the_while(at_forget: Reader) -> None:
    unit = at_forget.session.state.unit
    at_forget.send({"type": "pick-unit", "unit": unit % 24 + 1})
    assert "guess it first" not in "".join(strips(at_forget).values())
    at_forget.send({"type": "pick-unit", "unit": unit})
    at_forget.press("Leave the lesson")
    assert "guess it first" not in "".join(strips(at_forget).values())


def test_the_point_is_circled_on_the_pad(at_forget: Reader) -> None:
    state = at_forget.session.state
    asked = point_of(state)
    (circle,) = having(parse(at_forget.regions["pad"]), "class", "pad-asked")
    place = [float(circle.attrib[name]) for name in ("cx", "cy")]
    assert place == pytest.approx(state.learner.ink.ends[asked.step - 1].tolist(), abs=0.051)
    at_forget.send({"type": "look-near", "x": -500, "y": -500})  # a mouse that passes over the pad
    assert having(parse(at_forget.regions["pad"]), "class", "pad-asked")
    at_forget.press("Back")
    assert not having(parse(at_forget.regions["pad"]), "class", "pad-asked")


def test_no_step_takes_ink_or_weights_from_the_reader() -> None:
    reader = Reader(start())
    reader.act()
    learner = reader.session.state.learner
    ends, weights, updates = learner.ink.ends.copy(), learner.theta, learner.updates
    for step in range(1, reader.steps):
        if reader.asked:
            reader.act(step % 3)
        reader.press("Next")
    reader.press("Leave the lesson")
    assert learner.theta is weights
    assert learner.updates == updates
    np.testing.assert_array_equal(learner.ink.ends, ends)
    reader.press("Start again")
    assert "Square, which clears the pad," in reader.says


def test_learning_that_is_ended_for_a_question_is_said() -> None:
    reader = Reader(start())
    session = reader.session
    draw(session, stroke("wave"), budget=3.0)
    session.handle({"type": "lift"})
    session.handle({"type": "lesson-next"})
    weights = session.state.learner.theta
    reader.see(session.handle({"type": "lesson-next"}).regions)
    state = session.state
    assert not state.busy
    assert f"ended early, after {state.learner.updates} gradient step" in reader.regions["notice"]
    assert state.learner.theta is weights
    assert state.reading is not None
    assert state.reading.basis.updates == state.learner.updates
    session.handle({"type": "ink", "points": stroke("zigzag")[:60]})
    assert session.state.learns  # again, with new ink


def test_another_line_is_not_asked_about_unawares(at_forget: Reader) -> None:
    reader = at_forget
    before = point_of(reader.session.state)
    reader.draw(stroke("zigzag"))
    reader.send({"type": "touch"})
    assert "This cannot be asked now" in text(reader.lesson)
    assert not reader.asked
    assert "guess it first" not in "".join(strips(reader).values())
    with pytest.raises(ValueError, match="another one now"):
        reader.session.handle({"type": "lesson-guess", "third": 1})
    reader.press("Back")
    reader.press("Next")
    assert len(reader.asked) == 1
    after = point_of(reader.session.state)
    assert after.step > before.step
    assert after.step > reader.session.state.learner.ink.current.start
    reader.act()
    assert reader.done


@pytest.mark.parametrize("message", [{"type": "hold", "name": "forget"}, {"type": "forget"}, {"type": "clear"}])
def test_what_changes_the_network_or_the_line_ends_the_question(at_forget: Reader, message: dict[str, Any]) -> None:
    at_forget.send(message)
    assert "This cannot be asked now" in text(at_forget.lesson)
    at_forget.press("Next")
    if message["type"] == "clear":
        assert "there is no line that is 84 px long" in text(at_forget.lesson)
    elif message["type"] == "hold":
        assert "f is held by hand, and comes of no sum" in text(at_forget.lesson)
    else:
        assert len(at_forget.asked) == 1  # of what is there now


def test_after_a_reload_the_questions_are_about_the_example() -> None:
    fresh = start()
    again = Reader(type(fresh)(fresh.demo, fresh_data(), fresh.place._replace(remembered="lesson:4"), fresh._clock))
    assert (again.step, again.session.state.example) == (4, True)
    there, _ = at_point(to_state_dicts(network_of(again.session.state)), again.session.state)
    again.act()
    asked = point_of(again.session.state)
    assert again.answered()[1] == pytest.approx(there["f"][asked.unit - 1], abs=1e-4)  # the learner's own is in float32


def network_of(state: State) -> Network:
    return unflatten(state.learner.theta, SHAPE)


def fresh_data() -> Any:
    return to_state_dicts(network_of(start().state))


def test_it_is_kept_for_a_python_that_is_started_again(at_forget: Reader) -> None:
    at_forget.act()
    other = start()
    other.restore(at_forget.session.keep())
    assert other.look().regions == at_forget.session.look().regions
    assert other.state.asked_now is not None


def test_ink_does_not_wait_for_the_lesson() -> None:
    """Neither while it learns nor while it does not is it told anew with every frame."""
    for query in ("", "?learning=off"):
        demo = start(query)
        told_at, frames = 0, 0
        for k in range(0, 300, 3):
            told_at += "lesson" in demo.handle({"type": "ink", "points": stroke("loops")[k : k + 3]}).regions
            told_at += "lesson" in demo.work(1.0, paced=True).regions
            frames += 1
        assert told_at < frames / 10, query
        assert "lesson" in demo.handle({"type": "lift"}).regions


def test_what_takes_time_is_asked_once_when_an_answer_is_picked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, judge = [], weighing._judged_elsewhere

    def judged(state: State) -> tuple[frozenset[int], str]:
        asked.append(state)
        return judge(state)

    monkeypatch.setattr(weighing, "_judged_elsewhere", judged)
    reader = at_step(2)
    for _ in range(3):
        reader.session.look()
    assert not asked
    reader.act(0)
    (said,) = having(reader.lesson, "class", "lesson-told")
    for _ in range(3):
        reader.session.look()
    assert len(asked) == 1
    reader.send({"type": "forget"})  # another network: what was said was of the one that was asked
    (after,) = having(reader.lesson, "class", "lesson-told")
    assert "off by" in text(said)
    assert text(after) == text(said) + SINCE


def test_a_pad_without_ink_has_a_lesson_too() -> None:
    demo = start()
    demo.handle({"type": "clear"})
    reader = Reader(demo)
    for _ in range(reader.steps - 1):
        reader.press("Next")
    assert reader.step == reader.steps
    for _ in range(reader.steps - 1):
        reader.press("Back")


def test_held_gates_are_in_the_strips_of_the_example_too() -> None:
    """The network with gates held has made as many updates as the one without, so that must not decide."""
    demo = start()
    demo.handle({"type": "hold", "name": "keep"})
    assert "data-quantity" not in str(view(demo.state)["memory"])
    while demo.state.busy:
        demo.work(5.0, paced=True)
    assert demo.state.reading is not None
    np.testing.assert_allclose(demo.state.reading.gates.f, 1.0)


def test_the_steps() -> None:
    assert 5 <= len(STEPS) <= 9
    state = start().state
    assert isinstance(state.lesson, Lesson)
    assert PLAN.check is None
    with pytest.raises(ValueError, match="no questions here"):
        start().handle({"type": "lesson-check"})
    assert isinstance(weighing.without_forgetting(state), LessonChoice)
    asked = asking(state)
    assert isinstance(question(asked, spec_of(asked, "o")), Question)
    assert turn(state, spec_of(state, "f"), is_read=False) is state


def test_what_was_measured_is_not_told_of_another_line(at_forget: Reader) -> None:
    state = at_forget.session.state
    assert state.learned is not None
    assert f"It made {state.learner.updates} gradient steps" in weighing.feedback_on_learning(state)
    at_forget.send({"type": "toggle-learning"})
    at_forget.draw(stroke("wave"))
    assert weighing.feedback_on_learning(at_forget.session.state) == "It has read the line."


def test_no_other_point_is_answered_for(at_forget: Reader) -> None:
    state = at_forget.session.state
    spec = spec_of(state, "f")
    for other in (spec._replace(step=spec.step + 1), spec._replace(unit=spec.unit % 24 + 1)):
        with pytest.raises(ValueError, match="another point"):
            question(state, other)
