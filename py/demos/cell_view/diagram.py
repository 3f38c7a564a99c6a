"""One step of one unit as a drawing: long-term state along the top, short-term along the bottom, gates between."""

from collections.abc import Callable
from typing import NamedTuple

from demos.cell_view.activations import Activations
from demos.cell_view.dial import CURVES, HEIGHT, SIGMOID, WIDTH, dial
from demos.cell_view.drawing import operation, part, quantity, symbol, touch, wire
from demos.cell_view.table import BUS, VERDICT, Part, Table
from demos.cell_view.wiring import bus_label
from demos.html import Attribute, Html, el, join
from demos.numbers import coordinate, fixed

VIEW_WIDTH, VIEW_HEIGHT = 368, 344
TOP, BOTTOM = 52, 264  # the rails of c and h
DIAL_TOP = 152
DIAL_LEFT = {"f": 24, "i": 98, "g": 172, "o": 246}
CENTRE = {gate: left + WIDTH // 2 for gate, left in DIAL_LEFT.items()}
WRITE = (CENTRE["i"] + CENTRE["g"]) // 2  # where i and g meet
WRITE_TOP = 118
OUT = 334  # the column in which the state is let out
OUT_TOP = DIAL_TOP + HEIGHT // 2

INPUT_LEFT = (8, 230)  # of the boxes with what is read

BLANK = 34  # a line to write a number on

TIMES, PLUS = "\N{MULTIPLICATION SIGN}", "+"


class Look(NamedTuple):
    """What the reader sees of a test input at present."""

    instance: str  # the demo's name on the page, with which its ids begin
    inputs: tuple[tuple[int, ...], ...]  # by step: the bits that go in
    words: tuple[str, ...]  # by step: what is read, for a screen reader
    position: int  # steps that have been read
    playing: int  # the step whose five beats are being told; 0 when none
    part: Part | None  # that is explained
    explain: Callable[[Part], str]  # what the page sends to have one explained, as JSON
    unexplain: str  # what it sends to have that taken away
    changing: bool = False  # whether the network on show is becoming another one
    guessing: bool = False  # whether the lesson asks for a number of a step to come, which no dot may show
    left_blank: frozenset[str] = frozenset()  # parts whose numbers are not shown, with room to write them

    @property
    def explanation_id(self) -> str:
        """The id of the formula, which a press on a part brings into view."""
        return f"{self.instance}-told"

    @property
    def finished(self) -> bool:
        """Whether all of it has been read."""
        return self.position == len(self.inputs)


def label(table: Table, name: str, step: int, value: float | None) -> str:
    """The accessible name of a part."""
    number = "not computed yet" if value is None else fixed(value, name in table.signed, table.decimals(name, value))
    return f"{table.quantities[name].label}, step {step}: {number}"


def cell_diagram(look: Look, activations: Activations, step: int, unit: int = 1) -> Html:
    """The drawing of one step of one unit; its values appear once the step has been read."""
    return _Cell(look, activations, step, unit).draw()


class _Cell:
    """The pieces of the drawing share what is seen, the activations, the step and the unit."""

    def __init__(self, look: Look, activations: Activations, step: int, unit: int) -> None:
        self.look, self.activations, self.step, self.unit = look, activations, step, unit
        self.table = activations.table
        self.reached = step <= look.position

    def draw(self) -> Html:
        playing = self.look.playing == self.step
        inputs = self.look.inputs[self.step - 1]
        reader = "the network" if self.activations.units == 1 else f"unit {self.unit}"
        return el(
            "svg",
            {
                "class": "cell playing" if playing else "cell",
                "id": f"{self.look.instance}-cell-{self.step}",
                "viewBox": f"0 0 {VIEW_WIDTH} {VIEW_HEIGHT}",
                "style": f"--step:{self.step}",
                "role": "group",
                "aria-label": f"Step {self.step}: {reader} reads {self.look.words[self.step - 1]}",
                "data-reached": "true" if self.reached else "false",
            },
            el("rect", {"class": "frame", "x": 12, "y": 16, "width": VIEW_WIDTH - 24, "height": 270, "rx": 8}),
            self.carried(
                "c_prev", "c", f"M0 {TOP}H{CENTRE['f'] - 9}", "long", (20, 38), (40 + 7 * (self.step > 10), 38)
            ),
            self.carried("h_prev", "h", f"M0 {BOTTOM}H36", "", (18, 236), (16, 252)),
            *[self.input(*which) for which in zip(self.table.read, INPUT_LEFT, inputs, strict=False)],
            self.bus(),
            *[self.gate(gate) for gate in DIAL_LEFT],
            self.written(),
            self.kept(),
            self.long_term(),
            self.let_out(),
            self.short_term(),
            el(
                "text",
                {"class": "caption", "x": WRITE, "y": VIEW_HEIGHT - 18, "text-anchor": "middle"},
                f"step {self.step}",
            ),
        )

    def value(self, name: str) -> float | None:
        """The value of a quantity, or None before the step was read, or where it is left blank."""
        is_shown = self.reached and name not in self.look.left_blank
        return self.activations.value(name, self.step, self.unit) if is_shown else None

    def wire(self, name: str, path: str, beat: int, kind: str = "") -> Html:
        """The line on which a quantity travels."""
        return wire(path, self.value(name), beat, self.table.quantities[name].full, kind)

    def part(self, name: str, *children: Html, aria_label: str = "") -> Html:
        """A piece with its formula."""
        which = Part(name, self.step, self.unit)
        explained = self.look.part
        selected = explained == which
        is_here = explained is not None and explained.step == self.step and not self.table.is_final(explained.name)
        reachable = selected or (not is_here and name == "c_prev")
        aria_label = aria_label or label(self.table, name, self.step, self.value(name))
        return part(
            which, self.look.explain(which), self.look.explanation_id, aria_label, selected, reachable, *children
        )

    def behind(self, place: float) -> float:
        """Where a number begins behind a letter, whose subscript takes more room from step 10 on."""
        return place + 7 * (self.step >= 10)

    def number(self, name: str, beat: int, x: float, y: float, anchor: str = "middle") -> Html:
        """The quantity's number, once it is known."""
        value = self.value(name)
        if name in self.look.left_blank:
            return el("path", {"class": "blank", "d": f"M{coordinate(x)} {coordinate(y)}h{BLANK}"})
        if value is None:
            return Html("")
        return quantity(name, value, name in self.table.signed, self.step, beat, (x, y), anchor, self.unit)

    def bus(self) -> Html:
        """The pair (x, h) on its way to the four gates."""
        d = f"M36 {BOTTOM}H{CENTRE['o']}" + "".join(f"M{x} {BOTTOM}V{DIAL_TOP + HEIGHT}" for x in CENTRE.values())
        lit = el("path", {"class": "bus beat-1", "d": d}) if self.reached else Html("")
        # Not up to the gates, whose numbers stand there, nor from where x and h come in.
        near = f"M48 {BOTTOM}H{CENTRE['o']}" + "".join(f"M{x} {BOTTOM}V{BOTTOM - 28}" for x in CENTRE.values())
        aria_label = bus_label(self.activations, self.step, self.reached)
        return self.part(BUS, el("path", {"class": "track", "d": d}), lit, touch(near), aria_label=aria_label)

    def carried(
        self, name: str, letter: str, path: str, kind: str, at: tuple[float, float], number_at: tuple[float, float]
    ) -> Html:
        """A state coming in from the step before."""
        return self.part(
            name,
            self.wire(name, path, 1, kind),
            touch(path),
            symbol(letter, self.step - 1, *at),
            self.number(name, 1, *number_at, anchor="start"),
        )

    def input(self, name: str, left: int, bit: int) -> Html:
        """What is read: the first input joins the bus at its beginning, another one where it passes."""
        middle = left + 16
        end = f"V{BOTTOM + 12}Q{middle} {BOTTOM} {middle + 12} {BOTTOM}" if left == INPUT_LEFT[0] else f"V{BOTTOM}"
        path = f"M{middle} 300{end}"
        return self.part(
            name,
            self.wire(name, path, 1),
            touch(f"M{middle} 300V281"),  # as far as what it joins is not touched
            el("rect", {"class": f"bit-box bit-{bit}", "x": left, "y": 300, "width": 32, "height": 32, "rx": 4}),
            el("text", {"class": f"bit-text bit-{bit}", "x": middle, "y": 322, "text-anchor": "middle"}, str(bit)),
            symbol(self.table.quantities[name].symbol, self.step, left + 42, 321),
            self.number(name, 1, left + self.behind(63 if left == INPUT_LEFT[0] else 71), 321, anchor="start"),
        )

    def gate(self, gate: str) -> Html:
        curve = CURVES[self.table.quantities[gate].activation]
        left, centre = DIAL_LEFT[gate], CENTRE[gate]
        outlet = {
            "f": f"M{centre} {DIAL_TOP}V{TOP + 9}",
            "i": f"M{centre} {DIAL_TOP}V{WRITE_TOP}H{WRITE - 9}",
            "g": f"M{centre} {DIAL_TOP}V{WRITE_TOP}H{WRITE + 9}",
            "o": f"M{left + WIDTH} {OUT_TOP}H{OUT - 9}",
        }[gate]
        is_blank = gate in self.look.left_blank
        is_shown = not is_blank and (self.reached or not self.look.guessing)
        points = self.activations.points(f"a_{gate}", gate, self.step, self.unit) if is_shown else []
        taught = self.activations.taught if is_shown else None
        live = self.activations.shown if self.reached and not is_blank else None
        return self.part(
            gate,
            self.wire(gate, outlet, 4 if gate == "o" else 3),
            touch(outlet),
            el(
                "g",
                {"transform": f"translate({left} {DIAL_TOP})"},
                dial(curve, gate, points, taught, live),
            ),
            self.number(gate, 2, centre + 4, DIAL_TOP + HEIGHT + 16, anchor="start"),
        )

    def written(self) -> Html:
        path = f"M{WRITE} {WRITE_TOP - 9}V{TOP + 9}"
        return self.part("ig", self.wire("ig", path, 3), touch(path), operation(TIMES, WRITE, WRITE_TOP))

    def kept(self) -> Html:
        path = f"M{CENTRE['f'] + 9} {TOP}H{WRITE - 9}"
        return self.part("fc", self.wire("fc", path, 3, "long"), touch(path), operation(TIMES, CENTRE["f"], TOP))

    def long_term(self) -> Html:
        path = f"M{WRITE + 9} {TOP}H{VIEW_WIDTH}"
        return self.part(
            "c",
            self.wire("c", path, 3, "long"),
            touch(path),
            symbol("c", self.step, 366 - self.behind(60), 38, anchor="end"),
            self.number("c", 3, 348, 38, anchor="end"),
            operation(PLUS, WRITE, TOP),
        )

    def let_out(self) -> Html:
        path = f"M{OUT} {TOP}V{OUT_TOP - 9}"
        pill = el("rect", {"class": "pill", "x": OUT - 19, "y": 88, "width": 38, "height": 20, "rx": 10})
        text = el("text", {"class": "dial-function", "x": OUT, "y": 102, "text-anchor": "middle"}, "tanh")
        return self.part("tanh_c", self.wire("tanh_c", path, 4), touch(path), pill, text)

    def short_term(self) -> Html:
        path = f"M{OUT} {OUT_TOP + 9}V{BOTTOM - 12}Q{OUT} {BOTTOM} {OUT + 12} {BOTTOM}H{VIEW_WIDTH}"
        return self.part(
            "h",
            self.wire("h", path, 4),
            touch(path),
            symbol("h", self.step, OUT - 8, 236, anchor="end"),
            self.number("h", 4, OUT - 6, 252, anchor="end"),
            operation(TIMES, OUT, OUT_TOP),
        )


def asks_answer(look: Look, activations: Activations) -> dict[str, Attribute]:
    """What makes the verdict tell the formula of the answer; by key one gets to it by arrows, or to the readout."""
    which = Part(VERDICT, activations.steps)
    return {
        "role": "button",
        "tabindex": 0 if look.part == which else -1,
        "aria-pressed": "true" if look.part == which else "false",
        "data-explain": look.explain(which),
        "data-reveals": look.explanation_id,
    }


def _what_is_summed() -> Html:
    return join(
        [
            el("text", {"class": "caption", "x": SUM, "y": BOTTOM + 24, "text-anchor": "middle"}, "all"),
            el("text", {"class": "caption", "x": SUM, "y": BOTTOM + 38, "text-anchor": "middle"}, "bars"),
        ]
    )


SUM = 16  # where the bars of many units come together
READOUT_VIEW = (0, 196, 150, 148)  # its rail lies as high as the cell's


def readout_diagram(look: Look, activations: Activations) -> Html:
    """From the last short-term state to the probability."""
    step, answer, is_alone = activations.steps, activations.table.answer, activations.units == 1
    reached = look.finished
    path = f"M0 {BOTTOM}H44" if is_alone else f"M{SUM + 9} {BOTTOM}H44"
    p = activations.value(answer, step) if reached else None
    # Of several units no single h comes in; their weighted sum does.
    incoming = activations.value("h" if is_alone else "logit", step) if reached else None
    is_shown = reached or not look.guessing
    points = activations.points("logit", answer, step) if is_shown else []
    taught = activations.taught if is_shown else None
    live = activations.shown if reached else None
    dial_top = BOTTOM - HEIGHT // 2
    at = (44 + WIDTH / 2, dial_top + HEIGHT + 17)
    number = (
        Html("")
        if p is None
        else quantity(answer, p, False, step, 5, at, "middle", None, activations.table.decimals(answer, p))
    )
    which = Part(answer, step)
    drawing = part(
        which,
        look.explain(which),
        look.explanation_id,
        label(activations.table, answer, step, p),
        look.part == which,
        True,
        wire(path, incoming, 5),
        touch(path),
        Html("") if is_alone else operation(PLUS, SUM, BOTTOM),
        el(
            "g",
            {"transform": f"translate(44 {coordinate(dial_top)})"},
            dial(SIGMOID, answer, points, taught, live),
        ),
        number,
    )
    return el(
        "svg",
        {
            "class": "readout playing" if look.playing == step else "readout",
            "viewBox": " ".join(map(str, READOUT_VIEW)),
            "role": "group",
            "aria-label": "Readout",
        },
        symbol("h", step, 8, BOTTOM - 12) if is_alone else _what_is_summed(),
        drawing,
    )
