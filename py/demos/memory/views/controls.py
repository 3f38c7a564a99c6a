"""What the reader works with: the task, the size, the seed, and the sequence."""

from demos.choices import Choice, choices
from demos.field import field
from demos.html import Attribute, Html, el, join
from demos.memory import events as e
from demos.memory import limits
from demos.memory.bias import BIASES
from demos.memory.events import EVENTS
from demos.memory.state import LATCH, RECALL, State
from demos.rate import rate_view
from tasks.bits import Bits

TITLES = {LATCH: "Remember a marked bit", RECALL: "Recall the first bit"}
UNITS = {LATCH: (1, 2, 4), RECALL: (1, 2, 4, 8)}
RATES = (0.01, 0.05, 0.5)
ASKED = {
    LATCH: (
        "Each step brings a bit, and some steps are marked. After the last step: what was the last marked bit? A "
        "marked bit must replace what is remembered; all others must leave it alone."
    ),
    RECALL: (
        "Random bits, one a step. After the last one: what was the first? All that the weights can learn from is the "
        "error at the end, which has to find its way back to the first step."
    ),
}


RULE_HIDDEN = (
    "Each step brings a bit, and some steps are marked. After the last step the network answers with one bit. It "
    "follows a rule, and the lesson asks you which one: change bits and marks, and watch the answer."
)


def setup_view(state: State) -> Html:
    """Which task, how many units, and from which numbers a training begins."""
    tasks = [
        Choice(title, EVENTS.message(e.ChooseTask, task=name), state.task_name == name)
        for name, title in TITLES.items()
    ]
    units = sorted({*UNITS[state.task_name], state.units})
    seed = field("Next seed", f"{state.instance}-seed", str(state.seed), EVENTS.message(e.SetSeed), "numeric")
    return join(
        [
            choices("Task", tasks),
            el("p", {"class": "task-words"}, RULE_HIDDEN if state.rule_is_asked else ASKED[state.task_name]),
            el(
                "div",
                {"class": "settings"},
                choices(
                    "Units", [Choice(str(n), EVENTS.message(e.SetUnits, units=n), n == state.units) for n in units]
                ),
                _delay(state) if state.task_name == RECALL else None,
                rate_view(EVENTS, state.instance, state.learning_rate, RATES),
                choices("Bias of f at the start", [_bias(state, name) for name in BIASES]),
                el("div", {"class": "choices"}, seed, button("Another seed", e.AnotherSeed, "tab")),
            ),
        ]
    )


def _bias(state: State, name: str) -> Choice:
    return Choice(BIASES[name].title, EVENTS.message(e.SetBias, bias=name), state.bias == name)


def _delay(state: State) -> Html:
    slider: dict[str, Attribute] = {
        "type": "range",
        "id": f"{state.instance}-delay",
        "min": limits.RECALL_STEPS[0],
        "max": limits.RECALL_STEPS[-1],
        "value": state.delay,
        "aria-label": "T, the steps of a sequence",
        "aria-valuetext": f"{state.delay} steps",
        "data-input-event": EVENTS.message(e.SetDelay),
        "data-field": "steps",
    }
    return el(
        "label", {"class": "delay"}, el("span", {"class": "label"}, f"T = {state.delay} steps"), el("input", slider)
    )


def sequence_view(state: State) -> Html:
    """The sequence as switches, and the buttons that feed it to the network."""
    next_step = 1 if state.finished else state.position + 1
    kind = "secondary" if state.training else "primary"
    steps = len(state.bits)
    return join(
        [
            el(
                "div",
                {"class": "sequence", "style": f"--steps:{steps}", "role": "group", "aria-label": "The sequence"},
                *_switches("Mark", e.FlipMark, state.marks, state.instance, "mark"),
                *_switches("Bit", e.FlipBit, state.bits, state.instance, "bit"),
            ),
            el(
                "div",
                {"class": "sequence-buttons"},
                button("Add a step", e.AddStep, "quiet", disabled=steps == limits.LATCH_STEPS[-1]),
                button("Remove a step", e.RemoveStep, "quiet", disabled=steps == limits.LATCH_STEPS[0]),
                button("Random", e.Shuffle, "quiet"),
            ),
            el(
                "div",
                {"class": "sequence-buttons"},
                button(f"Run inference (step {next_step})", e.Step, kind),
                button("Step back", e.StepBack, "quiet"),
                button("Start over", e.StartOver, "quiet"),
            ),
        ]
    )


def button(title: str, event: type, kind: str, disabled: bool = False) -> Html:
    """A button that sends an event without fields."""
    attributes: dict[str, Attribute] = {"class": kind, "type": "button", "disabled": disabled}
    return el("button", {**attributes, "data-event": EVENTS.message(event)}, title)


def _switches(title: str, event: type, values: Bits, instance: str, kind: str) -> list[Html]:
    """A row of switches, one a step, with what they are in front."""
    signs = {"bit": ("0", "1"), "mark": ("\N{MIDDLE DOT}", "\N{BLACK DOWN-POINTING SMALL TRIANGLE}")}[kind]
    switches = [
        el(
            "button",
            {
                "class": "bit" if kind == "bit" else f"bit {kind}",
                "type": "button",
                "id": f"{instance}-{kind}-{k}",
                "role": "switch",
                "aria-checked": "true" if value else "false",
                "aria-label": f"{title} {k}",
                "data-event": EVENTS.message(event, step=k),
            },
            signs[value],
        )
        for k, value in enumerate(values, start=1)
    ]
    return [el("span", {"class": "label"}, title), *switches]
