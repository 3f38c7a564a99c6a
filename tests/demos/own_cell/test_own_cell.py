"""The demo with a reader's own cell: its events, what goes on by itself, and what it says."""

import re
from typing import Any

import pytest

from demos.budget import NO_TIME, Budget
from demos.demo import Place
from demos.effects import Save, Tell
from demos.kept import from_kept, kept_text
from demos.own_cell import events as e
from demos.own_cell.demo import DEMOS
from demos.own_cell.source import source_of
from demos.own_cell.state import MOST_TEXT, RATES, Live, Stage, State
from demos.rate import SetRate
from own_cell.experiments import EXPERIMENTS, SOURCES, applied
from own_cell.trial import begin, begin_other, go_on
from rnn.fresh_run import REFERENCE, advance, held_out
from tasks.latch import LatchTask

[DEMO] = DEMOS
LSTM = source_of("lstm")
DATA = {"sources": {**{name: source_of(name) for name in ("lstm", "gru", "rnn")}, **SOURCES}}
KEEPS = LSTM.replace("    c = f * c_prev + i * g\n", "    c = c_prev + i * g\n")


def first(query: str = "") -> State:
    state: State = DEMO.begin(DATA, Place("own-cell", query))
    return state


def after(state: State, *events: Any) -> State:
    for event in events:
        state, _ = DEMO.update(state, event)
    return state


def trained(state: State, most: int = 2000) -> State:
    """Run, and gone on with to the end."""
    state = after(state, e.RunCode())
    for _ in range(most):
        if not state.busy:
            return state
        state = DEMO.work(state, NO_TIME, True)
    raise AssertionError("it does not end")


def status_of(state: State) -> str:
    return re.sub("<[^>]+>", "", DEMO.view(state, True)["told"])


# --- Code ---


def test_it_begins_with_the_lstm_and_nothing_is_run() -> None:
    state = first()
    assert state.text == LSTM
    assert not state.busy
    assert "Nothing was run yet." in status_of(state)


