import pytest

from demos.cell_view.table import Part
from demos.pattern import training_control
from demos.pattern.cell import PARTS
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
from demos.pattern.state import Origin, State
from demos.pattern.training_control import PACE
from demos.pattern.views import view
from demos.pattern.views.controls import training_status
from demos.pattern.weights_file import export_weights
from demos.rate import SetRate
from rnn.native.backend import fastest
from rnn.network import flatten
from rnn.run import Settings, Status, start, train
from tasks.bits import examples, network_shape
from tests.demos.support import (
    START,
    Tick,
    after,
    effects_of,
    having,
    in_training,
    kinds,
    one,
    parse,
    recompute,
    session,
    state_of,
    trained,
    update,
)

NO_HURRY = Tick(budget=1e9, paced=False)
EVERY_EVENT: list[Event | Tick] = [
    FlipTarget(1),
    FlipInput(2),
    Train(),
    SetRate("0.5"),
    Tick(0.0),
    Step(),
    Skip(),
    StartOver(),
    Explain("f", 1),
    ExplainNothing(),
    StepBack(),
    OpenUnit(1, 2),
    LookAt(1),
    OpenPanel("maps"),
    LookAtGate("f"),
    Replay("01"),
    TrainOnStreams(),
    ChooseWeight("f-x-1"),
    Restore(),
    FeedStream("0110"),
    PlayStream(),
    ResetStream(),
    PutWeightsInLink(),
    ChangeNetwork(2, 3),
    ExportWeights(),
    LoadWeights("w.json", export_weights(START).text),
]
WRONG_EVENTS: list[Event] = [
    BringBack(),
    SetRate("0"),
    FlipTarget(0),
    FlipTarget(3),
    FlipTarget(-1),
    FlipInput(0),
    FlipInput(10**30),
    Explain("q", 1),
    Explain("f", 0),
    Explain("f", 3),
    Explain("", 1),
    OpenUnit(2, 1),
    LookAt(2),
    OpenPanel("q"),
    LookAtGate("q"),
    Replay("0"),
    ShowEpoch(0),  # while the training goes on
    ZeroWeights(),
    AskHint(),
    TrainOn(),
    Hold("keep"),
    PlayBack(),
    SetWeight("f-x-1", 1.0),
    TypeWeight("f-x-1", "1,0"),
    ClampGate("f", "1"),
    ChooseWeight("f-x-2"),
    FeedStream(""),
    ChangeNetwork(0, 2),
    LoadWeights("w.json", "not JSON"),
    RefuseFile("w.json", "it is too large"),
]


def epochs(state: State) -> int:
    """How many epochs the training going on has done."""
    assert state.learned.run
    return len(state.learned.run.snapshots)


# --- Bits, steps, parts ---


def test_flip_the_target() -> None:
    state = update(state_of("10", "01", position=1), FlipTarget(2))
    assert (state.target, state.test_input, state.position) == ((1, 1), (0, 1), 1)
    assert update(state, FlipTarget(1)).target == (0, 1)


def test_a_new_target_keeps_what_was_learned_until_training() -> None:
    state = update(START, FlipTarget(1))
    assert state.learned is START.learned
    assert training_status(state) == "The network still knows 10: press Train to teach it 00."
    assert training_status(update(state, FlipTarget(1))) == training_status(START)


def test_flip_the_input_and_nothing_has_been_read() -> None:
    state = update(state_of("10", "10", position=2)._replace(playing=2), FlipInput(1))
    assert (state.test_input, state.position, state.playing) == ((0, 0), 0, 0)
    assert (state.target, state.learned) == (START.target, START.learned)


def test_step_by_step_and_round_again() -> None:
    state = state_of(position=0)
    seen = []
    for _ in range(5):
        state = update(state, Step())
        seen.append((state.position, state.playing, state.finished))
    assert seen == [(1, 1, False), (2, 2, True), (1, 1, False), (2, 2, True), (1, 1, False)]


