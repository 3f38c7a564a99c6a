"""Many units over many steps: each unit is a lane, each step a column, and the states pass from left to right.

In a lane the heavy line is the long-term state c, the light one the short-term state h, both at their height, which
says how large they are, and in the colour of what they are there; the four squares under it are the gates. The bar at
the end is what the unit adds to the answer; the readout's bias has a bar of its own below, so that all bars together
are the logit.
"""

from math import ceil

import numpy as np

from demos.adds_up import LEAST, follows, sign
from demos.cell_view.activations import Activations
from demos.cell_view.diagram import Look
from demos.cell_view.dial import sign_class
from demos.cell_view.figures import applied, made
from demos.cell_view.table import SHARE, Part
from demos.cell_view.wiring import SHARE_TITLE, share_of
from demos.html import Attribute, Html, el, join
from demos.numbers import coordinate, fixed, probability
from demos.pattern import events as e
from demos.pattern.cell import ANSWER, GATES, QUANTITIES, STATES
from demos.pattern.counting import Way, ways
from demos.pattern.events import EVENTS
from demos.pattern.state import State
from rnn.quantities import SIGMOID

PLOT_WIDTH, PLOT_HEIGHT = 100, 48  # of one step of one lane, in its own coordinates; stretched to the column
IN_LABEL = {name: QUANTITIES[name].signed for name in (*GATES, *STATES)}


def lanes(state: State, look: Look, activations: Activations) -> Html:
    """The whole network, unrolled."""
    scale = scale_of(activations)
    everyone = contributions(state, activations)
    rows = [_lane(state, look, activations, everyone, way, scale) for way in ways(activations.forward_pass)]
    return el(
        "div",
        {
            "class": "lanes",
            "role": "group",
            "aria-label": f"{state.units} units over {state.length} steps",
            "style": f"--steps:{state.length}",
        },
        _turn(state),
        _bits_row(state),
        *rows,
        _bias_row(state, activations, everyone),
    )


def scale_of(activations: Activations) -> int:
    """What is at the top of a lane: one scale for all, wide enough for every input, so that it stays put."""
    return max(2, ceil(max(float(np.abs(trace.c).max()) for trace in activations.forward_pass.traces)))


def _bits_row(state: State) -> Html:
    """What is read in each step."""
    cells = []
    for step, bit in enumerate(state.test_input, start=1):
        now = step == state.position
        cells.append(
            el(
                "div",
                {"class": "lane-bit now" if now else "lane-bit", "data-reached": _flag(step <= state.position)},
                el("span", {"class": f"lane-digit bit-{bit}"}, str(bit)),
                el("span", {"class": "lane-step"}, el("span", None, "step "), str(step)),
            )
        )
    return join(
        [el("div", {"class": "lane-corner"}), *cells, el("div", {"class": "lane-end lane-head"}, "adds to answer")]
    )


def close_up_id(state: State) -> str:
    """The id of where a unit is opened."""
    return f"{state.instance}-close-up"


def _lane(state: State, look: Look, activations: Activations, everyone: dict[str, float], way: Way, scale: int) -> Html:
    unit = way.unit
    scale_note = el("span", {"class": "lane-scale"}, f"c \N{PLUS-MINUS SIGN}{scale}") if unit == 1 else None
    counts = el("span", {"class": "lane-counts"}, "only counts steps") if way.counts else None
    name = el("div", {"class": "lane-name"}, f"unit {unit}", scale_note, counts)
    cells = [_cell(state, activations, unit, step, scale) for step in range(1, state.length + 1)]
    return join([name, *cells, _contribution(state, everyone, str(unit), _asks(state, look, everyone, unit))])


def _bias_row(state: State, activations: Activations, everyone: dict[str, float]) -> Html:
    """What the answer begins with, whatever was read; and, once there is an answer, what all bars come to."""
    sum_shown = Html("")
    if state.finished:
        logit, p = activations.value("logit", state.length), activations.value(ANSWER, state.length)
        bars = sum(made(bar, LEAST) for bar in everyone.values())
        about = "" if follows(bars, fixed(logit)) else "about "
        is_p = sign(follows(applied(SIGMOID, made(logit, LEAST)), probability(p)))
        # In pieces, so that a narrow page breaks the line between them.
        total = f"all bars: {about}{fixed(logit, signed=True)}, "
        sum_shown = join(
            [
                el("span", {"data-logit": True, "data-value": repr(logit)}, total),
                el("span", None, f"p = {SIGMOID}({fixed(logit)}) {is_p} {probability(p)}"),
            ]
        )
    playing = " playing" if state.playing == state.length else ""
    return join(
        [
            el("div", {"class": "lane-name lane-bias"}, "bias"),
            el("div", {"class": f"lane-sum{playing}"}, el("span", {"class": "beat-5"}, sum_shown)),
            _contribution(state, everyone, "bias"),
        ]
    )


def _cell(state: State, activations: Activations, unit: int, step: int, scale: int) -> Html:
    """One unit in one step: a button that opens it."""
    reached = step <= state.position
    opened = (state.unit, state.opened) == (unit, step)
    classes = ["lane-cell"]
    if step == state.position:
        classes.append("now")
    if state.playing == step:
        classes.append("playing")
    if opened:
        classes.append("opened")
    attributes: dict[str, Attribute] = {
        "class": " ".join(classes),
        "type": "button",
        "id": f"{state.instance}-lane-{unit}-{step}",
        "aria-pressed": "true" if opened else "false",
        "data-event": EVENTS.message(e.OpenUnit, unit=unit, step=step),
        "data-reveals": close_up_id(state),
        "data-reached": _flag(reached),
    }
    if not reached:
        attributes["aria-label"] = f"Unit {unit}, step {step}: not read yet"
        return el("button", attributes, EMPTY)
    values = {name: activations.value(name, step, unit) for name in ("c_prev", "h_prev", *GATES, "c", "h")}
    values_listed = ", ".join(f"{name} {fixed(values[name], signed)}" for name, signed in IN_LABEL.items())
    attributes["aria-label"] = f"Unit {unit}, step {step}: {values_listed}"
    traces = [
        _trace(state, unit, step, name, values[f"{name}_prev"], values[name], scale, beat)
        for name, beat in (("c", 3), ("h", 4))
    ]
    gates = [_gate(name, values[name], unit, step) for name in GATES]
    numbers = [_number(name, values[name], unit, step, beat) for name, beat in (("c", 3), ("h", 4))]
    return el("button", attributes, _content(traces, gates, numbers))


