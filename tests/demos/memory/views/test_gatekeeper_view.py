"""What is shown of the reader in the place of the gates."""

import re
from itertools import product
from math import tanh

import pytest

from demos.memory import events as e
from demos.memory.events import EVENTS
from demos.memory.gatekeeper import Gates
from demos.memory.state import State
from tests.demos.memory.support import RECALL_5, START, after, picture, recompute, update, with_network
from tests.demos.memory.test_beside import network_of
from tests.demos.support import having, of_class, one, shown_number, text

RIGHT = (Gates(1, 1, 0), Gates(1, 0, 0), Gates(1, 0, 0), Gates(0, 1, 0), Gates(1, 0, 0), Gates(1, 0, 1))


def played(state: State, steps: int = 6) -> State:
    """The state after so many steps, taken well."""
    for gates in RIGHT[:steps]:
        events = [e.SetGate(gate, value) for gate, value in gates._asdict().items()]
        state = after(state, *events, e.TakeStep())
    return state


def words(state: State) -> str:
    return text(of_class(picture(state), "gate-words")[0])


def test_it_is_offered_where_there_is_something_to_latch() -> None:
    assert of_class(picture(START), "gate-choice")
    assert not of_class(picture(RECALL_5), "gate-choice")


def test_each_gate_is_a_group_of_two_radio_buttons() -> None:
    state = after(START, e.SetGate("f", 1), e.SetGate("o", 0))
    groups = list(picture(state).iter("fieldset"))
    assert [text(group[0]) for group in groups] == ["forget gate f", "input gate i", "output gate o"]
    names = ["forget (0)", "keep (1)", "do not write (0)", "write (1)", "hide (0)", "show (1)"]
    assert [text(label) for group in groups for label in group.iter("label")] == names
    for group, gate in zip(groups, "fio", strict=True):
        radios = list(group.iter("input"))
        assert {radio.attrib["type"] for radio in radios} == {"radio"}
        assert {radio.attrib["name"] for radio in radios} == {f"memory-gate-{gate}"}
        assert [EVENTS.message(e.SetGate, gate=gate, value=value) for value in (0, 1)] == [
            radio.attrib["data-event"] for radio in radios
        ]
        chosen = [radio.attrib["value"] for radio in radios if "checked" in radio.attrib]
        assert chosen == {"f": ["1"], "i": [], "o": ["0"]}[gate]
        assert "disabled" not in group.attrib
    assert all("disabled" in group.attrib for group in picture(played(START)).iter("fieldset"))


@pytest.mark.parametrize("steps", range(7))
def test_the_readers_numbers_follow_step_by_step(steps: int) -> None:
    root, play = picture(played(START, steps)), START.gatekeeper
    expected: dict[tuple[str, int], float] = {}
    c = 0.0
    for step, gates in enumerate(RIGHT[:steps], start=1):
        c = gates.f * c + gates.i * (1 if play.bits[step - 1] else -1)
        expected |= {("c", step): c, ("h", step): gates.o * tanh(c)}
        expected |= {(gate, step): value for gate, value in gates._asdict().items()}
    found = {
        (square.attrib["data-yours"], int(square.attrib["data-step"])): float(square.attrib["data-value"])
        for square in having(root, "data-yours")
        if "data-value" in square.attrib
    }
    g = {step: found.pop(("g", step)) for step in range(1, 7) if ("g", step) in found}
    assert g == {step: 1 if play.bits[step - 1] else -1 for step in range(1, min(steps + 1, 6) + 1)}
    now = {(gate, steps + 1) for gate in "fio"} if 0 < steps < 6 else set()  # as they stand
    assert {key: value for key, value in found.items() if key not in now} == expected
    assert now <= found.keys()
    assert bool([s for s in having(root, "data-network") if "data-value" in s.attrib]) == (steps == 6)


@pytest.mark.parametrize("seed", range(50))
def test_the_networks_numbers_beside_them(seed: int) -> None:
    network = network_of(seed)
    units = network.shape.units
    state = after(played(START), *([e.SetUnits(units)] if units > 1 else []))
    for unit in range(1, units + 1):
        shown = with_network(state, network)._replace(unit=unit)
        expected = recompute(network, state.gatekeeper.bits, state.gatekeeper.marks)
        squares = having(picture(shown), "data-network")
        assert len(squares) == 5 * 6
        for square in squares:
            name, step = square.attrib["data-network"], int(square.attrib["data-step"])
            value = expected[step - 1][name][unit - 1]
            assert float(square.attrib["data-value"]) == pytest.approx(value, abs=1e-9)
            number = shown_number(float(square.attrib["data-value"]), name in "ch")
            assert text(square[0]).startswith(number)
            if name not in "fio" or (name, step) == ("f", 1):
                assert text(square) == number
                continue
            mine = getattr(RIGHT[step - 1], name)
            third = 0 if 3 * value < 1 else 1 if 3 * value > 2 else 0.5
            how = "in between" if third == 0.5 else "the same" if third == mine else "the opposite"
            assert square.attrib["data-how"] == how
            assert text(square[0]).endswith(
                {"in between": "~", "the same": "=", "the opposite": "\N{NOT EQUAL TO}"}[how]
            )
            place = {0: "near 0", 1: "near 1", 0.5: "in between"}[third]
            aloud = {"in between": "in between", "the same": "as yours", "the opposite": "the opposite of yours"}[how]
            assert text(square[1]) == f"{number}, {place}, {aloud}"


def test_the_sum_of_the_step_to_come_adds_up_as_it_is_printed() -> None:
    number = r"\(?([+\N{MINUS SIGN}]?[\d.]+)\)?"
    pattern = re.compile(
        rf"c = (\d) \N{{MULTIPLICATION SIGN}} {number} \+ (\d) \N{{MULTIPLICATION SIGN}} {number} = {number}, "
        rf"h = (\d) \N{{MULTIPLICATION SIGN}} tanh{number} = {number}"
    )
    for gates in product((0, 1), repeat=3):
        state = played(START, 3)
        state = after(state, *[e.SetGate(gate, value) for gate, value in zip("fio", gates, strict=True)])
        match = pattern.search(words(state))
        assert match
        f, c_prev, i, g, c, o, again, h = (float(part.replace("\N{MINUS SIGN}", "-")) for part in match.groups())
        assert (f, i, o) == gates
        assert (c_prev, g) == (1, -1)
        assert c == again == f * c_prev + i * g
        assert h == round(o * tanh(c), 2)


def test_what_is_missing_is_said_and_keeps_the_step_back() -> None:
    assert "Set f, i and o." in words(START)
    state = after(START, e.SetGate("i", 1))
    assert "Set f and o." in words(state)
    (button,) = [b for b in picture(state).iter("button") if text(b) == "Take step 1"]
    assert button.get("aria-disabled") == "true"
    (button,) = [b for b in picture(played(START, 1)).iter("button") if text(b) == "Take step 2"]
    assert "aria-disabled" not in button.attrib


def test_the_end_tells_both_answers() -> None:
    state = played(START)
    root = picture(state)
    assert [p.attrib["data-answer"] for p in having(root, "data-answer")] == ["0"]
    assert [p.attrib["data-network-answer"] for p in having(root, "data-network-answer")] == ["0"]
    assert "is 0: right" in words(state)
    assert "has not learned" not in words(state)
    assert words(update(state, e.Hold("hide"))).count("With o = 0 held: The network answers") == 1
    assert "The network, which has not learned anything yet, answers" in words(after(state, e.SetUnits(2)))
    hidden = update(played(START, 5), e.SetGate("o", 0))
    assert one(picture(update(hidden, e.TakeStep())), "data-answer", "") is not None