def test_skip_ends_the_telling_only() -> None:
    begun = update(state_of(position=0), Step())
    assert update(begun, Skip()) == begun._replace(playing=0)


def test_start_over_forgets_the_reading_only() -> None:
    state = update(state_of("01", "11", position=2)._replace(playing=2), StartOver())
    assert state == state_of("01", "11", position=0)


@pytest.mark.parametrize("part", PARTS)
def test_explain(part: str) -> None:
    explained = update(START, Explain(part, 2))
    assert explained == START._replace(part=Part(part, 2))
    assert update(explained, ExplainNothing()) == START


def test_what_is_explained_goes_along_with_the_step_that_is_read() -> None:
    state = after(START, StartOver(), Explain("c", 2), Step())
    assert state.part == Part("c", 1)
    assert update(state, Step()).part == Part("c", 2)
    assert after(state, Explain("p", 2), StepBack()).part == Part("p", 2)  # there is but one


# --- Training ---


def test_train_begins_and_keeps_the_test_input() -> None:
    before = state_of("10", "01", position=2)._replace(playing=2)
    state = update(before, Train())
    assert (state.position, state.playing, state.test_input) == (2, 0, (0, 1))
    assert state.learned.run
    assert (epochs(state), state.learned.run.seed) == (1, before.next_seed)
    assert (state.learned.origin, state.learned.target, state.learned.epochs) == (Origin.TRAINED, (1, 0), 0)
    assert training_status(state) == "training on 10"


BEGINS = {
    "Train": (START, Train()),
    "Train on streams": (START, TrainOnStreams()),
    "Train on": (update(START, SetWeight("p-b-1", 7.0)), TrainOn()),
}


@pytest.mark.parametrize(("before", "event"), BEGINS.values(), ids=BEGINS)
@pytest.mark.parametrize("position", [0, 1, 2])
def test_what_was_read_stays_on_show_read_by_the_network_of_every_epoch(
    before: State, event: Event, position: int
) -> None:
    state = update(before._replace(position=position), event)
    seen = set()
    while state.training:
        shown = {
            (one.attrib["data-quantity"], int(one.attrib["data-step"])): float(one.attrib["data-value"])
            for one in having(parse(view(state)["stage"]), "data-quantity")
        }
        steps = recompute(state.learned.network, state.test_input)
        assert {step for _, step in shown} == set(range(1, position + 1))
        for (name, step), value in shown.items():
            assert value == pytest.approx(steps[step - 1][name], abs=1e-9)
        seen.add(tuple(shown.values()))
        state = update(state, Tick(budget=1e9, paced=len(seen) < 20))
    assert len(seen) > 3 or not position
    assert state.position == position
    following = f"Run inference (step {1 if state.finished else position + 1})"
    assert following in view(state)["test"]


def test_a_screen_reader_is_not_told_every_epoch() -> None:
    state = after(START, Explain("c", 2), Train())
    for element in ("two-bit-result", "two-bit-explanation"):
        for quiet in (state, update(trained(state), PlayBack())):
            assert one(parse(view(quiet)["stage"]), "id", element).attrib["aria-live"] == "off"
        assert "aria-live" not in one(parse(view(trained(state))["stage"]), "id", element).attrib


@pytest.mark.parametrize("target", ["00", "01", "10", "11"])
def test_training_is_that_of_the_library_epoch_for_epoch(target: str) -> None:
    before = state_of(target)._replace(next_seed=7)
    wanted = train(start(7, network_shape(1), examples(before.target)), fastest())
    state = update(before, Train())
    while state.training:
        state = update(state, Tick(budget=1e9))
    learned = state.learned
    assert flatten(learned.network).tobytes() == flatten(wanted.network).tobytes()
    assert learned.losses == tuple(snapshot.loss for snapshot in wanted.snapshots)
    assert (learned.seed, learned.target, learned.status) == (7, before.target, Status.SOLVED)
    assert training_status(state) == f"trained in {len(wanted.snapshots) - 1} epochs"
    assert state.next_seed == 8


