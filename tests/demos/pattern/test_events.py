from contextlib import suppress
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.pattern.events import (
    EVENTS,
    AskHint,
    BringBack,
    ChangeNetwork,
    ChooseWeight,
    ClampGate,
    Event,
    Explain,
    ExplainNothing,
    ExportWeights,
    FeedStream,
    FlipInput,
    FlipTarget,
    Hold,
    LoadWeights,
    LookAt,
    LookAtGate,
    OpenPanel,
    OpenUnit,
    PlayBack,
    PlayStream,
    PutWeightsInLink,
    RefuseFile,
    Replay,
    ResetStream,
    Restore,
    SetWeight,
    ShowEpoch,
    Skip,
    StartOver,
    Step,
    StepBack,
    Train,
    TrainOn,
    TrainOnStreams,
    TypeWeight,
    ZeroWeights,
)
from demos.rate import SetRate
from tests.demos.support import json_values, kinds

KINDS = kinds(EVENTS)
EXAMPLES: list[tuple[dict[str, Any], Event]] = [
    ({"type": "flip-target", "bit": 1}, FlipTarget(1)),
    ({"type": "flip-input", "bit": 2}, FlipInput(2)),
    ({"type": "train"}, Train()),
    ({"type": "step"}, Step()),
    ({"type": "skip"}, Skip()),
    ({"type": "start-over"}, StartOver()),
    ({"type": "explain", "part": "f", "step": 1}, Explain("f", 1)),
    ({"type": "explain", "part": "f", "step": 1, "unit": 3}, Explain("f", 1, 3)),
    ({"type": "explain-nothing"}, ExplainNothing()),
    ({"type": "step-back"}, StepBack()),
    ({"type": "open-unit", "unit": 2, "step": 3}, OpenUnit(2, 3)),
    ({"type": "look-at", "unit": 2}, LookAt(2)),
    ({"type": "open-panel", "panel": "maps"}, OpenPanel("maps")),
    ({"type": "replay", "input": "01"}, Replay("01")),
    ({"type": "show-epoch", "epoch": 7}, ShowEpoch(7)),
    ({"type": "play-back"}, PlayBack()),
    ({"type": "set-rate", "text": "0.5"}, SetRate("0.5")),
    ({"type": "train-on"}, TrainOn()),
    ({"type": "train-on-streams"}, TrainOnStreams()),
    ({"type": "choose-weight", "name": "f-x-1"}, ChooseWeight("f-x-1")),
    ({"type": "set-weight", "name": "f-x-1", "value": 2}, SetWeight("f-x-1", 2.0)),
    ({"type": "type-weight", "name": "f-x-1", "text": "2,5"}, TypeWeight("f-x-1", "2,5")),
    ({"type": "zero-weights"}, ZeroWeights()),
    ({"type": "look-at-gate", "gate": "f"}, LookAtGate("f")),
    ({"type": "ask-hint"}, AskHint()),
    ({"type": "clamp-gate", "gate": "g", "value": "-1"}, ClampGate("g", "-1")),
    ({"type": "hold", "name": "keep"}, Hold("keep")),
    ({"type": "bring-back"}, BringBack()),
    ({"type": "restore"}, Restore()),
    ({"type": "feed-stream", "bits": "0110"}, FeedStream("0110")),
    ({"type": "play-stream"}, PlayStream()),
    ({"type": "reset-stream"}, ResetStream()),
    ({"type": "put-weights-in-link"}, PutWeightsInLink()),
    ({"type": "change-network", "units": 4, "bits": 3}, ChangeNetwork(4, 3)),
    ({"type": "export-weights"}, ExportWeights()),
    ({"type": "load-weights", "name": "w.json", "text": "{}"}, LoadWeights("w.json", "{}")),
    ({"type": "refuse-file", "name": "w.json", "reason": "too large"}, RefuseFile("w.json", "too large")),
]


