"""Backpropagation through time for the test input: what flows back along c and h, and into each gate."""

from math import prod

from demos.cell_view.dial import sign_class
from demos.html import Attribute, Html, el, join
from demos.numbers import coordinate, fixed, scientific
from demos.pattern.cell import GATES, STATES, TABLE
from demos.pattern.gradients import Gradients, gradients_of
from demos.pattern.state import State
from demos.pattern.views.parts import unit_picker
from tasks.bits import format_bits

ROWS = tuple((name, TABLE[name].noun) for name in (*STATES, *GATES))
SURVIVES, DIES = 0.5, 0.1  # shares of the gradient that count as surviving and as dying


def backward_panel(state: State) -> Html:
    """A table: a column a step, read from right to left, since that is the way a gradient goes."""
    gradients = gradients_of(state)
    steps = range(1, state.bits + 1)
    intro = (
        f"The answer to {format_bits(state.test_input)} should be {gradients.label}; its loss is "
        f"{scientific(gradients.loss)}. From the last step back to the first, this is how much that loss would change "
        "with each quantity."
    )
    largest = max(abs(gradients.value(name, step, state.unit)) for name, _ in ROWS for step in steps)
    head = el("tr", None, el("td"), *[_step_head(state, step) for step in steps])
    body = [_row(gradients, state, name, title, largest) for name, title in ROWS]
    body.insert(1, _factors(gradients, state))
    table = el(
        "table",
        {"class": "backward", "aria-label": "Gradients by step"},
        el("thead", None, head),
        el("tbody", None, *body),
    )
    return join(
        [
            el("p", None, intro),
            unit_picker(state) or Html(""),
            el("div", {"class": "scroll"}, table),
            el("p", {"class": "maps-caption"}, survival(gradients, state.unit)),
        ]
    )


def survival(gradients: Gradients, unit: int) -> str:
    """What becomes of the gradient along c, in one sentence."""
    factors = [row[unit - 1] for row in gradients.forget[1:]]
    share = prod(factors)
    steps = len(factors) + 1
    product = " \N{MULTIPLICATION SIGN} ".join(fixed(factor) for factor in reversed(factors))
    if share > SURVIVES:
        verdict = "most of it survives: the unit can learn from what it read first"
    elif share > DIES:
        verdict = "part of it fades on the way"
    else:
        verdict = "it dies on the way: the unit forgets, so what came first cannot be blamed through c"
    result = f" = {fixed(share)}" if len(factors) > 1 else ""
    return (
        f"Along c every step back multiplies the gradient by its f: from step {steps} to step 1 by "
        f"{product}{result}, so {verdict}."
    )


def _step_head(state: State, step: int) -> Html:
    return el(
        "th",
        {"scope": "col"},
        f"step {step}",
        el("span", {"class": "lane-step"}, f" reads {state.test_input[step - 1]}"),
    )


def _row(gradients: Gradients, state: State, name: str, title: str, largest: float) -> Html:
    head = el("th", {"scope": "row"}, "\N{PARTIAL DIFFERENTIAL}L/\N{PARTIAL DIFFERENTIAL}", el("i", None, name))
    cells = []
    for step in range(1, state.bits + 1):
        value = gradients.value(name, step, state.unit)
        strength = abs(value) / largest if largest else 0.0
        attributes: dict[str, Attribute] = {
            "class": f"gradient {sign_class(value)}{' strong' if strength > 0.55 else ''}",
            "style": f"--m:{coordinate(strength)}",
            "data-gradient": name,
            "data-step": step,
            "data-unit": state.unit,
            "data-value": repr(value),
            "title": f"of the {title}, step {step}",
        }
        cells.append(el("td", attributes, scientific(value)))
    return el("tr", None, head, *cells)


def _factors(gradients: Gradients, state: State) -> Html:
    """What dL/dc is multiplied with between the steps."""
    cells = [el("td")]
    for step in range(2, state.bits + 1):
        f = gradients.forget[step - 1][state.unit - 1]
        cells.append(
            el(
                "td",
                {"class": "factor", "data-factor": step, "data-value": repr(f)},
                f"\N{LEFTWARDS ARROW} \N{MULTIPLICATION SIGN} {fixed(f)}",
            )
        )
    return el("tr", None, el("th", {"scope": "row"}, "times ", el("i", None, "f")), *cells)
