"""Build it: the table and the sliders against the network in plain floats, and the way from 0 to a trained network."""

import json
import re
from math import isclose
from xml.etree.ElementTree import Element

import numpy as np
import pytest

from demos.pattern.activations import activations_of
from demos.pattern.edits import get_weight, set_weight, weight_names
from demos.pattern.events import (
    EVENTS,
    AskHint,
    ClampGate,
    Event,
    FlipTarget,
    Hold,
    LookAtGate,
    OpenPanel,
    PutWeightsInLink,
    Restore,
    SetWeight,
    ShowEpoch,
    Train,
    TrainOn,
    TypeWeight,
    ZeroWeights,
)
from demos.pattern.hints import next_hint
from demos.pattern.state import State
from demos.pattern.views.build import build_panel
from rnn.network import flatten, initialise, unflatten
from tasks.bits import Bits, all_inputs, format_bits, network_shape
from tests.demos.support import (
    START,
    START_OF_FOUR,
    after,
    having,
    initial_state,
    of_class,
    one,
    parse,
    query_of,
    recompute,
    session,
    shown_number,
    text,
    trained,
    update,
)
from tests.demos.support import TABLE as PRETRAINED

GROUPS = {"f": "forget gate f", "i": "input gate i", "g": "candidate g", "o": "output gate o", "p": "readout p"}
EMPTY = after(START, OpenPanel("build"), ZeroWeights())


def random_state(seed: int, target: Bits) -> State:
    shape = network_shape(1)
    rng = np.random.default_rng(seed)
    numbers = initialise(rng, shape) if seed % 2 else rng.normal(0, 4, shape.size)
    state = START._replace(target=target, built="figop"[seed % 5])
    return state._replace(learned=state.learned._replace(network=unflatten(numbers, shape)))


STATES = {
    **{f"random {seed}": random_state(seed, all_inputs(2)[seed % 4]) for seed in range(50)},
    "as it came": START,
    "zero": EMPTY,
    "held": after(START, ClampGate("f", "0")),
}
each_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES)


def panel(state: State) -> Element:
    return parse(build_panel(state, activations_of(state)))


def status(state: State, name: str) -> str:
    return text(one(panel(state), "aria-label", name))


# --- The truth table ---


@each_state
def test_the_table_is_what_the_network_answers(state: State) -> None:
    right = 0
    for bits in all_inputs(2):
        row = one(panel(state), "data-built-input", format_bits(bits))
        steps = recompute(state.network, bits)
        wanted, p, verdict = list(row.iter("td"))[:3]
        assert text(wanted) == str(int(bits == state.target))
        assert float(p.attrib["data-value"]) == pytest.approx(steps[1]["p"], abs=1e-12)
        assert float(text(p)) == pytest.approx(steps[1]["p"], abs=0.005001)
        is_right = (steps[1]["p"] > 0.5) == (bits == state.target)
        right += is_right
        assert row.attrib["data-right"] == ("true" if is_right else "false")
        assert text(verdict).split()[1] == ("right" if is_right else "wrong")  # a mark and a word
        shown = "h" if state.built == "p" else state.built
        values = having(row, "data-built")
        assert [(e.attrib["data-built"], e.attrib["data-built-step"]) for e in values] == [(shown, "1"), (shown, "2")]
        for element, step in zip(values, steps, strict=True):
            assert float(element.attrib["data-value"]) == pytest.approx(step[shown], abs=1e-12)
            assert text(element) == shown_number(step[shown], signed=shown in "gh")
    said = status(state, "Answers")
    assert ("The truth table is met" in said) == (right == 4)
    if right < 4:
        assert f"{right} of 4 answers {'is' if right == 1 else 'are'} right." in said


def test_at_zero_every_answer_is_one_half_and_that_is_said() -> None:
    assert status(EMPTY, "Answers") == "Every answer is 0.50, which counts as 0: 3 of 4 answers are right."
    assert "Every answer" not in status(START, "Answers")


# --- The sliders ---


