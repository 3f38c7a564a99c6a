"""How each event changes the memory demo."""

import numpy as np

from demos.budget import Budget
from demos.cell_view.table import VERDICT, Part
from demos.demo import Updated
from demos.effects import Save, WorkAtOnce
from demos.handlers import Handlers
from demos.holding.holds import clamps_of
from demos.limits import SEEDS, whole_number
from demos.memory import events as e
from demos.memory import gatekeeper, limits
from demos.memory.bias import BIASES
from demos.memory.cells import NAMES
from demos.memory.experiment import GridExperiment, GridPlan, as_csv, go_on_with
from demos.memory.state import LATCH, RECALL, STAGE, STRIPS, TASKS, Learned, Origin, Racer, State, at_the_start
from demos.memory.table import TABLE
from demos.memory.training import begin, begin_from, go_on
from demos.memory.weights_file import export_weights, load_weights
from demos.rate import SetRate, learning_rate
from rnn.fresh_run import at_rate
from tasks.bits import Bits
from tasks.latch import LatchTask

UNITS_AT_FIRST = {LATCH: 1, RECALL: 4}
BIAS_AT_FIRST = {LATCH: "1", RECALL: "3"}
RACE_ENDED = "With that the race has ended. Its three cells have begun anew, as the settings say now."
BEGINS = (e.Train, e.TrainHeld, e.TrainAll, e.RunExperiment)


def update(state: State, event: e.Event) -> Updated[State]:
    """The state after an event, and what is to be done beside.

    Raises:
        ValueError: the event does not fit this demo; nothing was changed.
    """
    match event:
        case e.ExportWeights(cell, kind):
            return state, (export_weights(state, _cell(cell), kind),)
        case e.SaveExperiment():
            return state, (Save("lstm-recall-experiment.csv", as_csv(state.grid)),)
    after = _changed(event, state)
    if state.racing and all(racer.origin is Origin.SEED for racer in after.race):
        after = after._replace(notice=RACE_ENDED)
    return after, (WorkAtOnce(),) if isinstance(event, BEGINS) else ()


def work(state: State, budget: Budget, paced: bool) -> State:
    """The state after a slice of what goes on by itself: a training, the race, or the experiment."""
    if state.training:
        assert state.learned.run is not None
        run = go_on(state.learned.run, budget, paced)
        learned = state.learned._replace(network=run.network, run=run)
        return state._replace(learned=learned)
    if state.racing:
        return _raced(state, budget, paced)
    if state.experimenting:
        return state._replace(grid=go_on_with(state.grid, budget))
    return state


def _raced(state: State, budget: Budget, paced: bool) -> State:
    """The race gone on with: all three by as many updates, so that none is ahead of the others."""
    racers = list(state.race)
    going_on = [racer.run.made for racer in racers if racer.goes_on]
    for k, racer in enumerate(racers):
        if racer.goes_on and racer.run.made == min(going_on):
            racers[k] = racer._replace(run=go_on(racer.run, budget.share(len(racers)), paced))
            if not paced and budget.spent:
                break
    return state._replace(race=tuple(racers), racing=any(racer.goes_on for racer in racers))


_changed = Handlers[State]()


# ---- The task ----


@_changed.on(e.ChooseTask)
def _(event: e.ChooseTask, state: State) -> State:
    return choose_task(state, event.task)


@_changed.on(e.SetUnits)
def _(event: e.SetUnits, state: State) -> State:
    if event.units not in limits.UNITS:
        raise ValueError(f"a cell has from {limits.UNITS[0]} to {limits.UNITS[-1]} units here")
    return with_units(state, event.units)


@_changed.on(e.SetBias)
def _(event: e.SetBias, state: State) -> State:
    if event.bias not in BIASES:
        raise ValueError(f"there is no bias {event.bias[:20]!r}")
    return begun_anew(state._replace(bias=event.bias))


@_changed.on(e.SetDelay)
def _(event: e.SetDelay, state: State) -> State:
    delay = round(event.steps)
    if delay not in limits.RECALL_STEPS:
        raise ValueError(f"T goes from {limits.RECALL_STEPS[0]} to {limits.RECALL_STEPS[-1]}")
    return state if delay == state.delay else at_the_start(state._replace(delay=delay))


@_changed.on(e.SetSeed)
def _(event: e.SetSeed, state: State) -> State:
    return begun_anew(state._replace(seed=whole_number(event.text.strip(), SEEDS, "a seed")))