def test_what_the_editor_is_given_is_told_to_it_and_what_it_held_can_be_brought_back() -> None:
    state = after(first(), e.Edit(KEEPS))
    state, effects = DEMO.update(state, e.ChooseSource("gru"))
    assert effects == (Tell("write", {"text": source_of("gru"), "lines": []}),)
    assert (state.source, state.before) == ("gru", KEEPS)
    state = after(state, e.ChooseSource("minGRU"))
    assert state.before == KEEPS  # a source as it was is nobody's
    state, effects = DEMO.update(state, e.Undo())
    assert effects == (Tell("write", {"text": KEEPS, "lines": []}),)
    with pytest.raises(ValueError, match="nothing to be brought back"):
        DEMO.update(state, e.Undo())
    assert after(state, e.BackToOriginal()).text == SOURCES["minGRU"]


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda one: one.name)
def test_an_experiment_marks_the_lines_that_it_brought(experiment: Any) -> None:
    before = source_of(experiment.cell)
    state, (effect,) = DEMO.update(after(first(), e.ChooseSource(experiment.cell)), e.ApplyExperiment(experiment.name))
    assert isinstance(effect, Tell)
    assert state.text == effect.fields["text"] == applied(experiment, before)
    lines = state.text.splitlines()
    marked: Any = effect.fields["lines"]
    assert {lines[k - 1] for k in marked} == {line for line in lines if line not in before.splitlines()}
    assert 'aria-label="Difference"' in DEMO.view(state, True)["experiments"]
    assert 'aria-label="Difference"' not in DEMO.view(after(state, e.Edit("x = 1\n")), True)["experiments"]


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (e.ApplyExperiment("no-forget-gate"), "which is not in the code"),
        (e.ApplyExperiment("magic"), "no experiment"),
        (e.ChooseSource("gpt"), "no source"),
        (e.ChooseTask("chess"), "no task"),
        (e.SetUnits(99), "from 1 to 8 units"),
        (e.SetSeed("-1"), "a seed must be"),
        (SetRate("0"), "from 0.0001 to 10"),
        (SetRate("fast"), "is no number"),
        (e.Edit("x" * (MOST_TEXT + 1)), f"more than {MOST_TEXT}"),
        (e.LoadCode("a.py", "a\0b"), "a.py is no text"),
        (e.RefuseFile("a.py", "it is too large"), "a.py was not loaded: it is too large"),
        (e.Pause(), "nothing is being trained"),
    ],
)
def test_what_does_not_fit_is_refused(event: Any, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        DEMO.update(after(first(), e.Edit(KEEPS)), event)


def test_a_file_of_another_system_is_read() -> None:
    state = after(first(), e.LoadCode("a.py", "\N{ZERO WIDTH NO-BREAK SPACE}a = 1\r\nb = 2\r\n"))
    assert state.text == "a = 1\nb = 2\n"
    assert DEMO.update(state, e.SaveCode())[1] == (Save("own-cell.py", state.text),)


# --- Training ---


def test_what_comes_out_is_what_comes_out_elsewhere_and_the_words_say_so() -> None:
    state = trained(after(first("?seed=2"), e.Edit(KEEPS)))
    assert state.outcome
    trial = begin(KEEPS, LatchTask(8), 1, 2)
    while not trial.done:
        trial = go_on(trial, 1)
    assert state.outcome.run.losses == trial.run.losses
    for name, run in state.outcome.others:
        other = begin_other(name, LatchTask(8), 1, 2, REFERENCE)
        while not other.done and other.solved_after is None:
            other = advance(other, 25)
        assert run.solved_after == other.solved_after
    assert trial.run.solved_after is None  # what was written first is never forgotten
    assert "Your cell did not solve it in 400 updates" in status_of(state)
    steps = trial.backend.quantities(trial.run.state.theta, trial.run.shape, _sequence(state))
    for name, [row] in [one for one in state.outcome.values if one[0] in ("f", "c", "h")]:
        assert row == tuple(float(step[name][0, 0]) for step in steps)


def _sequence(state: State) -> Any:
    assert state.outcome
    return held_out(state.outcome.run.source).xs[:, :1]


def test_a_mistake_ends_it_and_what_was_good_stays() -> None:
    good = trained(first())
    bad = trained(after(good, e.Edit(LSTM.replace("h = o * tanh_c", "h = o * tan_c"))))
    assert bad.outcome == bad.good == good.outcome
    assert bad.trouble
    line = next(k for k, line in enumerate(bad.text.splitlines(), 1) if "tan_c" in line and "tanh_c" not in line)
    assert bad.trouble.line == line
    problem = DEMO.view(bad, True)["problem"]
    assert f'data-line="{line}"' in problem
    assert "What is shown is what came out before." in problem
    again = trained(after(bad, e.Edit(LSTM)))
    assert again.trouble is None
    assert DEMO.view(again, True)["problem"] == ""


def test_nothing_is_run_unasked_when_python_begins_anew() -> None:
    state = DEMO.work(after(trained(first()), e.Edit(KEEPS), e.RunCode()), NO_TIME, True)
    assert state.stage is Stage.RUNNING
    back = DEMO.restored(from_kept(kept_text(state), State), Place("other", "", "http://x/"))
    assert (back.stage, back.live.trial) == (Stage.REST, None)
    assert (back.text, back.instance) == (KEEPS, "other")
    assert back.outcome
    assert back.outcome.text == LSTM  # the last good one
    policy = DEMO.events.policies()["run"]
    assert policy["passing"]
    stopped = after(back, e.Stopped(8.0))
    assert "had not ended after 8 seconds" in DEMO.view(stopped, True)["problem"]


def test_it_is_paused_gone_on_with_and_cancelled() -> None:
    state = DEMO.work(after(first("?task=recall"), e.RunCode()), NO_TIME, True)
    state = DEMO.work(state, NO_TIME, True)
    paused = after(state, e.Pause())
    assert not paused.busy
    assert status_of(paused).startswith("Paused. Your cell has made 1 update:")
    # What is compared meanwhile does not come in between.
    on = DEMO.work(after(paused, e.Compare(), e.Pause()), NO_TIME, True)
    assert on.outcome
    assert on.outcome.run.made == 2
    ended = after(on, e.Cancel())
    assert not ended.busy
    assert ended.outcome
    assert ended.outcome.over
    assert ended.live.trial is None


@pytest.mark.parametrize("event", [e.ChooseTask("bits"), e.SetUnits(4), e.SetSeed("9")])
def test_another_task_size_or_seed_ends_a_training(event: Any) -> None:
    state = DEMO.work(after(first(), e.RunCode()), NO_TIME, True)
    assert not after(state, event).busy


def test_the_learning_rate_changes_while_it_trains() -> None:
    state = DEMO.work(after(first(), e.RunCode()), NO_TIME, True)
    other = after(state, SetRate(str(RATES[0])))
    one, two = (DEMO.work(DEMO.work(each, NO_TIME, True), NO_TIME, True) for each in (state, other))
    assert one.outcome
    assert two.outcome
    assert one.outcome.run.losses[0] == two.outcome.run.losses[0]  # before the first update
    assert one.outcome.run.losses[1] != two.outcome.run.losses[1]
    assert 'aria-pressed="true"' in DEMO.view(other, True)["setup"]


def test_a_slice_of_work_ends_when_its_time_is_over() -> None:
    state = DEMO.work(after(first("?task=recall&units=8"), e.RunCode()), NO_TIME, True)
    ticks = iter(range(1000))
    state = DEMO.work(state, Budget(lambda: next(ticks) / 1000, 20), False)
    assert state.outcome
    assert 1 <= state.outcome.run.made <= 20


def test_the_last_lines_of_what_is_printed_are_counted() -> None:
    state = trained(after(first(), e.Edit(f"print('<i>')\nfor k in range(150):\n    print(k)\n{LSTM}")))
    view = DEMO.view(state, True)["printed"]
    assert "&lt;i&gt;\n0\n1\n" in view
    assert "(51 more lines)" in view


def test_settings_in_the_address_are_never_code() -> None:
    state = first("?task=recall&units=4&seed=3&text=print(1)&code=1")
    assert (state.task, state.units, state.seed, state.text) == ("recall", 4, 3, LSTM)
    assert first("?units=99&task=chess").notice.count("The address asks for") == 2


def test_live_code_is_kept_as_nothing() -> None:
    trial = begin(LSTM, LatchTask(8), 1, 0)
    assert from_kept(kept_text(first()._replace(live=Live(trial))), State).live.trial is None


# --- What was found by reading it once more ---


RETURNS = "return State(h, c), Trace("
BEGINS = "    h_prev, c_prev = state"
ODD = {
    "written into x": (BEGINS, f"    x[:, 1] = 0\n{BEGINS}", "read-only"),
    "words in the trace": (RETURNS, "return State(h, c), dict(note='hi') if 1 else (", "note in the Trace"),
    "numbers for names": (RETURNS, "return State(h, c), dict(enumerate((h, c))) if 1 else (", "by words"),
    "exit": (BEGINS, f"    raise SystemExit\n{BEGINS}", "SystemExit"),
    "complex": (RETURNS, "return State(h + 0j, c), Trace(", "real numbers"),
    "a masked sum": (RETURNS, "return State(h * np.sum(h, where=h > 9), c), Trace(", "where"),
    "an array filled": ("    h = o * tanh_c", "    h = np.zeros(o.shape)\n    h[:, 0] = o[:, 0]", "np.concatenate"),
    "a method": ("    h = o * tanh_c", "    h = o * tanh_c.cumsum(0)", ".cumsum cannot be followed"),
}


@pytest.mark.parametrize("name", ODD)
def test_whatever_the_step_does_ends_in_words_and_is_not_tried_again(name: str) -> None:
    old, new, words = ODD[name]
    good = trained(first())
    state = trained(after(good, e.Edit(LSTM.replace(old, new))), most=30)
    assert state.trouble
    assert words in state.trouble.words
    assert state.outcome == good.outcome
    again = trained(after(state, e.Edit(LSTM)))
    assert again.outcome
    assert good.outcome
    assert again.outcome.run.losses == good.outcome.run.losses


def test_a_key_that_is_not_always_in_the_trace_is_left_out() -> None:
    sometimes = "{'f': f, **({'once': h} if len(calls) % 7 == 1 else {})}"
    text = "calls = []\n" + LSTM.replace(BEGINS, f"    calls.append(1)\n{BEGINS}")
    state = trained(after(first(), e.Edit(text.replace(RETURNS, f"return State(h, c), {sometimes} if 1 else ("))))
    assert state.outcome
    assert [name for name, _ in state.outcome.values] == ["h", "c", "f"]


def test_what_was_compared_is_kept_too() -> None:
    state = after(first(), e.Compare())
    back = from_kept(kept_text(state), State)
    assert back.check
    assert [one.name for one in back.check[1]] == ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]