@each_state
def test_the_sliders_of_a_gate_show_its_weights_and_set_them(state: State) -> None:
    for gate in GROUPS:
        looked = update(state, LookAtGate(gate))
        root = panel(looked)
        (pressed,) = having(root, "aria-pressed", "true")
        assert text(pressed) == GROUPS[gate]
        names = [name for name in weight_names(1, 1) if name.gate == gate]
        sliders = having(root, "data-built-weight")
        assert [slider.attrib["data-built-weight"] for slider in sliders] == [name.text for name in names]
        for name, slider in zip(names, sliders, strict=True):
            value = get_weight(looked.network, name)
            least, most = float(slider.attrib["min"]), float(slider.attrib["max"])
            assert (least, most) == (-most, max(most, 10))
            assert float(slider.attrib["value"]) == pytest.approx(min(max(value, least), most), abs=1e-4)
            assert slider.attrib["aria-valuetext"] == shown_number(value, signed=False)
            event = EVENTS.parse(json.loads(slider.attrib["data-input-event"]) | {slider.attrib["data-field"]: -1.5})
            assert event == SetWeight(name.text, -1.5)
            field = one(root, "data-weight", name.text)
            assert float(field.attrib["data-value"]) == value
            typed = EVENTS.parse(json.loads(field.attrib["data-change-event"]) | {field.attrib["data-field"]: "2,5"})
            assert typed == TypeWeight(name.text, "2,5")
        labels = [e.attrib["aria-label"] for e in root.iter("input")]
        assert len(set(labels)) == len(labels)  # told apart by ear
        assert all(label.startswith(GROUPS[gate]) for label in labels)
        assert len(of_class(root, "build-slider")) == 3  # nothing jumps


def test_a_slider_does_not_grow_or_shrink_while_it_is_moved() -> None:
    for value in (-10.0, 0.3, 55.0, 10.0):
        slider = one(panel(update(START, SetWeight("i-x-1", value))), "data-built-weight", "i-x-1")
        before = one(panel(update(START, LookAtGate("i"))), "data-built-weight", "i-x-1")
        assert [slider.attrib[end] for end in ("min", "max")] == [before.attrib[end] for end in ("min", "max")]


def test_there_is_no_other_gate() -> None:
    with pytest.raises(ValueError, match="there is no gate 'c'"):
        update(START, LookAtGate("c"))


# --- From 0 and back ---


def test_all_weights_go_to_zero_and_come_back() -> None:
    assert not flatten(EMPTY.network).any()
    assert np.array_equal(flatten(EMPTY.learned.network), flatten(START.network))
    back = update(EMPTY, Restore())
    assert np.array_equal(flatten(back.network), flatten(START.network))
    held = update(START, Hold("keep"))
    assert not flatten(update(held, ZeroWeights()).network).any()  # a gate that was held, too


def test_nothing_is_zeroed_or_hinted_at_while_it_trains() -> None:
    training = update(START, Train())
    for event in (ZeroWeights(), AskHint()):
        with pytest.raises(ValueError, match="the training is still going on"):
            update(training, event)


def test_where_the_way_back_leads() -> None:
    def way_back(state: State) -> list[str]:
        return [text(e) for e in panel(state).iter("button") if text(e).startswith("Back to")]

    assert way_back(START) == ["Back to the trained weights"]
    seeded = initial_state(START.preset, PRETRAINED, "units=1&target=101&seed=3")
    assert seeded.length == 3
    random = START._replace(learned=seeded.learned)
    assert way_back(random) == ["Back to the random weights"]


# --- Hints ---


def test_a_hint_is_told_with_its_slider_and_ticked_when_that_is_there() -> None:
    asked = update(EMPTY._replace(built="p"), AskHint())
    assert asked.hint
    words = next_hint(EMPTY.network, EMPTY.target).words
    assert status(asked, "Hint") == words
    (slider,) = having(one(panel(asked), "data-hinted", "true"), "data-built-weight")
    assert slider.attrib["data-built-weight"] == "i-x-1"  # its gate is on the sliders now
    assert "hint: to 4.00" in text(one(panel(asked), "data-hinted", "true"))
    halfway = update(asked, SetWeight("i-x-1", 2.0))
    assert status(halfway, "Hint") == f"When you asked: {words}"
    done = update(asked, SetWeight("i-x-1", 4.0))
    assert status(done, "Hint") == f"\N{CHECK MARK} Done. When you asked: {words}"
    for event in (SetWeight("g-x-1", 1.0), FlipTarget(1), Restore(), Train()):
        assert status(update(asked, event), "Hint").startswith("A hint says what to do next")


