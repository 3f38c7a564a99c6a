"""What came of training the reader's code: words, curves beside the cells of ours, and quantities over the steps."""

from collections.abc import Mapping

from demos.counts import counted
from demos.html import Attribute, Html, el, join
from demos.own_cell.state import TASKS, Stage, State, TrainingOutcome
from demos.own_cell.views.controls import TITLES
from demos.own_cell.words import called, status_words
from demos.runs.curves import curves
from demos.runs.states import Row, states
from own_cell.trial import outcome_of
from rnn import cells
from rnn.fresh_run import FreshRun, held_out

NOTHING = Html("")


def status_view(state: State) -> Html:
    """How far it is, and what came out."""
    outcome = state.outcome
    made, of = (outcome.run.made, outcome.run.source.recipe.updates) if outcome else (0, 1)
    attributes: dict[str, Attribute] = {
        "class": "own-status",
        "role": "status",
        "aria-label": "Own cell",
        "aria-live": "off" if state.busy else None,  # a screen reader would read every update aloud
        "data-accuracy": repr(outcome.run.accuracy) if outcome else "",
        "data-updates": made,
        "data-solved": outcome.run.solved_after if outcome else None,
        "data-done": "true" if outcome and outcome.over and not state.busy else "false",
    }
    bar = None
    if state.stage is not Stage.REST:
        share: dict[str, Attribute] = {"max": of, "value": made, "aria-label": "Updates made"}
        bar = el("progress", share, f"{made} of {of}")
    return join([el("p", attributes, status_words(state)), bar or NOTHING])


def curves_view(state: State) -> Html:
    """The learning curves: yours first."""
    outcome = state.outcome
    if outcome is None:
        return NOTHING
    title = TITLES[outcome.task]
    racers = [_racer("Your cell", called(outcome), "own", outcome.run)]
    racers += [_racer(cells.named(name).TITLE, "", name, run) for name, run in outcome.others]
    head = el("h3", None, f"Learning curves: {title[0].lower()}{title[1:]}")
    return join([head, el("div", {"class": "race own-race"}, *racers)])


def _racer(title: str, of: str, cell: str, run: FreshRun) -> Html:
    units = run.shape.units
    size = f"{units} unit{'s' if units > 1 else ''}" + ("" if cell == "own" else f", {counted(run.shape)}")
    attributes: dict[str, Attribute] = {
        "class": "racer",
        "role": "group",
        "aria-label": title,
        "data-cell": cell,
        "data-accuracy": repr(run.accuracy),
        "data-updates": run.made,
        "data-solved": "" if run.solved_after is None else run.solved_after,
    }
    title = title[0].upper() + title[1:]
    heading = el("h4", None, title, el("span", {"class": "size"}, f" {of + ', ' if of else ''}{size}"))
    words = outcome_of(run)
    verdict = el("p", {"class": "racer-verdict"}, f"{words[0].upper()}{words[1:]}.")
    return el("div", attributes, heading, curves(run), verdict)


def strips_view(state: State) -> Html:
    """Everything that the step has named, over one fresh sequence."""
    outcome = state.outcome
    if outcome is None:
        return NOTHING
    task = TASKS[outcome.task]
    rows = [
        Row(name, unit * (len(units) > 1), values)
        for name, units in outcome.values
        for unit, values in enumerate(units, start=1)
    ]
    title = f"One fresh sequence: a row a unit, a square a step. {_sequence(outcome)}"
    head = el("h3", None, "What your step names, over the steps")
    return join([head, states(title, rows, task.steps)])


def _sequence(outcome: TrainingOutcome) -> str:
    """The sequence in words."""
    examples = held_out(outcome.run.source)
    bits, *marks = ("".join("1" if value > 0 else "0" for value in row) for row in examples.xs[:, 0].T)
    marked = [str(k) for k, mark in enumerate(marks[0], start=1) if mark == "1"] if marks else []
    which = f", marked at step{'s' if len(marked) > 1 else ''} {' and '.join(marked)}" if marked else ""
    return f"Its bits are {bits}{which}; the right answer is {int(examples.targets[-1, 0, 0])}."


def printed_view(state: State) -> Html:
    """What the code has printed."""
    outcome = state.outcome
    if outcome is None or not outcome.printed:
        return NOTHING
    more = f"\n({outcome.dropped} more lines)" if outcome.dropped else ""
    attributes: Mapping[str, Attribute] = {
        "class": "own-printed",
        "role": "group",
        "aria-label": "Printed",
        "tabindex": 0,
    }
    return join([el("h3", None, "Printed"), el("pre", attributes, "\n".join(outcome.printed) + more)])
