"""Karnaugh maps: one quantity for all inputs on a grid in which neighbours differ in one bit."""

from typing import NamedTuple

from demos.cell_view.activations import Activations
from demos.html import Attribute, Html, el, join
from demos.numbers import fixed
from demos.pattern import events as e
from demos.pattern.cell import ANSWER, GATES, SIGNED, STATES
from demos.pattern.counting import counting_words
from demos.pattern.events import EVENTS
from demos.pattern.state import State
from demos.pattern.truth import describe_dependence
from demos.pattern.views.parts import unit_picker
from demos.wording import listed
from rnn.arrays import Array
from tasks.bits import Bits, all_inputs, format_bits, gray_order

QUANTITIES = (*GATES, *STATES, ANSWER)
NUMBERED = 16  # maps of up to so many cells have room for the numbers


def maps_panel(state: State, activations: Activations) -> Html:
    """A map for each quantity of the unit and step looked at, and what they say."""
    step, unit = state.step_looked_at, state.unit
    values = {name: activations.array(name, step, unit) for name in QUANTITIES}
    first = state.length // 2
    where = f"at step {step}" if state.units == 1 else f"of unit {unit} at step {step}"
    how = (
        f"Every quantity {where}, for every input: rows are the first "
        f"{_bits_word(first)}, columns the last {_bits_word(state.length - first)}. Tap a cell to replay its input."
    )
    grid = _grid(all_inputs(state.length), first)
    grids = [_map(state, name, values[name].tolist(), grid) for name in QUANTITIES]
    return join(
        [
            el("p", None, how),
            unit_picker(state) or Html(""),
            el("div", {"class": "maps", "role": "group", "aria-label": "Karnaugh maps"}, *grids),
            el(
                "p",
                {"class": "maps-caption", "id": f"{state.instance}-maps-caption"},
                caption(values, activations, step),
            ),
            el("p", {"class": "counting"}, counting_words(activations.forward_pass)),
        ]
    )


def caption(values: dict[str, Array], activations: Activations, step: int) -> str:
    """What to look for, from the values themselves; quantities that say the same are told together."""
    clauses: dict[str, list[str]] = {}
    patterns = all_inputs(activations.steps)
    for name in QUANTITIES:
        clauses.setdefault(describe_dependence(values[name], patterns, step), []).append(name)
    clauses_said = [
        f"{listed(names)} {clause if len(names) == 1 else _plural(clause)}" for clause, names in clauses.items()
    ]
    return f"At step {step}, " + "; ".join(clauses_said) + "."


class Grid(NamedTuple):
    """Where each pattern stands in a map; the same in all of them."""

    columns: list[str]  # headings
    rows: list[tuple[str, list[tuple[int, str]]]]  # heading; of each cell, the pattern's place among all, and its bits


def _grid(patterns: list[Bits], first: int) -> Grid:
    """Rows for the first bits, columns for the others."""
    rows, columns = gray_order(first), gray_order(len(patterns[0]) - first)
    index = {pattern: k for k, pattern in enumerate(patterns)}
    cells = [[(index[row + column], format_bits(row + column)) for column in columns] for row in rows]
    return Grid([*map(format_bits, columns)], [*zip(map(format_bits, rows), cells, strict=True)])


def _map(state: State, name: str, values: list[float], grid: Grid) -> Html:
    """One map as a table; its cells are buttons."""
    full = max(1.0, max(map(abs, values)))
    head = el("tr", None, el("td"), *[el("th", {"scope": "col"}, column) for column in grid.columns])
    chosen = format_bits(state.test_input)
    body = []
    for heading, row in grid.rows:
        cells = [_cell(name, bits, values[k], full, bits == chosen) for k, bits in row]
        body.append(el("tr", None, el("th", {"scope": "row"}, heading), Html("".join(cells))))
    table: dict[str, Attribute] = {
        "aria-label": f"Map of {name}",
        "data-map": name,
        "data-pick-event": EVENTS.message(e.Replay),
        "data-field": "input",
    }
    kind = "map numbered" if 2**state.length <= NUMBERED else f"map map-{state.length}"
    content = el("table", table, el("thead", None, head), el("tbody", None, *body))
    return el("figure", {"class": kind}, el("figcaption", {"class": "symbol"}, name), content)


def _cell(name: str, bits: str, value: float, full: float, chosen: bool) -> str:
    # Written as one string, since a frame may have 1,792 of them; every part of it is ours and needs no escaping.
    strength = abs(value) / full
    kind = "n" if value < 0 else "p"
    mark = ""
    stop = -1  # one stop for the Tab key, arrow keys for the rest
    if chosen:
        mark, stop = ' aria-current="true"', 0 if name == QUANTITIES[0] else -1
    number = fixed(value, name in SIGNED)
    words = f"{name} for {bits}: {number}"
    shown = words  # where there is no room for it, it is for screen readers alone
    if 2 ** len(bits) <= NUMBERED:
        mark += f' aria-label="{words}"'
        shown = number
    return (
        f'<td><button class="{kind} ground" style="--m:{strength:.2f}" tabindex="{stop}"{mark}'
        f' data-pick="{bits}" data-value="{value!r}">{shown}</button></td>'
    )


def _bits_word(count: int) -> str:
    return "bit" if count == 1 else f"{count} bits"


def _plural(clause: str) -> str:
    """The clause with its verb for several subjects."""
    verb, rest = clause.split(" ", 1)
    return f"{ {'is': 'are', 'mixes': 'mix'}[verb] } {rest}"
