import base64
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from demos import links
from demos.limits import WEIGHT
from demos.links import encode_weights
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
from demos.pattern.limits import UNITS, UNITS_OF
from demos.pattern.presets import FOUR_BIT, TWO_BIT
from demos.pattern.state import Learned, Origin, State, TrainingRecord
from demos.pattern.views.controls import training_status
from rnn.arrays import Array
from rnn.network import NetworkShape, flatten, unflatten
from tasks.bits import network_shape
from tests.demos.support import (
    START,
    START_OF_FOUR,
    TABLE,
    TABLE_OF_FOUR,
    after,
    initial_state,
    query_of,
    state_of,
    trained,
)

ONE, FOUR = network_shape(1), network_shape(4)
URL_SAFE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~=&")


def decode_weights(text: str, shape: NetworkShape) -> tuple[Array, str]:
    return links.decode_weights(text, shape, UNITS_OF)


type Encode = Callable[[Array, str], str]


def first_version(theta: Array, taught: str = "") -> str:
    """The weights as links had them before."""
    return f"1.{taught}.{base64.urlsafe_b64encode(theta.astype('<f4').tobytes()).decode().rstrip('=')}"


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
CUT_OFF, DAMAGED = "its weights were cut off", "its weights are damaged"
OTHER_FORMAT = "its weights are in a format that this page does not know"


def refusal(text: str, shape: NetworkShape = ONE) -> str:
    with pytest.raises(ValueError) as caught:
        decode_weights(text, shape)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", CUT_OFF),
        (GOOD.removeprefix("2."), OTHER_FORMAT),
        ("3" + GOOD[1:], OTHER_FORMAT),
        ("02" + GOOD[1:], OTHER_FORMAT),
        (GOOD[:-1], CUT_OFF),
        (GOOD[:-4], CUT_OFF),
        ("2", CUT_OFF),
        ("2..18.", CUT_OFF),
        (GOOD.replace(".18.", ".43."), CUT_OFF),  # more are announced than are there
        (GOOD.replace("2..18.", "2..17."), DAMAGED),  # no network has 17 weights
        (GOOD.replace("2..18.", "2..018."), DAMAGED),
        (GOOD.replace("2..18.", "2..1\u0668."), DAMAGED),
        (GOOD.replace("2..18.", "2..999999999."), DAMAGED),
        (GOOD.replace("2..18.", "2.10.18."), DAMAGED),  # what it was taught is part of the checksum
        (GOOD[:9] + "z" * 3 + GOOD[12:], DAMAGED),
        (GOOD.lower(), DAMAGED),
        (GOOD.upper(), DAMAGED),
        (GOOD.replace("2..18.", "2..18.0"), DAMAGED),
        (encode_weights(np.zeros(FOUR.size)), "its weights are those of 4 units, not those of 1 units"),
    ],
)
def test_what_was_damaged_on_the_way(text: str, reason: str) -> None:
    assert refusal(text) == reason


