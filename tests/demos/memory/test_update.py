"""What each event changes, and what is refused: then nothing is changed, and a sentence says why."""

from typing import Any

import pytest

from demos.cell_view.table import Part
from demos.effects import Save, WorkAtOnce
from demos.memory import events as e
from demos.memory.events import EVENTS, Event
from demos.memory.experiment import GridExperiment, GridPlan
from demos.memory.state import Origin, State
from rnn.network import flatten
from rnn.state_dict import to_state_dicts
from tests.demos.memory.support import (
    RECALL_5,
    START,
    WHOLE,
    after,
    all_of,
    at_the_end,
    effects_of,
    session,
    share_right,
    update,
)

BITS, MARKS = (0, 1, 0, 0, 1, 0, 1, 1), (1, 0, 0, 0, 1, 0, 0, 0)
SHORT = START._replace(bits=(0, 1, 0, 0, 1, 1), marks=(1, 0, 0, 0, 0, 0), position=6)


def theta(state: State) -> bytes:
    return flatten(state.learned.network).tobytes()


def thetas(state: State) -> list[bytes]:
    """Of the race."""
    return [racer.run.state.theta.tobytes() for racer in state.race]


def test_what_a_reader_meets_first() -> None:
    assert (START.bits, START.marks, START.position) == (BITS, MARKS, 8)
    assert (START.task_name, START.units, START.seed, START.bias) == ("latch", 1, 7, "1")
    assert (START.learned.origin, START.learned.seed) == (Origin.BUILD, 1)
    assert [racer.run.shape.cell for racer in START.race] == ["rnn", "gru", "lstm"]
    assert {racer.origin for racer in START.race} == {Origin.SEED}
    assert not START.busy
    assert START.notice == ""


# --- The sequence ---


@pytest.mark.parametrize("step", range(1, 9))
def test_a_bit_is_flipped(step: int) -> None:
    bits = list(BITS)
    bits[step - 1] = 1 - bits[step - 1]
    state = update(START, e.FlipBit(step))
    assert (state.bits, state.marks) == (tuple(bits), MARKS)
    assert state.race == START.race  # of as many steps: what is learned is about them all
    assert all_of(update(state, e.FlipBit(step))) == all_of(START)


@pytest.mark.parametrize("step", range(1, 9))
def test_a_mark_is_set_and_taken_away(step: int) -> None:
    marks = list(MARKS)
    marks[step - 1] = 1 - marks[step - 1]
    state = update(START, e.FlipMark(step))
    assert (state.bits, state.marks) == (BITS, tuple(marks))
    assert all_of(update(state, e.FlipMark(step))) == all_of(START)


def test_steps_are_added_and_removed() -> None:
    longer = update(START, e.AddStep())
    assert (longer.bits, longer.marks, longer.position) == ((*BITS, 0), (*MARKS, 0), 9)
    shorter = update(START, e.RemoveStep())
    assert (shorter.bits, shorter.marks, shorter.position) == (BITS[:-1], MARKS[:-1], 7)
    for state, steps in ((longer, 9), (shorter, 7)):
        assert {racer.run.source for racer in state.race} == {state.task}
        assert state.task.steps == steps
    twelve = after(START, *[e.AddStep()] * 4)
    assert len(twelve.bits) == 12
    assert all_of(after(twelve, *[e.RemoveStep()] * 4)) == all_of(START)


@pytest.mark.parametrize("event", [e.AddStep(), e.SetBias("3"), e.AnotherSeed(), e.MatchSize(), e.SetUnits(2)])
def test_another_length_or_setting_ends_the_race_and_says_so(event: Event) -> None:
    state = after(START, e.TrainAll(), event)
    assert not state.racing
    assert {(racer.run.made, racer.origin) for racer in state.race} == {(0, Origin.SEED)}
    assert "With that the race has ended" in state.notice
    assert update(START, event).notice == update(at_the_end(update(START, e.TrainAll())), event).notice == ""


