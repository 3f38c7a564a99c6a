"""What is said of the network at hand follows from its numbers: cases, words, experiments, and how it was trained."""

import re
from collections.abc import Iterable
from typing import Any

import pytest

from demos.holding.holds import HOLDS
from demos.memory import events as e
from demos.memory.reading import cases_of
from demos.memory.state import Learned, Origin, State
from demos.memory.views.learning import describe, held_words
from demos.numbers import percent
from rnn.network import Network, NetworkShape
from rnn.state_dict import to_state_dicts
from tests.demos.memory.support import (
    START,
    after,
    asked_in_tests,
    at_the_end,
    initial_state,
    picture,
    share_right,
    update,
    with_network,
)
from tests.demos.memory.test_holds import GATES as HELD
from tests.demos.memory.test_holds import share_right_with
from tests.demos.support import having, one, shown_number, text
from tests.oracle.plain import read
from tests.rnn.problems import random_network

TWO = at_the_end(after(initial_state("?units=2&seed=3"), e.Train()))
RANDOM = [random_network(NetworkShape(2, 1, 1), seed, scale=0.5 + seed / 10) for seed in range(50)]
NUMBER = r"([+\N{MINUS SIGN}]?\d\.\d\d)"
MINUS = "\N{MINUS SIGN}"


def value_of(number: str) -> float:
    return float(number.replace(MINUS, "-"))


def means_of(network: Network, steps: int, unit: int = 1) -> dict[tuple[str, int, int], list[float]]:
    """All that each gate was in each case, (gate, marked, bit), in plain floats; the first step is left out."""
    found: dict[tuple[str, int, int], list[float]] = {}
    weights = to_state_dicts(network)
    for xs, _ in asked_in_tests("latch", steps):
        for (bit, mark), q in list(zip(xs, read(weights, xs), strict=True))[1:]:
            for gate in "figo":
                found.setdefault((gate, int(mark > 0), int(bit > 0)), []).append(q[gate][unit - 1])
    return found


# --- Cases ---


@pytest.mark.parametrize(
    "state",
    [START, TWO, update(TWO, e.LookAt(2)), update(START, e.Hold("write")), initial_state("?steps=6&units=3")],
    ids=["at first", "two units", "the second", "held", "six steps"],
)
def test_every_case_is_the_mean_over_its_steps(state: State) -> None:
    values = means_of(state.network, len(state.bits), state.unit)
    shown = having(picture(state), "data-case")
    assert len(shown) == 4 * 4
    for element in shown:
        gate, marked, bit = element.attrib["data-case"].split("-")
        of_case = values[gate, int(marked), int(bit)]
        mean = sum(of_case) / len(of_case)
        assert float(element.attrib["data-value"]) == pytest.approx(mean, abs=1e-9)
        assert text(element) == shown_number(float(element.attrib["data-value"]), gate == "g")
        least, most = re.findall(NUMBER, element.attrib["title"])
        assert value_of(least) == pytest.approx(min(of_case), abs=0.0051)
        assert value_of(most) == pytest.approx(max(of_case), abs=0.0051)


def test_cases_are_live_while_it_trains() -> None:
    """Of the network as it is after so many updates, not as it was."""
    state = after(START, e.Train())
    values = means_of(state.learned.network, 8)
    cases = cases_of(state.network, 8, 1)
    for (gate, marked, bit), of_case in values.items():
        assert cases[gate].mean[marked, bit] == pytest.approx(sum(of_case) / len(of_case), abs=1e-9)


# --- What the gates do, in words ---


def claims(sentence: str) -> dict[str, Any]:
    """What is claimed of each gate."""
    found: dict[str, Any] = {}
    for gate, verb, number in re.findall(rf"\b([fio]) (falls|rises|closes|opens) to {NUMBER}", sentence):
        found[gate] = (verb, number)
    for gate, number in re.findall(rf"\b([fio]) is {NUMBER}", sentence):
        found[gate] += (number,)
    for gate, how, marked, other in re.findall(
        rf"\b([fio]) (stays open|stays shut|differs little), marked or not \({NUMBER} and {NUMBER}\)", sentence
    ):
        assert gate not in found
        found[gate] = (how, marked, other)
    for low, high in re.findall(rf"g is {NUMBER} for a 0 and {NUMBER} for a 1", sentence):
        found["g"] = (low, high)
    return found


def expected_claims(mean: dict[tuple[str, int, int], float]) -> dict[str, Any]:
    """The same from the means."""
    found: dict[str, Any] = {}
    for gate in "fio":
        marked, other = ((mean[gate, k, 0] + mean[gate, k, 1]) / 2 for k in (1, 0))
        if marked - other > 0.5:
            found[gate] = ("rises" if gate == "f" else "opens", shown_number(marked, False), shown_number(other, False))
        elif other - marked > 0.5:
            found[gate] = (
                "falls" if gate == "f" else "closes",
                shown_number(marked, False),
                shown_number(other, False),
            )
        else:
            both_open, both_shut = min(marked, other) > 0.8, max(marked, other) < 0.2
            how = "stays open" if both_open else "stays shut" if both_shut else "differs little"
            found[gate] = (how, shown_number(marked, False), shown_number(other, False))
    low, high = mean["g", 1, 0], mean["g", 1, 1]
    if abs(high - low) > 0.5:
        found["g"] = (shown_number(low, True), shown_number(high, True))
    return found


