"""A worksheet to print: one unit of the network on show with its gates left blank, and the key on a page of its own.

What comes into a step is given, from the step before too, so that one mistake does not spoil what follows.
"""

from typing import NamedTuple

from demos.cell_view.activations import Activations
from demos.cell_view.diagram import Look, cell_diagram
from demos.cell_view.formulas import formula_of
from demos.html import Html, el, join
from demos.numbers import fixed
from demos.wording import said

DRAWN = 4  # steps, at most: of more there is a table alone
WIDE = 8  # units: the weights of more need small print
ACROSS = 8  # steps that stand side by side in a table
GIVEN = 3  # decimals of what is reckoned with, so that two of what comes out are right, or off by one
INNER = ("fc", "ig", "tanh_c")  # parts of the drawing from which gates could be read off
GATE_HELD = "a gate is held, and a worksheet asks what the network's own gates do; let it go first"
TASK = (
    "Work out every number that is left blank, to two decimals. A gate needs what is read in its step, h of the step "
    "before, and the weights of its row; c and h are there to check your gates by. The last decimal may be off by one."
)


class Sequence(NamedTuple):
    """What is read, and which unit is asked about."""

    look: Look
    activations: Activations
    unit: int  # from 1
    what: str  # the network and its input, as a title


def worksheet(sequence: Sequence) -> Html:
    """Two pages: the sheet, and the key."""
    return join([_page(sequence, is_key=False), _page(sequence, is_key=True)])


def _page(sequence: Sequence, is_key: bool) -> Html:
    parts = [_head(sequence, is_key)]
    if not is_key:
        parts += [el("p", None, said(TASK)), _formulas(sequence), _weights(sequence)]
    parts += [_cells(sequence, is_key), *_tables(sequence, is_key)]
    return el("section", {"class": "sheet key" if is_key else "sheet"}, *parts)


def _head(sequence: Sequence, is_key: bool) -> Html:
    title = f"Key: {sequence.what}" if is_key else sequence.what
    name = None if is_key else el("p", {"class": "sheet-name"}, "Name:")
    return join([el("h2", None, title), name or Html("")])


def _formulas(sequence: Sequence) -> Html:
    """What makes each gate, at step 1; it is the same at every step."""
    table = sequence.activations.table
    rows = [
        el("li", None, formula_of(name, sequence.activations, 1, sequence.unit).symbols)
        for name in (*table.gates, "c", "h")
    ]
    power = el("sup", None, "\N{MINUS SIGN}a")
    sigma = el("li", None, "\N{GREEK SMALL LETTER SIGMA}(a) = 1 / (1 + e", power, ")")
    return el("ul", {"class": "sheet-formulas"}, *rows, sigma)


def _weights(sequence: Sequence) -> Html:
    """The weights of the unit's gates: a row a gate."""
    activations, unit = sequence.activations, sequence.unit
    table, network = activations.table, activations.network
    of_h = ["u"] if activations.units == 1 else [f"u, unit {k}" for k in range(1, activations.units + 1)]
    of_x = ["w"] if len(table.read) == 1 else [f"w for {name}" for name in table.read]
    head = el("tr", None, el("td"), *[el("th", {"scope": "col"}, said(words)) for words in (*of_x, *of_h, "b")])
    rows = []
    for gate in table.gates:
        row = activations.row(gate, unit)
        bias = float(network.cell.bias_ih[row]) + float(network.cell.bias_hh[row])
        values = [*network.cell.weight_ih[row].tolist(), *network.cell.weight_hh[row].tolist(), bias]
        numbers = [el("td", {"data-value": repr(value)}, fixed(value, decimals=GIVEN)) for value in values]
        rows.append(el("tr", None, el("th", {"scope": "row"}, said(gate)), *numbers))
    of_unit = "" if activations.units == 1 else f" of unit {unit}"
    caption = el("caption", None, f"Weights{of_unit}")
    look = "sheet-table wide" if activations.units > WIDE else "sheet-table"
    return el("table", {"class": look}, caption, el("thead", None, head), el("tbody", None, *rows))


def _cells(sequence: Sequence, is_key: bool) -> Html:
    """The steps as drawings, where there are few."""
    activations = sequence.activations
    if activations.steps > DRAWN:
        return Html("")
    blank = frozenset() if is_key else frozenset((*activations.table.gates, *INNER))
    look = sequence.look._replace(position=activations.steps, playing=0, part=None, left_blank=blank)
    cells = [cell_diagram(look, activations, step, sequence.unit) for step in range(1, activations.steps + 1)]
    return el("div", {"class": "sheet-cells stage"}, *cells)


def _tables(sequence: Sequence, is_key: bool) -> list[Html]:
    """Every number of every step: what is given, and room for what is not."""
    steps = range(1, sequence.activations.steps + 1)
    return [_table(sequence, steps[k : k + ACROSS], is_key) for k in range(0, len(steps), ACROSS)]


def _table(sequence: Sequence, steps: range, is_key: bool) -> Html:
    activations, unit = sequence.activations, sequence.unit
    table, several = activations.table, activations.units > 1
    head = el("tr", None, el("td"), *[el("th", {"scope": "col"}, f"step {step}") for step in steps])
    before = [(f"h before, unit {k}" if several else "h before", "h_prev", k) for k in range(1, activations.units + 1)]
    c_before = ("c before", "c_prev", unit)
    rows = [_row(activations, table.quantities[name].symbol, name, 1, steps, 0) for name in table.read]
    rows += [_row(activations, words, name, of, steps, GIVEN) for words, name, of in (*before, c_before)]
    for gate in table.gates:
        rows.append(_row(activations, gate, gate, unit, steps, 2 if is_key else None))
    rows += [_row(activations, name, name, unit, steps, GIVEN) for name in ("c", "h")]
    of_unit = f" of unit {unit}" if several else ""
    caption = el("caption", None, f"Numbers{of_unit}")
    return el(
        "table", {"class": "sheet-table sheet-numbers"}, caption, el("thead", None, head), el("tbody", None, *rows)
    )


def _row(activations: Activations, words: str, name: str, unit: int, steps: range, decimals: int | None) -> Html:
    """A quantity along the steps; without decimals it is left blank."""
    signed = name in activations.table.signed
    cells = []
    for step in steps:
        value = activations.value(name, step, unit)
        if decimals is None:
            cells.append(el("td", {"class": "blank"}))
        else:
            cells.append(el("td", {"data-value": repr(value)}, fixed(value, signed, decimals)))
    return el("tr", None, el("th", {"scope": "row"}, said(words)), *cells)
