import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.pattern.activations import activations_of
from tasks.bits import all_inputs
from tests.demos.support import PATTERNS, START, START_OF_FOUR, recompute, state_of, with_network

QUANTITIES = list(recompute(START.learned.network, START.test_input)[0])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-8, 8), min_size=18, max_size=18))
def test_every_quantity_of_every_pattern_is_what_plain_floats_give(theta: list[float]) -> None:
    state = with_network(START, *theta)
    activations = activations_of(state)
    for k, pattern in enumerate(all_inputs(2)):
        for step, wanted in enumerate(recompute(state.learned.network, pattern), start=1):
            ours = {name: activations.values(name, step)[k] for name in QUANTITIES}
            assert ours == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("test_input", PATTERNS)
def test_value_is_that_of_the_test_input(test_input: str) -> None:
    activations = activations_of(state_of(test_input=test_input))
    shown = PATTERNS.index(test_input)
    for name in QUANTITIES:
        assert activations.value(name, 2) == activations.values(name, 2)[shown]
    assert [activations.value("x", step) for step in (1, 2)] == [1.0 if bit == "1" else -1.0 for bit in test_input]


def test_numbers_are_plain_floats() -> None:
    activations = activations_of(START)
    assert {type(activations.value(name, 1)) for name in QUANTITIES} == {float}
    assert {type(value) for name in QUANTITIES for value in activations.values(name, 1)} == {float}


def test_an_unknown_quantity() -> None:
    for name in ("q", "a_q"):
        with pytest.raises(KeyError):
            activations_of(START).value(name, 1)


@pytest.mark.parametrize("unit", [1, 2, 3, 4])
def test_every_unit_of_four(unit: int) -> None:
    activations = activations_of(START_OF_FOUR)
    for k, pattern in enumerate(all_inputs(4)):
        for step, wanted in enumerate(recompute(START_OF_FOUR.network, pattern, unit), start=1):
            ours = {name: activations.values(name, step, unit)[k] for name in QUANTITIES}
            assert ours == pytest.approx(wanted, abs=1e-12)


def test_points_pair_two_quantities() -> None:
    activations = activations_of(START_OF_FOUR)
    expected = list(zip(activations.values("a_g", 3, 2), activations.values("g", 3, 2), strict=True))
    assert activations.points("a_g", "g", 3, 2) == expected


def test_a_pattern_of_another_length_was_not_taught() -> None:
    assert activations_of(START).taught == PATTERNS.index("10")
    assert activations_of(START._replace(learned=START.learned._replace(target=None))).taught is None
    assert activations_of(START._replace(learned=START.learned._replace(target=(1, 0, 1)))).taught is None
