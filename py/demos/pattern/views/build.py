"""Build it: the truth table, and the weights of one gate at a time on sliders, until every answer is right."""

from math import ceil

from demos.cell_view.activations import Activations
from demos.cell_view.dial import sign_class
from demos.choices import Choice, choices
from demos.html import Attribute, Html, el, join
from demos.numbers import coordinate, fixed, probability
from demos.pattern import events as e
from demos.pattern.cell import ANSWER, GATES, QUANTITIES, SIGNED
from demos.pattern.edits import WeightName, get_weight, weight_names
from demos.pattern.events import EVENTS
from demos.pattern.hints import Hint, label_of, right_answers
from demos.pattern.state import SLIDER_LIMIT, Origin, State
from demos.pattern.views.weights import weight_field
from demos.wording import said
from rnn.network import checksum
from rnn.run import Status
from tasks.bits import all_inputs, format_bits

SLIDER_STEP = 0.1  # of a slider
NEAR = 0.25  # so far from where a hint wants it a slider is where the hint wants it


def build_panel(state: State, activations: Activations) -> Html:
    """What to do, what the network answers, a hint, and the sliders."""
    name = format_bits(state.target)
    hint = state.hint if state.hint and state.hint.stands(state.network, state.target) else None
    groups = [
        Choice(f"{_noun(gate)} {gate}", EVENTS.message(e.LookAtGate, gate=gate), gate == state.built)
        for gate in (*GATES, ANSWER)
    ]
    return join(
        [
            el(
                "p",
                None,
                f"Set the weights so that the answer is 1 for {name} and 0 for the other three: an answer above "
                "0.5 counts as 1. Begin with all weights at 0, or with the network as it is.",
            ),
            el(
                "div",
                {"class": "build-row"},
                _button("Set all weights to 0", e.ZeroWeights, not state.training),
                _button(_restoring(state), e.Restore, state.changed_by_hand),
                _button("Give a hint", e.AskHint, not state.training),
                _button("Train from here", e.TrainOn, not state.training),
            ),
            # Not atomic: what a hint said is not read aloud once more when a slider has followed it.
            el(
                "p",
                {"class": "build-hint", "role": "status", "aria-label": "Hint", "aria-atomic": "false"},
                *_hint(state, hint),
            ),
            el(
                "div",
                {"class": "build"},
                el("div", {"class": "build-answers"}, _table(state, activations), _verdict(state, activations)),
                el("div", {"class": "build-weights"}, choices("Weights of", groups), *_rows(state, hint)),
            ),
            el("p", {"class": "build-trained"}, trained_words(state)),
        ]
    )


def _noun(gate: str) -> str:
    return "readout" if gate == ANSWER else QUANTITIES[gate].noun


def _restoring(state: State) -> str:
    """What leads back to the network that was there before."""
    kind = {Origin.SEED: "random", Origin.FILE: "loaded", Origin.LINK: "linked"}.get(state.learned.origin, "trained")
    return f"Back to the {kind} weights"


def _button(title: str, event: type, ready: bool) -> Html:
    """A button that can be focused also while it does nothing: who pressed it last by key goes on from there."""
    attributes: dict[str, Attribute] = {"type": "button", "class": "tab", "aria-disabled": None if ready else "true"}
    return el("button", {**attributes, "data-event": EVENTS.message(event)}, title)


# --- What it answers ---


def _table(state: State, activations: Activations) -> Html:
    """Of every input: what is wanted, what is answered, and how the gate on the sliders stands for it."""
    shown = "h" if state.built == ANSWER else state.built
    heads = [
        el("th", {"scope": "col"}, "input"),
        el("th", {"scope": "col"}, "wanted"),
        el("th", {"scope": "col", "colspan": 2}, "answer ", el("i", None, ANSWER)),
        *[el("th", {"scope": "col"}, el("i", None, shown), f" step {step}") for step in (1, 2)],
    ]
    answers = activations.values(ANSWER, 2)
    right = right_answers(answers, state.target)
    rows = []
    for k, bits in enumerate(all_inputs(2)):
        mark = "\N{CHECK MARK} right" if right[k] else "\N{MULTIPLICATION SIGN} wrong"
        rows.append(
            el(
                "tr",
                {"data-built-input": format_bits(bits), "data-right": "true" if right[k] else "false"},
                el("th", {"scope": "row"}, format_bits(bits)),
                el("td", None, "1" if bits == state.target else "0"),
                el("td", {"data-value": repr(answers[k])}, probability(answers[k])),
                el("td", {"class": "build-right" if right[k] else "build-wrong"}, mark),
                *[_value(shown, step, activations.values(shown, step)[k]) for step in (1, 2)],
            )
        )
    body = [el("thead", None, el("tr", None, *heads)), el("tbody", None, *rows)]
    return el("table", {"class": "build-table", "aria-label": "Truth table"}, *body)


