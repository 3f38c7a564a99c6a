"""What the tests of the demos share: states to look at, a reader of the HTML, and the network in plain numbers."""

import re
from math import exp, tanh
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np
from hypothesis import strategies as st

from demos.html import VOID
from demos.pattern.events import Event, Tick, Train
from demos.pattern.presets import FOUR_BIT, TWO_BIT
from demos.pattern.pretrained import pretrain
from demos.pattern.state import State
from demos.pattern.update import update
from demos.pattern.url import initial_state
from rnn.network import Network, unflatten
from rnn.training import Run
from tasks.bits import Bits, all_patterns, format_bits

TABLE = pretrain(TWO_BIT)
START = initial_state(TWO_BIT, TABLE)
TABLE_OF_FOUR = pretrain(FOUR_BIT)
START_OF_FOUR = initial_state(FOUR_BIT, TABLE_OF_FOUR)
PATTERNS = [format_bits(pattern) for pattern in all_patterns(2)]

WRITTEN = ("x", "h_prev", "c_prev", "f", "i", "g", "o", "c", "h")  # quantities with a number in the picture of a step
PARTS = (*WRITTEN, "fc", "ig", "tanh_c")  # all that can be asked about in a step
SIGNED = {"x", "h_prev", "c_prev", "g", "c", "tanh_c", "h", "ig", "fc"}  # of either sign, so always shown with one

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


# --- States ---


def state_of(target: str = "10", test_input: str = "10", position: int = 2) -> State:
    """The two-bit demo with the network trained for ``target``, after ``position`` bits of the input."""
    return initial_state(TWO_BIT, TABLE, f"target={target}&input={test_input}")._replace(position=position)


def with_network(state: State, *numbers: float) -> State:
    """The state with the network of these numbers, 18 for one unit, in the order of ``flatten``."""
    network = unflatten(np.array(numbers), state.shape)
    return state._replace(learned=state.learned._replace(network=network))


def after(state: State, *events: Event) -> State:
    """The state after several events."""
    for event in events:
        state = update(state, event)
    return state


def in_training(run: Run) -> State:
    """The two-bit demo in the middle of a training other than its own."""
    return update(START, Train())._replace(run=run, ahead=run)


def trained(state: State) -> State:
    """The state at the end of its training."""
    for _ in range(1000):
        if not state.training:
            break
        state = update(state, Tick(budget=1e9, paced=False))
    return state


def always_answering(logit: float) -> State:
    """A network that ignores its input and always gives the same logit."""
    return with_network(START, *[0.0] * 17, logit)


# --- The network in plain numbers ---


def sigmoid(a: float) -> float:
    return 1 / (1 + exp(-a))


def recompute(network: Network, bits: Bits, unit: int = 1) -> list[dict[str, float]]:
    """Every quantity of a unit in every step, written out with plain floats."""
    return [{name: values[unit - 1] for name, values in q.items()} for q in recompute_units(network, bits)]


