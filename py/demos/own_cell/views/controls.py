"""What the reader works with: the task and its size, the sources, the experiments, and the buttons of the editor."""

from demos.choices import Choice, choices
from demos.field import field
from demos.html import Attribute, Html, el, join
from demos.limits import FILE_BYTES
from demos.own_cell import events as e
from demos.own_cell.events import EVENTS
from demos.own_cell.state import BITS, LATCH, RATES, RECALL, TASKS, Stage, State
from demos.rate import rate_view
from own_cell.experiments import EXPERIMENTS
from rnn import cells
from tasks.bits import format_bits

TITLES = {LATCH: "Remember a marked bit", RECALL: "Recall the first bit", BITS: "Detect a pattern"}
UNITS = (1, 2, 4, 8)
ASKED = {
    LATCH: (
        f"{TASKS[LATCH].steps} steps, each with a bit, and some of them marked. What was the last marked bit? A marked "
        "bit must replace what is remembered; all others must leave it alone."
    ),
    RECALL: f"{TASKS[RECALL].steps} random bits. After the last one: what was the first?",
    BITS: "Four bits. Were they {}?",
}
_BY_NAME = {one.name: one for one in EXPERIMENTS}


def setup_view(state: State) -> Html:
    """What is to be learned, by how many units, how fast, and from which numbers."""
    tasks = [
        Choice(title, EVENTS.message(e.ChooseTask, task=name), state.task == name) for name, title in TITLES.items()
    ]
    units = [
        Choice(str(n), EVENTS.message(e.SetUnits, units=n), n == state.units) for n in sorted({*UNITS, state.units})
    ]
    asked = ASKED[state.task].format(format_bits(getattr(TASKS[BITS], "target", ())))
    seed = field("Seed", f"{state.instance}-seed", str(state.seed), EVENTS.message(e.SetSeed), "numeric")
    return join(
        [
            choices("Task", tasks),
            el("p", {"class": "task-words"}, asked),
            el(
                "div",
                {"class": "settings"},
                choices("Units", units),
                rate_view(EVENTS, state.instance, state.learning_rate, RATES),
                seed,
            ),
        ]
    )


def experiments_view(state: State) -> Html:
    """Small edits of the code, and what the last one was."""
    sources = [
        Choice(_source_title(name), EVENTS.message(e.ChooseSource, name=name), state.text == text)
        for name, text in state.sources
    ]
    chosen = state.change.name if state.change and state.change.after == state.text else None
    edits = [
        Choice(one.title, EVENTS.message(e.ApplyExperiment, name=one.name), one.name == chosen) for one in EXPERIMENTS
    ]
    return join(
        [
            choices("Begin from", sources),
            choices("Change one thing", edits),
            el("div", {"class": "own-change"}, _change(chosen)) if chosen else Html(""),
        ]
    )


def _source_title(name: str) -> str:
    if name not in cells.NAMES:
        return name
    title = cells.named(name).TITLE
    return title[0].upper() + title[1:]


def _change(name: str) -> Html:
    """What an experiment asks, and its edits as a difference."""
    experiment = _BY_NAME[name]
    lines = []
    for edit in experiment.edits:
        lines += [el("del", None, f"- {line}\n") for line in edit.old.splitlines()]
        lines += [el("ins", None, f"+ {line}\n") for line in edit.new.splitlines() if line]
    code: dict[str, Attribute] = {"class": "own-difference", "role": "group", "aria-label": "Difference", "tabindex": 0}
    return join([el("p", None, experiment.question), el("pre", code, *lines)])


def tools_view(state: State) -> Html:
    """The buttons of the editor."""
    goes_on = state.stage is not Stage.REST
    run: dict[str, Attribute] = {"type": "button", "class": "primary", "data-run": True}
    return el(
        "div",
        {"class": "train-row"},
        el("button", {**run, "data-event": EVENTS.message(e.RunCode)}, "Run"),
        _quiet("Back to the original", e.BackToOriginal, state.text == state.source_of(state.source)),
        _quiet("Bring my code back", e.Undo) if state.before is not None else None,
        _quiet("Go on" if state.stage is Stage.PAUSED else "Pause", e.Pause) if goes_on else None,
        _quiet("Cancel", e.Cancel) if goes_on else None,
        el(
            "div",
            {"class": "files"},
            el("button", {"type": "button", "class": "link", "data-event": EVENTS.message(e.SaveCode)}, "Save as .py"),
            _load(state),
        ),
    )


def _quiet(title: str, event: type, disabled: bool = False) -> Html:
    attributes: dict[str, Attribute] = {"class": "secondary", "type": "button", "disabled": disabled}
    return el("button", {**attributes, "data-event": EVENTS.message(event)}, title)


def _load(state: State) -> Html:
    field: dict[str, Attribute] = {
        "type": "file",
        "id": f"{state.instance}-load",
        "class": "visually-hidden",
        "accept": ".py,text/x-python,text/plain",
        "data-file": EVENTS.message(e.LoadCode),
        "data-max-bytes": FILE_BYTES,
    }
    return el("label", {"class": "link"}, "Load a .py file", el("input", field))