@pytest.mark.parametrize(("message", "event"), EXAMPLES, ids=lambda value: str(value)[:40])
def test_every_event(message: dict[str, Any], event: Event) -> None:
    before = dict(message)
    parsed = EVENTS.parse(message)
    assert (type(parsed), parsed) == (type(event), event)  # events are tuples: Skip() == Train()
    assert message == before


def test_no_event_is_forgotten_above() -> None:
    assert {message["type"] for message, _ in EXAMPLES} == set(EVENTS)


@pytest.mark.parametrize("kind", ["", "Train", "nonsense", None, 1, True, [], {}, ["train"]])
def test_an_unknown_type(kind: object) -> None:
    with pytest.raises(ValueError, match="there is no event"):
        EVENTS.parse({"type": kind})


def test_no_type() -> None:
    with pytest.raises(ValueError, match="there is no event 'None'"):
        EVENTS.parse({"bit": 1})


def test_a_long_type_is_not_repeated_in_full() -> None:
    with pytest.raises(ValueError) as caught:
        EVENTS.parse({"type": "x" * 1000})
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ({"type": "flip-target"}, "flip-target.bit is missing"),
        ({"type": "explain", "part": "f"}, "explain.step is missing"),
        ({"type": "train", "seed": 7}, "train has no field 'seed'"),
        ({"type": "flip-target", "bit": True}, "flip-target.bit must be int, not bool"),
        ({"type": "flip-target", "bit": "1"}, "flip-target.bit must be int, not str"),
        ({"type": "flip-target", "bit": 1.0}, "flip-target.bit must be int, not float"),
        ({"type": "flip-target", "bit": None}, "flip-target.bit must be int, not NoneType"),
        ({"type": "explain", "part": 1, "step": 1}, "explain.part must be str, not int"),
        ({"type": "explain", "part": ["f"], "step": 1}, "explain.part must be str, not list"),
        ({"type": "load-weights", "name": "w", "text": {}}, "load-weights.text must be str, not dict"),
        ({"type": "set-weight", "name": "f-x-1"}, "set-weight.value is missing"),
        ({"type": "set-weight", "name": "f-x-1", "value": 2, "values": 2}, "set-weight has no field 'values'"),
        ({"type": "set-weight", "name": "f-x-1", "value": "2"}, "set-weight.value must be float, not str"),
        ({"type": "set-weight", "name": "f-x-1", "value": True}, "set-weight.value must be float, not bool"),
        ({"type": "replay", "input": 10}, "replay.input must be str, not int"),
        ({"type": "change-network", "units": 4}, "change-network.bits is missing"),
        ({"type": "clamp-gate", "gate": "f", "value": 0}, "clamp-gate.value must be str, not int"),
    ],
)
def test_fields_must_be_there_known_and_of_their_type(message: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError) as caught:
        EVENTS.parse(message)
    assert str(caught.value) == complaint


def test_a_number_field_without_a_number_says_what_to_do() -> None:
    with pytest.raises(ValueError) as caught:
        EVENTS.parse({"type": "set-weight", "name": "f-x-1", "value": None})
    assert str(caught.value) == "type a number, for example 0.5"


@pytest.mark.parametrize("number", [nan, inf, -inf, 10**400], ids=["nan", "inf", "-inf", "10**400"])
def test_numbers_must_be_finite(number: float) -> None:
    with pytest.raises(ValueError, match=r"set-weight\.value"):
        EVENTS.parse({"type": "set-weight", "name": "f-x-1", "value": number})


@given(st.sampled_from([*EVENTS, "other"]), st.dictionaries(st.text(max_size=5), json_values, max_size=3), st.data())
def test_whatever_arrives_is_an_event_or_a_value_error(kind: str, message: dict[str, Any], data: st.DataObject) -> None:
    for field in sorted({name for event in KINDS.values() for name in event._fields}):
        if data.draw(st.booleans()):
            message[field] = data.draw(json_values)
    with suppress(ValueError):
        assert type(EVENTS.parse(message | {"type": kind})) is KINDS[kind]
