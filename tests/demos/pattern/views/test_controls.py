from math import log
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
import pytest

from demos.pattern.activations import activations_of
from demos.pattern.events import (
    ChangeNetwork,
    ClampGate,
    Event,
    FlipTarget,
    Hold,
    Restore,
    SetWeight,
    ShowEpoch,
    Train,
    TrainOn,
)
from demos.pattern.loss import loss_of
from demos.pattern.state import Learned, Origin, State, TrainingRecord
from demos.pattern.views.controls import MISTAKES_LISTED, notice_view, teach_view, training_status
from demos.pattern.views.controls import test_view as input_view
from rnn.run import DEFAULTS, Status
from tasks.bits import all_inputs, format_bits
from tests.demos.support import (
    PATTERNS,
    START,
    START_OF_FOUR,
    after,
    having,
    of_class,
    one,
    parse,
    recompute,
    shown_probability,
    state_of,
    text,
    trained,
    update,
    with_network,
)


def told_of(learned: Learned, **changes: Any) -> Learned:
    """What was learned here, in a training of which other things are told."""
    assert isinstance(learned.training, TrainingRecord)
    return learned._replace(origin=Origin.TRAINED, training=learned.training._replace(**changes))


FAILED = told_of(START.learned, status=Status.FAILED, failed_seeds=(4, 5), seed=6)


def teach(state: State) -> Element:
    return parse(teach_view(state, activations_of(state)))


def asked(state: State) -> Element:
    return parse(input_view(state))


def knowing(learned: Learned, state: State = START) -> State:
    return state._replace(learned=learned)


@pytest.mark.parametrize("target", PATTERNS)
@pytest.mark.parametrize("test_input", PATTERNS)
def test_bits_are_switches(target: str, test_input: str) -> None:
    state = state_of(target, test_input)
    for view, kind, event, bits in (
        (teach, "Target", "flip-target", target),
        (asked, "Test", "flip-input", test_input),
    ):
        switches = having(view(state), "role", "switch")
        assert [text(switch) for switch in switches] == list(bits)
        for k, (switch, bit) in enumerate(zip(switches, bits, strict=True), start=1):
            assert switch.tag == "button"
            assert switch.attrib["aria-label"] == f"{kind} bit {k}"
            assert switch.attrib["aria-checked"] == ("true" if bit == "1" else "false")
            assert switch.attrib["data-event"] == f'{{"type":"{event}","bit":{k}}}'


def test_rows_of_bits_are_named_groups() -> None:
    for root, name in ((teach(START), "Target pattern"), (asked(START), "Test input sequence")):
        group = having(root, "role", "group")[0]
        assert text(one(root, "id", group.attrib["aria-labelledby"])) == name


@pytest.mark.parametrize(("position", "following"), [(0, 1), (1, 2), (2, 1)])
def test_the_step_button_names_the_step_that_comes_next(position: int, following: int) -> None:
    root = asked(state_of(position=position))
    assert text(one(root, "data-event", '{"type":"step"}')) == f"Run inference (step {following})"
    assert text(one(root, "data-event", '{"type":"start-over"}')) == "Start over"


def test_a_network_that_is_learning_is_not_asked_first() -> None:
    assert of_class(asked(START), "primary")
    assert not of_class(asked(update(START, Train())), "primary")


def test_train() -> None:
    assert text(one(teach(START), "data-event", '{"type":"train"}')) == "Train"


# --- What training came to ---


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (START, "knows 10, learned while this page was built"),
        (state_of("01"), "knows 01, learned while this page was built"),
        (update(START, FlipTarget(1)), "The network still knows 10: press Train to teach it 00."),
        (knowing(START.learned._replace(origin=Origin.TRAINED)), f"trained in {START.learned.epochs} epochs"),
        (
            knowing(told_of(START.learned, failed_seeds=(2,))),
            f"trained in {START.learned.epochs} epochs (seed 2 given up, "
            f"so training began again from seed {START.learned.seed})",
        ),
        (
            knowing(FAILED),
            "not learned (seeds 4, 5 given up, so training began again from seed 6): "
            f"{START.learned.epochs} epochs were not enough",
        ),
        (
            knowing(Learned(START.learned.network, Origin.FILE, (1, 0))),
            "weights loaded from a file, taught 10",
        ),
        (
            knowing(Learned(START.learned.network, Origin.FILE, None)),
            "weights loaded from a file, taught an unknown pattern",
        ),
        (update(START, Train()), "training on 10"),
        (update(state_of("11"), Train()), "training on 11"),
    ],
)
def test_status(state: State, words: str) -> None:
    assert training_status(state) == words
    status = one(teach(state), "aria-label", "Training status")
    assert status.attrib["role"] == "status"
    assert text(status) == words


def detail(state: State) -> str:
    """The words beside the curve, without the buttons."""
    (element,) = of_class(teach(state), "detail")
    return element.text or ""


def test_detail() -> None:
    assert detail(START) == f"loss {START.learned.losses[-1]:.3f} \N{MIDDLE DOT} seed {START.learned.seed}"
    training = update(START, Train())
    loss = training.learned.losses[0]
    assert detail(training) == f"epoch 0 \N{MIDDLE DOT} loss {loss:.3f} \N{MIDDLE DOT} seed {START.next_seed}"
    assert detail(knowing(Learned(START.learned.network, Origin.FILE, (1, 0)))) == ""


