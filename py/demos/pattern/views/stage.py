"""The stage: the network at work, the readout, the verdict, and the formula asked for."""

from demos.cell_view.activations import Activations
from demos.cell_view.diagram import Look, cell_diagram, readout_diagram
from demos.cell_view.explanation import explanation, hint
from demos.cell_view.table import Part
from demos.html import Attribute, Html, el
from demos.pattern import events as e
from demos.pattern.cell import TABLE
from demos.pattern.events import EVENTS
from demos.pattern.state import State
from demos.pattern.views.lanes import close_up_id, lanes, scale_of
from demos.pattern.views.verdict import verdict

LINES = {"c": " (heavy line)", "h": " (light line)"}
LANES_PROMPT = "Touch a square to open that unit in that step, or a bar to see what it is made of."


def stage_view(state: State, activations: Activations) -> Html:
    """Everything between the controls and what can be opened beneath."""
    look = look_of(state)
    answer = [readout_diagram(look, activations), verdict(state, look, activations)]
    card = explanation(look, activations)
    if not state.compact:
        cells = [cell_diagram(look, activations, step) for step in range(1, state.length + 1)]
        return el("div", {"class": "stage-cells"}, *cells, *answer, hint(TABLE), card)
    # What is asked about inside of a unit is told there.
    is_inside = state.opened > 0 and not (state.part and TABLE.is_final(state.part.name))
    scale = scale_of(activations)
    prompt = f"A lane reaches from \N{MINUS SIGN}{scale} to {scale}. {LANES_PROMPT}"
    beside = hint(TABLE, prompt, LINES), None if is_inside else card
    close_up = _close_up(state, look, activations, card if is_inside else None)
    return el("div", {"class": "stage-lanes"}, lanes(state, look, activations), *answer, *beside, close_up)


def look_of(state: State) -> Look:
    """What is seen of the test input."""
    return Look(
        state.instance,
        inputs=tuple((bit,) for bit in state.test_input),
        words=tuple(map(str, state.test_input)),
        position=state.position,
        playing=state.playing,
        part=state.part,
        explain=_explain,
        unexplain=EVENTS.message(e.ExplainNothing),
        changing=state.changing,
        guessing=state.lesson.guessing,
    )


def _explain(part: Part) -> str:
    return EVENTS.message(e.Explain, part=part.name, step=part.step, unit=part.unit)


def _close_up(state: State, look: Look, activations: Activations, card: Html | None) -> Html:
    """The whole cell of one unit, once it is asked for."""
    attributes: dict[str, Attribute] = {"class": "close-up", "id": close_up_id(state)}
    if not state.opened:
        return el("div", attributes)
    title = el("h3", None, f"Inside unit {state.unit}, step {state.opened}")
    cell = cell_diagram(look, activations, state.opened, state.unit)
    return el("div", attributes, title, hint(TABLE), cell, card)