def test_comparing_while_the_others_catch_up_disturbs_nobody() -> None:
    peepholes = next(one for one in EXPERIMENTS if one.name == "peepholes")
    state = after(first(), e.Edit(applied(peepholes, LSTM)), e.RunCode())
    while not (state.live.trial and state.live.trial.done):
        state = DEMO.work(state, NO_TIME, True)
    state = after(state, e.Compare())
    while state.busy:
        state = DEMO.work(state, NO_TIME, True)
    assert state.outcome
    assert state.outcome.over


def test_run_brings_the_text_that_it_is_about() -> None:
    state = after(first(), e.RunCode(KEEPS))
    assert state.text == KEEPS
    assert after(first(), e.RunCode()).text == LSTM
    with pytest.raises(ValueError, match="more than"):
        DEMO.update(first(), e.RunCode("x" * (MOST_TEXT + 1)))


def test_what_is_brought_back_can_be_exchanged_again() -> None:
    state = after(first(), e.Edit(KEEPS), e.ChooseSource("gru"), e.Edit("mine = 1\n"), e.Undo())
    assert (state.text, state.before) == (KEEPS, "mine = 1\n")
    assert after(state, e.Undo()).text == "mine = 1\n"


def test_an_experiment_on_top_of_another_is_not_called_by_its_name_alone() -> None:
    two = after(first(), e.ApplyExperiment("no-forget-gate"), e.ApplyExperiment("no-output-gate"), e.RunCode())
    assert not DEMO.work(two, NO_TIME, True).outcome.of  # type: ignore[union-attr]
    one = after(first(), e.ApplyExperiment("no-output-gate"), e.RunCode())
    assert DEMO.work(one, NO_TIME, True).outcome.of == "no-output-gate"  # type: ignore[union-attr]


def test_of_other_settings_it_is_said_that_they_have_changed() -> None:
    state = trained(first())
    assert "have changed since" not in status_of(state)
    assert status_of(after(state, e.ChooseTask("recall"))).endswith("The settings have changed since.")


def test_a_list_where_an_array_is_expected_is_told() -> None:
    state = trained(after(first(), e.Edit(LSTM.replace(RETURNS, "return State([[0.0]] * 32, c), Trace("))), most=30)
    assert state.trouble
    assert "step must return h as an array, not as a list" in state.trouble.words
