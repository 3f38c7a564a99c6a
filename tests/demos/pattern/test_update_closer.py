"""Looking closer, going back and forth, changing by hand, and the stream."""

from math import inf, nan

import pytest

from demos.cell_view.table import Part
from demos.pattern.edits import get_weight, parse_weight_name, weight_names
from demos.pattern.events import (
    ChangeNetwork,
    ChooseWeight,
    ClampGate,
    Event,
    Explain,
    FeedStream,
    FlipInput,
    FlipTarget,
    LookAt,
    OpenPanel,
    OpenUnit,
    PlayBack,
    PlayStream,
    PutWeightsInLink,
    Replay,
    ResetStream,
    Restore,
    SetWeight,
    ShowEpoch,
    StartOver,
    Step,
    StepBack,
    Train,
    TrainOnStreams,
    TypeWeight,
)
from demos.pattern.state import Panel, State
from demos.pattern.stream import KEPT, feed, new_stream
from demos.pattern.update import PASTE_LIMIT
from demos.pattern.views import view
from rnn.ablation import Clamp
from rnn.network import flatten
from tests.demos.support import (
    START,
    START_OF_FOUR,
    Tick,
    after,
    having,
    parse,
    recompute_units,
    refused,
    state_of,
    trained,
    update,
)

# --- Back and forth ---


def test_step_by_step_back() -> None:
    state, seen = START_OF_FOUR, []
    for _ in range(6):
        state = update(state, StepBack())
        seen.append((state.position, state.playing))
    assert seen == [(3, 0), (2, 0), (1, 0), (0, 0), (0, 0), (0, 0)]


def test_a_step_undoes_a_step_back() -> None:
    state = START_OF_FOUR._replace(position=2)
    assert after(state, StepBack(), Step()).position == 2
    assert after(state, Step(), StepBack()).position == 2


def test_replay_reads_an_input_to_its_end() -> None:
    state = update(START_OF_FOUR._replace(position=1, playing=1), Replay("0011"))
    assert (state.test_input, state.position, state.playing) == ((0, 0, 1, 1), 4, 0)
    assert (state.target, state.learned) == (START_OF_FOUR.target, START_OF_FOUR.learned)


@pytest.mark.parametrize("text", ["", "10", "10101", "12ab", "1 01", "\u0661\u0660\u0661\u0660", "1" * 5000])
def test_replay_of_what_the_network_does_not_read(text: str) -> None:
    assert len(refused(START_OF_FOUR, Replay(text))) < 100


# --- A unit opened ---


@pytest.mark.parametrize("unit", [1, 2, 3, 4])
@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_unit_is_opened_in_a_step_and_the_same_again_closes_it(unit: int, step: int) -> None:
    state = update(START_OF_FOUR, OpenUnit(unit, step))
    assert (state.opened, state.unit, state.step_looked_at) == (step, unit, step)
    closed = update(state, OpenUnit(unit, step))
    assert (closed.opened, closed.part) == (0, None)


@pytest.mark.parametrize(("position", "step"), [(0, 1), (0, 4), (2, 1), (2, 2), (2, 3)])
def test_the_same_again_closes_it_even_where_nothing_has_been_read(position: int, step: int) -> None:
    once = update(START_OF_FOUR._replace(position=position), OpenUnit(2, step))
    assert once.opened
    assert once.position == position, "nothing may be read or forgotten just by looking"
    assert not update(once, OpenUnit(2, step)).opened


def test_looking_at_an_earlier_step_keeps_the_run_and_its_verdict() -> None:
    state = update(START_OF_FOUR, OpenUnit(3, 2))
    stage = view(state)["stage"]
    assert (state.position, state.step_looked_at) == (4, 2)
    assert 'data-result="1"' in stage
    assert 'id="four-bit-cell-2"' in stage
    (cell,) = [e for e in parse(stage).iter() if e.get("id") == "four-bit-cell-2"]
    (shown,) = having(cell, "data-quantity", "c")
    c = recompute_units(state.network, state.test_input)[1]["c"][2]
    assert float(shown.attrib["data-value"]) == pytest.approx(c, abs=1e-12)
    assert "numbers come when" not in view(update(state, Explain("f", 2, 3)))["stage"]


def test_the_step_opened_first_when_nothing_has_been_read_is_the_one_asked_for() -> None:
    state = update(START_OF_FOUR._replace(position=0), OpenUnit(2, 3))
    assert 'id="four-bit-cell-3"' in view(state)["stage"]


