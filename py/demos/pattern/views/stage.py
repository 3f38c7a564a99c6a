"""The stage: the network at work, the readout, the verdict, and the formula asked for."""

from demos.html import Attribute, Html, el
from demos.pattern.activations import Activations
from demos.pattern.cell import ANSWER
from demos.pattern.state import State
from demos.pattern.views.cell_diagram import cell_diagram, readout_diagram
from demos.pattern.views.formulas import formula_of
from demos.pattern.views.lanes import lanes
from demos.pattern.views.verdict import verdict


def stage_view(state: State, activations: Activations) -> Html:
    """Everything between the controls and what can be opened beneath."""
    if state.compact:
        network = [lanes(state, activations)]
    else:
        network = [cell_diagram(state, activations, step) for step in range(1, state.bits + 1)]
    close_up = [_close_up(state, activations)] if state.compact else [explanation(state, activations)]
    drawing = [*network, readout_diagram(state, activations), verdict(state, activations), *close_up]
    return el("div", {"class": "stage-lanes" if state.compact else "stage-cells"}, *drawing)


def _close_up(state: State, activations: Activations) -> Html:
    """The whole cell of one unit, once it is asked for."""
    attributes: dict[str, Attribute] = {"class": "close-up", "id": f"{state.instance}-close-up"}
    if not state.opened:
        return el(
            "div",
            attributes,
            explanation(state, activations, "Touch a square of a lane to open that unit in that step."),
        )
    step = state.opened
    title = f"Inside unit {state.unit}, step {step}"
    return el(
        "div",
        attributes,
        el("h3", None, title),
        cell_diagram(state, activations, step, state.unit),
        explanation(state, activations),
    )


PROMPT = "Touch or hover over any gate or wire to see its formula with the numbers put in."


def explanation(state: State, activations: Activations, prompt: str = PROMPT) -> Html:
    """The formula of the part asked for, with its numbers."""
    step = state.part.step if state.part else state.bits
    attributes: dict[str, Attribute] = {
        "class": "explanation",
        "id": f"{state.instance}-explanation",
        "role": "status",
        "aria-label": "Explanation",
        "data-step": step,
        # Where the steps are stacked, the formula stands under the step it belongs to, and the prompt above all.
        "style": f"--order:{2 * step + 1 if state.part else 1}",
    }
    if state.part is None:
        return el("div", attributes, el("p", {"class": "prompt"}, prompt))
    formula = formula_of(state.part.name, activations, step, state.part.unit)
    where = f"step {step}" if state.units == 1 or state.part.name == ANSWER else f"unit {state.part.unit}, step {step}"
    if step <= state.position:
        numbers = list(formula.numbers)
    else:
        numbers = [el("span", {"class": "prompt"}, f"The numbers come when step {step} is run.")]
    return el(
        "div",
        attributes,
        el("p", None, el("strong", None, f"{formula.title}, {where}."), " " + formula.sentence),
        el("p", {"class": "formula"}, formula.symbols, *numbers),
    )
