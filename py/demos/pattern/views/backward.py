"""Backpropagation through time for the test input: what flows back along c and h, and into each gate."""

from math import prod

from demos.adds_up import follows, read_back, sign
from demos.cell_view.dial import sign_class
from demos.html import Attribute, Html, el, join, scrolling
from demos.numbers import coordinate, fixed, scientific
from demos.pattern.cell import GATES, QUANTITIES, STATES
from demos.pattern.gradients import Gradients, gradients_of
from demos.pattern.state import State
from demos.pattern.views.parts import unit_picker
from tasks.bits import format_bits

ROWS = tuple((name, QUANTITIES[name].noun) for name in (*STATES, *GATES))
GROWS, LIVES, DIES = 2.0, 0.5, 0.1  # so many times as large: from here it grows, to here it lives, to here it fades


def backward_panel(state: State) -> Html:
    """A table: a column a step, read from right to left, since that is the way a gradient goes."""
    gradients = gradients_of(state)
    steps = range(1, state.length + 1)
    intro = (
        f"The answer to {format_bits(state.test_input)} should be {gradients.label}; its loss is "
        f"{scientific(gradients.loss)}. From the last step back to the first, this is how much that loss would change "
        "with each quantity, to two digits."
    )
    shown = [gradients.value(name, step, state.unit) for name, _ in ROWS for step in steps]
    shown += [gradients.along_c(step, state.unit) for step in steps]  # two parts of other signs may be larger than c's
    largest = max(map(abs, [*shown, *(row[state.unit - 1] for row in gradients.through_h)]))
    head = el("tr", None, el("td"), *[_step_head(state, step) for step in steps])
    body = [_row(gradients, state, name, title, largest) for name, title in ROWS]
    body[1:1] = [*_parts(gradients, state, largest), _factors(gradients, state)]
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
            el(
                "div",
                {"class": "beside"},
                scrolling("Table of gradients", table),
                el("p", {"class": "maps-caption"}, survival(gradients, state.unit)),
            ),
        ]
    )


def survival(gradients: Gradients, unit: int) -> str:
    """What becomes of the gradient of c on its whole way, which part f alone has in that, and what came through h."""
    factors = [row[unit - 1] for row in gradients.forget[1:]]
    steps = len(factors) + 1
    last, first = gradients.value("c", steps, unit), gradients.value("c", 1, unit)
    if not last:
        return f"At step {steps} the gradient of c is 0: there is nothing to go back."
    became = abs(first / last)
    product = " \N{MULTIPLICATION SIGN} ".join(fixed(factor) for factor in reversed(factors))
    result = f", about {fixed(prod(factors))}" if len(factors) > 1 else ""
    return (
        f"From step {steps} back to step 1 the gradient of c becomes {scientific(became)} times as large: it "
        f"{fate(became)}. Along c every step back multiplies it by the f of the step it leaves, together by "
        f"{product}{result}. Of what c gets at step 1, {scientific(gradients.along_c(1, unit))} came along c and "
        f"{scientific(gradients.through_h[0][unit - 1])} through h."
    )


def fate(became: float) -> str:
    """In a word, what becomes of a gradient that is in the end so many times as large as it was."""
    if became >= GROWS:
        return "grows"
    if became > LIVES:
        return "lives"
    return "fades" if became > DIES else "dies"


def _step_head(state: State, step: int) -> Html:
    return el(
        "th",
        {"scope": "col"},
        f"step {step}",
        el("span", {"class": "lane-step"}, f" reads {state.test_input[step - 1]}"),
    )


def _row(gradients: Gradients, state: State, name: str, title: str, largest: float) -> Html:
    head = el("th", {"scope": "row"}, "\N{PARTIAL DIFFERENTIAL}L/\N{PARTIAL DIFFERENTIAL}", el("i", None, name))
    values = [gradients.value(name, step, state.unit) for step in range(1, state.length + 1)]
    return el("tr", None, head, *_cells("gradient", name, f"of the {title}", values, state.unit, largest))


def _parts(gradients: Gradients, state: State, largest: float) -> list[Html]:
    """What dL/dc is made of: two rows that add up to it, in every step or, as printed, about."""
    steps = range(1, state.length + 1)
    along = [gradients.along_c(step, state.unit) for step in steps]
    through = [gradients.through_h[step - 1][state.unit - 1] for step in steps]
    whole = [gradients.value("c", step, state.unit) for step in steps]
    printed = [sum(read_back(scientific(part))[0] for part in parts) for parts in zip(along, through, strict=True)]
    do_add_up = all(follows(made, scientific(value)) for made, value in zip(printed, whole, strict=True))
    rows = []
    for name, way, values in (("c", "along", along), ("h", "through", through)):
        before = sign(do_add_up) if name == "c" else "+"
        head = el("th", {"scope": "row", "class": "part-of"}, f"{before} {way} ", el("i", None, name))
        title = f"the part that comes {way} {name}"
        rows.append(el("tr", None, head, *_cells("came", name, title, values, state.unit, largest)))
    return rows


def _cells(kind: str, name: str, title: str, values: list[float], unit: int, largest: float) -> list[Html]:
    """One number a step, coloured by its sign and size."""
    cells = []
    for step, value in enumerate(values, start=1):
        strength = abs(value) / largest if largest else 0.0
        attributes: dict[str, Attribute] = {
            "class": f"gradient ground {sign_class(value)}",
            "style": f"--m:{coordinate(strength)}",
            f"data-{kind}": name,
            "data-step": step,
            "data-unit": unit,
            "data-value": repr(value),
            "title": f"{title}, step {step}",
        }
        cells.append(el("td", attributes, scientific(value)))
    return cells


def _factors(gradients: Gradients, state: State) -> Html:
    """What dL/dc is multiplied with between the steps."""
    cells = [el("td")]
    for step in range(2, state.length + 1):
        f = gradients.forget[step - 1][state.unit - 1]
        cells.append(
            el(
                "td",
                {"class": "factor", "data-factor": step, "data-value": repr(f)},
                f"\N{LEFTWARDS ARROW} \N{MULTIPLICATION SIGN} {fixed(f)}",
            )
        )
    return el("tr", None, el("th", {"scope": "row"}, "times ", el("i", None, "f")), *cells)
