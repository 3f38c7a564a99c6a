"""What is said of the reader's gates and of the network's, judged by the oracle in plain floats."""

import re
from math import tanh
from random import Random

import pytest

from demos.memory import events as e
from demos.memory.beside import (
    asked,
    beside,
    compared,
    differences,
    how_beside,
    network_verdict,
    place_of,
    remarks,
    verdict,
)
from demos.memory.gatekeeper import Gatekeeper, Gates, changed
from rnn.network import Network, NetworkShape
from rnn.state_dict import to_state_dicts
from tests.demos.memory.support import START, recompute
from tests.demos.support import shown_number, shown_probability
from tests.rnn.problems import random_network

RIGHT = (Gates(1, 1, 0), Gates(1, 0, 0), Gates(1, 0, 0), Gates(0, 1, 0), Gates(1, 0, 0), Gates(1, 0, 1))  # on FIRST
LATCH = START.learned.network


def played(seed: int) -> Gatekeeper:
    """Gates set by chance, on a sequence of chance; now and then set well but for one of them."""
    dice, play = Random(seed), Gatekeeper()
    for _ in range(seed % 7):
        play = changed(play, e.PlayAnother())
    chosen = []
    for step, mark in enumerate(play.marks, start=1):
        gates = Gates(1 - mark, mark, int(step == len(play.marks)))
        if dice.random() < (seed % 5) / 5:
            gates = gates._replace(**{dice.choice("fio"): dice.randrange(2)})
        chosen.append(gates)
    return play._replace(taken=tuple(chosen))


def network_of(seed: int) -> Network:
    """A random one; of every fourth the candidates are small."""
    units = 1 + seed % 3
    network = random_network(NetworkShape(2, units, 1), seed, scale=0.5 + seed / 8)
    if seed % 4 == 0:
        for tensor in network.cell:
            tensor[2 * units : 3 * units] *= 0.03
    return network


CASES = [(played(seed), network_of(seed)) for seed in range(50)]


def third(value: float) -> int:
    """0, 1 or 2."""
    return 0 if 3 * value < 1 else 2 if 3 * value > 2 else 1


def by_hand(play: Gatekeeper) -> list[tuple[float, float]]:
    """c and h of every step, by cases."""
    c, made = 0.0, []
    for gates, bit in zip(play.taken, play.bits, strict=True):
        c = (c if gates.f else 0) + ((1 if bit else -1) if gates.i else 0)
        made.append((c, tanh(c) if gates.o else 0.0))
    return made


def steps_in(text: str) -> list[int]:
    """The numbers of a list of steps."""
    found: list[int] = []
    for low, high in re.findall(r"(\d+)(?: to (\d+))?", text):
        found += range(int(low), int(high or low) + 1)
    return found


def expected(play: Gatekeeper, network: Network, unit: int) -> dict[str, dict[str, list[int]]]:
    """By gate and by word, in which steps."""
    found: dict[str, dict[str, list[int]]] = {}
    for gate in "fio":
        found[gate] = {"the same": [], "the opposite": [], "in between": []}
        for step, q in enumerate(recompute(network, play.bits, play.marks), start=1):
            if gate == "f" and step == 1:
                continue
            mine = 2 * getattr(play.taken[step - 1], gate)
            theirs = third(q[gate][unit - 1])
            found[gate]["in between" if theirs == 1 else "the same" if theirs == mine else "the opposite"].append(step)
    return found


@pytest.mark.parametrize(("play", "network"), CASES)
def test_where_the_gates_differ(play: Gatekeeper, network: Network) -> None:
    for unit in range(1, network.shape.units + 1):
        wanted = expected(play, network, unit)
        found = beside(play, network, unit)
        assert compared(play, found) == wanted
        names = {"f": "Forget gate f", "i": "Input gate i", "o": "Output gate o"}
        for gate, sentence in zip("fio", differences(play, found), strict=True):
            name, _, rest = sentence.removesuffix(".").partition(": ")
            assert name == names[gate]
            pattern = re.compile(r"(the same as yours|the opposite|in between) in steps? (.*)")
            parts = [pattern.fullmatch(part) for part in rest.split("; ")]
            claimed = {match[1].removesuffix(" as yours"): steps_in(match[2]) for match in parts if match}
            assert len(claimed) == len(parts)
            assert claimed == {how: steps for how, steps in wanted[gate].items() if steps}


@pytest.mark.parametrize(("play", "network"), CASES)
def test_what_the_network_answers(play: Gatekeeper, network: Network) -> None:
    p = recompute(network, play.bits, play.marks)[-1]["p"][0]
    wanted = [bit for bit, mark in zip(play.bits, play.marks, strict=True) if mark][-1]
    sentence = network_verdict(play, beside(play, network, 1), learned=True)
    right = (p > 0.5) == bool(wanted)
    verdict = "right" if right else "wrong"
    assert sentence.startswith(f"The network answers {int(p > 0.5)} (p = {shown_probability(p)}): {verdict}.")
    assert ("no model" in sentence) == (not right)
    assert "has not learned" in network_verdict(play, beside(play, network, 1), learned=False)