@pytest.mark.parametrize("units", UNITS)
def test_every_beginning_of_the_weights_is_called_cut_off(units: int) -> None:
    shape = network_shape(units)
    text = encode_weights(np.random.default_rng(units).normal(size=shape.size), "1010")
    assert {refusal(text[:end], shape) for end in range(0, len(text), 1 + units * units // 8)} == {CUT_OFF}
    assert refusal(text[:-1], shape) == CUT_OFF


@given(st.integers(0, len(GOOD) - 1), st.sampled_from("0123456789AZaz"))
def test_another_letter_anywhere_is_noticed(place: int, letter: str) -> None:
    if GOOD[place] != letter:
        refusal(GOOD[:place] + letter + GOOD[place + 1 :])


@pytest.mark.parametrize("sign", ["\n", "\r\n", "=\r\n", " ", "-", "\u00ad", "\u200b", "...", "*"])
def test_what_was_put_between_the_letters_is_passed_over(sign: str) -> None:
    theta, _ = decode_weights(sign.join([GOOD[:30], GOOD[30:90], GOOD[90:]]), ONE)
    np.testing.assert_array_equal(theta, np.linspace(-3, 3, ONE.size).astype(np.float32))


@pytest.mark.parametrize("end", [".", ")", "<br>", '">', "=", " and more", "\u2026", "-_"])
def test_what_was_put_behind_is_passed_over(end: str) -> None:
    np.testing.assert_array_equal(decode_weights(GOOD + end, ONE)[0], decode_weights(GOOD, ONE)[0])


@pytest.mark.parametrize("number", [1.01 * WEIGHT, -1.01 * WEIGHT, 3e38])
@pytest.mark.parametrize("place", [0, ONE.size - 1])
@pytest.mark.parametrize("encode", [encode_weights, first_version])
def test_a_number_beyond_what_a_weight_can_be(encode: Encode, number: float, place: int) -> None:
    theta = np.zeros(ONE.size)
    theta[place] = number
    assert refusal(encode(theta, "10")) == "it has a weight beyond 1000"


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [0, ONE.size - 1])
@pytest.mark.parametrize("encode", [encode_weights, first_version])
def test_a_number_that_is_none(encode: Encode, number: float, place: int) -> None:
    theta = np.zeros(ONE.size)
    theta[place] = number
    assert refusal(encode(theta, "10")) == "it has a weight that is not finite"


@given(
    st.text(max_size=200)
    | st.binary(max_size=100).map(lambda data: "1.." + base64.urlsafe_b64encode(data).decode())
    | st.text("0123456789.AZaz", max_size=150).map(lambda text: "2." + text)
)
def test_any_text_is_weights_or_a_value_error(text: str) -> None:
    try:
        theta, _ = decode_weights(text, ONE)
    except ValueError:
        return
    assert np.isfinite(theta).all()
    assert theta.shape == (ONE.size,)


# --- Weights as links had them before ---

OLD = "1.10.AABAwGlpKcDT0hLAeHj4v0tLy78eHp6_4uFhv4iHB7-1tDS-tbQ0PoiHBz_i4WE_Hh6eP0tLyz94ePg_09ISQGlpKUAAAEA_"
"""Made by this page before there was a second version; it ends in what texts leave out of links."""


def test_an_old_link_still_opens() -> None:
    theta, taught = decode_weights(OLD, ONE)
    wanted = np.linspace(-3, 3, ONE.size)
    wanted[-1] = 0.75
    assert (theta.tolist(), taught) == (wanted.astype(np.float32).tolist(), "10")
    state = initial_state(TWO_BIT, TABLE, f"?target=10&input=11&units=1&seed=4&weights={OLD}")
    assert (state.learned.origin, state.learned.target, state.notice) == (Origin.LINK, (1, 0), "")


@pytest.mark.parametrize("units", UNITS)
def test_old_links_of_every_size(units: int) -> None:
    shape = network_shape(units)
    theta = np.random.default_rng(units).normal(size=shape.size)
    text = first_version(theta)
    np.testing.assert_array_equal(decode_weights(text, shape)[0], theta.astype(np.float32))
    assert refusal(text[:-1], shape) == f"its weights are not those of {units} units: they were cut off"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (OLD[:-1], "its weights are not those of 1 units: they were cut off"),
        (OLD + "AAAA", "its weights are not those of 1 units"),
        (OLD + "=", DAMAGED),
        ("1.", "its weights are not those of 1 units: they were cut off"),
        (OLD[:9] + "*" + OLD[10:], DAMAGED),
        (OLD[:9] + "+" + OLD[10:], DAMAGED),  # of another base64
        (OLD[:9] + "/" + OLD[10:], DAMAGED),
        (OLD[:9] + "\u00e9" + OLD[10:], DAMAGED),
        (OLD[:9] + "\u0661" + OLD[10:], DAMAGED),
    ],
)
def test_an_old_link_that_was_damaged(text: str, reason: str) -> None:
    assert refusal(text) == reason


def test_the_last_character_of_an_old_link_says_no_more_than_it_can() -> None:
    """Two units: 43 weights are 1376 bits, of which two are in the last character; its other four must be zero."""
    shape = network_shape(2)
    text = first_version(np.zeros(shape.size))
    assert text[-1] == "A"
    decode_weights(text, shape)
    for letter in "BCDP":
        assert refusal(text[:-1] + letter, shape) == DAMAGED


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
    if state.learned.origin is Origin.TRAINED and state.length == 2:
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


def with_random_weights(units: int) -> State:
    """The four-bit demo with another network, and the weights in its link."""
    state = after(START_OF_FOUR, ChangeNetwork(units, 4), PutWeightsInLink())
    theta = np.random.default_rng(units).normal(scale=2, size=state.shape.size)
    return state._replace(learned=Learned(unflatten(theta, state.shape), Origin.TRAINED, state.target))


@pytest.mark.parametrize("units", UNITS)
def test_a_link_of_every_size_ends_in_a_letter_or_digit_and_opens_the_network(units: int) -> None:
    state = with_random_weights(units)
    query = query_of(state)
    assert query[-1].isalnum()
    assert query[-1].isascii()
    assert set(query) <= URL_SAFE - {"-", "_", "~"}
    there = opened(state)
    assert (there.notice, there.learned.origin, there.learned.target) == ("", Origin.LINK, state.target)
    np.testing.assert_array_equal(flatten(there.network), flatten(state.network).astype(np.float32))


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_every_link_ends_in_a_letter_or_digit(state: State) -> None:
    assert query_of(state)[-1].isalnum()
    assert query_of(after(state, PutWeightsInLink()))[-1].isalnum()


