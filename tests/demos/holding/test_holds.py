"""The set of experiments, for networks of any size."""

import pytest

from demos.holding.holds import HOLDS, clamps_of, held, name_of
from demos.holding.row import hold_buttons, more_buttons
from rnn.ablation import Clamp
from rnn.network import NetworkShape
from tests.demos.support import parse, text
from tests.rnn.problems import random_network


@pytest.mark.parametrize("units", [1, 3])
def test_an_experiment_holds_its_gates_in_every_unit_and_is_known_by_that(units: int) -> None:
    for name, hold in HOLDS.items():
        clamps = clamps_of(name, units)
        assert sorted(clamps) == sorted(Clamp(unit, *gate) for unit in range(1, units + 1) for gate in hold.gates)
        assert name_of(reversed(clamps), units) == name
        if units > 1:
            assert name_of(clamps[:-1], units) == ""
    assert clamps_of("", units) == ()
    assert name_of((), units) == ""
    assert name_of((Clamp(1, "g", 1.0),), units) == ""


def test_what_is_no_experiment_is_refused() -> None:
    network = random_network(NetworkShape(1, 2, 1))
    assert held(network, "") is network
    for refused in (lambda: held(network, "x"), lambda: clamps_of("x", 1)):
        with pytest.raises(ValueError, match="there is no experiment 'x'"):
            refused()


def test_a_button_for_each_of_which_the_one_that_is_on_is_pressed() -> None:
    for on in ("", *HOLDS):
        buttons = list(parse(hold_buttons(on, lambda name: f'{{"type":"{name}"}}')).iter("button"))
        assert [button.attrib["data-event"] for button in buttons] == [f'{{"type":"{name}"}}' for name in HOLDS]
        assert [text(button) for button in buttons] == [
            "Always keep (f = 1)",
            "Always forget (f = 0)",
            "Always overwrite (f = 0, i = 1)",
            "Always write (i = 1)",
            "Never show (o = 0)",
            "Always show (o = 1)",
        ]
        assert [button.attrib["aria-pressed"] == "true" for button in buttons] == [name == on for name in HOLDS]
    assert all("disabled" in button.attrib for button in parse(hold_buttons("", str, disabled=True)).iter("button"))


def test_what_can_be_done_while_something_is_held() -> None:
    assert not list(parse(more_buttons("", "{}", "{}")).iter("button"))
    assert [text(button) for button in parse(more_buttons("keep", "{}", "{}")).iter("button")] == [
        "Train on with it held",
        "Let go",
    ]
