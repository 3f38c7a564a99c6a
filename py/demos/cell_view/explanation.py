"""The formula of the part asked for, with its numbers."""

from demos.cell_view.activations import Activations
from demos.cell_view.diagram import Look
from demos.cell_view.formulas import formula_of
from demos.html import Attribute, Html, el

PROMPT = "Touch or hover over any gate or wire to see its formula with the numbers put in."


def explanation(look: Look, activations: Activations, prompt: str = PROMPT) -> Html:
    """What the part is, in words, symbols and numbers; where nothing was asked for yet, how to ask."""
    part, steps = look.part, activations.steps
    step = part.step if part else steps
    attributes: dict[str, Attribute] = {
        "class": "explanation",
        "id": f"{look.instance}-explanation",
        "role": "status",
        "aria-label": "Explanation",
        "aria-live": "off" if look.changing else None,  # a screen reader would read every epoch aloud
        "data-step": step,
        # Where the steps are stacked, the formula stands under the step it belongs to, and the prompt above all.
        "style": f"--order:{2 * step + 1 if part else 1}",
    }
    if part is None:
        return el("div", attributes, el("p", {"class": "prompt"}, prompt))
    formula = formula_of(part.name, activations, step, part.unit)
    is_of_all = activations.units == 1 or part.name == activations.table.answer
    where = f"step {step}" if is_of_all else f"unit {part.unit}, step {step}"
    if step <= look.position:
        numbers = list(formula.numbers)
    else:
        numbers = [el("span", {"class": "prompt"}, f"The numbers come when step {step} is run.")]
    return el(
        "div",
        attributes,
        el("p", None, el("strong", None, f"{formula.title}, {where}."), " " + formula.sentence),
        el("p", {"class": "formula"}, formula.symbols, *numbers),
    )