@_changed.on(e.AnotherSeed)
def _(event: e.AnotherSeed, state: State) -> State:
    return begun_anew(state._replace(seed=(state.seed + 1) % SEEDS.stop))


@_changed.on(SetRate)
def _(event: SetRate, state: State) -> State:
    """Of what is trained next; what is being trained goes on with it."""
    rate = learning_rate(event.text)
    learned, run = state.learned, state.learned.run
    if run is not None and state.training:
        learned = learned._replace(run=at_rate(run, rate))
    race = tuple(
        [racer._replace(run=at_rate(racer.run, rate)) if _takes_rate(racer) else racer for racer in state.race]
    )
    return state._replace(rate=rate, learned=learned, race=race)


def _takes_rate(racer: Racer) -> bool:
    return racer.goes_on or racer.origin is Origin.SEED


@_changed.on(e.MatchSize)
def _(event: e.MatchSize, state: State) -> State:
    return at_the_start(state._replace(as_large=not state.as_large))


# ---- The sequence ----


@_changed.on(e.FlipBit)
def _(event: e.FlipBit, state: State) -> State:
    return _with_sequence(state, _flip(state.bits, event.step), state.marks)


@_changed.on(e.FlipMark)
def _(event: e.FlipMark, state: State) -> State:
    marks = _flip(state.marks, event.step)
    if not any(marks):
        raise ValueError("with no step marked there would be nothing to remember; mark another one first")
    return _with_sequence(state, state.bits, marks)


@_changed.on(e.AddStep)
def _(event: e.AddStep, state: State) -> State:
    if len(state.bits) == limits.LATCH_STEPS[-1]:
        raise ValueError(f"a sequence has at most {limits.LATCH_STEPS[-1]} steps")
    return _with_sequence(state, (*state.bits, 0), (*state.marks, 0))


@_changed.on(e.RemoveStep)
def _(event: e.RemoveStep, state: State) -> State:
    if len(state.bits) == limits.LATCH_STEPS[0]:
        raise ValueError(f"a sequence has at least {limits.LATCH_STEPS[0]} steps")
    if not any(state.marks[:-1]):
        raise ValueError("the only mark is in the last step; mark another one first")
    return _with_sequence(state, state.bits[:-1], state.marks[:-1])


@_changed.on(e.Shuffle)
def _(event: e.Shuffle, state: State) -> State:
    """Another sequence of as many steps: the n-th one of a seed is always the same."""
    rng = np.random.default_rng((state.seed, state.shuffled))
    task = LatchTask(len(state.bits))
    bits, marks = state.bits, state.marks
    while (bits, marks) == (state.bits, state.marks):
        xs = task.sample(rng, 1).xs[:, 0] > 0
        bits, marks = tuple(map(int, xs[:, 0])), tuple(map(int, xs[:, 1]))
    return _with_sequence(state._replace(shuffled=state.shuffled + 1), bits, marks)


# ---- Reading it ----


@_changed.on(e.Step)
def _(event: e.Step, state: State) -> State:
    return go_to(state, 1 if state.finished else state.position + 1)


@_changed.on(e.StepBack)
def _(event: e.StepBack, state: State) -> State:
    return go_to(state, max(state.position - 1, 0))._replace(playing=0)


@_changed.on(e.Skip)
def _(event: e.Skip, state: State) -> State:
    return state._replace(playing=0)


@_changed.on(e.StartOver)
def _(event: e.StartOver, state: State) -> State:
    return go_to(state, 0)._replace(playing=0)


@_changed.on(e.DrawStep)
def _(event: e.DrawStep, state: State) -> State:
    _check_step(state, event.step)
    return state._replace(at=event.step, playing=0, part=_moved(state.part, event.step))


@_changed.on(e.Explain)
def _(event: e.Explain, state: State) -> State:
    _check_step(state, event.step)
    if not 1 <= event.unit <= state.learned.network.shape.units:
        raise ValueError(f"there is no unit {event.unit}")
    if not TABLE.has(event.part, event.step, len(state.bits)):
        raise ValueError(f"the diagram has no part {event.part[:20]!r} in step {event.step}")
    if event.place not in ("", STRIPS):
        raise ValueError(f"nothing is explained in {event.place[:20]!r}")
    return state._replace(
        part=Part(event.part, event.step, 1 if event.part in (TABLE.answer, VERDICT) else event.unit),
        part_in=event.place,
    )


@_changed.on(e.ExplainNothing)
def _(event: e.ExplainNothing, state: State) -> State:
    return state._replace(part=None)


