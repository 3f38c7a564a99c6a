"""Be the gates: three gates to set, the steps as strips, and, at the end, the network's gates beside the reader's."""

from demos.cell_view.dial import sign_class
from demos.holding.holds import HOLDS
from demos.html import Attribute, Html, el, join
from demos.memory import events as e
from demos.memory.beside import (
    BETWEEN,
    OPPOSITE,
    SAME,
    Beside,
    asked,
    beside,
    differences,
    how_beside,
    network_verdict,
    place_of,
    remarks,
    verdict,
)
from demos.memory.events import EVENTS
from demos.memory.gatekeeper import GATES, Gatekeeper, answer_in, candidate, outcome
from demos.memory.state import Origin, State
from demos.memory.table import TABLE
from demos.numbers import coordinate, fixed
from demos.wording import listed

WHAT_TO_DO = (  # with the rule by which to answer
    "Now you are the gates of one unit. The candidate g is the bit: +1 for a 1, \N{MINUS SIGN}1 for a 0. In each step "
    "set the three gates. After the last step your answer is read from h: above zero it is 1, below zero 0. It "
    "should be {}. Then the gates of the network are laid beside yours."
)
RULES = {False: "the last marked bit", True: "as the network would answer"}  # by whether the lesson asks for it
VALUES = {"f": ("forget", "keep"), "i": ("do not write", "write"), "o": ("hide", "show")}  # for 0 and for 1
SIGNS = {
    SAME: ("=", "as yours"),
    OPPOSITE: ("\N{NOT EQUAL TO}", "the opposite of yours"),
    BETWEEN: ("~", "in between"),
}
READ, MINE = ("m", "x", "g"), ("f", "i", "o", "c", "h")  # rows of what is given, and of what is the reader's


def gatekeeper_view(state: State) -> Html:
    """The reader's place in the cell."""
    play = state.gatekeeper
    network = beside(play, state.network, state.unit) if play.over else None
    return join(
        [
            el("h3", None, "Be the gates"),
            el("p", None, WHAT_TO_DO.format(RULES[state.rule_is_asked])),
            _strips(play, network),
            el("div", {"class": "gate-choices"}, *[_choice(state.instance, play, gate) for gate in GATES]),
            el(
                "div",
                {"class": "gate-buttons"},
                _button(f"Take step {play.step}", e.TakeStep, "secondary", play.ready),
                _button("Undo the last step", e.UndoStep, "quiet", bool(play.taken)),
                _button("Play it again", e.PlayAgain, "quiet"),
                _button("Another sequence", e.PlayAnother, "quiet"),
            ),
            el(
                "div",
                {"class": "gate-words", "role": "status", "aria-label": "Be the gates"},
                *_words(state, play, network),
            ),
        ]
    )


def _button(title: str, event: type, kind: str, ready: bool = True) -> Html:
    """A button that can be focused also while it does nothing: who pressed it last by key goes on from there."""
    attributes: dict[str, Attribute] = {"class": kind, "type": "button", "aria-disabled": None if ready else "true"}
    return el("button", {**attributes, "data-event": EVENTS.message(event)}, title)


def _words(state: State, play: Gatekeeper, network: Beside | None) -> list[Html]:
    if network is None:
        return [el("p", None, asked(play)), _sum(play)]
    said = answer_in(play.outcomes[-1].h)
    held = f"With {HOLDS[state.held].equations} held: " if state.held else ""
    return [
        el("p", {"data-answer": "" if said is None else said}, verdict(play)),
        el(
            "p",
            {"data-network-answer": network.answer},
            held,
            network_verdict(play, network, state.learned.origin is not Origin.SEED),
        ),
        el("ul", None, *[el("li", None, sentence) for sentence in differences(play, network)]),
        el("p", None, " ".join(remarks(play, network))),
        el(
            "p",
            {"class": "small"},
            "A gate of the network counts as near 0 below a third, as near 1 above two thirds. In step 1 there is "
            "nothing in c yet, so f is not counted there.",
        ),
    ]


def _sum(play: Gatekeeper) -> Html:
    """The step that is to be taken, as it would come out."""
    outcomes = play.outcomes
    c_prev = outcomes[-1].c if outcomes else 0.0
    g = candidate(play.bits[play.step - 1])
    gates = play.setting.gates
    if gates is None:
        missing = [gate for gate in GATES if getattr(play.setting, gate) is None]
        sentence = f"c is {_number(c_prev)} and g is {_number(g)}. Set {listed(missing)}."
    else:
        f, i, o = gates
        made = outcome(gates, c_prev, play.bits[play.step - 1])
        sentence = f"c = {f} \N{MULTIPLICATION SIGN} ({_number(c_prev)}) + {i} \N{MULTIPLICATION SIGN} ({_number(g)})"
        sentence += f" = {_number(made.c)}, h = {o} \N{MULTIPLICATION SIGN} tanh({_number(made.c)}) = {_of_h(made.h)}"
    return el("p", {"class": "gate-sum"}, sentence)


def _number(value: float) -> str:
    """A whole number with its sign; 0 has none."""
    return fixed(value, signed=True).removesuffix(".00") if value else "0"


