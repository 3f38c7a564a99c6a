"""Parts of a picture that are no quantity of the cell: the bus to the gates, and what a unit adds to the answer."""

from demos.cell_view.activations import Activations
from demos.cell_view.figures import Times
from demos.cell_view.formulas import Formula, result_of
from demos.cell_view.table import BUS, SHARE, Part
from demos.html import Html, el
from demos.mathml import line, name, number, operator, times
from demos.numbers import fixed

BUS_TITLE, SHARE_TITLE = "What the gates look at", "What unit {unit} adds to the answer"


def wiring_formula(part: Part, activations: Activations) -> Formula:
    """The formula of such a part.

    Raises:
        KeyError: there is no such part.
    """
    return {BUS: _bus, SHARE: _share}[part.name](part, activations)


def bus_label(activations: Activations, step: int, reached: bool) -> str:
    """The accessible name of the bus."""
    if not reached:
        return f"{BUS_TITLE}, step {step}: not computed yet"
    numbers = ", ".join(f"{letter} {fixed(value, signed=True)}" for letter, value in _on_the_bus(activations, step))
    return f"{BUS_TITLE}, step {step}: {numbers}"


def share_of(activations: Activations, unit: int) -> float:
    """What a unit adds to the sum that becomes the answer: its last h times the readout's weight."""
    return float(activations.network.head.weight[0, unit - 1]) * activations.value("h", activations.steps, unit)


def _on_the_bus(activations: Activations, step: int) -> list[tuple[str, float]]:
    """The letter and the number of all that a gate weighs."""
    read = [(letter, activations.value(letter, step)) for letter in activations.table.read]
    return [*read, *[("h", activations.value("h_prev", step, unit)) for unit in range(1, activations.units + 1)]]


def _bus(part: Part, activations: Activations) -> Formula:
    units = activations.units
    of_h = "the short-term state" if units == 1 else f"the short-term states of all {units} units"
    sentence = (
        f"What is read in this step and {of_h} from the step before, side by side. Each gate and the candidate weigh "
        "them in their own way."
    )
    letters = [name(letter, part.step) for letter in activations.table.read]
    letters += [name("h", part.step - 1) if units == 1 else name("h", unit, part.step - 1) for unit in _some(units)]
    numbers = [number(value) for _, value in _on_the_bus(activations, part.step)]
    # All numbers are told, of many units not all letters.
    gap = None if units == len(_some(units)) else operator("\N{HORIZONTAL ELLIPSIS}")
    return Formula(BUS_TITLE, sentence, _pair(letters, gap), (_pair(numbers, equals=True),))


def _some(units: int) -> list[int]:
    """The units whose letters are written down: the first ones and the last."""
    return list(range(1, units + 1)) if units <= 4 else [1, 2, units]


def _share(part: Part, activations: Activations) -> Formula:
    unit = part.unit
    weight, h = float(activations.network.head.weight[0, unit - 1]), activations.value("h", part.step, unit)
    sentence = (
        "Its short-term state times its weight in the readout. All that the units add, and a bias, make the sum that "
        "becomes p."
    )
    symbols = line(times(name("w", "p", unit), name("h", unit, part.step)))
    title = SHARE_TITLE.format(unit=unit)
    return Formula(title, sentence, symbols, result_of(Times((weight, h)), share_of(activations, unit)))


def _pair(members: list[Html], gap: Html | None = None, equals: bool = False) -> Html:
    """(a, b, ...) as several formulas in a row, since a browser does not break a long one."""
    comma = operator(",")
    parts: list[Html] = []
    for k, member in enumerate(members):
        before = ([operator("=")] if equals else []) + [operator("(")] if not k else []
        is_last = k == len(members) - 1
        if is_last and gap is not None:
            parts.append(line(gap, comma))
        parts.append(line(*before, member, operator(")") if is_last else comma))
    return el("span", {"class": "terms"}, *parts)