def test_every_training_is_from_the_next_seed() -> None:
    first = trained(update(START, Train()))
    second = trained(update(first, Train()))
    assert (first.learned.seed, second.learned.seed) == (START.next_seed, START.next_seed + 1)
    assert flatten(first.learned.network).tobytes() != flatten(second.learned.network).tobytes()


def test_train_again_before_the_end() -> None:
    state = after(START, Train(), Train())
    assert epochs(state) == 1
    assert state.learned.seed == START.next_seed + 1


def test_a_target_changed_while_training_is_for_the_next_training() -> None:
    state = after(START, Train(), FlipTarget(1))
    assert training_status(state) == "training on 10"
    state = trained(state)
    assert (state.learned.target, state.target) == ((1, 0), (0, 0))
    assert training_status(state) == "The network still knows 10: press Train to teach it 00."
    assert update(state, Train()).learned.target == (0, 0)


def test_loading_weights_ends_the_training() -> None:
    state = after(START, Train(), LoadWeights("w.json", export_weights(state_of("01")).text))
    assert state.learned.run is None
    assert (state.learned.origin, state.learned.target, state.position) == (Origin.FILE, (0, 1), 0)
    assert update(state, Tick(1.0)) is state


# --- Ticks ---


def test_without_a_training_a_tick_does_nothing() -> None:
    assert update(START, Tick(12.0)) is START


@pytest.mark.parametrize("budget", [0.0, -1.0, 0.001])
@pytest.mark.parametrize("paced", [True, False])
@pytest.mark.usefixtures("clock")
def test_however_small_the_budget_one_epoch_is_done(budget: float, paced: bool) -> None:
    before = update(START, Train())
    assert epochs(update(before, Tick(budget, paced))) == epochs(before) + 1


@pytest.mark.parametrize(("budget", "done"), [(4.0, 1), (7.0, 2), (12.0, 3), (52.0, 11)])
@pytest.mark.usefixtures("clock")
def test_an_unpaced_tick_uses_its_budget(budget: float, done: int) -> None:
    before = update(START, Train())
    assert epochs(update(before, Tick(budget, paced=False))) == epochs(before) + done


def test_an_unpaced_tick_ends_with_the_training() -> None:
    assert not after(START, Train(), NO_HURRY).training


def test_a_paced_training_shows_one_epoch_a_frame_at_first_and_then_more() -> None:
    state = update(state_of("01")._replace(next_seed=3), Train())  # a seed that takes its time
    while state.training:
        before = epochs(state)
        state = update(state, Tick(1e9))
        if state.training:
            assert epochs(state) - before == 1 + before // PACE
    assert state.learned.epochs > PACE


@pytest.mark.usefixtures("clock")
def test_a_paced_tick_keeps_to_its_budget_too(monkeypatch: pytest.MonkeyPatch) -> None:
    state = after(state_of("01"), Train(), Tick(50.0, paced=False))
    monkeypatch.setattr(training_control, "PACE", 1)  # from here on a frame would like to show ten epochs and more
    for _ in range(3):
        before = epochs(state)
        state = update(state, Tick(7.0))
        assert epochs(state) - before == 2


# --- Seeds that get stuck ---


def hurried(restart_limit: int) -> State:
    """A training that gives up every seed after three epochs."""
    settings = Settings(epoch_limit=3, restart_limit=restart_limit)
    run = start(20, network_shape(1), examples(START.target), settings)
    return in_training(run)


def test_a_restart_is_told_while_training_goes_on() -> None:
    state = hurried(2)
    while not state.learned.failed_seeds:
        state = update(state, Tick(0.0))
    assert state.learned.failed_seeds == (20,)
    assert training_status(state) == "training on 10 (seed 20 given up, so training began again from seed 21)"
    assert state.next_seed == 22


