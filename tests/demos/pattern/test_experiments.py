"""Gates held by name in the pattern demos: which inputs go wrong, counted in plain floats with the gate put there."""

from itertools import product

import pytest

from demos.holding.holds import HOLDS, clamps_of
from demos.pattern.activations import activations_of
from demos.pattern.events import (
    ChangeNetwork,
    ClampGate,
    FlipTarget,
    Hold,
    PlayBack,
    Replay,
    Restore,
    SetWeight,
    ShowEpoch,
    Train,
    TrainOn,
)
from demos.pattern.misjudged import judged
from demos.pattern.state import State
from demos.pattern.views.experiments import experiments_view, held_words
from rnn.network import Network
from rnn.state_dict import to_state_dicts
from tasks.bits import Bits, format_bits
from tests.demos.support import START, START_OF_FOUR, after, having, parse, shown_probability, text, trained, update
from tests.oracle.plain import Vector, read_bits
from tests.rnn.problems import random_network

GATES = {
    "keep": {"f": 1.0},
    "forget": {"f": 0.0},
    "overwrite": {"f": 0.0, "i": 1.0},
    "write": {"i": 1.0},
    "hide": {"o": 0.0},
    "show": {"o": 1.0},
}


def answers(network: Network, bits: int, gates: dict[str, float]) -> dict[Bits, float]:
    """p of every input, where some gates are put at a value whatever comes in."""

    def put(step: int, name: str, values: Vector) -> Vector:
        return [gates[name]] * len(values) if name in gates else values

    weights = to_state_dicts(network)
    return {bits: read_bits(weights, bits, put)[-1]["p"][0] for bits in product((0, 1), repeat=bits)}


def wrong(network: Network, target: Bits, gates: dict[str, float]) -> set[Bits]:
    found = answers(network, len(target), gates)
    return {bits for bits, p in found.items() if (p > 0.5) != (bits == target)}


def with_network(state: State, network: Network) -> State:
    return state._replace(learned=state.learned._replace(network=network))


def random_state(seed: int) -> State:
    """A random network of some size, asked for a random pattern."""
    units, bits = 1 + seed % 4, 2 + seed % 5
    state = update(START, ChangeNetwork(units, bits))
    for place in range(1, bits + 1):
        if seed >> place & 1:
            state = update(state, FlipTarget(place))
    return with_network(state, random_network(state.shape, seed, scale=0.4 + seed / 12))


def inputs_shown(state: State) -> dict[str, dict[str, str]]:
    """The buttons of the list by their input."""
    buttons = having(parse(experiments_view(state, activations_of(state))), "data-input")
    return {button.attrib["data-input"]: {**button.attrib, "text": text(button)} for button in buttons}


def words(state: State) -> str:
    return held_words(state, judged(state, activations_of(state)))


# --- What goes wrong ---


@pytest.mark.parametrize("seed", range(50))
def test_which_inputs_of_any_network_go_wrong(seed: int) -> None:
    free = random_state(seed)
    for name, gates in GATES.items():
        state = update(free, Hold(name))
        network, target = state.learned.network, state.target
        found, expected = answers(network, state.length, gates), wrong(network, target, gates)
        shown = inputs_shown(state)
        if state.length <= 4:
            assert list(shown) == sorted(map(format_bits, found))
        else:
            listed = sorted(map(format_bits, expected))
            assert list(shown) == (listed if len(listed) <= 16 else listed[:15])
            more = f"and {len(listed) - 15} more"
            assert (more in text(parse(experiments_view(state, activations_of(state))))) == (len(listed) > 16)
        for bits, button in shown.items():
            pattern = tuple(map(int, bits))
            assert float(button["data-value"]) == pytest.approx(found[pattern], abs=1e-9)
            is_wrong = pattern in expected
            assert button["data-wrong"] == ("true" if is_wrong else "false")
            assert ("\N{MULTIPLICATION SIGN}" in button["text"]) == is_wrong
            p = shown_probability(float(button["data-value"]))
            assert button["aria-label"] == f"{bits}, p = {p}, {'wrong' if is_wrong else 'right'}"
            assert update(state, Replay(bits)).test_input == pattern
        before, verb = len(wrong(network, target, {})), "is" if len(expected) == 1 else "are"
        if not before and not expected:
            sentence = "Every answer stays right, so this network can do without."
        else:
            total = 2**state.length
            sentence = f"Now {len(expected)} of {total} inputs {verb} judged wrongly; without it held, {before}."
        assert words(state) == f"{HOLDS[name].meaning} {sentence}"