def test_another_unit_or_step_is_opened_instead() -> None:
    state = after(START_OF_FOUR, OpenUnit(2, 4), OpenUnit(3, 4), OpenUnit(3, 2))
    assert (state.opened, state.unit, state.step_looked_at) == (2, 3, 2)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (OpenUnit(0, 1), "there is no unit 0"),
        (OpenUnit(5, 1), "there is no unit 5"),
        (OpenUnit(1, 0), "there is no step 0"),
        (OpenUnit(1, 5), "there is no step 5"),
        (LookAt(0), "there is no unit 0"),
        (LookAt(5), "there is no unit 5"),
        (LookAt(-1), "there is no unit -1"),
        (Explain("f", 1, 5), "there is no unit 5"),
        (Explain("f", 5, 1), "there is no step 5"),
        (OpenPanel("Maps"), "there is no panel 'Maps'"),
        (OpenPanel(""), "there is no panel ''"),
    ],
)
def test_what_is_not_there(event: Event, reason: str) -> None:
    assert refused(START_OF_FOUR, event) == reason


def test_looking_at_another_unit_takes_the_question_along() -> None:
    state = after(START_OF_FOUR, OpenUnit(2, 3), Explain("f", 3, 2), LookAt(4))
    assert (state.unit, state.part) == (4, Part("f", 3, 4))


def test_stepping_takes_the_question_along() -> None:
    state = after(START_OF_FOUR, OpenUnit(2, 3), Explain("f", 3, 2), StepBack(), StepBack())
    assert (state.step_looked_at, state.part) == (2, Part("f", 2, 2))
    assert after(state, Step(), Step()).part == Part("f", 4, 2)


@pytest.mark.parametrize(
    "event", [StepBack(), Step(), OpenUnit(2, 1), LookAt(3), StartOver(), FlipInput(1), Replay("0110")]
)
def test_p_is_there_only_in_the_last_step_and_for_all_units(event: Event) -> None:
    """Whatever is done while p is explained, what is explained is a part of the drawing and is marked there."""
    state = after(START_OF_FOUR, Explain("p", 4), event)
    if state.part is not None and state.part.name == "p":
        assert state.part.step == state.length
        assert view(state)["stage"].count('aria-pressed="true" data-part="p"') == 1


# --- Panels ---


@pytest.mark.parametrize("panel", Panel)
def test_a_panel_opens_and_closes(panel: Panel) -> None:
    opened = update(START, OpenPanel(panel.value))
    assert opened.panel is panel
    assert update(opened, OpenPanel(panel.value)).panel is None


def test_one_panel_at_a_time() -> None:
    for one in Panel:
        for other in Panel:
            if one is not other:
                assert after(START, OpenPanel(one.value), OpenPanel(other.value)).panel is other


def test_only_one_unit_and_two_bits_are_built_by_hand() -> None:
    assert set(Panel) - set(START_OF_FOUR.panels) == {Panel.BUILD}
    with pytest.raises(ValueError, match="there is no panel 'build'"):
        update(START_OF_FOUR, OpenPanel("build"))
    opened = update(START, OpenPanel("build"))
    assert update(opened, ChangeNetwork(1, 3)).panel is None
    assert update(update(START_OF_FOUR, ChangeNetwork(1, 2)), OpenPanel("build")).panel is Panel.BUILD


# --- Weights ---


@pytest.mark.parametrize("state", [START, START_OF_FOUR], ids=["two bits", "four bits"])
def test_every_weight_can_be_set(state: State) -> None:
    for name in weight_names(state.units, state.units):
        changed = update(state, SetWeight(name.text, 1.25))
        assert get_weight(changed.network, name) == pytest.approx(1.25, abs=1e-12)
        assert changed.chosen == name
        assert changed.learned is state.learned  # nothing is lost
        assert (changed.position, changed.test_input) == (state.position, state.test_input)


def test_changes_add_up_and_restore_undoes_them_all() -> None:
    state = after(START, SetWeight("f-x-1", 1.0), SetWeight("o-b-1", -2.0), ClampGate("g", "-1"))
    assert get_weight(state.network, parse_weight_name("f-x-1")) == 1.0
    assert get_weight(state.network, parse_weight_name("o-b-1")) == -2.0
    assert state.network.cell.weight_ih[2, 0] == 0  # g is held
    restored = update(state, Restore())
    assert restored.network is START.learned.network
    assert (restored.edited, restored.clamps) == (None, ())