def test_what_leaves_the_race_alone_says_nothing_of_it() -> None:
    (saved,) = effects_of(START, e.ExportWeights("rnn"))
    assert isinstance(saved, Save)
    for event in (e.FlipBit(1), e.Step(), e.Train(), e.LoadWeights("a.json", saved.text, "rnn")):
        state = after(START, e.TrainAll(), event)
        assert (state.racing, state.notice) == (True, "")


@pytest.mark.parametrize(("read", "bits"), [(3, 8), (8, 7)])
def test_what_was_read_stays_read_as_far_as_there_is_something(read: int, bits: int) -> None:
    state = update(START._replace(position=read), e.RemoveStep() if bits == 7 else e.FlipBit(1))
    assert state.position == min(read, bits)


def test_what_is_drawn_and_explained_stays_within_a_shorter_sequence() -> None:
    state = after(START, e.DrawStep(8), e.Explain("f", 8), e.RemoveStep())
    assert (state.at, state.part) == (7, None)
    answer = after(START, e.Explain("p", 8), e.RemoveStep())
    assert answer.part == Part("p", 7)
    assert after(START, e.Explain("c", 3), e.RemoveStep()).part == Part("c", 3)


def test_a_random_sequence_has_a_mark_first_and_none_last_and_comes_again() -> None:
    state, seen = START, set()
    for _ in range(10):
        following = update(state, e.Shuffle())
        assert all_of(following) == all_of(update(state, e.Shuffle()))
        assert len(following.bits) == 8
        assert (following.marks[0], following.marks[-1]) == (1, 0)
        seen.add((following.bits, following.marks))
        state = following
    assert len(seen) > 5


@pytest.mark.parametrize("seed", [7, 8, 16, 20])
def test_random_never_comes_to_rest(seed: int) -> None:
    """Were the next sequence a matter of this one alone, some sequence would follow upon itself."""
    state, seen = SHORT._replace(seed=seed), set()
    for _ in range(60):
        following = update(state, e.Shuffle())
        assert (following.bits, following.marks) != (state.bits, state.marks)
        seen.add((following.bits, following.marks))
        state = following
    assert len(seen) > 30


# --- Reading ---


def test_step_by_step() -> None:
    state = update(START, e.Step())
    assert (state.position, state.playing, state.step_drawn) == (1, 1, 1)
    for read in range(2, 9):
        state = update(state, e.Step())
        assert (state.position, state.playing) == (read, read)
    assert state.finished
    back = update(state, e.StepBack())
    assert (back.position, back.playing) == (7, 0)
    assert (update(state, e.Skip()).position, update(state, e.Skip()).playing) == (8, 0)
    over = update(state, e.StartOver())
    assert (over.position, over.playing, over.step_drawn) == (0, 0, 1)
    assert update(over, e.StepBack()).position == 0


def test_what_is_explained_goes_along() -> None:
    state = after(START, e.StartOver(), e.Explain("f", 1), e.Step(), e.Step())
    assert state.part == Part("f", 2)
    assert update(state, e.DrawStep(5)).part == Part("f", 5)
    assert after(START, e.Explain("p", 8), e.Step()).part == Part("p", 8)


def test_a_step_is_drawn() -> None:
    state = update(START, e.DrawStep(3))
    assert (state.step_drawn, state.position) == (3, 8)
    assert update(state, e.Step()).step_drawn == 1


def test_a_unit_is_looked_at() -> None:
    state = after(START, e.SetUnits(3), e.Explain("f", 2, 3), e.LookAt(3))
    assert (state.unit, state.part) == (3, None)
    assert after(state, e.Explain("f", 2, 3)).part == Part("f", 2, 3)


# --- Learning ---