def test_what_is_said_of_the_gates_of_any_network() -> None:
    kinds = set()
    for network in RANDOM:
        cases = cases_of(network, 8, 1)
        sentence = describe(cases)
        mean = {(gate, k, bit): float(cases[gate].mean[k, bit]) for gate in "figo" for k in (0, 1) for bit in (0, 1)}
        expected = expected_claims(mean)
        assert claims(sentence) == expected
        tells = any(len(claim) == 2 or not claim[0].startswith(("stays", "differs")) for claim in expected.values())
        assert ("None of the gates" in sentence) != tells
        assert sentence.endswith(".")
        kinds |= {claim[0] for gate, claim in expected.items() if gate != "g"} | ({"g"} & expected.keys())
    assert kinds == {"falls", "rises", "opens", "closes", "stays open", "stays shut", "differs little", "g"}


def test_what_is_said_of_the_network_at_first() -> None:
    values = means_of(START.network, 8)
    mean = {case: sum(numbers) / len(numbers) for case, numbers in values.items()}
    page = text(one(picture(START), "id", "memory-status")) + describe(cases_of(START.network, 8, 1))
    assert claims(page) == expected_claims(mean)
    assert "f falls" in page
    assert "i opens" in page


# --- Gates held ---


def share_said(sentence: str) -> tuple[int, str]:
    ((count, share),) = re.findall(r"(\d+) of 256 fresh sequences right, (\d+\N{NO-BREAK SPACE}%)", sentence)
    return int(count), share


def in_percent(share: float) -> str:
    """Only all is 100 %, only nothing is 0 %."""
    whole = 100 if share == 1 else 0 if share == 0 else min(max(round(100 * share), 1), 99)
    return f"{whole}\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize("count", [0, 1, 2, 128, 130, 254, 255, 256])
def test_percent(count: int) -> None:
    assert percent(count / 256) == in_percent(count / 256)


@pytest.mark.parametrize("name", HOLDS)
def test_what_holding_does_is_counted(name: str) -> None:
    for network in [START.learned.network, *RANDOM[7::25]]:
        state = update(with_network(START, network), e.Hold(name))
        before = share_right(to_state_dicts(network), "latch", 8)
        now = share_right_with(network, HELD[name])
        sentence = held_words(state)
        assert sentence.startswith(HOLDS[name].meaning)
        assert share_said(sentence) == (round(256 * now), in_percent(now))
        if now == before:
            change = f"The accuracy stays at {in_percent(now)}: "
        else:
            verb = "falls" if now < before else "rises"
            parts = [in_percent(before), in_percent(now)]
            if parts[0] == parts[1]:
                parts = [str(round(256 * before)), f"{round(256 * now)} right answers"]
            change = f"The accuracy {verb} from {parts[0]} to {parts[1]}: "
        assert change in sentence


@pytest.mark.parametrize("name", HOLDS)
def test_whether_it_learned_around_it(name: str) -> None:
    state = after(START, e.Hold(name), e.TrainHeld())
    assert "Training with it held: " in held_words(state)
    state = at_the_end(state)
    share = share_right_with(state.learned.network, HELD[name])
    words = (
        "it learned around it:"
        if share == 1
        else "it learned nearly all of it around it:"
        if share >= 0.9
        else "it did not learn around it:"
    )
    assert f"Trained on with it held, {words}" in held_words(state)
    assert share_said(held_words(state)) == (round(256 * share), in_percent(share))


def test_nothing_held_says_what_can_be_done() -> None:
    assert "%" not in held_words(START)
    assert "Hold a gate" in held_words(START)


def test_the_button_of_what_is_held_is_pressed() -> None:
    for state, held in ((START, ""), (update(START, e.Hold("write")), "write")):
        buttons = [one for one in having(picture(state), "data-event") if '"hold"' in one.attrib["data-event"]]
        pressed = [one.attrib["data-event"] for one in buttons if one.get("aria-pressed") == "true"]
        assert pressed == ([f'{{"type":"hold","name":"{held}"}}'] if held else [])
        assert any(text(one) == "Let go" for one in buttons) == bool(held)


# --- How it was trained ---


def status(state: State) -> tuple[str, str]:
    root = picture(state)
    (detail,) = [one for one in root.iter() if one.get("class") == "detail"]
    return text(one(root, "id", "memory-status")), text(detail)


def test_what_is_said_of_its_training() -> None:
    assert status(START) == ("learned while this page was built, from seed 1", "256 of 256 fresh sequences right")
    fresh = update(START, e.SetUnits(2))
    assert status(fresh)[0].startswith("This network has not learned anything yet")
    right = round(256 * share_right(to_state_dicts(fresh.network), "latch", 8))
    assert status(fresh)[1] == f"{right} of 256 fresh sequences right"
    training = update(START, e.Train())
    assert status(training)[0] == "training"
    assert status(training)[1].endswith("\N{MIDDLE DOT} seed 7 \N{MIDDLE DOT} update 5")
    assert status(at_the_end(training))[0] == "trained in 400 updates"
    held = after(START, e.Hold("overwrite"), e.TrainHeld())
    assert status(held)[0] == "training with f = 0, i = 1 held"
    assert status(at_the_end(held))[0] == "trained in 400 updates with f = 0, i = 1 held"
    loaded = START._replace(learned=Learned(START.learned.network, Origin.FILE, None))
    assert status(loaded)[0] == "weights loaded from a file"


def test_a_training_that_broke_off_says_so() -> None:
    trained = update(START, e.Train())
    run = trained.learned.run
    assert run is not None
    broken = trained._replace(learned=trained.learned._replace(run=run._replace(diverged=True)))
    assert status(broken)[0] == "training broke off after 5 updates: its loss was no number any more"


def test_only_what_was_chosen_is_said_to_be() -> None:
    def chosen(states: Iterable[State]) -> list[bool]:
        return ["This one was chosen: of 64 networks" in text(picture(state)) for state in states]

    fresh, trained = update(START, e.SetUnits(2)), update(START, e.Train())
    assert chosen([START, fresh, trained, at_the_end(trained)]) == [True, False, False, False]