@pytest.mark.parametrize("name", ["", "f-x", "f-x-2", "q-x-1", "p-x-1", "f-h2-1", "f-x-1 ", "x" * 1000])
def test_a_weight_that_is_not_there(name: str) -> None:
    for event in (ChooseWeight(name), SetWeight(name, 1.0)):
        reason = refused(START, event)
        assert reason.startswith("there is no weight")
        assert len(reason) < 100


@pytest.mark.parametrize("value", [nan, inf, -inf, 1001.0, -1e300])
def test_a_weight_out_of_bounds(value: float) -> None:
    assert refused(START, SetWeight("f-x-1", value)).startswith("a weight must be a number")


def test_a_weight_that_was_typed() -> None:
    typed, moved = (update(START, event) for event in (TypeWeight("f-x-1", "-2,5"), SetWeight("f-x-1", -2.5)))
    assert flatten(typed.network).tobytes() == flatten(moved.network).tobytes()
    reason = refused(START, TypeWeight("f-x-1", "5000"))
    assert reason == "a weight must be a number from -1000 to 1000, not 5000"
    assert refused(START, TypeWeight("f-x-1", "two")) == "two is no number: write one such as 0.5 or 0,5"


def test_the_slider_is_long_enough_for_its_weight_and_does_not_shrink_under_the_hand() -> None:
    state = update(START, TypeWeight("f-x-1", "123.5"))
    assert state.slider_limit == 124
    assert update(state, SetWeight("f-x-1", 2.0)).slider_limit == 124
    assert update(state, ChooseWeight("i-x-1")).slider_limit == 10


def test_choosing_changes_nothing_else() -> None:
    assert update(START, ChooseWeight("f-x-1")) == START._replace(chosen=parse_weight_name("f-x-1"))


def test_the_learned_network_is_never_written_into() -> None:
    before = flatten(START.learned.network).tobytes()
    after(START, SetWeight("f-x-1", 99.0), SetWeight("o-b-1", 99.0), ClampGate("i", "0"))
    assert flatten(START.learned.network).tobytes() == before


# --- Gates held ---


@pytest.mark.parametrize(
    ("gate", "value"), [*[(gate, v) for gate in "fio" for v in ("0", "1")], ("g", "-1"), ("g", "1")]
)
def test_a_gate_is_held_in_every_step_and_let_go_again(gate: str, value: str) -> None:
    state = after(START_OF_FOUR, LookAt(3), ClampGate(gate, value))
    assert state.clamps == (Clamp(3, gate, float(value)),)
    free, held = (recompute_units(s.network, s.test_input) for s in (START_OF_FOUR, state))
    for ours, theirs in zip(held, free, strict=True):
        assert ours[gate][2] == pytest.approx(float(value), abs=1e-15)
        assert theirs[gate][2] != ours[gate][2]
    assert update(state, ClampGate(gate, "free")).network is START_OF_FOUR.learned.network


def test_a_gate_has_one_value_at_a_time_and_units_are_held_apart() -> None:
    state = after(START_OF_FOUR, ClampGate("f", "0"), ClampGate("f", "1"), LookAt(2), ClampGate("f", "0"))
    assert set(state.clamps) == {Clamp(1, "f", 1.0), Clamp(2, "f", 0.0)}
    assert update(state, ClampGate("f", "free")).clamps == (Clamp(1, "f", 1.0),)


@pytest.mark.parametrize(
    ("gate", "value"),
    [("f", "-1"), ("i", "2"), ("o", ""), ("q", "0"), ("", "0"), ("c", "1"), ("f", "0.5"), ("f", "Free"), ("f", "nan")],
)
def test_what_cannot_be_held(gate: str, value: str) -> None:
    assert "cannot be held at" in refused(START, ClampGate(gate, value))


# --- The stream ---


def test_bits_come_in_and_the_state_goes_on() -> None:
    state = after(START, FeedStream("101"), FeedStream("0011"))

    wanted = feed(new_stream(START.network, START.target), (1, 0, 1, 0, 0, 1, 1), START.network)
    assert state.stream is not None
    assert (state.stream.bits, state.stream.score) == (wanted.bits, wanted.score)
    assert state.stream.answers == pytest.approx(wanted.answers, abs=1e-12)
    assert (state.position, state.test_input) == (START.position, START.test_input)


