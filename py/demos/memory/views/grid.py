"""The experiment: which cell recalls how far? A grid that fills, one training after the other."""

from demos.html import Attribute, Html, el, join, scrolling
from demos.memory import events as e
from demos.memory.bias import BIASES
from demos.memory.cells import NAMES, TITLES
from demos.memory.experiment import WITH_BIAS, field
from demos.memory.state import State
from demos.memory.views.controls import button
from demos.numbers import coordinate
from tasks.recall import RECIPE


def grid_view(state: State) -> Html:
    """The grid, how it was made, and the buttons that make it again."""
    grid, plan = state.grid, state.grid.plan
    made, wanted = len(grid.solved_after), len(plan.trials)
    by_length = _table(
        "Which cell recalls how far",
        "T",
        [str(length) for length in plan.lengths],
        {cell: [_field(state, cell, length, plan.bias) for length in plan.lengths] for cell in NAMES},
    )
    by_bias = _table(
        "Which bias lets it recall",
        "bias",
        [bias.short for bias in BIASES.values()],
        {cell: [_field(state, cell, plan.length, bias) for bias in BIASES] for cell in WITH_BIAS},
    )
    where = "when this page was built" if state.grid_is_ours else "in this tab"
    seeds = f"seeds {plan.seeds[0]} to {plan.seeds[-1]}"
    how = (
        f"Solved of {len(plan.seeds)} seeds, and the median of the updates that took. {plan.units} units, bias "
        f"{BIASES[plan.bias].short} in the upper table, {seeds}, learning rate {RECIPE.learning_rate:g}, "
        f"{RECIPE.batch} sequences an update, at most {RECIPE.updates} updates; made {where}."
    )
    buttons = []
    if grid.done:
        buttons.append(button(f"Run it here, with bias {BIASES[state.bias].short}", e.RunExperiment, "tab"))
    else:
        buttons.append(button("Go on" if grid.paused else "Pause", e.PauseExperiment, "tab"))
    if not state.grid_is_ours:
        buttons.append(button("Back to the page's own" if grid.done else "Cancel", e.CancelExperiment, "tab"))
    buttons.append(button("Save as CSV", e.SaveExperiment, "tab"))
    progress = Html("")
    if not grid.done:
        progress = el("progress", {"max": wanted, "value": made, "aria-label": "Trainings of the experiment"})
    progress_words = f"{made} of {wanted} trainings"
    running = not grid.done and not grid.paused
    # The count is outside the status while it goes up: a screen reader would read every training aloud.
    status = el(
        "span",
        {"role": "status", "aria-label": "Experiment of recall"},
        "The experiment is running: " if running else progress_words,
    )
    return join(
        [
            el("h3", None, "Which cell recalls how far?"),
            scrolling("Results by length", by_length),
            el("h3", None, f"What the bias at the start does, at T = {plan.length}"),
            scrolling("Results by bias", by_bias),
            el(
                "div", {"class": "grid-progress"}, progress, status, el("span", None, progress_words if running else "")
            ),
            el("p", {"class": "small"}, how),
            el("div", {"class": "tabs"}, *buttons),
        ]
    )


def _table(label: str, corner: str, columns: list[str], rows: dict[str, list[Html]]) -> Html:
    head = el("tr", None, el("td", None, corner), *[el("th", {"scope": "col"}, column) for column in columns])
    body = [el("tr", None, el("th", {"scope": "row"}, TITLES[cell]), *fields) for cell, fields in rows.items()]
    attributes = {"class": "recall-grid", "aria-label": label}
    return el("table", attributes, el("thead", None, head), el("tbody", None, *body))


def _field(state: State, cell: str, length: int, bias: str) -> Html:
    found = field(state.grid, cell, length, bias)
    share = found.solved / found.tried if found.tried else 0.0
    attributes: dict[str, Attribute] = {
        "class": "field ground share",
        "style": f"--m:{coordinate(share)}",
        "data-grid": f"{cell}-{length}-{bias}",
        "data-solved": found.solved,
        "data-tried": found.tried,
        "data-median": "" if found.median is None else repr(found.median),
    }
    if not found.tried:
        return el("td", attributes, "\N{EN DASH}")
    of_all = f"{found.solved} of {found.tried}"
    updates = None if found.median is None else el("span", {"class": "small"}, f"{found.median:g} updates")
    return el("td", attributes, of_all, updates)