def recompute_units(
    network: Network, bits: Bits, nudge: tuple[str, int, int, float] | None = None
) -> list[dict[str, list[float]]]:
    """Every quantity of every step, one number a unit, written out with plain floats; x, z and p are the same for all.

    Args:
        nudge: (quantity, step, unit, amount): what to add to one of the quantities on the way; all that follows from
            the quantity feels it.
    """
    w_ih, w_hh, b_ih, b_hh = (tensor.tolist() for tensor in network.lstm)
    w_out, b_out = network.readout.weight[0].tolist(), float(network.readout.bias[0])
    units = range(len(w_out))
    h, c = [0.0 for _ in units], [0.0 for _ in units]
    steps = []
    for step, bit in enumerate(bits, start=1):
        q: dict[str, list[float]] = {}

        def put(name: str, values: list[float], q: dict[str, list[float]] = q, step: int = step) -> list[float]:
            q[name] = list(values)
            if nudge and nudge[:2] == (name, step):
                for k in range(len(values)) if name == "x" else [nudge[2] - 1]:
                    q[name][k] += nudge[3]
            return q[name]

        x = put("x", [1.0 if bit else -1.0 for _ in units])
        put("h_prev", h)
        put("c_prev", c)
        for k, gate in enumerate("ifgo"):
            rows = [k * len(w_out) + u for u in units]
            a = [
                w_ih[r][0] * x[0] + sum(v * hv for v, hv in zip(w_hh[r], h, strict=True)) + b_ih[r] + b_hh[r]
                for r in rows
            ]
            a = put(f"a_{gate}", a)
            put(gate, [tanh(value) if gate == "g" else sigmoid(value) for value in a])
        q["fc"] = [q["f"][u] * c[u] for u in units]
        q["ig"] = [q["i"][u] * q["g"][u] for u in units]
        c = put("c", [q["fc"][u] + q["ig"][u] for u in units])
        q["tanh_c"] = [tanh(value) for value in c]
        h = put("h", [q["o"][u] * q["tanh_c"][u] for u in units])
        z = sum(w * hv for w, hv in zip(w_out, h, strict=True)) + b_out
        q |= {"z": [z for _ in units], "p": [sigmoid(z) for _ in units]}
        steps.append(q)
    return steps


def told(value: float, signed: bool) -> str:
    """A number as a reader should see it."""
    digits = f"{abs(value):.2f}"
    minus = value < 0 and digits != "0.00"
    return ("\N{MINUS SIGN}" if minus else "+" if signed else "") + digits


# --- Reading HTML ---


TAG = re.compile(r"""<([a-z][a-z0-9]*)((?:\s+[A-Za-z][\w:-]*(?:="[^"<>]*")?)*)>""")
BARE_ATTRIBUTE = re.compile(r"""(\s[A-Za-z][\w:-]*)(?==)="[^"]*"|(\s[A-Za-z][\w:-]*)(?!=|[\w:-])""")


def parse(html: str) -> Element:
    """The HTML of a view as a tree.

    Apart from elements without an end and attributes without a value it is written so that an XML parser, which is
    stricter than a browser, can read it.
    """

    def valued(match: re.Match[str]) -> str:
        return f'{match[2]}=""' if match[2] else match[0]

    def closed(match: re.Match[str]) -> str:
        attributes = BARE_ATTRIBUTE.sub(valued, match[2])
        return f"<{match[1]}{attributes}{'/' if match[1] in VOID else ''}>"

    return ElementTree.fromstring(f"<region>{TAG.sub(closed, html)}</region>")


def having(root: Element, attribute: str, *values: Any) -> list[Element]:
    """All elements with the attribute, or only those where it has one of the values."""
    wanted = {str(value) for value in values}
    return [e for e in root.iter() if attribute in e.attrib and (not values or e.attrib[attribute] in wanted)]


def one(root: Element, attribute: str, value: Any) -> Element:
    """The only element with this value of the attribute."""
    (element,) = having(root, attribute, value)
    return element


def of_class(root: Element, name: str) -> list[Element]:
    """All elements of a class."""
    return [e for e in root.iter() if name in e.get("class", "").split()]


def text(element: Element) -> str:
    """All text in the element."""
    return "".join(element.itertext())


def style(element: Element) -> dict[str, str]:
    """The declarations in the style attribute."""
    return dict(declaration.split(":") for declaration in element.attrib["style"].split(";"))


def part(root: Element, name: str, step: int, unit: int = 1) -> Element:
    """The part of the diagram with this name in this step of this unit."""
    explain = f'{{"type":"explain","part":"{name}","step":{step},"unit":{unit}}}'
    return one(root, "data-explain", explain)


def maths(root: Element) -> list[str]:
    """The formulas as text, one string a line."""
    return [text(e) for e in root.iter() if e.tag.endswith("}math")]