def plain_loss(state: State) -> float:
    """The loss in plain floats: the target weighs as much as all other patterns together."""
    patterns = all_inputs(state.length)
    total = 0.0
    for pattern in patterns:
        p = recompute(state.network, pattern)[-1]["p"]
        total += -log(p) * (len(patterns) - 1) if pattern == state.target else -log(1 - p)
    return total / (2 * (len(patterns) - 1))


@pytest.mark.parametrize("state", [START, START_OF_FOUR, state_of("01"), update(START, ChangeNetwork(3, 3))])
@pytest.mark.parametrize(
    "events",
    [
        (SetWeight("f-x-1", 0.5),),
        (SetWeight("p-b-1", 1.5), SetWeight("g-h1-1", -0.25)),
        (ClampGate("f", "0"),),
        (ClampGate("o", "1"), SetWeight("i-b-1", 0.0)),
        (SetWeight("f-x-1", 0.5), FlipTarget(1)),
    ],
)
def test_changed_by_hand_it_has_the_loss_that_plain_floats_give(state: State, events: tuple[Event, ...]) -> None:
    state = after(state, *events)
    loss = plain_loss(state)
    assert loss_of(state, activations_of(state)) == pytest.approx(loss, abs=1e-9)
    assert detail(state) == f"loss {loss:.3f}"
    words = "held by hand" if events == (ClampGate("f", "0"),) else "weights changed by hand"
    assert training_status(state).endswith(words)


def test_what_is_held_is_not_called_a_changed_weight() -> None:
    held = update(START, Hold("forget"))
    assert training_status(held) == "f = 0 held by hand"
    assert training_status(update(held, SetWeight("f-x-1", 0.5))) == "weights changed by hand"
    assert training_status(update(held, Hold("forget"))) == training_status(START)
    learned = trained(update(held, TrainOn()))
    assert training_status(learned._replace(clamps=())) == "learned with f = 0 held, now let go"


def test_it_is_not_the_loss_of_before() -> None:
    state = update(START, SetWeight("p-b-1", 1.5))
    assert plain_loss(state) > plain_loss(START) + 0.1
    assert detail(state) != detail(START)
    assert detail(update(state, Restore())) == detail(START)


def test_the_loss_of_a_network_taught_on_streams_says_what_it_is_of() -> None:
    learned = START.learned._replace(origin=Origin.TRAINED, on_streams=True)
    state = update(knowing(learned), SetWeight("f-x-1", 0.5))
    assert detail(state) == f"loss {plain_loss(state):.3f} on single sequences"


def test_at_an_earlier_epoch_what_is_changed_is_called_changed() -> None:
    state = after(START, ShowEpoch(2), SetWeight("f-x-1", 0.5))
    assert training_status(state) == "weights changed by hand"
    assert detail(state) == f"loss {plain_loss(state):.3f}"


def test_the_counter_is_not_read_aloud_at_every_epoch() -> None:
    root = teach(update(START, Train()))
    assert all("epoch" not in text(status) for status in having(root, "role", "status"))


# --- Messages ---


def test_no_message() -> None:
    assert notice_view(START) == ""


def test_a_message_is_escaped() -> None:
    html = notice_view(START._replace(notice="<b>bits</b> & bobs"))
    assert text(parse(html)) == "<b>bits</b> & bobs"
    assert [e.tag for e in parse(html).iter()] == ["region", "p"]


# --- What a network that did not learn gets wrong ---


@pytest.mark.parametrize("seed", range(6))
def test_every_mistake_and_doubt_is_told_with_its_probability(seed: int) -> None:
    state = with_network(START, *np.random.default_rng(seed).normal(0, 2, 18).tolist())
    state = state._replace(learned=told_of(state.learned, status=Status.FAILED))
    words = text(teach(state))
    for pattern in all_inputs(2):
        p = recompute(state.network, pattern)[-1]["p"]
        wrong = (p > 0.5) != (pattern == state.learned.target)
        unsure = not wrong and abs(p - (pattern == state.learned.target)) >= DEFAULTS.tolerance
        entry = f"{format_bits(pattern)} (p = {shown_probability(p)})"
        assert (entry in words) == (wrong or unsure)
        if wrong:
            assert words.index("wrong about") < words.index(entry)
        if unsure:
            assert words.index("not sure about") < words.index(entry)


def test_of_many_mistakes_some_are_told_and_the_others_counted() -> None:
    state = update(START, ChangeNetwork(1, 4))
    always_yes = with_network(state, *[0.0] * 17, 5.0)
    learned = told_of(always_yes.learned, status=Status.FAILED, losses=(1.0, 1.0))._replace(target=(1, 0, 0, 0))
    words = text(teach(always_yes._replace(learned=learned)))
    assert words.count("(p = 0.99)") == MISTAKES_LISTED
    assert f"and {15 - MISTAKES_LISTED} more" in words  # it is right about one of the sixteen


def test_of_a_network_that_has_learned_no_mistakes_are_told() -> None:
    assert "wrong about" not in text(teach(START))
    assert "not sure about" not in text(teach(START))
