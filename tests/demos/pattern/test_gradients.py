"""Every gradient is compared with what happens to the loss when that one quantity is nudged."""

from math import log

import numpy as np
import pytest

from demos.pattern.events import ClampGate, FlipInput, FlipTarget
from demos.pattern.gradients import gradients_of
from demos.pattern.state import State
from tests.demos.support import START, START_OF_FOUR, after, recompute_units, state_of, with_network

QUANTITIES = ("c", "h", "f", "i", "g", "o", "a_f", "a_i", "a_g", "a_o")
NUDGE = 1e-5
RANDOM = with_network(START_OF_FOUR, *np.random.default_rng(0).normal(0, 1, START_OF_FOUR.shape.size).tolist())
STATES = {
    "two bits, the target": START,
    "two bits, another": state_of("01", "11"),
    "four bits, the target": START_OF_FOUR,
    "four bits, another": after(START_OF_FOUR, FlipInput(2)),
    "four bits, random": RANDOM,
    "four bits, random, the wrong answer": after(RANDOM, FlipTarget(1)),
    "four bits, a gate held": after(RANDOM, ClampGate("f", "1")),
}
each_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES)


def loss(state: State, nudge: tuple[str, int, int, float] | None = None) -> float:
    """The cross-entropy of the last answer."""
    p = recompute_units(state.network, state.test_input, nudge)[-1]["p"][0]
    return -log(p if state.test_input == state.target else 1 - p)


@each_state
def test_the_loss(state: State) -> None:
    assert gradients_of(state).loss == pytest.approx(loss(state), rel=1e-9)


@each_state
def test_every_gradient_is_a_central_difference_of_the_loss(state: State) -> None:
    gradients = gradients_of(state)
    for name in QUANTITIES:
        for step in range(1, state.length + 1):
            for unit in range(1, state.units + 1):
                up, down = (loss(state, (name, step, unit, sign * NUDGE)) for sign in (1, -1))
                slope = (up - down) / (2 * NUDGE)
                assert gradients.value(name, step, unit) == pytest.approx(slope, rel=1e-5, abs=1e-9), (name, step, unit)


@each_state
def test_the_gradient_of_each_input(state: State) -> None:
    gradients = gradients_of(state)
    for step in range(1, state.length + 1):
        up, down = (loss(state, ("x", step, 1, sign * NUDGE)) for sign in (1, -1))
        assert gradients.value("x", step, 1) == pytest.approx((up - down) / (2 * NUDGE), rel=1e-5, abs=1e-9)


def test_a_wrong_gradient_would_be_noticed() -> None:
    """What c gets through h alone is not all that it gets: the comparison above can tell."""
    gradients, step = gradients_of(RANDOM), 2
    up, down = (loss(RANDOM, ("c", step, 1, sign * NUDGE)) for sign in (1, -1))
    q = recompute_units(RANDOM.network, RANDOM.test_input)[step - 1]
    through_h = gradients.value("h", step, 1) * q["o"][0] * (1 - q["tanh_c"][0] ** 2)
    assert through_h != pytest.approx((up - down) / (2 * NUDGE), rel=1e-3)


@each_state
def test_the_factors_are_the_forget_gates(state: State) -> None:
    steps = recompute_units(state.network, state.test_input)
    for ours, q in zip(gradients_of(state).forget, steps, strict=True):
        assert ours == pytest.approx(q["f"], abs=1e-12)


@each_state
def test_the_gradient_of_c_is_what_comes_along_c_and_through_h(state: State) -> None:
    """f of the next step times dL/dc of the next step, and what came through the step's own h."""
    gradients = gradients_of(state)
    steps = recompute_units(state.network, state.test_input)
    for step in range(1, state.length + 1):
        for unit in range(1, state.units + 1):
            q = steps[step - 1]
            through_h = gradients.value("h", step, unit) * q["o"][unit - 1] * (1 - q["tanh_c"][unit - 1] ** 2)
            along_c = 0.0
            if step < state.length:
                along_c = steps[step]["f"][unit - 1] * gradients.value("c", step + 1, unit)
            assert gradients.along_c(step, unit) == pytest.approx(along_c, rel=1e-9)
            assert gradients.through_h[step - 1][unit - 1] == pytest.approx(through_h, rel=1e-9)
            assert gradients.value("c", step, unit) == pytest.approx(through_h + along_c, rel=1e-9)


@pytest.mark.parametrize("target", ["00", "01", "10", "11"])
@pytest.mark.parametrize("test_input", ["00", "01", "10", "11"])
def test_the_label_follows_the_switches(target: str, test_input: str) -> None:
    assert gradients_of(state_of(target, test_input)).label == (target == test_input)
    flipped = update_target(state_of("10", test_input), target)
    assert gradients_of(flipped).label == (target == test_input)  # even where the network knows another pattern


def update_target(state: State, target: str) -> State:
    return state._replace(target=tuple(int(bit) for bit in target))