def test_hints_asked_for_one_by_one_lead_to_a_table_that_is_met() -> None:
    for target in all_inputs(2):
        state = EMPTY._replace(target=target)
        for _ in range(14):
            state = update(state, AskHint())
            assert state.hint
            if state.hint.weight is None:
                break
            slider = one(panel(state), "data-built-weight", state.hint.weight.text)
            event = json.loads(slider.attrib["data-input-event"]) | {"value": state.hint.value}
            state = update(state, EVENTS.parse(event))
        assert status(state, "Hint") == "The truth table is met: nothing is left to do."
        for bits in all_inputs(2):
            assert (recompute(state.network, bits)[1]["p"] > 0.5) == (bits == target)


def test_a_gate_that_is_held_is_to_be_let_go_first() -> None:
    state = after(EMPTY, ClampGate("f", "0"), AskHint())
    assert "Let it go first" in status(state, "Hint")
    assert "Let it go first" not in status(after(state, ClampGate("f", "free")), "Hint")


def test_there_are_no_hints_for_larger_networks() -> None:
    with pytest.raises(ValueError, match="hints are for one unit and two bits"):
        update(START_OF_FOUR, AskHint())


# --- Train from here ---


def from_here(state: State, *events: Event) -> str:
    return "".join(text(e) for e in of_class(panel(trained(after(state, *events))), "build-trained"))


def test_training_goes_on_from_what_was_set_by_hand_and_says_how_long_it_took() -> None:
    by_hand = after(EMPTY, SetWeight("i-x-1", 3.0), SetWeight("g-x-1", 1.0), SetWeight("p-h1-1", 2.0))
    begun = update(by_hand, TrainOn())
    assert np.array_equal(begun.learned.network.cell.weight_ih, by_hand.network.cell.weight_ih)
    end = trained(begun)
    (run,) = [end.learned.run]
    assert run
    assert np.array_equal(run.snapshots[0].theta, flatten(by_hand.network))
    epochs = len(run.snapshots) - 1
    assert epochs > 0
    assert from_here(by_hand, TrainOn()) == f"From the weights that stood here training took {epochs} epochs."
    for bits in all_inputs(2):
        assert isclose(recompute(end.network, bits)[1]["p"], bits == end.target, abs_tol=0.1)
    slider = one(panel(end), "data-built-weight", "i-x-1")
    assert float(slider.attrib["value"]) == pytest.approx(end.learned.network.cell.weight_ih[0, 0], abs=1e-4)
    shown = update(end, ShowEpoch(0))
    assert np.array_equal(flatten(shown.network), flatten(by_hand.network))  # the hand-made one is not lost
    assert "epoch on show" in "".join(text(e) for e in of_class(panel(shown), "build-trained"))


def test_from_zero_nothing_can_be_learned_and_the_reason_is_said() -> None:
    said = from_here(EMPTY, TrainOn())
    found = re.match(r"In (\d+) epochs training moved nothing but the readout's bias: from these weights ", said)
    assert found
    end = trained(update(EMPTY, TrainOn()))
    assert end.learned.epochs == int(found[1])
    assert not flatten(end.network)[:-1].any()
    for k in range(EMPTY.shape.size - 1):  # one number changed alone changes no answer, so there is no way down
        for nudge in (-1e-3, 1e-3):
            numbers = np.zeros(EMPTY.shape.size)
            numbers[k] = nudge
            nudged = unflatten(numbers, EMPTY.shape)
            assert [recompute(nudged, bits)[1]["p"] for bits in all_inputs(2)] == [0.5] * 4


def test_what_is_right_already_is_not_learned_again() -> None:
    said = from_here(START, TrainOn())
    assert said == "Nothing had to be learned: every answer is nearer than 0.1 to what is wanted."


def test_of_a_training_from_a_seed_it_says_nothing() -> None:
    assert from_here(START, Train()) == ""


# --- It is kept, and taken along ---


def test_what_was_built_is_kept_and_goes_into_the_link() -> None:
    one_session = session()
    for message in (
        {"type": "open-panel", "panel": "build"},
        {"type": "zero-weights"},
        {"type": "set-weight", "name": "i-x-1", "value": 2.5},
        {"type": "ask-hint"},
    ):
        one_session.handle(message)
    built = one_session.state
    other = session()
    other.restore(one_session.keep())
    assert other.state.hint == built.hint is not None
    assert other.look().regions["panels"] == one_session.look().regions["panels"]
    assert np.array_equal(flatten(other.state.network), flatten(built.network))
    linked = session(query_of(update(built, PutWeightsInLink()))).state
    expected = set_weight(EMPTY.network, weight_names(1, 1)[3], 2.5)  # i, for x
    assert np.array_equal(flatten(linked.network), flatten(expected))
