"""The same task, three cells: trained at once on the same batches, and drawn side by side."""

from demos.counts import counted
from demos.html import Attribute, Html, el, join
from demos.memory import events as e
from demos.memory.cells import NAMES, TITLES
from demos.memory.events import EVENTS
from demos.memory.state import LATCH, Origin, Racer, State
from demos.memory.views.controls import button
from demos.memory.views.files import files
from demos.numbers import percent
from demos.runs.curves import curves
from demos.runs.states import Row, states
from rnn import cells
from rnn.fresh_run import TEST_SIZE, held_out
from rnn.network import forward
from rnn.rates import describe_rates
from tasks.latch import encode

GUESSING = 0.6  # accuracies below this are hardly better than guessing


def race_view(state: State) -> Html:
    """The button, the three cells, and why it comes out as it does."""
    attributes: dict[str, Attribute] = {
        "type": "checkbox",
        "id": f"{state.instance}-as-large",
        "checked": state.as_large,
        "data-event": EVENTS.message(e.MatchSize),
    }
    return join(
        [
            el("h3", None, "The same task, three cells"),
            el(
                "div",
                {"class": "train-row"},
                button("Train all three", e.TrainAll, "primary"),
                el(
                    "label", {"class": "check"}, el("input", attributes), " about as many parameters, not as many units"
                ),
            ),
            el(
                "div",
                {"class": "race"},
                *[_racer(state, cell, racer) for cell, racer in zip(NAMES, state.race, strict=True)],
            ),
            el("p", None, why(state)),
        ]
    )


def _racer(state: State, cell: str, racer: Racer) -> Html:
    run, units = racer.run, racer.run.shape.units
    size = f"{units} unit{'s' if units > 1 else ''}, {counted(run.shape)}"
    attributes: dict[str, Attribute] = {
        "class": "racer",
        "role": "group",
        "aria-label": TITLES[cell],
        "data-cell": cell,
        "data-accuracy": repr(run.accuracy),
        "data-done": "true" if racer.done else "false",
        "data-updates": run.made,
        "data-solved": "" if run.solved_after is None else run.solved_after,
    }
    return el(
        "div",
        attributes,
        el("h4", None, TITLES[cell], el("span", {"class": "size"}, f" {size}")),
        curves(run),
        el("p", {"class": "racer-verdict"}, verdict_of(racer)),
        _states(state, racer),
        files(state, cell),
    )


def verdict_of(racer: Racer) -> str:
    """What a training came to so far."""
    run = racer.run
    right = f"{round(run.accuracy * TEST_SIZE)} of {TEST_SIZE} fresh sequences right"
    if racer.origin is Origin.SEED:
        return f"Not trained yet: {right}."
    if racer.origin is Origin.FILE:
        return f"Weights loaded from a file: {right}."
    if racer.origin is Origin.LINK:
        return f"Weights from the link: {right}."
    rates = describe_rates(run.rates, run.source.recipe.learning_rate, "update", run.solved_after or run.made)
    if run.diverged:
        return f"Training broke off after {run.made} updates{rates}: its loss was no number any more."
    if not run.done:
        return f"Update {run.made}{rates}: {right}."
    if run.accuracy == 1 and run.solved_after is not None:
        return f"Solved after {run.solved_after} updates{rates}: all {TEST_SIZE} right."
    if run.solved_after is not None:
        return (
            f"All were right after {run.solved_after} updates{rates}, and it lost that again: {right} after {run.made}."
        )
    if run.accuracy < GUESSING:
        return f"Not solved in {run.made} updates{rates}: {right}, and guessing gives half."
    return f"Not solved in {run.made} updates{rates}: {right}, {percent(run.accuracy)}."


def _states(state: State, racer: Racer) -> Html:
    """What the cell carries over the steps of one sequence: a row a unit of h, and of c if there is one."""
    run = racer.run
    is_latch = state.task_name == LATCH
    xs = encode(state.bits, state.marks) if is_latch else held_out(state.task).xs[:, :1]
    traces = forward(run.network, xs).traces
    several = run.shape.units > 1
    rows = [
        Row(name, (unit + 1) * several, [float(getattr(trace, name)[0, unit]) for trace in traces])
        for name in cells.named(run.shape.cell).State._fields
        for unit in range(run.shape.units)
    ]
    what = "the sequence above" if is_latch else f"one fresh sequence, whose first bit is {int(xs[0, 0, 0] > 0)}"
    title = f"What it carries over {what}: a row a unit, a square a step"
    return states(title, rows, len(traces))


def why(state: State) -> Html:
    """Why, from the equations; what came of it stands with each cell."""
    text = OF_LATCH if state.task_name == LATCH else OF_RECALL
    return join([el("span", None, text), Html(" "), el("span", {"class": "small"}, GRU_NOTE)])


OF_LATCH = (
    "A plain RNN only adds: h = tanh(w x + v m + u h + b). With one unit, whether the mark m is there or not, the old "
    "h weighs the same u; and so does the bit, w. A gate multiplies: in f \N{MIDDLE DOT} c the mark decides how much "
    "of c stays, in i \N{MIDDLE DOT} g how much of the bit comes in. Two units can do without: where a sum is so large "
    "that tanh is flat, one of them can be deaf to the bit while the other listens."
)
OF_RECALL = (
    "In a plain RNN the error goes back through tanh and U in every step, and is multiplied by both. In the LSTM it "
    "also goes along c, multiplied by f alone; in the GRU along h, multiplied by z. Where these are near 1, it arrives."
)
GRU_NOTE = (
    "The GRU is told here as in PyTorch: z = 1 keeps the old state. The paper that introduced it counts the same way; "
    "others, and other libraries, write 1 \N{MINUS SIGN} z for it."
)