def test_settings_begin_the_race_anew_and_leave_the_stage() -> None:
    raced = at_the_end(update(START, e.TrainAll()))
    for event in (e.SetBias("3"), e.AnotherSeed(), e.MatchSize(), e.SetSeed("5")):
        state = update(raced, event)
        assert {(racer.run.made, racer.origin) for racer in state.race} == {(0, Origin.SEED)}
        assert thetas(state) != thetas(raced)
        assert theta(state) == theta(START)
    assert update(START, e.AnotherSeed()).seed == 8
    assert update(START._replace(seed=2**32 - 1), e.AnotherSeed()).seed == 0
    assert update(START, e.SetSeed(" 123 ")).seed == 123


def test_as_many_parameters_or_as_many_units() -> None:
    assert [racer.run.shape.units for racer in START.race] == [1, 1, 1]
    state = update(START, e.MatchSize())
    assert [racer.run.shape.units for racer in state.race] == [3, 1, 1]  # 3 (2 + 3 + 2) = 21, 15 and 20 numbers
    assert all_of(update(state, e.MatchSize())) == all_of(START)


def test_other_units_are_another_network() -> None:
    state = update(START, e.SetUnits(2))
    assert (state.learned.origin, state.learned.network.shape.units) == (Origin.SEED, 2)
    assert theta(state) == thetas(state)[2]  # begun as the LSTM of the race
    assert all_of(update(state, e.SetUnits(1))) == all_of(START)


def test_training_begins_from_the_seed() -> None:
    state = after(START, e.AnotherSeed(), e.Hold("keep"), e.Train())
    assert state.training
    assert (state.learned.seed, state.learned.origin, state.held) == (8, Origin.TRAINED, "")
    run = state.learned.run
    assert run is not None
    assert run.made == 5  # it shows its beginning at once
    assert WorkAtOnce() in effects_of(START, e.Train())


def test_holding_and_letting_go() -> None:
    state = update(START, e.Hold("overwrite"))
    assert state.held == "overwrite"
    assert theta(state) == theta(START)  # only what is shown is held
    assert flatten(state.network).tobytes() != theta(START)
    for let_go in (e.Hold("overwrite"), e.Hold("")):
        assert all_of(update(state, let_go)) == all_of(START)
    assert update(state, e.Hold("keep")).held == "keep"


def test_training_on_with_a_gate_held() -> None:
    state = at_the_end(after(START, e.Hold("write"), e.TrainHeld()))
    assert (state.learned.held, state.held, state.learned.seed) == ("write", "write", 1)
    before, now = update(START, e.Hold("write")).network.cell, state.learned.network.cell
    for tensor in ("weight_ih", "weight_hh", "bias_hh"):
        assert getattr(now, tensor)[0].tolist() == getattr(before, tensor)[0].tolist()  # i comes first
        assert getattr(now, tensor)[1].tolist() != getattr(before, tensor)[1].tolist()
    assert now.bias_ih[0] == before.bias_ih[0]


def test_another_task_has_its_own_beginning() -> None:
    state = update(START, e.ChooseTask("recall"))
    assert (state.units, state.bias, state.task.steps) == (4, "3", 20)
    assert {racer.run.source for racer in state.race} == {state.task}
    assert theta(state) == theta(START)
    assert update(state, e.ChooseTask("recall")) is state
    assert all_of(update(state, e.ChooseTask("latch"))) == all_of(START)
    assert update(state, e.SetDelay(7.2)).task.steps == 7
    assert update(state, e.SetDelay(20)) is state


@pytest.mark.parametrize("steps", [6, 8, 12])
def test_tasks_of_as_many_steps_are_two_tasks(steps: int) -> None:
    """Both are named tuples, and equal as such."""
    state = after(START, *[e.RemoveStep()] * (8 - steps), *[e.AddStep()] * (steps - 8), e.TrainAll(), WHOLE)
    recall = at_the_end(after(state, e.ChooseTask("recall"), e.SetDelay(steps), e.TrainAll()))
    assert [racer.run.shape.inputs for racer in recall.race] == [1, 1, 1]
    assert recall.race[2].run.accuracy == share_right(to_state_dicts(recall.race[2].run.network), "recall", steps)