def test_one_that_can_do_without_says_so() -> None:
    """The shipped networks keep f near 1, so that it can as well be held there."""
    assert "can do without" in words(update(START, Hold("keep")))


def test_before_anything_is_held_nothing_is_judged() -> None:
    assert "Hold a gate" in words(START)
    assert all("data-wrong" not in button for button in inputs_shown(START).values())
    assert list(inputs_shown(START)) == ["00", "01", "10", "11"]


@pytest.mark.parametrize("name", GATES)
@pytest.mark.parametrize("start", [START, START_OF_FOUR], ids=["two bits", "four bits"])
def test_the_picture_is_that_of_the_held_network(start: State, name: str) -> None:
    state = update(start, Hold(name))
    assert state.clamps == clamps_of(name, start.units)
    assert state.held == name
    assert state.changed_by_hand
    for trace in activations_of(state).forward_pass.traces:
        for gate, value in GATES[name].items():
            assert abs(getattr(trace, gate) - value).max() < 1e-12


# --- Holding and letting go ---


def test_the_same_again_lets_go_and_another_takes_its_place() -> None:
    state = update(START_OF_FOUR, Hold("keep"))
    for event in (Hold("keep"), Hold("")):
        assert update(state, event).network is START_OF_FOUR.learned.network
    other = update(state, Hold("hide"))
    assert other.clamps == clamps_of("hide", 4)
    assert update(other, Restore()).clamps == ()


def test_what_single_units_hold_is_no_experiment_until_it_is_all_of_them() -> None:
    state = update(START_OF_FOUR, ClampGate("f", "1"))
    assert state.held == ""
    assert "Hold a gate" in words(state)
    assert update(START, ClampGate("f", "1")).held == "keep"  # of one unit it is
    assert update(state, Hold("show")).clamps == clamps_of("show", 4)


def test_it_is_refused_while_a_training_goes_on_and_what_is_none_always() -> None:
    with pytest.raises(ValueError, match="still going on"):
        update(update(START, Train()), Hold("keep"))
    with pytest.raises(ValueError, match="there is no experiment 'x'"):
        update(START, Hold("x"))
    assert not update(after(trained(update(START, Train())), PlayBack()), Hold("keep")).playing_back


@pytest.mark.parametrize("name", GATES)
def test_training_on_with_it_held(name: str) -> None:
    held = update(START, Hold(name))
    begun = update(held, TrainOn())
    if begun.training:
        assert words(begun) == f"{HOLDS[name].meaning} Training with it held."
    state = trained(begun)
    assert state.held == name
    assert not state.changed_by_hand
    left = wrong(state.learned.network, state.target, GATES[name])
    assert left == wrong(state.network, state.target, {})
    around = "it did not learn around it" if left else "it learned around it"
    if not begun.training:
        assert state.learned.epochs == 0
        around = "nothing had to be learned"
    verb = "is" if len(left) == 1 else "are"
    assert words(state).endswith(f"Trained on with it held, {around}: {len(left)} of 4 inputs {verb} judged wrongly.")
    for event in (Hold(""), Hold(name)):
        free = update(state, event)
        assert (free.learned, free.clamps) == (START.learned, ())
    other = update(state, Hold("write" if name != "write" else "keep"))
    assert other.learned == START.learned
    # Looking back at its epochs goes on with the gate held.
    looking = update(state, ShowEpoch(0))
    assert (looking.held, looking.learned.before) == (name, START.learned)
    again = trained(update(looking, TrainOn()))
    assert (again.held, again.learned.before) == (name, START.learned)


def test_a_change_by_hand_on_top_is_undone_to_what_was_learned_with_it_held() -> None:
    state = trained(after(START, Hold("keep"), TrainOn()))
    changed = update(state, SetWeight("p-b-1", 9.0))
    assert changed.changed_by_hand
    assert update(changed, Restore()) == state._replace(chosen=changed.chosen, slider_limit=changed.slider_limit)
    assert update(changed, Hold("")).edited is None
