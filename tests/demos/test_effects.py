"""What is to be done beside the new state."""

import json

import pytest

from demos.effects import Effect, Save, Tell, WorkAtOnce, for_page
from demos.pattern import events as e
from tests.demos.draw.drawing import start
from tests.demos.support import START, effects_of, session, update


def test_the_page_gets_those_that_it_can_carry_out_in_their_order() -> None:
    effects: list[Effect] = [Save("a.json", "{}"), WorkAtOnce(), Tell("play", {"points": [(1.0, 2.0)]})]
    assert for_page(effects) == [
        {"type": "save", "name": "a.json", "text": "{}"},
        {"type": "play", "points": [(1.0, 2.0)]},
    ]
    assert for_page(effects[1:2]) == []
    assert for_page([]) == []


def test_what_is_no_effect_is_not_passed_over() -> None:
    with pytest.raises(TypeError, match="is no effect"):
        for_page([("save", "a.json")])  # type: ignore[list-item]


@pytest.mark.parametrize("event", [e.Train(), e.TrainOn(), e.TrainOnStreams()])
def test_what_begins_a_training_works_at_once(event: e.Event) -> None:
    assert effects_of(START, event) == (WorkAtOnce(),)


@pytest.mark.parametrize("event", [e.Step(), e.FlipTarget(1), e.PlayStream(), e.PlayBack(), e.ShowEpoch(3)])
def test_other_events_ask_for_nothing(event: e.Event) -> None:
    assert effects_of(START, event) == ()


def test_a_file_is_no_part_of_the_state() -> None:
    [save] = effects_of(START, e.ExportWeights())
    assert isinstance(save, Save)
    assert json.loads(save.text)["about"]["target"] == "10"
    assert update(START, e.ExportWeights()) is START


@pytest.mark.parametrize("message", [{"type": "play-sample", "name": "wave"}, {"type": "export-weights"}])
def test_effects_of_the_pad_are_for_the_page(message: dict[str, str]) -> None:
    [effect] = start().handle(message).effects
    messages = json.loads(json.dumps(for_page([effect])))
    assert messages[0]["type"] == {"play-sample": "play", "export-weights": "save"}[message["type"]]
    assert messages[0].keys() - {"type"}


def test_what_works_at_once_is_the_sessions_and_no_word_to_the_page() -> None:
    assert for_page(session().handle({"type": "train"}).effects) == []
