import base64

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from demos.pattern.events import (
    ChangeNetwork,
    ClampGate,
    FlipInput,
    FlipTarget,
    PutWeightsInLink,
    SetWeight,
    ShowEpoch,
    Train,
    TrainOn,
)
from demos.pattern.limits import WEIGHT
from demos.pattern.links import decode_weights, encode_weights, query_of
from demos.pattern.presets import TWO_BIT
from demos.pattern.state import Origin, State
from demos.pattern.url import initial_state
from demos.pattern.views.controls import training_status
from lstm.network import flatten
from tasks.bits import network_shape
from tests.demos.support import START, START_OF_FOUR, TABLE, TABLE_OF_FOUR, after, state_of, trained

ONE, FOUR = network_shape(1), network_shape(4)
URL_SAFE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~=&")


def opened(state: State) -> State:
    """The demo as the reader of the state's link meets it."""
    table = TABLE if state.preset is TWO_BIT else TABLE_OF_FOUR
    return initial_state(state.preset, table, f"?{query_of(state)}")


# --- Weights ---


@settings(max_examples=50)
@given(arrays(np.float64, ONE.size, elements=st.floats(-WEIGHT, WEIGHT)))
def test_out_and_in_again_but_for_rounding(theta: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    text = encode_weights(theta)
    assert set(text) <= URL_SAFE
    back, _ = decode_weights(text, ONE)
    assert back.dtype == np.float64
    np.testing.assert_array_equal(back, theta.astype(np.float32))


GOOD = encode_weights(np.linspace(-3, 3, ONE.size))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "format"),
        (GOOD.removeprefix("1."), "format"),
        ("2" + GOOD[1:], "format"),
        ("01" + GOOD[1:], "format"),
        (GOOD[:-1], "damaged|not those of"),
        (GOOD[:-4], "not those of 1 units"),
        (GOOD + "AAAA", "not those of 1 units"),
        ("1.", "not those of 1 units"),
        (GOOD[:5] + "*" + GOOD[6:], "damaged"),
        (GOOD[:5] + " " + GOOD[6:], "damaged"),
        (GOOD[:5] + "\u00e9" + GOOD[6:], "damaged"),
        (encode_weights(np.zeros(FOUR.size)), "not those of 1 units"),
    ],
)
def test_what_was_damaged_on_the_way(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        decode_weights(text, ONE)


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 1.01 * WEIGHT, -1.01 * WEIGHT])
@pytest.mark.parametrize("place", [0, ONE.size - 1])
def test_a_number_that_cannot_be(number: float, place: int) -> None:
    theta = np.zeros(ONE.size)
    theta[place] = number
    with pytest.raises(ValueError, match="a weight beyond 1000"):
        decode_weights(encode_weights(theta), ONE)


@given(st.text(max_size=200) | st.binary(max_size=100).map(lambda data: "1." + base64.b64encode(data).decode()))
def test_any_text_is_weights_or_a_value_error(text: str) -> None:
    try:
        theta, _ = decode_weights(text, ONE)
    except ValueError:
        return
    assert np.isfinite(theta).all()
    assert theta.shape == (ONE.size,)


# --- Whole links ---

STATES = {
    "two bits": START,
    "another target and input": after(state_of("01", "11"), FlipInput(1)),
    "trained here": trained(after(START, Train())),
    "four bits": START_OF_FOUR,
    "another size": after(START, ChangeNetwork(3, 5), FlipTarget(2)),
    "largest": after(START_OF_FOUR, ChangeNetwork(16, 8)),
    "training": after(START, Train()),
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_link_leads_to_the_same_settings(state: State) -> None:
    assert set(query_of(state)) <= URL_SAFE
    there = opened(state)
    assert there.notice == ""
    assert (there.target, there.test_input, there.units) == (state.target, state.test_input, state.units)


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_whoever_trains_there_gets_the_network_of_here(state: State) -> None:
    if state.learned.origin is Origin.TRAINED and state.bits == 2:
        ours, theirs = trained(state), trained(after(opened(state), Train()))
        assert flatten(ours.network).tobytes() == flatten(theirs.network).tobytes()
    elif state.learned.origin is Origin.SEED:
        assert flatten(state.network).tobytes() == flatten(opened(state).network).tobytes()
    else:
        assert opened(state).learned is state.learned


CHANGED = {
    **STATES,
    "edited": after(START, SetWeight("f-x-1", 2.5)),
    "held": after(START_OF_FOUR, ClampGate("o", "1"), SetWeight("p-b-1", -4.0)),
    "an earlier epoch": after(START, ShowEpoch(7)),
    "trained on": trained(after(START, FlipTarget(1), TrainOn())),
}


@pytest.mark.parametrize("state", CHANGED.values(), ids=CHANGED)
def test_with_weights_the_link_leads_to_the_very_network(state: State) -> None:
    there = opened(after(state, PutWeightsInLink()))
    assert there.notice == ""
    assert there.learned.origin is Origin.LINK
    np.testing.assert_array_equal(flatten(there.network), flatten(state.network).astype(np.float32))
    assert (there.target, there.test_input, there.units) == (state.target, state.test_input, state.units)


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_weights_are_only_in_the_link_if_wanted(state: State) -> None:
    assert "weights=" not in query_of(state)
    assert "weights=" not in query_of(after(state, PutWeightsInLink(), PutWeightsInLink()))


@pytest.mark.parametrize("weights", ["", "1.AAAA", "9.x", "nonsense"])
def test_weights_that_cannot_be_used_are_complained_about(weights: str) -> None:
    state = initial_state(TWO_BIT, TABLE, f"?target=01&weights={weights}")
    assert state.notice.startswith(f"The address asks for weights={weights}, but its weights")
    assert state.learned is TABLE[(0, 1)]


def test_a_bias_at_the_limit_survives_the_journey() -> None:
    """The bias on the page is the sum of two; neither must leave the limits."""
    for value in (WEIGHT, -WEIGHT):
        for gate in "figo":
            state = after(START, SetWeight(f"{gate}-b-1", value), PutWeightsInLink())
            assert opened(state).notice == ""


def test_a_link_does_not_claim_that_a_network_was_taught_what_it_was_not() -> None:
    """The network knows 10; the switches, and so the link, say 00."""
    there = opened(after(START, FlipTarget(1), PutWeightsInLink()))
    assert "taught 00" not in training_status(there)


def test_a_link_with_random_weights_does_not_claim_that_they_were_taught() -> None:
    there = opened(after(START, ChangeNetwork(2, 2), PutWeightsInLink()))
    assert "taught 10" not in training_status(there)


def test_the_last_seed_of_all_has_a_next_one_that_can_be_linked() -> None:
    state = trained(after(initial_state(TWO_BIT, TABLE, "?seed=4294967295"), Train()))
    assert opened(after(state._replace(learned=state.learned._replace(seed=None)))).notice == ""
    assert opened(after(state, Train())).notice == ""