@pytest.mark.parametrize("text", ["", "2", "1 0", "abc", "\u0661", "10\n"])
def test_what_is_no_bits(text: str) -> None:
    assert refused(START, FeedStream(text)).startswith("a pattern is written with the digits 0 and 1")


def test_as_much_as_may_be_pasted_at_once() -> None:
    state = update(START, FeedStream("10" * (PASTE_LIMIT // 2)))
    assert state.stream is not None
    assert (state.stream.read, len(state.stream.bits)) == (PASTE_LIMIT, KEPT)
    assert refused(START, FeedStream("1" * (PASTE_LIMIT + 1))) == "at most 1000 bits come in at once"


def test_random_bits_come_one_a_frame_until_stopped() -> None:
    state = update(START, PlayStream())
    assert state.busy
    for count in range(1, 6):
        state = update(state, Tick(1.0))
        assert state.stream is not None
        assert state.stream.read == count
    state = update(state, PlayStream())
    assert not state.busy
    assert update(state, Tick(1.0)) is state


def test_while_the_network_trains_the_stream_waits_and_then_goes_on() -> None:
    """Its answers are one network's."""
    state = after(START, PlayStream(), Tick(1.0), Train(), Tick(0.001), Tick(0.001))
    assert state.stream is not None
    assert state.learned.run is not None
    assert (state.stream.read, len(state.learned.run.snapshots)) == (1, 3)
    while state.training or state.playing_back:
        state = update(state, Tick(1.0))
    assert state.stream is not None
    assert (state.stream.read, state.stream.feeding) == (1, True)
    state = update(state, Tick(1.0))
    assert state.stream is not None
    assert state.stream.read == 2


def test_bits_typed_while_the_network_changes_are_read_by_the_one_it_becomes() -> None:
    state = after(START, FeedStream("10"), FlipTarget(2), FeedStream("0110"), TrainOnStreams(), FeedStream("11"))
    assert state.stream is not None
    assert (state.stream.bits, state.stream.waiting) == ((0, 1, 1, 0), (1, 1))
    before = state.stream.score
    refusal = refused(state, FeedStream("1" * (PASTE_LIMIT - 1)))
    assert refusal == "at most 1000 bits come in at once"
    state = update(trained(state), FeedStream("0"))
    assert state.stream is not None
    wanted = feed(new_stream(state.network, state.target), (0, 1, 1, 0, 1, 1, 0), state.network)
    assert (state.stream.bits, state.stream.waiting, state.stream.score) == (wanted.bits, (), wanted.score)
    assert sum(before.asked) == 3


def test_what_is_played_back_is_no_training() -> None:
    """The network before it is the one after it; and one that it was stopped at has no score before a training."""
    state = after(trained(update(START, Train())), FeedStream("1010010"), PlayBack())
    assert state.stream is not None
    whole = state.stream
    part = update(update(state, Tick(0.0, paced=True)), ShowEpoch(3))
    assert part.stream is not None
    assert part.stream.before is None
    assert part.stream.answers != whole.answers
    while state.playing_back:
        state = update(state, Tick(1.0))
    assert state.stream is not None
    assert (state.stream.answers, state.stream.before) == (whole.answers, None)


def test_a_reset_forgets_everything_and_stops() -> None:
    state = after(START, FeedStream("10110"), PlayStream(), ResetStream())
    assert state.stream is not None
    assert (state.stream.read, state.stream.bits, state.stream.feeding) == (0, (), False)


def test_the_counts_are_about_the_pattern_of_the_switches() -> None:
    """What was counted for another pattern is no longer in the hit rate."""
    state = after(START, FeedStream("1010"), FlipTarget(1))
    if state.stream is not None and state.stream.read:
        recounted = feed(new_stream(state.network, state.target), (1, 0, 1, 0), state.network)
        assert state.stream.score == recounted.score


def test_another_size_begins_another_stream() -> None:
    state = after(START, FeedStream("1010"), PlayStream(), ChangeNetwork(3, 3))
    assert not state.busy
    state = update(state, FeedStream("1"))
    assert state.stream is not None
    assert state.stream.state.h.shape == (1, 3)


# --- The link ---


def test_weights_go_into_the_link_and_out_again() -> None:
    state = update(state_of(), PutWeightsInLink())
    assert state.weights_in_link
    assert not update(state, PutWeightsInLink()).weights_in_link
