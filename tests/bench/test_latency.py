"""Every event is found again in the first message that carries it, and timed until its answer was in the document."""

from typing import Any

import pytest

from bench.latency import Event, Message, events_of, follow, frames_in, latency, rate_of


def ink(sent: float, *points: tuple[float, float], shown: bool = True, took: float = 5.0, busy: bool = True) -> Message:
    done = sent + took
    return Message("ink", list(points), sent, done - 1, done, done if shown else None, busy)


def work(sent: float, took: float, busy: bool = True) -> Message:
    return Message("work", [], sent, sent + took - 1, sent + took, None, busy)


def at(time: float, x: float) -> Event:
    return Event(time, time, (x, 0.0))


def test_an_event_is_found_by_its_point() -> None:
    [one, two] = follow([at(0, 1), at(10, 2)], [ink(0.5, (1, 0)), ink(10.5, (2, 0))])
    assert (one.message.sent, two.message.sent) == (0.5, 10.5)
    assert one.ahead is None


def test_events_that_were_sent_together_share_an_answer() -> None:
    messages = [work(0, took=30), ink(30, (1, 0), (2, 0))]
    found = follow([at(5, 1), at(21, 2)], messages)
    assert [one.changed - one.event.made for one in found if one.changed] == [30, 14]
    assert [one.ahead and one.ahead.type for one in found] == ["work", "work"]


def test_a_message_whose_answer_brings_nothing_is_over_when_it_is_answered() -> None:
    keep = Message("keep", [], 0, 4, None, None, busy=True)
    [one, two] = follow([at(2, 1), at(10, 2)], [keep, ink(5, (1, 0)), ink(11, (2, 0))])
    assert (one.ahead, two.ahead) == (keep, None)


def test_no_message_answers_an_event_that_came_after_it_left() -> None:
    [one] = follow([at(1, 7)], [ink(0, (7, 0)), ink(2, (7, 0))])
    assert one.message.sent == 2


def test_what_the_page_drops_is_not_followed() -> None:
    """The first moves may be a tap; a point where the pen came down had no move; an event may bring several points."""
    found = follow([at(0, 1), at(10, 3), at(20, 4)], [ink(10, (0, 0), (3, 0)), ink(20, (3.5, 0), (4, 0))])
    assert [one.event.point[0] for one in found] == [3, 4]


def test_the_same_place_twice_is_two_events() -> None:
    found = follow([at(0, 1), at(10, 1)], [ink(0, (1, 0)), ink(10, (1, 0))])
    assert [one.message.sent for one in found] == [0, 10]


def test_an_answer_that_changed_nothing_waits_for_the_next_change() -> None:
    [one, two] = follow([at(0, 1), at(16, 2)], [ink(0, (1, 0), shown=False), ink(16, (2, 0))])
    assert one.message.shown is None
    assert (one.changed, two.changed) == (21, 21)


def raw(events: list[Event], messages: list[Message], **more: Any) -> dict[str, Any]:
    notes = {"frames": [], "strokes": [[0, 100]], "learned": [], "tasks": []}
    noted = [{"made": e.made, "came": e.came, "point": list(e.point)} for e in events]
    return {"events": noted, "messages": [m._asdict() for m in messages], **notes, **more}


def test_only_events_while_learning_count() -> None:
    calm, eager = ink(0, (1, 0), busy=False), ink(10, (2, 0))
    found = latency(raw([at(0, 1), at(10, 2), at(20, 3)], [calm, eager, ink(20, (3, 0))]), budget=16)
    assert (found.events, found.unchanged, found.unanswered) == (1, 0, 0)
    assert found.changing == [5]
    assert (found.waits, found.asks, found.patches) == ([0], [4], [1])


def test_time_begins_when_the_page_is_told() -> None:
    late = Event(made=2, came=9, point=(1, 0))
    found = latency(raw([late], [work(0, took=1), ink(9, (1, 0))]), budget=16)
    assert (found.before, found.changing) == ([7], [5])


def test_late_ones_are_told_by_what_they_waited_for() -> None:
    messages = [work(0, took=30), ink(30, (1, 0))]
    found = latency(raw([at(5, 1)], [work(-2, took=1), *messages], tasks=[[50, 70], [101, 90]]), budget=16)
    assert found.changing == [30]
    assert found.late == {"behind work, pad only": 1}
    assert found.longest == 70


def test_an_event_without_an_answer_is_told() -> None:
    lost = Message("ink", [(1.0, 0.0)], 5, None, None, None, busy=False)
    found = latency(raw([at(5, 1)], [work(0, took=2), lost]), budget=16)
    assert (found.events, found.unanswered, found.changing, found.strict) == (1, 1, [], [])


def test_notes_become_typed() -> None:
    events, messages = events_of(raw([at(1, 2)], [work(0, 1)]))
    assert events == [Event(1, 1, (2, 0))]
    assert messages == [work(0, 1)]


def test_a_gap_between_two_strokes_is_no_dropped_frame() -> None:
    frames = [0, 16, 50, 66, 500, 516]
    assert frames_in(frames, [(0, 100), (490, 600)]) == (6, 1)


def test_the_rate_counts_from_each_strokes_first_gradient_step() -> None:
    learned = [[0, 100], [1000, 100], [2000, 300], [3000, 500], [9000, 900], [10_000, 1100]]
    assert rate_of(learned, [(0, 4000)]) == pytest.approx(200)
    assert rate_of(learned, [(0, 4000), (8000, 11_000)]) == pytest.approx(200)
    assert rate_of([[0, 100], [1000, 100]], [(0, 4000)]) is None