def test_which_reach_is_shown() -> None:
    for what in ("all", "h", "c"):
        assert update(RECALL_5, e.ReachOf(what)).reach_of == what
    assert update(RECALL_5, e.ReachWhen("start")).reach_at_start
    assert all_of(after(RECALL_5, e.ReachWhen("start"), e.ReachWhen("now"))) == all_of(RECALL_5)


def test_the_experiment_is_begun_stopped_and_ended() -> None:
    begun = update(RECALL_5._replace(bias="1"), e.RunExperiment())
    assert begun.experimenting
    assert begun.grid.plan == GridPlan("1")
    assert not begun.grid_is_ours
    paused = update(begun, e.PauseExperiment())
    assert not paused.busy
    assert all_of(update(paused, e.PauseExperiment())) == all_of(begun)
    ended = update(begun, e.CancelExperiment())
    assert ended.grid == START.grid
    assert ended.grid_is_ours


# --- Refused ---

BUSY = update(START, e.Train())
REFUSED: list[tuple[State, Event, str]] = [
    (START, e.ChooseTask("copy"), "there is no task 'copy': there are latch and recall"),
    (START, e.SetUnits(0), "a cell has from 1 to 8 units here"),
    (START, e.SetUnits(9), "a cell has from 1 to 8 units here"),
    (START, e.SetBias("2"), "there is no bias '2'"),
    (START, e.SetSeed("x"), "a seed must be a whole number from 0 to 4294967295"),
    (START, e.SetSeed("4294967296"), "a seed must be a whole number from 0 to 4294967295"),
    (START, e.SetSeed("\u0661"), "a seed must be a whole number from 0 to 4294967295"),
    (RECALL_5, e.SetDelay(1.4), "T goes from 2 to 50"),
    (RECALL_5, e.SetDelay(51), "T goes from 2 to 50"),
    (START, e.FlipBit(0), "there is no step 0"),
    (START, e.FlipBit(9), "there is no step 9"),
    (START, e.FlipMark(-1), "there is no step -1"),
    (SHORT, e.FlipMark(1), "with no step marked there would be nothing to remember; mark another one first"),
    (SHORT, e.RemoveStep(), "a sequence has at least 6 steps"),
    (after(START, *[e.AddStep()] * 4), e.AddStep(), "a sequence has at most 12 steps"),
    (
        START._replace(marks=(0, 0, 0, 0, 0, 0, 0, 1)),
        e.RemoveStep(),
        "the only mark is in the last step; mark another one first",
    ),
    (START, e.DrawStep(9), "there is no step 9"),
    (START, e.Explain("f", 0), "there is no step 0"),
    (START, e.Explain("f", 1, 2), "there is no unit 2"),
    (START, e.Explain("q", 1), "the diagram has no part 'q' in step 1"),
    (START, e.Explain("p", 3), "the diagram has no part 'p' in step 3"),
    (START, e.LookAt(2), "there is no unit 2"),
    (START, e.Hold("half"), "there is no experiment 'half'"),
    (BUSY, e.Hold("keep"), "the training is still going on"),
    (START, e.TrainHeld(), "no gate is held"),
    (START, e.ReachOf("x"), "the state has no part 'x'"),
    (START, e.ReachWhen("x"), "there is no reach of 'x'"),
    (START, e.PauseExperiment(), "the experiment is over"),
    (START, e.ExportWeights("mlp"), "there is no cell 'mlp'"),
    (START, e.LoadWeights("w.json", "{}", "mlp"), "w.json was not loaded: there is no cell 'mlp'"),
    (START, e.LoadWeights("w.json", "{", ""), "w.json was not loaded: "),
    (START, e.RefuseFile("w.json", "it is too large"), "w.json was not loaded: it is too large"),
]