def _value(name: str, step: int, value: float) -> Html:
    strength = min(abs(value), 1.0)
    attributes: dict[str, Attribute] = {
        "class": f"build-value ground {sign_class(value)}",
        "style": f"--m:{coordinate(strength)}",
        "data-built": name,
        "data-built-step": step,
        "data-value": repr(value),
    }
    return el("td", attributes, fixed(value, signed=name in SIGNED))


def _verdict(state: State, activations: Activations) -> Html:
    """How many answers are right; read aloud when it changes, and not while every epoch changes it."""
    answers = activations.values(ANSWER, 2)
    count = sum(right_answers(answers, state.target))
    words = f"{count} of 4 answers {'is' if count == 1 else 'are'} right."
    if count == 4:
        words = "The truth table is met: all 4 answers are right."
    elif set(answers) == {0.5}:
        words = f"Every answer is 0.50, which counts as 0: {words}"
    if state.changing:
        words = "It is being trained." if state.training else "The training is played back."
    return el("p", {"role": "status", "aria-label": "Answers", "class": "build-verdict"}, words)


# --- Hints and training ---


def _hint(state: State, hint: Hint | None) -> list[Html]:
    """What was said, and since when it is past."""
    if hint is None:
        return [el("span", None, "A hint says what to do next with the network as it is, and why.")]
    is_done = hint.weight and abs(get_weight(state.network, hint.weight) - hint.value) <= NEAR
    tick = "\N{CHECK MARK} Done. " if is_done else ""
    past = "" if hint.asked == checksum(state.network) else "When you asked: "
    return [el("b", None, tick), el("span", None, past), el("span", None, said(hint.words))]


def trained_words(state: State) -> str:
    """What training came to from the weights that stood here; nothing where it began from a seed."""
    run = state.learned.run
    if run is None or state.changed_by_hand or not (run.seed is None or run.began):
        return ""
    if state.training:
        return "It trains from the weights that stood here."
    if state.learned.shown_epoch is not None:
        return "The sliders show the weights of the epoch on show."
    epochs, began = len(run.snapshots) - 1 - run.began, run.snapshots[run.began]
    if run.status is Status.SOLVED and epochs == 0:
        return f"Nothing had to be learned: every answer is nearer than {run.settings.tolerance:g} to what is wanted."
    if run.status is Status.SOLVED:
        return f"From the weights that stood here training took {epochs} epoch{'' if epochs == 1 else 's'}."
    if (run.snapshots[-1].theta[:-1] == began.theta[:-1]).all():  # the readout's bias is the last
        return (
            f"In {epochs} epochs training moved nothing but the readout's bias: from these weights every other "
            "gradient is 0. Move some off 0 first."
        )
    return f"From the weights that stood here {epochs} epochs were not enough."


# --- Sliders ---


def _rows(state: State, hint: Hint | None) -> list[Html]:
    names = [name for name in weight_names(1, 1) if name.gate == state.built]
    room = el("div", {"class": "build-slider", "aria-hidden": "true"})  # the readout has one less, and nothing jumps
    return [_row(state, name, hint) for name in names] + [room] * (3 - len(names))


def _row(state: State, name: WeightName, hint: Hint | None) -> Html:
    """A weight: what it weighs, its slider, and the number to be typed over."""
    network, label = state.network, f"{_noun(name.gate)} {name.gate}, {label_of(name)}"
    value = get_weight(network, name)
    slider_limit = max(SLIDER_LIMIT, float(ceil(abs(get_weight(state.learned.network, name)))))
    is_hinted = hint is not None and hint.weight == name
    attributes: dict[str, Attribute] = {
        "type": "range",
        "id": f"{state.instance}-build-{name.text}",
        "class": "build-range",
        "min": f"{-slider_limit:g}",
        "max": f"{slider_limit:g}",
        "step": SLIDER_STEP,
        "value": f"{min(max(value, -slider_limit), slider_limit):.4f}",
        "aria-label": label,
        "aria-valuetext": fixed(value),
        "data-built-weight": name.text,
        "data-input-event": EVENTS.message(e.SetWeight, name=name.text),
        "data-field": "value",
        "disabled": state.training,
    }
    hint_words = f"hint: to {fixed(hint.value)}" if hint and is_hinted else ""
    return el(
        "div",
        {"class": "build-slider", "data-hinted": "true" if is_hinted else None},
        el(
            "span",
            {"class": "build-label"},
            el("i", None, name.gate),
            f", {label_of(name)}",
            el("small", None, hint_words),
        ),
        weight_field(state, network, name, f"{label}, as a number", disabled=state.training),
        el("input", attributes),
    )
