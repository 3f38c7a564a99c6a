"""The stage: the network at work, the readout, the verdict, and the formula asked for."""

from demos.cell_view.activations import Activations
from demos.cell_view.diagram import Look, cell_diagram, readout_diagram
from demos.cell_view.explanation import explanation
from demos.cell_view.table import Part
from demos.html import Attribute, Html, el
from demos.pattern import events as e
from demos.pattern.events import EVENTS
from demos.pattern.state import State
from demos.pattern.views.lanes import lanes
from demos.pattern.views.verdict import verdict


def stage_view(state: State, activations: Activations) -> Html:
    """Everything between the controls and what can be opened beneath."""
    look = look_of(state)
    if state.compact:
        network = [lanes(state, activations)]
    else:
        network = [cell_diagram(look, activations, step) for step in range(1, state.bits + 1)]
    close_up = [_close_up(state, look, activations)] if state.compact else [explanation(look, activations)]
    drawing = [*network, readout_diagram(look, activations), verdict(state, activations), *close_up]
    return el("div", {"class": "stage-lanes" if state.compact else "stage-cells"}, *drawing)


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
        changing=state.changing,
    )


def _explain(part: Part) -> str:
    return EVENTS.message(e.Explain, part=part.name, step=part.step, unit=part.unit)


def _close_up(state: State, look: Look, activations: Activations) -> Html:
    """The whole cell of one unit, once it is asked for."""
    attributes: dict[str, Attribute] = {"class": "close-up", "id": f"{state.instance}-close-up"}
    if not state.opened:
        return el(
            "div",
            attributes,
            explanation(look, activations, "Touch a square of a lane to open that unit in that step."),
        )
    step = state.opened
    title = f"Inside unit {state.unit}, step {step}"
    return el(
        "div",
        attributes,
        el("h3", None, title),
        cell_diagram(look, activations, step, state.unit),
        explanation(look, activations),
    )
