"""The formula of the part asked for, with its numbers, and where it stands.

Where steps stand side by side it has a row of its own, which is there also while nothing is asked for. Where they are
stacked it lies over what comes below its step, so that nothing moves; it can be put away there. See style.css.
"""

from collections.abc import Mapping

from demos.cell_view.activations import Activations
from demos.cell_view.diagram import Look
from demos.cell_view.formulas import formula_of
from demos.cell_view.table import BUS, SHARE, VERDICT, Part, Table
from demos.cell_view.wiring import wiring_formula
from demos.html import Attribute, Html, el

PROMPT = "Touch a part for its formula."
SQUEEZES = "\N{GREEK SMALL LETTER SIGMA} gives 0 to 1, tanh \N{MINUS SIGN}1 to 1."
NO_LINES: Mapping[str, str] = {}
LAST = 99  # a place below the readout, which has 98
FIRST = -1  # that of the verdict, which stands before it


def hint(table: Table, prompt: str = PROMPT, lines: Mapping[str, str] = NO_LINES) -> Html:
    """What the letters mean, and how to ask for a formula; ``lines`` says what those of the states look like."""
    letters: list[Html | str] = []
    for name in (*table.gates, *table.states):
        one = table.quantities[name]
        letters += [el("i", None, one.symbol), f" {one.noun}{lines.get(name, '')}, "]
    return el("p", {"class": "hint prompt"}, *letters, f"{SQUEEZES} {prompt}")


def explanation(look: Look, activations: Activations) -> Html:
    """What the part is, in words, symbols and numbers; empty where nothing is asked for."""
    part, steps = look.part, activations.steps
    is_answer = part is not None and part.name == activations.table.answer
    step = part.step if part else steps
    is_verdict = part is not None and part.name == VERDICT
    attributes: dict[str, Attribute] = {
        "class": "explanation",
        "id": f"{look.instance}-explanation",
        "role": "status",
        "aria-label": "Explanation",
        "aria-live": "off" if look.changing else None,  # a screen reader would read every epoch aloud
        "data-step": step,
        # Where the steps are stacked, it stands under the one that it belongs to.
        "style": f"--order:{FIRST if is_verdict else LAST if is_answer else 2 * step + 1}",
    }
    if part is None:
        return el("div", attributes)
    close: dict[str, Attribute] = {
        "type": "button",
        "class": "close",
        "aria-label": "Close the explanation",
        "data-event": look.unexplain,
        "data-escape": True,
    }
    card = {"class": "told", "id": look.explanation_id}
    return el(
        "div",
        attributes,
        el("div", card, *_sentences(part, look, activations), el("button", close, "\N{MULTIPLICATION SIGN}")),
    )


def _sentences(part: Part, look: Look, activations: Activations) -> list[Html]:
    is_wiring = part.name in (BUS, SHARE)
    name = activations.table.answer if part.name == VERDICT else part.name
    formula = wiring_formula(part, activations) if is_wiring else formula_of(name, activations, part.step, part.unit)
    is_of_all = activations.units == 1 or name in (activations.table.answer, *activations.table.read, BUS)
    where = f"step {part.step}" if is_of_all or part.name == SHARE else f"unit {part.unit}, step {part.step}"
    if part.step <= look.position:
        numbers = list(formula.numbers)
    else:
        numbers = [el("span", {"class": "prompt"}, f"The numbers come when step {part.step} is run.")]
    return [
        el("p", None, el("strong", None, f"{formula.title}, {where}."), " " + formula.sentence),
        el("p", {"class": "formula"}, formula.symbols, *numbers),
    ]