@_changed.on(e.LookAt)
def _(event: e.LookAt, state: State) -> State:
    if not 1 <= event.unit <= state.learned.network.shape.units:
        raise ValueError(f"there is no unit {event.unit}")
    return state._replace(unit=event.unit, part=None)


# ---- Learning ----


@_changed.on(e.Train)
def _(event: e.Train, state: State) -> State:
    _check_latch(state)
    run = at_rate(begin(state.seed, "lstm", state.units, state.task, state.bias), state.learning_rate)
    learned = Learned(run.network, Origin.TRAINED, state.seed, run)
    return _on_stage(state, learned)


@_changed.on(e.Hold)
def _(event: e.Hold, state: State) -> State:
    _check_latch(state)
    clamps_of(event.name, state.units)  # refuses what is none
    if state.training:
        raise ValueError("the training is still going on")
    learned = state.learned.before or state.learned  # what learned around a held gate is that gate's
    let_go = state.learned if state.learned.before else state.let_go
    return state._replace(held="" if event.name == state.held else event.name, learned=learned, let_go=let_go)


@_changed.on(e.BringBack)
def _(event: e.BringBack, state: State) -> State:
    """What was trained with gates held once more; letting go gives back what is here now."""
    found, now = state.was_let_go, state.learned
    if found is None:
        raise ValueError("nothing that fits was trained with a gate held")
    if state.training:
        raise ValueError("the training is still going on")
    learned = found._replace(before=now.before or now)
    return _on_stage(state, learned)._replace(held=found.held, let_go=now if now.before else None)


@_changed.on(e.TrainHeld)
def _(event: e.TrainHeld, state: State) -> State:
    _check_latch(state)
    if not state.held:
        raise ValueError("no gate is held")
    if state.training:
        raise ValueError("the training is still going on")
    run = at_rate(begin_from(state.network, state.task, state.seed), state.learning_rate)
    before = state.learned.before or state.learned
    learned = Learned(run.network, Origin.TRAINED, state.learned.seed, run, state.held, before)
    return state._replace(learned=learned)


@_changed.on(e.SetGate, e.TakeStep, e.UndoStep, e.PlayAgain, e.PlayAnother)
def _(event: e.SetGate | e.TakeStep | e.UndoStep | e.PlayAgain | e.PlayAnother, state: State) -> State:
    _check_latch(state)
    return state._replace(gatekeeper=gatekeeper.changed(state.gatekeeper, event))


@_changed.on(e.TrainAll)
def _(event: e.TrainAll, state: State) -> State:
    state = at_the_start(state)
    race = tuple([racer._replace(origin=Origin.TRAINED) for racer in state.race])
    return state._replace(race=race, racing=True)


@_changed.on(e.ReachOf)
def _(event: e.ReachOf, state: State) -> State:
    if event.what not in ("all", "h", "c"):
        raise ValueError(f"the state has no part {event.what[:20]!r}")
    return state._replace(reach_of=event.what)


@_changed.on(e.ReachWhen)
def _(event: e.ReachWhen, state: State) -> State:
    if event.when not in ("now", "start"):
        raise ValueError(f"there is no reach of {event.when[:20]!r}")
    return state._replace(reach_at_start=event.when == "start")


# ---- The experiment ----


@_changed.on(e.RunExperiment)
def _(event: e.RunExperiment, state: State) -> State:
    return state._replace(grid=GridExperiment(GridPlan(state.bias)), grid_is_ours=False)


@_changed.on(e.PauseExperiment)
def _(event: e.PauseExperiment, state: State) -> State:
    if state.grid.done:
        raise ValueError("the experiment is over")
    return state._replace(grid=state.grid._replace(paused=not state.grid.paused))


@_changed.on(e.CancelExperiment)
def _(event: e.CancelExperiment, state: State) -> State:
    return state._replace(grid=state.pretrained.experiment, grid_is_ours=True)


# ---- Taking along ----


@_changed.on(e.ShowCode)
def _(event: e.ShowCode, state: State) -> State:
    if event.of not in (*NAMES, *((STAGE,) if state.task_name == LATCH else ())):
        raise ValueError(f"there is no network {event.of[:20]!r} here")
    return state._replace(coded="" if event.of == state.coded else event.of)


@_changed.on(e.LoadWeights)
def _(event: e.LoadWeights, state: State) -> State:
    try:
        return _loaded(state, _cell(event.cell), event.text)
    except ValueError as error:
        raise ValueError(f"{event.name[:60]} was not loaded: {error}") from None