# From here on elements are written as strings: a frame may have 2,000 of them, and el() took half of its time. Every
# part of them is ours and needs no escaping.


def _content(traces: list[str], gates: list[str], numbers: list[str]) -> Html:
    return Html(
        f'<svg class="lane-plot" viewBox="0 0 {PLOT_WIDTH} {PLOT_HEIGHT}" preserveAspectRatio="none"'
        ' aria-hidden="true">'
        f'<path class="lane-axis" d="M0 {PLOT_HEIGHT // 2}H{PLOT_WIDTH}"></path>{"".join(traces)}</svg>'
        f'<span class="gates">{"".join(gates)}</span><span class="lane-numbers">{"".join(numbers)}</span>'
    )


EMPTY = _content([], ['<span class="gate"></span>'] * len(GATES), [])


def _trace(state: State, unit: int, step: int, name: str, before: float, after: float, scale: int, beat: int) -> str:
    """A state's way through one step: from the height and the colour of its old value to those of the new one.

    The colours stand at the beginning, in the middle and at the end of the turn: see ``.lane-colours`` in the sheet.
    """
    half, third = PLOT_HEIGHT / 2, PLOT_WIDTH // 3
    start, end = (f"{half - 0.84 * half * value / scale:.1f}" for value in (before, after))
    colours = f"{state.instance}-{name}-{unit}-{step}"
    return (
        f'<linearGradient class="lane-colours" id="{colours}" href="#{_along(state)}"'
        f' style="--from:{_shade(before)};--to:{_shade(after)}">'
        '<stop></stop><stop offset=".5"></stop><stop offset="1"></stop></linearGradient>'
        f'<path class="lane-{name} beat-{beat}" pathLength="1" stroke="url(#{colours})"'
        f' d="M0 {start}C{third} {start} {third} {end} {2 * third} {end}H{PLOT_WIDTH}"></path>'
    )


def _shade(value: float) -> str:
    """How strong a colour is, with its sign; it is fullest from 1 on."""
    return f"{min(max(value, -1.0), 1.0):.2f}"


def _along(state: State) -> str:
    return f"{state.instance}-along"


def _turn(state: State) -> Html:
    """Where the lines of all steps turn: what their colours have in common."""
    place: dict[str, Attribute] = {"id": _along(state), "gradientUnits": "userSpaceOnUse"}
    place |= {"x1": 0, "x2": 2 * (PLOT_WIDTH // 3), "y1": 0, "y2": 0}
    return el("svg", {"class": "lane-turn", "aria-hidden": "true"}, el("linearGradient", place))


def _gate(name: str, value: float, unit: int, step: int) -> str:
    return (
        f'<span class="gate ground {sign_class(value)} beat-2" style="--m:{abs(value):.2f}" data-quantity="{name}"'
        f' data-step="{step}" data-unit="{unit}" data-value="{value!r}">{name}</span>'
    )


def _number(name: str, value: float, unit: int, step: int, beat: int) -> str:
    return (
        f'<span class="beat-{beat}"><i>{name}</i><span data-quantity="{name}" data-step="{step}" data-unit="{unit}"'
        f' data-value="{value!r}">{fixed(value, signed=True)}</span></span>'
    )


def contributions(state: State, activations: Activations) -> dict[str, float]:
    """What sums up to the logit: of each unit, by its number, the readout's weight times the last h; and the bias."""
    units = {str(unit): share_of(activations, unit) for unit in range(1, state.units + 1)}
    return {**units, "bias": float(activations.network.head.bias[0])}


def _asks(state: State, look: Look, everyone: dict[str, float], unit: int) -> dict[str, Attribute]:
    """What makes the bar of a unit tell its formula."""
    part = Part(SHARE, state.length, unit)
    selected = look.part == part
    return {
        "role": "button",
        "tabindex": 0 if selected else -1,
        "aria-label": f"{SHARE_TITLE.format(unit=unit)}: {fixed(everyone[str(unit)], signed=True)}",
        "aria-pressed": "true" if selected else "false",
        "data-part": SHARE,
        "data-explain": look.explain(part),
        "data-reveals": look.explanation_id,
    }


def _contribution(
    state: State, everyone: dict[str, float], source: str, asks: dict[str, Attribute] | None = None
) -> Html:
    """How far a unit or the bias pushes the answer towards 1 or towards 0."""
    if not state.finished:
        return el("div", {"class": "lane-end"})
    value = everyone[source]
    share = abs(value) / max(map(abs, everyone.values())) if any(everyone.values()) else 0
    playing = " playing" if state.playing == state.length else ""
    return el(
        "div",
        {"class": f"lane-end{playing}", **(asks or {}), "data-value": repr(value), "data-contribution": source},
        el("span", {"class": f"bar {sign_class(value)} beat-5", "style": f"--share:{coordinate(share)}"}),
        el("span", {"class": "beat-5"}, fixed(value, signed=True)),
    )


def _flag(value: bool) -> str:
    return "true" if value else "false"
