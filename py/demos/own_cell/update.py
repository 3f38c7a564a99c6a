"""How each event changes the demo with a reader's own cell."""

from demos.demo import Updated
from demos.effects import Effect, Save, Tell
from demos.handlers import Handlers
from demos.limits import SEEDS, whole_number
from demos.own_cell import events as e
from demos.own_cell.state import MOST_TEXT, TASKS, UNITS, Change, Live, Stage, State, Trouble
from demos.rate import SetRate, learning_rate
from own_cell.check import compared
from own_cell.experiments import EXPERIMENTS, applied

FILE = "own-cell.py"
_BY_NAME = {one.name: one for one in EXPERIMENTS}


def update(state: State, event: e.Event) -> Updated[State]:
    """The state after an event, and what is to be done beside.

    Raises:
        ValueError: the event does not fit this demo; nothing was changed.
    """
    if isinstance(event, e.SaveCode):
        return state, (Save(FILE, state.text),)
    after = _changed(event, state)
    given = after.text != state.text and not isinstance(event, e.Edit | e.RunCode)
    effects: tuple[Effect, ...] = (_write(state.text, after),) if given else ()
    return after, effects


def _write(before: str, after: State) -> Tell:
    """Have the editor hold the new text, with the lines marked that an experiment brought."""
    old = set(before.splitlines()) if after.change and after.change.after == after.text else None
    lines = [] if old is None else [k for k, line in enumerate(after.text.splitlines(), 1) if line not in old]
    return Tell("write", {"text": after.text, "lines": lines})


_changed = Handlers[State]()


# ---- The code ----


@_changed.on(e.Edit)
def _(event: e.Edit, state: State) -> State:
    return state._replace(text=_checked(event.text))


def _checked(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise ValueError(f"the code has {len(text)} characters, more than {MOST_TEXT}")
    return text


def _given(state: State, text: str) -> State:
    """The editor is given something else; what it held can be brought back."""
    before = state.before if state.text in (text, *dict(state.sources).values()) else state.text
    return state._replace(text=text, before=before, change=None)


@_changed.on(e.ChooseSource)
def _(event: e.ChooseSource, state: State) -> State:
    if event.name not in dict(state.sources):
        raise ValueError(f"there is no source {event.name[:20]!r}")
    return _given(state, state.source_of(event.name))._replace(source=event.name)


@_changed.on(e.BackToOriginal)
def _(event: e.BackToOriginal, state: State) -> State:
    return _given(state, state.source_of(state.source))


@_changed.on(e.Undo)
def _(event: e.Undo, state: State) -> State:
    if state.before is None:
        raise ValueError("there is nothing to be brought back")
    before = None if state.text in dict(state.sources).values() else state.text
    return state._replace(text=state.before, before=before, change=None)


@_changed.on(e.ApplyExperiment)
def _(event: e.ApplyExperiment, state: State) -> State:
    experiment = _BY_NAME.get(event.name)
    if experiment is None:
        raise ValueError(f"there is no experiment {event.name[:20]!r}")
    text, alone = applied(experiment, state.text), state.text in dict(state.sources).values()
    return _given(state, text)._replace(change=Change(experiment.name, text, alone))


@_changed.on(e.LoadCode)
def _(event: e.LoadCode, state: State) -> State:
    text = event.text.replace("\r\n", "\n").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if "\0" in text:
        raise ValueError(f"{event.name[:60]} is no text")
    return _given(state, _checked(text))


@_changed.on(e.RefuseFile)
def _(event: e.RefuseFile, state: State) -> State:
    raise ValueError(f"{event.name[:60]} was not loaded: {event.reason}")


# ---- Training ----


@_changed.on(e.RunCode)
def _(event: e.RunCode, state: State) -> State:
    text = _checked(event.text) or state.text
    return state._replace(text=text, stage=Stage.ASKED, live=Live(), trouble=None)


@_changed.on(e.Pause)
def _(event: e.Pause, state: State) -> State:
    if state.live.trial is None:
        raise ValueError("nothing is being trained")
    return state._replace(stage=Stage.RUNNING if state.stage is Stage.PAUSED else Stage.PAUSED)


@_changed.on(e.Cancel)
def _(event: e.Cancel, state: State) -> State:
    return ended(state)


def ended(state: State) -> State:
    """The training is over where it is; what came of it stays."""
    outcome = state.outcome._replace(over=True) if state.outcome else None
    return state._replace(stage=Stage.REST, live=Live(), outcome=outcome, good=outcome)


@_changed.on(e.Stopped)
def _(event: e.Stopped, state: State) -> State:
    words = (
        f"the code had not ended after {event.seconds:g} seconds. Python was stopped and started again without it; "
        "what you typed and what was trained before are as they were"
    )
    return state._replace(trouble=Trouble(words, 0))


# ---- What is trained ----


@_changed.on(e.ChooseTask)
def _(event: e.ChooseTask, state: State) -> State:
    if event.task not in TASKS:
        raise ValueError(f"there is no task {event.task[:20]!r}")
    return ended(state)._replace(task=event.task)


@_changed.on(e.SetUnits)
def _(event: e.SetUnits, state: State) -> State:
    if event.units not in UNITS:
        raise ValueError(f"a cell has from {UNITS[0]} to {UNITS[-1]} units here")
    return ended(state)._replace(units=event.units)


@_changed.on(e.SetSeed)
def _(event: e.SetSeed, state: State) -> State:
    return ended(state)._replace(seed=whole_number(event.text.strip(), SEEDS, "a seed"))


@_changed.on(SetRate)
def _(event: SetRate, state: State) -> State:
    return state._replace(rate=learning_rate(event.text))


@_changed.on(e.Compare)
def _(event: e.Compare, state: State) -> State:
    name, task = state.source, TASKS[state.task]
    found = compared(state.source_of(name), task.shape(state.units, name), task, state.seed)
    return state._replace(check=(name, tuple(found)))