@pytest.mark.parametrize(("state", "event", "sentence"), REFUSED, ids=[f"{type(one[1]).__name__}" for one in REFUSED])
def test_what_cannot_be_is_refused_and_says_why(state: State, event: Event, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        update(state, event)
    message = str(caught.value)
    assert message.startswith(sentence)
    assert len(message) < 150
    assert "\n" not in message


def test_long_words_are_not_repeated_at_length() -> None:
    long: Any = "x" * 5000
    named: list[Event] = [e.ChooseTask(long), e.SetBias(long), e.Explain(long, 1), e.Hold(long), e.ReachOf(long)]
    named += [e.RefuseFile(long, long), e.LoadWeights(long, "{", ""), e.ExportWeights(long), e.ReachWhen(long)]
    for event in named:
        with pytest.raises(ValueError) as caught:
            update(START, event)
        assert len(str(caught.value)) < 250


def test_in_a_session_a_refusal_leaves_everything_as_it_was() -> None:
    demo = session()
    for _, event, _ in REFUSED:
        before, look = demo.state, demo.look()
        if (name := EVENTS.name(type(event))) in ("hold", "flip-mark", "add-step", "remove-step", "set-delay"):
            continue  # refused in other states than this one
        with pytest.raises(ValueError):
            demo.handle({"type": name, **event._asdict()})
        assert demo.state is before
        assert demo.look() == look


def test_files_are_handed_over() -> None:
    (saved,) = effects_of(START, e.ExportWeights())
    assert isinstance(saved, Save)
    assert saved.name == "lstm-memory-latch.json"
    (table,) = effects_of(START, e.SaveExperiment())
    assert isinstance(table, Save)
    assert table.name.endswith(".csv")
    for event in (e.ExportWeights(), e.SaveExperiment()):
        assert all_of(update(START, event)) == all_of(START)


def test_the_experiment_that_was_given_is_none_that_goes_on() -> None:
    assert START.grid.done
    assert not GridExperiment(GridPlan("1")).done
    assert all_of(after(START, WHOLE)) == all_of(START)


def test_letting_go_gives_back_what_was_there_before_it_learned_around_the_gate() -> None:
    around = at_the_end(after(START, e.Hold("write"), e.TrainHeld()))
    assert theta(around) != theta(START)
    for let_go in (e.Hold(""), e.Hold("write")):
        free = update(around, let_go)
        assert free.let_go is not None
        assert (free.let_go.network, free.let_go.held) == (around.learned.network, "write")
        assert all_of(free._replace(let_go=None)) == all_of(START)
    other = update(around, e.Hold("keep"))
    assert all_of(other._replace(let_go=None)) == all_of(update(START, e.Hold("keep")))
    again = at_the_end(update(around, e.TrainHeld()))  # twice around the same gate
    assert theta(again) != theta(around)
    assert all_of(update(again, e.Hold(""))._replace(let_go=None)) == all_of(START)


def test_weights_into_a_race_leave_the_others_running() -> None:
    (saved,) = effects_of(START, e.ExportWeights("gru"))
    assert isinstance(saved, Save)
    state = after(START, e.TrainAll(), WHOLE._replace(budget=0.0, paced=True))
    state = update(state, e.LoadWeights("w.json", saved.text, "gru"))
    assert [racer.origin for racer in state.race] == [Origin.TRAINED, Origin.FILE, Origin.TRAINED]
    assert state.racing
    ended = at_the_end(state)
    assert [racer.run.made for racer in ended.race] == [400, 0, 400]
    alone = update(START, e.LoadWeights("w.json", saved.text, "gru"))
    assert not alone.busy


STAGED: list[Event] = [e.Train(), e.Hold("keep"), e.TrainHeld(), e.LoadWeights("w.json", "{}")]


@pytest.mark.parametrize("event", STAGED, ids=[type(one).__name__ for one in STAGED])
def test_what_is_about_the_stage_is_refused_where_there_is_none(event: Event) -> None:
    with pytest.raises(ValueError, match="there is no stage in the recall task; turn to the marked bits first"):
        update(RECALL_5, event)