def _choice(instance: str, play: Gatekeeper, gate: str) -> Html:
    """One gate, as a group of two radio buttons."""
    options = []
    for value, title in enumerate(VALUES[gate]):
        attributes: dict[str, Attribute] = {
            "type": "radio",
            "name": f"{instance}-gate-{gate}",
            "id": f"{instance}-gate-{gate}-{value}",
            "value": value,
            "checked": getattr(play.setting, gate) == value,
            "data-event": EVENTS.message(e.SetGate, gate=gate, value=value),
        }
        options.append(el("label", None, el("input", attributes), f"{title} ({value})"))
    legend = el("legend", None, f"{TABLE.quantities[gate].noun} ", el("i", {"class": "symbol"}, gate))
    return el("fieldset", {"class": "gate-choice", "disabled": play.over}, legend, *options)


# --- The steps ---


def _strips(play: Gatekeeper, network: Beside | None) -> Html:
    steps = range(1, len(play.bits) + 1)
    heads = []
    for step in steps:
        now = step == play.step and not play.over
        current: dict[str, Attribute] = {"scope": "col", "class": "now" if now else None}
        heads.append(el("th", {**current, "aria-current": "step" if now else None}, str(step)))
    rows = [_row(play, name) for name in READ]
    for name in MINE:
        rows += [_row(play, name), _theirs(play, name, network)]
    return el(
        "div",
        {"class": "gate-table"},
        el(
            "table",
            {"class": "gate-strips", "aria-label": "Your gates and those of the network"},
            el("thead", None, el("tr", None, el("td", None, "step"), *heads)),
            el("tbody", None, *rows),
        ),
    )


def _head(name: str, who: str) -> Html:
    quantity = TABLE.quantities[name]
    title = join([el("i", {"class": "symbol"}, quantity.symbol), el("span", None, f" {who}")])
    return el("th", {"scope": "row"}, title)


def _row(play: Gatekeeper, name: str) -> Html:
    """Of the sequence, or of what the reader made of it."""
    who = {"m": "mark", "x": "bit", "g": "candidate"}.get(name, "yours")
    cells = []
    for step in range(1, len(play.bits) + 1):
        value = _mine(play, name, step)
        now = step == play.step and not play.over
        if name == "m":
            shown = "\N{BLACK DOWN-POINTING SMALL TRIANGLE}" if value else ""
            cells.append(_square(None, shown, now, f"step {step}, {'marked' if value else 'not marked'}"))
        elif name == "x":
            cells.append(_square(None, f"{value:.0f}", now, None))
        else:
            shown = "" if value is None else _mine_shown(name, value)
            cells.append(_square(value, shown, now, None, {"data-yours": name, "data-step": step}))
    return el("tr", {"class": f"gate-{name}"}, _head(name, who), *cells)


def _theirs(play: Gatekeeper, name: str, network: Beside | None) -> Html:
    """Of the network, once the reader is through."""
    cells = []
    for step in range(1, len(play.bits) + 1):
        data: dict[str, Attribute] = {"data-network": name, "data-step": step}
        if network is None:
            cells.append(_square(None, "", False, None, data))
            continue
        value = network.values[name][step - 1]
        shown, said = fixed(value, signed=name in TABLE.signed), None
        if name in GATES and (name, step) != ("f", 1):
            how = how_beside(getattr(play.taken[step - 1], name), value)
            data["data-how"] = how
            sign, words = SIGNS[how]
            said, shown = f"{shown}, {place_of(value)}, {words}", f"{shown} {sign}"
        cells.append(_square(value, shown, False, said, data))
    return el("tr", {"class": "gate-theirs"}, _head(name, "network"), *cells)


def _mine(play: Gatekeeper, name: str, step: int) -> float | None:
    if name in ("m", "x"):
        return float((play.marks if name == "m" else play.bits)[step - 1])
    if name == "g":
        return candidate(play.bits[step - 1]) if step <= play.step else None
    if step <= len(play.taken):
        made = play.taken[step - 1] if name in GATES else play.outcomes[step - 1]
        return float(getattr(made, name))
    if name in GATES and step == play.step:
        value = getattr(play.setting, name)
        return None if value is None else float(value)
    return None


def _mine_shown(name: str, value: float) -> str:
    """The reader's gates, candidates and c are whole numbers."""
    if name in GATES:
        return f"{value:.0f}"
    return _number(value) if name in ("g", "c") else _of_h(value)


def _of_h(value: float) -> str:
    return fixed(value, signed=True) if value else "0"


def _square(
    value: float | None, shown: str, now: bool, said: str | None, data: dict[str, Attribute] | None = None
) -> Html:
    """A square, coloured by its value, if it has one; ``said`` is read aloud in place of what is shown."""
    attributes: dict[str, Attribute] = {"class": "square", **(data or {})}
    if value is not None:
        strength = min(abs(value), 1.0)
        attributes["class"] = f"square ground {sign_class(value)}"
        attributes |= {"style": f"--m:{coordinate(strength)}", "data-value": repr(value)}
    text = el("span", {"aria-hidden": "true" if said else None}, shown)
    aloud = el("span", {"class": "visually-hidden"}, said) if said else None
    return el("td", {"class": "now" if now else None}, el("div", attributes, text, aloud))
