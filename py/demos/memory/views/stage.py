"""The stage: one step of the LSTM as a picture, the answer, the formula asked for, and all steps as strips."""

from demos.cell_view.activations import Activations
from demos.cell_view.diagram import Look, asks_answer, cell_diagram, label, readout_diagram
from demos.cell_view.dial import sign_class
from demos.cell_view.explanation import explanation, hint
from demos.cell_view.strips import strip_number, strip_title
from demos.cell_view.table import Part
from demos.choices import Choice, choices
from demos.html import Attribute, Html, el, join, scrolling
from demos.memory import events as e
from demos.memory.events import EVENTS
from demos.memory.state import STRIPS, Origin, State
from demos.memory.table import TABLE
from demos.numbers import coordinate, probability
from tasks.latch import answer

ROWS = ("m", "x", "i", "f", "g", "o", "c", "h")
PROMPT = "Touch any part or square for its formula."


def look_of(state: State) -> Look:
    """What is seen of the sequence."""
    steps = list(zip(state.bits, state.marks, strict=True))
    return Look(
        state.instance,
        inputs=tuple(steps),
        words=tuple(f"{bit}, {'marked' if mark else 'not marked'}" for bit, mark in steps),
        position=state.position,
        playing=state.playing,
        part=state.part,
        explain=_explain,
        unexplain=EVENTS.message(e.ExplainNothing),
        changing=state.training,
        guessing=state.lesson.guessing,
    )


def _explain(part: Part) -> str:
    return EVENTS.message(e.Explain, part=part.name, step=part.step, unit=part.unit)


def _explain_in_strips(part: Part) -> str:
    return EVENTS.message(e.Explain, part=part.name, step=part.step, unit=part.unit, place=STRIPS)


def stage_view(state: State, activations: Activations) -> Html:
    """One step of the cell, the answer, and the formula of the part that was asked about."""
    look, units = look_of(state), activations.units
    picker = Html("")
    if units > 1:
        options = [Choice(str(u), EVENTS.message(e.LookAt, unit=u), u == state.unit) for u in range(1, units + 1)]
        picker = choices("Unit", options)
    cell = cell_diagram(look, activations, state.step_drawn, state.unit)
    card = explanation(look, activations) if state.part_in != STRIPS else None
    drawing = [cell, readout_diagram(look, activations), _verdict(state, look, activations), hint(TABLE, PROMPT), card]
    return join([picker, el("div", {"class": "stage-cells one-step"}, *drawing)])


def strips_view(state: State, activations: Activations) -> Html:
    """All steps, and the formula of the square that was asked about."""
    look = look_of(state)
    card = explanation(look, activations) if state.part_in == STRIPS else None
    return el("div", {"class": "strips-row"}, _strips(state, look, activations), card)


def _strips(state: State, look: Look, activations: Activations) -> Html:
    """Time runs to the right: a row a quantity, a square a step."""
    steps = len(state.bits)
    heads = []
    for step in range(1, steps + 1):
        now = step == state.step_drawn
        attributes: dict[str, Attribute] = {
            "type": "button",
            "class": "strip-step",
            "id": f"{state.instance}-strip-{step}",
            "aria-label": f"Draw step {step}",
            "aria-pressed": "true" if now else "false",
            "data-event": EVENTS.message(e.DrawStep, step=step),
        }
        heads.append(el("th", {"scope": "col", "class": "now" if now else None}, el("button", attributes, str(step))))
    rows = [_row(state, look, activations, name) for name in ROWS]
    label = "The sequence step by step" if activations.units == 1 else f"Unit {state.unit} step by step"
    table = el(
        "table",
        {"class": "strips", "aria-label": label, "style": f"--steps:{steps}"},
        el("thead", None, el("tr", None, el("td", None, "step"), *heads)),
        el("tbody", None, *rows),
    )
    return scrolling("Steps", table)