CUTS = [
    "",
    ".",
    "...",
    "\u2026",
    "%E2%80%A6",
    ")",
    "[...]",
    "%",
    "%2",
    "+read+more",
    "\u2026 (Show more)",
    "&utm_source=x",
]
"""What stands behind a link that was cut off."""


@pytest.mark.parametrize("units", [1, 2, 16])
def test_every_beginning_of_a_link_with_weights_is_called_cut_off(units: int) -> None:
    query = query_of(with_random_weights(units))
    ends = range(2, len(query), 1 if units == 1 else 13 * units)  # a single letter may be other people's
    for end in [*ends, *range(2, 90), *range(len(query) - 12, len(query))]:
        for behind in CUTS if units == 1 and (end < 80 or end > len(query) - 12) else [""]:
            there = initial_state(FOUR_BIT, TABLE_OF_FOUR, f"?{query[:end]}{behind}")
            assert "cut off" in there.notice, query[:end] + behind
            assert there.learned.origin is not Origin.LINK


def test_damage_before_words_is_damage() -> None:
    text = encode_weights(flatten(START.network), "10")
    for behind in (" and more", "...", "\u2026 (read more)"):
        with pytest.raises(ValueError, match="its weights are damaged"):
            decode_weights(text[:30] + "x" + text[31:] + behind, START.shape)


@pytest.mark.parametrize("wrap", ["%0A", "%0D%0A", "%20", "+", "%C2%A0", "=%0D%0A", "=\r\n", "\r\n", "\\"])
@pytest.mark.parametrize("encode", [encode_weights, first_version])
@pytest.mark.parametrize("width", [1, 7, 38, 76])
def test_a_wrapped_link_with_weights_opens(encode: Encode, wrap: str, width: int) -> None:
    if encode is first_version and wrap == "\\":
        return  # that is no character that mail and comment fields put into what has no signs to escape
    weights = encode(np.linspace(-3, 3, ONE.size), "10")
    address = f"https://example.org/lstm/two-bit.html?with=weights&target=10&input=11&units=1&seed=4&weights={weights}"
    start = address.index("?") + 1 - width  # where a line may begin
    lines = [address[start + width :][k : k + width] for k in range(0, len(address) - start - width, width)]
    state = initial_state(TWO_BIT, TABLE, f"?{wrap.join(lines)}")
    assert (state.notice, state.learned.origin, state.test_input, state.next_seed) == ("", Origin.LINK, (1, 1), 4)


def test_letters_and_digits_behind_the_end_are_damage() -> None:
    text = encode_weights(flatten(START.network), "10")
    for more in ("9" * 400, text, "a"):
        with pytest.raises(ValueError, match="its weights are damaged"):
            decode_weights(text + more, START.shape)


def test_a_link_with_weights_survives_what_comment_fields_do_to_it() -> None:
    query = query_of(with_random_weights(4))
    for mangled in (
        query.replace("&", "&amp;"),
        query + ".",
        query + ")",
        query + "%E2%80%A6",
        query + "%22%3Elook%3C/a%3E",
        "%0A".join([query[:150], query[150:226], query[226:]]),
        query.replace("=", "=3D") + "=0A",
        "&".join(reversed(query.split("&"))),
        f"utm_source=x&{query}&fbclid=y",
    ):
        there = initial_state(FOUR_BIT, TABLE_OF_FOUR, f"?{mangled}")
        assert (there.notice, there.learned.origin, there.units) == ("", Origin.LINK, 4), mangled


@pytest.mark.parametrize("encode", [encode_weights, first_version])
@pytest.mark.parametrize(
    ("taught", "reason"),
    [
        ("0110", "its target is not a pattern of 2 bits"),
        ("1", "its target is not a pattern of 2 bits"),
        ("ab", "a pattern is written with the digits 0 and 1, not 'ab'"),
        ("\u0661\u0660", "a pattern is written with the digits 0 and 1, not '\u0661\u0660'"),
    ],
)
def test_weights_taught_what_the_page_cannot_be(encode: Encode, taught: str, reason: str) -> None:
    """In the words that are used of a file."""
    state = initial_state(TWO_BIT, TABLE, f"?weights={encode(np.zeros(ONE.size), taught)}")
    assert state.notice.endswith(f", but {reason}.")
    assert state.learned is TABLE[TWO_BIT.target]


@pytest.mark.parametrize("weights", ["1.0110.", "1.01.", "1..", "2.01.18.", "2.0110.", "2.01.18.)"])
def test_no_weights_at_all(weights: str) -> None:
    state = initial_state(TWO_BIT, TABLE, f"?weights={weights}")
    assert "cut off" in state.notice
    assert state.learned is TABLE[TWO_BIT.target]


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
    assert opened(after(state._replace(learned=state.learned._replace(training=TrainingRecord())))).notice == ""
    assert opened(after(state, Train())).notice == ""
