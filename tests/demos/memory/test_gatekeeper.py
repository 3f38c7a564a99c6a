"""The reader in the place of the gates: what each choice does to c and h, worked out once more by cases."""

from itertools import product
from math import tanh

import pytest

from demos.memory import events as e
from demos.memory.gatekeeper import FIRST, STEPS, Gatekeeper, Gates, GateSetting, answer_in, changed
from tests.demos.memory.support import RECALL_5, START, after, update

ALL_GATES = [Gates(*values) for values in product((0, 1), repeat=3)]


def taken(play: Gatekeeper, *chosen: Gates) -> Gatekeeper:
    """Steps taken, each with the gates set anew."""
    for gates in chosen:
        for gate, value in gates._asdict().items():
            play = changed(play, e.SetGate(gate, value))
        play = changed(play, e.TakeStep())
    return play


def test_every_pair_of_steps_gives_the_c_and_the_h_of_its_case() -> None:
    for bits in product((0, 1), repeat=2):
        for first, second in product(ALL_GATES, repeat=2):
            play = Gatekeeper((*bits, 0, 0, 0, 0), FIRST[1])
            made = taken(play, first, second).outcomes
            one, two = (1 if bit else -1 for bit in bits)
            held = one if first.i else 0
            after = {(0, 0): 0, (0, 1): two, (1, 0): held, (1, 1): held + two}[second.f, second.i]
            assert [step.g for step in made] == [one, two]
            assert [step.c for step in made] == [held, after]
            assert [step.h for step in made] == [tanh(held) if first.o else 0, tanh(after) if second.o else 0]


def test_the_answer_is_the_sign_of_h() -> None:
    assert [answer_in(h) for h in (0.76, -0.76, 0.0, -0.0)] == [1, 0, None, None]


def test_gates_stay_as_they_are_until_they_are_moved() -> None:
    play = taken(Gatekeeper(), Gates(1, 1, 0))
    assert play.setting == GateSetting(1, 1, 0)
    assert changed(play, e.TakeStep()).taken == (Gates(1, 1, 0),) * 2
    assert changed(changed(play, e.SetGate("o", 1)), e.TakeStep()).taken == (Gates(1, 1, 0), Gates(1, 1, 1))


def test_a_step_is_taken_back_with_the_gates_that_it_had() -> None:
    play = taken(Gatekeeper(), Gates(1, 1, 0), Gates(0, 0, 1))
    back = changed(changed(play, e.SetGate("o", 0)), e.UndoStep())
    assert (back.taken, back.setting) == ((Gates(1, 1, 0),), GateSetting(0, 0, 1))
    assert changed(Gatekeeper(), e.UndoStep()) == Gatekeeper()


def test_a_step_needs_all_three_gates_and_the_last_one_is_the_last() -> None:
    play = changed(changed(Gatekeeper(), e.SetGate("f", 1)), e.SetGate("i", 1))
    assert not play.ready
    with pytest.raises(ValueError, match="set all three gates first"):
        changed(play, e.TakeStep())
    over = taken(Gatekeeper(), *[Gates(1, 1, 1)] * STEPS)
    assert over.over
    assert not over.ready
    for event in (e.TakeStep(), e.SetGate("f", 1)):
        with pytest.raises(ValueError, match="every step was taken"):
            changed(over, event)
    for gate, value in (("g", 1), ("f", 2), ("f", -1)):
        with pytest.raises(ValueError, match="cannot be set to"):
            changed(Gatekeeper(), e.SetGate(gate, value))


def test_again_is_the_same_sequence_and_another_is_another() -> None:
    play = taken(Gatekeeper(), Gates(1, 1, 0))
    assert changed(play, e.PlayAgain()) == Gatekeeper()
    begins_unmarked, before = 0, play
    for k in range(1, 60):
        play = changed(before, e.PlayAnother())
        assert (play.bits, play.marks) != (before.bits, before.marks)
        assert (play.drawn, play.taken, play.setting) == (k, (), GateSetting())
        assert len(play.bits) == len(play.marks) == STEPS
        assert 1 <= sum(play.marks) <= 3
        assert not play.marks[-1]
        assert play.wanted == [bit for bit, mark in zip(play.bits, play.marks, strict=True) if mark][-1]
        assert play == changed(before, e.PlayAnother())
        begins_unmarked += not play.marks[0]
        before = play
    assert 0 < begins_unmarked < 59


def test_it_is_part_of_the_demo_and_the_network_leaves_it_alone() -> None:
    state = after(START, e.SetGate("f", 1), e.SetGate("i", 0), e.SetGate("o", 1), e.TakeStep())
    assert state.gatekeeper.taken == (Gates(1, 0, 1),)
    for event in (e.Train(), e.FlipBit(1), e.SetUnits(2), e.Hold("keep")):
        assert update(state, event).gatekeeper == state.gatekeeper
    assert after(state, e.ChooseTask("recall"), e.ChooseTask("latch")).gatekeeper == state.gatekeeper
    with pytest.raises(ValueError, match="there is no stage"):
        update(RECALL_5, e.TakeStep())