def test_a_training_that_fails_says_so() -> None:
    state = trained(hurried(2))
    assert (state.learned.status, state.learned.failed_seeds, state.learned.seed) == (Status.FAILED, (20, 21), 22)
    words = training_status(state)
    assert words.startswith("not learned (seeds 20, 21 given up")
    assert words.endswith("3 epochs were not enough")
    assert state.next_seed == 23


def test_a_restart_is_told_in_the_end_too() -> None:
    needed = {seed: len(train(start(seed, network_shape(1), examples((1, 0)))).snapshots) - 1 for seed in range(10)}
    seed = next(seed for seed in range(9) if needed[seed] > needed[seed + 1])
    settings = Settings(epoch_limit=needed[seed + 1])  # just enough for the second seed
    state = trained(in_training(start(seed, network_shape(1), examples((1, 0)), settings)))
    assert training_status(state) == (
        f"trained in {needed[seed + 1]} epochs (seed {seed} given up, so training began again from seed {seed + 1})"
    )
    assert state.next_seed == seed + 2


def test_what_was_not_learned_is_not_known() -> None:
    """The target is changed after a training that failed."""
    state = update(trained(hurried(0)), FlipTarget(1))
    assert "still knows" not in training_status(state)


# --- Files ---


def test_export() -> None:
    assert update(START, ExportWeights()) is START
    assert effects_of(START, ExportWeights()) == (export_weights(START),)


def test_a_file_that_cannot_be_loaded_is_named() -> None:
    with pytest.raises(ValueError, match=r"^my weights\.json was not loaded: it is not JSON$"):
        update(START, LoadWeights("my weights.json", "{"))
    with pytest.raises(ValueError, match=r"^big\.json was not loaded: it is too large$"):
        update(START, RefuseFile("big.json", "it is too large"))


def test_a_long_name_or_reason_is_cut() -> None:
    with pytest.raises(ValueError) as caught:
        update(START, RefuseFile("n" * 1000, "r" * 1000))
    assert len(str(caught.value)) < 200


# --- Every event ---


def test_no_event_is_forgotten_above() -> None:
    assert {type(event) for event in [*EVERY_EVENT, *WRONG_EVENTS]} == {Tick, *kinds(EVENTS).values()}


@pytest.mark.parametrize("event", [*EVERY_EVENT, *WRONG_EVENTS], ids=lambda event: repr(event)[:30])
def test_the_state_before_stays_as_it_was(event: Event | Tick) -> None:
    before = update(START, Train())
    picture = view(before)
    try:
        update(before, event)
    except ValueError:
        assert event in WRONG_EVENTS
    else:
        assert event in EVERY_EVENT
    assert view(before) == picture


@pytest.mark.parametrize(
    ("event", "complaint"),
    [
        (FlipTarget(3), "there is no bit 3"),
        (FlipInput(0), "there is no bit 0"),
        (Explain("q", 1), "the diagram has no part 'q' in step 1"),
        (Explain("f", 3), "there is no step 3"),
        (Explain("p", 1), "the diagram has no part 'p' in step 1"),  # only the last step is read out
    ],
)
def test_what_does_not_fit_is_refused(event: Event, complaint: str) -> None:
    with pytest.raises(ValueError) as caught:
        update(START, event)
    assert str(caught.value) == complaint


@pytest.mark.parametrize("event", EVERY_EVENT, ids=lambda event: repr(event)[:30])
def test_a_message_goes_with_the_next_thing_the_reader_does(event: Event | Tick) -> None:
    demo = session()
    demo.handle({"type": "train"})
    demo.complain("a message")
    if isinstance(event, Tick):
        demo.work(event.budget, event.paced)
    else:
        demo.handle({"type": EVENTS.name(type(event)), **event._asdict()})
    by_the_way = isinstance(event, Tick | Explain | ExplainNothing | Skip | ChooseWeight)
    assert demo.state.notice == ("a message" if by_the_way else "")


def test_states_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        START.position = 1  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        update(START, Train()).learned.network.cell.bias_ih[0] = 1.0
