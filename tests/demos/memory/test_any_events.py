"""Whatever a reader, or the page, does, in whatever order: it is done or refused, and what comes of it can be drawn."""

import json
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demos.holding.holds import HOLDS
from demos.html import join
from demos.memory import events as e
from demos.memory.bias import BIASES
from demos.memory.events import EVENTS
from demos.memory.state import LATCH, State
from demos.memory.table import PARTS
from demos.memory.views import view
from tests.demos.memory.support import RECALL_5, START, after, all_of, effects_of, event_of, query_of, update
from tests.demos.support import Tick, having, json_values, kinds, parse

TWO_UNITS = after(START, e.SetUnits(2), e.Train(), Tick(0.0))
SHORT_RACE = after(RECALL_5, e.TrainAll())
BEGINNINGS = [START, RECALL_5, TWO_UNITS, SHORT_RACE]
SMALL = st.integers(-1, 13)
FILES = [
    *(effects_of(START, e.ExportWeights(cell))[0].text for cell in ("", "gru", "lstm")),  # type: ignore[union-attr]
    *(effects_of(RECALL_5, e.ExportWeights(cell))[0].text for cell in ("rnn", "lstm")),  # type: ignore[union-attr]
    "{}",
    "",
]
KINDS = {**kinds(EVENTS), "tick": Tick}
WORDS = {
    ("choose-task", "task"): st.sampled_from(["latch", "recall", "q"]),
    ("set-delay", "steps"): st.floats(0, 60) | st.sampled_from([2, 5, 6]),
    ("hold", "name"): st.sampled_from([*HOLDS, "", "q"]),
    ("set-gate", "gate"): st.sampled_from(["f", "i", "o", "g"]),
    ("set-gate", "value"): st.integers(-1, 2),
}
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "step": SMALL,
    "steps": SMALL,
    "budget": st.just(0.0),
    "paced": st.booleans(),
    "part": st.sampled_from([*PARTS, "q"]),
    "unit": st.integers(0, 3),
    "units": st.integers(0, 3),
    "name": st.just("w.json"),
    "bias": st.sampled_from([*BIASES, "q"]),
    "text": st.sampled_from([*FILES, "3", "-1"]),
    "what": st.sampled_from(["all", "h", "c", "q"]),
    "when": st.sampled_from(["now", "start", "q"]),
    "cell": st.sampled_from(["", "rnn", "gru", "lstm", "q"]),
    "kind": st.sampled_from(["json", "safetensors", "zip"]),
    "of": st.sampled_from(["lstm-on-stage", "rnn", "gru", "lstm", "q"]),
    "reason": st.just("it is too large"),
    "place": st.sampled_from(["", "strips", "q"]),
}


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    """A message as the page may send it; now and then one that no page sends."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    message: dict[str, Any] = {"type": kind}
    for name in KINDS[kind]._fields:
        if name not in KINDS[kind]._field_defaults or draw(st.booleans()):
            message[name] = draw(WORDS[kind, name] if (kind, name) in WORDS else FIELDS[name])
    if draw(st.integers(0, 19)) == 0:
        message[draw(st.sampled_from(sorted(FIELDS)))] = draw(json_values)
    return message


def check(state: State) -> None:
    """What holds in every state."""
    steps = len(state.bits)
    assert len(state.marks) == steps in range(6, 13)
    assert any(state.marks)
    assert all(0 <= step <= steps for step in (state.position, state.playing, state.at))
    assert 1 <= state.unit <= state.learned.network.shape.units
    if state.task_name == LATCH:
        assert state.learned.network.shape == state.task.shape(state.units)
    for racer, cell in zip(state.race, ("rnn", "gru", "lstm"), strict=True):
        assert racer.run.shape == state.task.shape(state.units_of(cell), cell)
        assert (type(racer.run.source), racer.run.source) == (type(state.task), state.task)
    if state.racing:
        assert any(not racer.run.done for racer in state.race)
    play = state.gatekeeper
    assert len(play.taken) <= len(play.bits) == len(play.marks)
    assert any(play.marks)
    query_of(state)

    root = parse(join(list(view(state, True).values())))
    ids = Counter(element.attrib["id"] for element in having(root, "id"))
    assert [name for name, count in ids.items() if count > 1] == []
    assert not [one.attrib["data-value"] for one in having(root, "data-value") if one.attrib["data-value"] == "nan"]
    for key in ("data-event", "data-explain", "data-input-event", "data-change-event", "data-file"):
        for element in having(root, key):
            assert json.loads(element.attrib[key])["type"] in EVENTS


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(BEGINNINGS), st.lists(messages(), min_size=5, max_size=25))
def test_any_sequence_of_events(state: State, sequence: list[dict[str, Any]]) -> None:
    for message in sequence:
        with suppress(ValueError):
            state = update(state, event_of(message))
    check(state)


LSTM_THAT_RECALLS = effects_of(after(RECALL_5, e.SetUnits(1)), e.ExportWeights("lstm"))[0].text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "sequence",
    [
        [e.SetUnits(1), e.Train()],
        [e.SetUnits(1), e.LoadWeights("w.json", LSTM_THAT_RECALLS)],
        [e.Hold("keep"), e.TrainHeld()],
        [e.SetUnits(1), e.Hold("keep"), e.TrainHeld(), Tick(0.0)],
        [e.Hold("keep"), e.TrainHeld(), e.Hold(""), e.BringBack(), e.Hold("")],
        [e.FlipBit(1), e.FlipMark(2), e.AddStep(), e.Shuffle()],
        [e.SetDelay(8), e.TrainAll(), Tick(0.0)],
        [e.SetDelay(12), e.TrainAll(), Tick(1e9, paced=False)],
    ],
)
def test_what_is_done_while_the_other_task_is_on_leaves_the_stage_whole(sequence: list[e.Event | Tick]) -> None:
    state = RECALL_5
    for event in sequence:
        with suppress(ValueError):
            state = update(state, event)
        check(state)
    for event in (e.ChooseTask("latch"), e.Step(), Tick(0.0), e.ChooseTask("recall")):
        state = update(state, event)
        check(state)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(BEGINNINGS), st.lists(messages(), min_size=1, max_size=4))
def test_no_event_changes_the_state_it_was_given(state: State, sequence: list[dict[str, Any]]) -> None:
    for message in sequence:
        before, following = all_of(state), state
        with suppress(ValueError):
            following = update(state, event_of(message))
        assert all_of(state) == before
        check(following)
        state = following
