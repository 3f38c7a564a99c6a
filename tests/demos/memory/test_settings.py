"""The settings in an address: what they mean, what is refused and told, and that a link leads back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.memory import events as e
from demos.memory.bias import BIASES
from demos.memory.state import Origin, State
from demos.registry import all_demos
from rnn.network import flatten
from tests.demos.memory import reruns
from tests.demos.memory.support import START, after, all_of, initial_state, query_of


def asked(state: State) -> tuple[object, ...]:
    """All that a link is about."""
    own = (state.bits, state.marks) if state.task_name == "latch" else (state.delay,)
    return (state.task_name, state.units, state.seed, state.bias, *own, *(("as large",) if state.as_large else ()))


def test_without_settings_it_is_as_it_is() -> None:
    assert all_of(initial_state("")) == all_of(initial_state("?task=latch")) == all_of(START)


def test_the_one_of_the_issue() -> None:
    state = initial_state("?task=latch&units=1&steps=8&seed=7")
    assert all_of(state) == all_of(START)
    state = initial_state("?task=recall&units=4&steps=20&seed=7&bias=3")
    assert asked(state) == ("recall", 4, 7, "3", 20)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("input=010011", ("latch", 1, 7, "1", (0, 1, 0, 0, 1, 1), (1, 0, 0, 0, 1, 0))),
        (
            "input=111111111111&marks=000000000010",
            ("latch", 1, 7, "1", (1,) * 12, (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0)),
        ),
        ("marks=01000000", ("latch", 1, 7, "1", START.bits, (0, 1, 0, 0, 0, 0, 0, 0))),
        ("steps=6", ("latch", 1, 7, "1", (0, 1, 0, 0, 1, 0), (1, 0, 0, 0, 1, 0))),
        ("steps=10", ("latch", 1, 7, "1", (*START.bits, 0, 1), (*START.marks, 0, 0))),
        ("seed=4294967295&bias=chrono", ("latch", 1, 2**32 - 1, "chrono", START.bits, START.marks)),
        ("task=recall", ("recall", 4, 7, "3", 20)),
        ("task=recall&alike=units", ("recall", 4, 7, "3", 20)),
        ("alike=parameters&task=recall&units=3", ("recall", 3, 7, "3", 20, "as large")),
        ("steps=50&task=recall&units=8&bias=0", ("recall", 8, 7, "0", 50)),
    ],
)
def test_what_they_mean(query: str, expected: tuple[object, ...]) -> None:
    state = initial_state(f"?{query}")
    assert state.notice == ""
    assert asked(state) == expected
    assert state.finished
    assert {(type(racer.run.source), racer.run.source) for racer in state.race} == {(type(state.task), state.task)}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("task=copy", "The address asks for task=copy, but there is no task 'copy': there are latch and recall."),
        ("units=0", "The address asks for units=0, but the number of units must be a whole number from 1 to 8."),
        ("units=99", "The address asks for units=99, but the number of units must be a whole number from 1 to 8."),
        ("steps=5", "The address asks for steps=5, but the number of steps must be a whole number from 6 to 12."),
        ("steps=13", "The address asks for steps=13, but the number of steps must be a whole number from 6 to 12."),
        ("seed=-1", "The address asks for seed=-1, but a seed must be a whole number from 0 to 4294967295."),
        ("seed=\u0661", "The address asks for seed=\u0661, but a seed must be a whole number from 0 to 4294967295."),
        ("alike=size", "The address asks for alike=size, but cells are alike in their units or parameters."),
        ("bias=2", "The address asks for bias=2, but the biases are 0, 1, 3, log, chrono."),
        ("input=01a011", "The address asks for input=01a011, but the bits are written with the digits 0 and 1."),
        ("input=01011", "The address asks for input=01011, but a sequence has from 6 to 12 steps, and the bits are 5."),
        ("input=" + "01" * 7, "a sequence has from 6 to 12 steps, and the bits are 14."),
        ("marks=000000", "The address asks for marks=000000, but there are 8 bits."),
        ("marks=00000000", "The address asks for marks=00000000, but no step is marked, so there is nothing to"),
        ("marks=0000000x", "The address asks for marks=0000000x, but the marks are written with the digits 0 and 1."),
        ("temperature=1", "The address asks for temperature=1, but this demo has no such setting."),
    ],
)
def test_what_cannot_be_used_is_told_and_changes_nothing(query: str, sentence: str) -> None:
    state = initial_state(f"?{query}")
    assert sentence in state.notice
    assert all_of(state._replace(notice="")) == all_of(START)


@pytest.mark.parametrize("setting", ["input=01001100", "marks=10000000"])
def test_what_is_about_the_other_task_is_told(setting: str) -> None:
    state = initial_state(f"?task=recall&steps=6&{setting}")
    assert state.notice == f"The address asks for {setting}, but the recall task draws its sequences itself."
    assert all_of(state._replace(notice="")) == all_of(initial_state("?task=recall&steps=6"))


def test_a_sequence_says_how_many_steps_there_are() -> None:
    state = initial_state("?input=010011&steps=8")
    assert state.notice == "The address asks for steps=8, but the sequence has 6 steps."
    assert (state.bits, state.marks) == ((0, 1, 0, 0, 1, 1), (1, 0, 0, 0, 1, 0))
    assert initial_state("?input=010011&steps=6").notice == ""


def test_of_several_settings_the_others_count() -> None:
    state = initial_state("?task=latch&units=99&marks=000000&seed=3")
    assert state.notice.count("The address asks for") == 2
    assert asked(state) == ("latch", 1, 3, "1", START.bits, START.marks)
    state = initial_state("?task=recall&steps=51&units=2")
    assert asked(state) == ("recall", 2, 7, "3", 20)
    assert "T must be a whole number from 2 to 50" in state.notice


@pytest.mark.parametrize(
    "query", ["units=2", "units=2&seed=4&bias=3", "units=3&bias=log", "units=2&bias=log&steps=12", "steps=6&units=2"]
)
def test_a_network_that_has_learned_nothing_begins_as_its_training_will(query: str) -> None:
    state = initial_state(f"?{query}")
    assert state.learned.origin is Origin.SEED
    network = reruns.begun(state.seed, "lstm", state.units, state.task, state.bias)
    assert flatten(state.learned.network).tobytes() == flatten(network).tobytes()


states = st.builds(
    lambda *drawn: drawn,
    st.sampled_from(["latch", "recall"]),
    st.integers(0, 2**32 - 1),
    st.sampled_from([*BIASES]),
    st.integers(1, 8),
    st.integers(6, 12),
    st.integers(2, 50),
    st.integers(0, 2**24 - 1),
    st.booleans(),
)


@settings(max_examples=30)
@given(states)
def test_a_link_leads_back(numbers: tuple[str, int, str, int, int, int, int, bool]) -> None:
    task, seed, bias, units, steps, delay, luck, as_large = numbers
    bits = tuple(luck >> k & 1 for k in range(steps))
    marks = (*(luck >> (k + 12) & 1 for k in range(steps - 1)), 1)
    state = after(START, e.ChooseTask(task), e.SetUnits(units))
    state = state._replace(seed=seed, bias=bias, bits=bits, marks=marks, delay=delay, as_large=as_large)
    back = initial_state(f"?{query_of(state)}")
    assert back.notice == ""
    assert asked(back) == asked(state)
    assert query_of(back) == query_of(state)


def test_its_settings_are_known_to_all() -> None:
    assert set(all_demos()["memory"].settings) == {
        *("with", "task", "seed", "rate", "bias", "units", "input", "marks", "steps", "alike"),
        *("step", "hold", "ask", "weights"),
    }


def test_an_address_shows_a_step_and_what_is_held() -> None:
    state = initial_state("?steps=6&step=3&hold=keep&units=2")
    assert (state.position, state.held, state.notice) == (3, "keep", "")
    assert initial_state("?steps=6").position == 6
    assert initial_state("?step=9").notice.endswith("the step must be a whole number from 0 to 8.")
    recall = initial_state("?task=recall&step=3&hold=keep")
    assert recall.held == ""
    assert recall.notice.count("The address asks for") == 2