def _row(state: State, look: Look, activations: Activations, name: str) -> Html:
    head = el("th", {"scope": "row"}, strip_title(TABLE.quantities[name]))
    cells = [_square(state, look, activations, name, step) for step in range(1, len(state.bits) + 1)]
    return el("tr", {"class": f"strip-{name}"}, head, *cells)


def _square(state: State, look: Look, activations: Activations, name: str, step: int) -> Html:
    unit = 1 if name in TABLE.read else state.unit
    part = Part(name, step, unit)
    reached = step <= state.position
    value = activations.value(name, step, unit) if reached else None
    now = "now" if step == state.step_drawn else None
    attributes: dict[str, Attribute] = {
        "type": "button",
        "class": "square part",
        "aria-label": label(TABLE, name, step, value),
        "aria-pressed": "true" if look.part == part else "false",
        "tabindex": 0 if look.part == part or (name == ROWS[0] and step == state.step_drawn) else -1,
        "data-explain": _explain_in_strips(part),
        "data-part": name,
        "data-reveals": look.explanation_id,
    }
    if value is None:
        return el("td", {"class": now}, el("button", attributes))
    strength = min(abs(value) / TABLE.quantities[name].full, 1.0)
    attributes["class"] = f"square ground part {sign_class(value)}"
    attributes |= {"style": f"--m:{coordinate(strength)}", "data-quantity": name, "data-step": step}
    attributes |= {"data-unit": unit, "data-value": repr(value)}
    shown = str(int(value > 0)) if name in TABLE.read else strip_number(TABLE.quantities[name], value)
    if name == "m":
        shown = "\N{BLACK DOWN-POINTING SMALL TRIANGLE}" if value > 0 else ""
    return el("td", {"class": now}, el("button", attributes, el("span", None, shown)))


def _verdict(state: State, look: Look, activations: Activations) -> Html:
    """The answer; in words, never by colour alone. ``data-result`` and ``data-right`` as in the pattern demos."""
    attributes: dict[str, Attribute] = {"class": "verdict", "role": "status", "aria-label": "Result"}
    attributes["aria-live"] = "off" if state.training else None  # a screen reader would read every update aloud
    attributes["id"] = f"{state.instance}-result"
    steps, asks = len(state.bits), asks_answer(look, activations)
    if not state.finished:
        left = steps - state.position
        hint = f"{left} more step{'s' if left > 1 else ''} to read" if state.position else "nothing read yet"
        asking = el("div", {"class": "verdict-told", **asks}, el("span", {"class": "verdict-hint"}, hint))
        return el("div", {**attributes, "data-result": ""}, asking)
    p = activations.value(TABLE.answer, steps)
    chance = el("span", {"class": "verdict-p beat-5"}, f" p = {probability(p)}")
    playing = "verdict-told playing" if state.playing == steps else "verdict-told"
    if state.learned.origin is Origin.SEED:
        hint = el("span", {"class": "verdict-hint beat-5"}, "not trained yet; press Train")
        return el("div", {**attributes, "data-result": ""}, el("div", {"class": playing, **asks}, hint, chance))
    claimed, wanted = state.task.is_yes(p), answer(state.bits, state.marks)
    right = claimed == bool(wanted)
    words = f"the answer is {int(claimed)}" if state.rule_is_asked else state.task.in_words(claimed)
    colour = ("answer-1" if claimed else "answer-0") if right else "answer-wrong"
    correction = None
    if not right:
        cross = el("span", {"aria-hidden": "true"}, "\N{MULTIPLICATION SIGN} ")
        correction = el("span", {"class": "verdict-wrong"}, cross, el("span", None, f"wrong: it is {wanted}"))
    return el(
        "div",
        {**attributes, "data-result": str(int(claimed)), "data-right": "true" if right else "false"},
        el(
            "div",
            {"class": playing, **asks},
            el("span", {"class": f"verdict-digit {colour} beat-5"}, str(int(claimed))),
            el("span", {"class": "visually-hidden"}, ", "),
            el("span", {"class": "verdict-words beat-5"}, words, correction),
            chance,
        ),
    )