@_changed.on(e.RefuseFile)
def _(event: e.RefuseFile, state: State) -> State:
    raise ValueError(f"{event.name[:60]} was not loaded: {event.reason[:80]}")


# ---- What these do in parts ----


def choose_task(state: State, name: str) -> State:
    """The state with another task; ValueError if there is none of that name."""
    if name not in TASKS:
        raise ValueError(f"there is no task {name[:20]!r}: there are latch and recall")
    if name == state.task_name:
        return state
    # The experiment is seen beside one task only.
    grid = state.grid if state.grid.done else state.grid._replace(paused=True)
    learned = state.learned.before or state.learned
    if state.learned.before:
        state = state._replace(let_go=state.learned)
    state = state._replace(task_name=name, bias=BIAS_AT_FIRST[name], as_large=False, held="")
    state = state._replace(grid=grid, learned=learned, part=None)
    return with_units(state, UNITS_AT_FIRST[name])


def with_units(state: State, units: int) -> State:
    """The state with cells of so many units, of which none has learned anything, but for the one that the page has."""
    state = at_the_start(state._replace(units=units))
    if state.task_name == RECALL or state.learned.network.shape.units == units:
        return state
    if units == state.pretrained.network.shape.units:
        return _on_stage(state, as_built(state))
    run = begin(state.seed, "lstm", units, state.task, state.bias)
    return _on_stage(state, Learned(run.network, Origin.SEED, state.seed))


def begun_anew(state: State) -> State:
    """The state with all that has learned nothing begun as the settings say now, on the stage too."""
    state = at_the_start(state)
    if state.learned.origin is not Origin.SEED or state.task_name == RECALL:
        return state
    run = begin(state.seed, "lstm", state.learned.network.shape.units, state.task, state.bias)
    return state._replace(learned=Learned(run.network, Origin.SEED, state.seed))


def as_built(state: State) -> Learned:
    """The network that the page has from its build."""
    return Learned(state.pretrained.network, Origin.BUILD, state.pretrained.seed)


def _on_stage(state: State, learned: Learned) -> State:
    """The state with another network on the stage."""
    return state._replace(learned=learned, held="", unit=1, part=None)


def _loaded(state: State, cell: str, text: str) -> State:
    if not cell:
        _check_latch(state)
        network = load_weights(text, state.task.shape(state.units))
        return _on_stage(state, Learned(network, Origin.FILE, None))
    shape = state.task.shape(state.units_of(cell), cell)
    racer = Racer(begin_from(load_weights(text, shape), state.task, state.seed), Origin.FILE)
    race = tuple(racer if name == cell else other for name, other in zip(NAMES, state.race, strict=True))
    return state._replace(race=race, racing=state.racing and any(other.goes_on for other in race))


def _check_latch(state: State) -> None:
    """Refuses what is about the LSTM on the stage where that is not to be seen."""
    if state.task_name != LATCH:
        raise ValueError("there is no stage in the recall task; turn to the marked bits first")


def _cell(name: str) -> str:
    if name and name not in NAMES:
        raise ValueError(f"there is no cell {name[:20]!r}")
    return name


def _flip(bits: Bits, step: int) -> Bits:
    if not 1 <= step <= len(bits):
        raise ValueError(f"there is no step {step}")
    return (*bits[: step - 1], 1 - bits[step - 1], *bits[step:])


def _check_step(state: State, step: int) -> None:
    if not 1 <= step <= len(state.bits):
        raise ValueError(f"there is no step {step}")


def _with_sequence(state: State, bits: Bits, marks: Bits) -> State:
    """The state with another sequence, which has been read as far as the old one was; all of it, if all was read.

    Another length is another task, so nothing that was trained side by side is about it.
    """
    was_finished, longer = state.finished, len(bits) != len(state.bits)
    after = state._replace(bits=bits, marks=marks, playing=0)
    position = len(bits) if was_finished else min(state.position, len(bits))
    at = min(state.at, len(bits))
    part = state.part
    if part is not None and TABLE.is_final(part.name):
        part = part._replace(step=len(bits))
    elif part is not None and part.step > len(bits):
        part = None
    after = after._replace(position=position, at=at, part=part)
    return begun_anew(after) if longer else after


def go_to(state: State, position: int) -> State:
    """The state with so many steps read, the last of them being told; what is explained goes along."""
    return state._replace(position=position, playing=position, at=0, part=_moved(state.part, position))


def _moved(part: Part | None, step: int) -> Part | None:
    if part is None or TABLE.is_final(part.name) or not step:
        return part
    return part._replace(step=step)