@pytest.mark.parametrize("seed", range(200))
def test_what_is_said_of_the_readers_answer(seed: int) -> None:
    play = played(seed)
    made, sentence = by_hand(play), verdict(play)
    c, h = made[-1]
    wanted = [bit for bit, mark in zip(play.bits, play.marks, strict=True) if mark][-1]
    sign = 1 if wanted else -1
    if h * sign > 0:
        assert sentence == (
            f"Your answer, read from h = {shown_number(h, True)}, is {wanted}: right, the last marked bit is {wanted}."
        )
        return
    if h == 0:
        assert sentence.startswith("Your h is 0 after the last step, so there is no answer to read: ")
        assert f"The last marked bit is {wanted}." in sentence
        if c:
            assert f": c is {shown_number(c, True)}, but o is 0 and hides it." in sentence
            assert "In step" not in sentence
            return
        assert ": c is 0." in sentence
    else:
        assert f"is {1 - wanted}: wrong, the last marked bit is {wanted}." in sentence
    # The cause: whether c had the bit before that step, and has not had it since.
    (cause,) = re.findall(r"In step (\d), (the last marked one|which is not marked), (.*)\.$", sentence)
    step, gates = int(cause[0]), play.taken[int(cause[0]) - 1]
    mark = max(k for k, marked in enumerate(play.marks, start=1) if marked)
    assert all(c * sign <= 0 for c, _ in made[step - 1 :])
    assert step >= mark
    if cause[1] == "the last marked one":
        assert step == mark
        assert cause[2] == ("you kept the other bit while you wrote" if gates.i else "you did not write")
        if gates.i:
            assert gates.f
            assert made[step - 2][0] * sign < 0
    else:
        assert step > mark
        assert made[step - 2][0] * sign > 0
        assert cause[2] == ("you wrote the other bit" if gates.i else "you forgot")
        assert not gates.i or play.bits[step - 1] != wanted
        assert gates.i or not gates.f


@pytest.mark.parametrize(("play", "network"), CASES)
def test_what_follows_from_the_differences(play: Gatekeeper, network: Network) -> None:
    for unit in range(1, network.shape.units + 1):
        said = " ".join(remarks(play, beside(play, network, unit)))
        wanted, steps = expected(play, network, unit), recompute(network, play.bits, play.marks)
        same = sum(len(of_gate["the same"]) for of_gate in wanted.values())
        assert (f"Of 17 places its gates did what yours did in {same}." in said) == (same < 17)
        assert ("in all 17 places" in said) == (same == 17)
        right = (steps[-1]["p"][0] > 0.5) == bool(play.wanted)
        mine_right = by_hand(play)[-1][1] * (1 if play.wanted else -1) > 0
        counts = [k for gate in "fi" for how in ("the opposite", "in between") for k in wanted[gate][how]]
        counts += [6] * (6 not in wanted["o"]["the same"])
        assert ("by different ways" in said) == bool(right and mine_right and counts)
        g, c = ([abs(q[name][unit - 1]) for q in steps] for name in "gc")
        idle = [k for k in wanted["i"]["the opposite"] if not play.taken[k - 1].i and third(g[k - 1]) == 0]
        found = re.findall(r"In steps? ([\d, toand]*) its input gate is open where yours was .* \((.*?)\), so", said)
        assert [(steps_in(text), re.findall(r"g = (\S+?)(?=,| and|$)", numbers)) for text, numbers in found] == (
            [(idle, [shown_number(steps[k - 1]["g"][unit - 1], True) for k in idle])] if idle else []
        )
        empty = [k for k in wanted["f"]["the opposite"] if third(c[k - 2]) == 0]
        found = re.findall(r"In steps? ([\d, toand]*) its c was near 0 before", said)
        assert [steps_in(text) for text in found] == ([empty] if empty else [])
        before_last = any(k < 6 for how in ("the opposite", "in between") for k in wanted["o"][how])
        assert ("What you showed before the last step changed nothing" in said) == before_last
        units = network.shape.units
        assert (f"This is unit {unit} of {units}" in said) == (units > 1)
        h, weight = steps[-1]["h"][0], to_state_dicts(network)["linear"]["weight"][0][0]
        turned = units == 1 and right and (h > 0) != bool(play.wanted)
        assert ("the other way round" in said) == turned
        assert ("its readout turns the sign" in said) == (turned and weight < 0)


def test_the_cases_have_all_of_it() -> None:
    """The sentences that are seldom said are said of some of the networks above."""
    said = " ".join(remark for play, network in CASES for remark in remarks(play, beside(play, network, 1)))
    for words in ("different ways", "its input gate is open", "its c was near 0", "turns the sign", "unit 1 of 3"):
        assert words in said, words


def test_one_that_latches_and_a_reader_who_does_agree() -> None:
    play = Gatekeeper(taken=RIGHT)
    assert "is 0: right" in verdict(play)
    network = beside(play, LATCH, 1)
    assert network_verdict(play, network, learned=True).endswith("right.")
    found = compared(play, network)
    assert found["f"]["the same"] == [2, 3, 4, 5, 6]
    assert found["i"]["the same"] == [1, 2, 3, 4, 5, 6]


def test_a_third_is_a_third() -> None:
    assert [place_of(value) for value in (0.0, 0.33, 0.34, 0.66, 0.67, 1.0)] == [
        "near 0",
        "near 0",
        "in between",
        "in between",
        "near 1",
        "near 1",
    ]
    assert [how_beside(mine, 0.1) for mine in (0, 1)] == ["the same", "the opposite"]
    assert [how_beside(mine, 0.5) for mine in (0, 1)] == ["in between"] * 2


def test_before_the_first_mark_there_is_nothing_to_remember() -> None:
    play = Gatekeeper((1, 0, 1, 0, 0, 1), (0, 0, 1, 0, 0, 0))
    seen = []
    for _ in range(6):
        seen.append(asked(play))
        for gate in "fio":
            play = changed(play, e.SetGate(gate, 1))
        play = changed(play, e.TakeStep())
    assert seen[0] == (
        "Step 1 of 6: the bit is 1, not marked. No step has been marked yet, so there is nothing to remember yet."
    )
    assert [sentence.count("nothing to remember") for sentence in seen] == [1, 1, 0, 0, 0, 0]
    assert seen[2] == "Step 3 of 6: the bit is 1, marked."
