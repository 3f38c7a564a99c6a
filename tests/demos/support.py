"""What the tests of the demos share: states to look at, a reader of the HTML, and the network in plain numbers."""

import json
import re
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np
import pytest
from hypothesis import strategies as st

from demos.budget import Budget
from demos.demo import Place
from demos.effects import Effect, WorkAtOnce
from demos.events import Events
from demos.html import VOID
from demos.pattern import settings
from demos.pattern import update as pattern_update
from demos.pattern.events import EVENTS, Event, Train
from demos.pattern.presets import FOUR_BIT, TWO_BIT, Preset
from demos.pattern.pretrained import Table, pretrain, to_json
from demos.pattern.state import State
from demos.registry import all_demos
from demos.session import Session
from demos.settings import all_of, write_settings
from rnn.network import Network, unflatten
from rnn.run import Run
from rnn.state_dict import to_state_dicts
from tasks.bits import Bits, all_inputs, format_bits
from tests.clock import Clock
from tests.oracle.plain import read_bits

OURS = all_of({name: demo.settings for name, demo in all_demos().items()})


class Tick(NamedTuple):
    """No event: a slice of what goes on by itself."""

    budget: float  # ms
    paced: bool = True


CLOCK = Clock()  # of all slices of work here
EPOCH = 0.005  # seconds that the fixture ``clock`` of the pattern demos has an epoch take


def update(state: State, event: Event | Tick) -> State:
    """The state after an event, or after a slice of work; what begins works at once, as in a session."""
    if isinstance(event, Tick):
        return pattern_update.work(state, Budget(CLOCK, event.budget), event.paced)
    after, effects = pattern_update.update(state, event)
    if WorkAtOnce() in effects:
        return pattern_update.work(after, Budget(CLOCK, 0), paced=True)
    return after


def slice_of(message: dict[str, Any]) -> Tick | None:
    """The slice of work that a message of the type "tick" stands for in tests; ValueError if its fields do not fit."""
    if message.get("type") != "tick":
        return None
    fields = {name: value for name, value in message.items() if name != "type"}
    if not fields.keys() <= set(Tick._fields):
        raise ValueError("a slice of work has no such field")
    if not isinstance(fields.get("budget"), float) or not isinstance(fields.get("paced", True), bool):
        raise ValueError("that is no slice of work")
    return Tick(**fields)


def event_of(message: dict[str, Any]) -> Event | Tick:
    """An event as the page sends it, or a slice of work; ValueError if it is none of these."""
    event: Event | Tick = slice_of(message) or EVENTS.parse(message)
    return event


def kinds(events: Events) -> dict[str, Any]:
    """The classes of a demo's events, by their names."""
    return {name: declared.kind for name, declared in events._by_name.items()}


def query_of(state: State) -> str:
    """The query string of the link that leads to the state."""
    return write_settings(state, settings.SETTINGS)


def session(query: str = "", address: str = "", preset: Preset = TWO_BIT, instance: str = "") -> Session[State]:
    """A pattern demo as a page of this site begins with it."""
    demo, table = all_demos()[preset.name], {TWO_BIT: TABLE, FOUR_BIT: TABLE_OF_FOUR}[preset]
    data = json.loads(json.dumps(to_json(table)))
    return Session(demo, data, Place(instance or preset.name, query, address, OURS), Clock())


def effects_of(state: State, event: Event) -> tuple[Effect, ...]:
    """What an event asks for beside the new state."""
    return pattern_update.update(state, event)[1]


def refused(state: State, event: Event) -> str:
    """Why an event is refused."""
    with pytest.raises(ValueError) as caught:
        update(state, event)
    return str(caught.value)


def initial_state(preset: Preset, table: Table, query: str = "", address: str = "") -> State:
    """The first state on a page of this site with a query string."""
    return settings.initial_state(preset, table, Place(preset.name, query, address, OURS))


TABLE = pretrain(TWO_BIT)
START = initial_state(TWO_BIT, TABLE)
TABLE_OF_FOUR = pretrain(FOUR_BIT)
START_OF_FOUR = initial_state(FOUR_BIT, TABLE_OF_FOUR)
PATTERNS = [format_bits(pattern) for pattern in all_inputs(2)]

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


def after(state: State, *events: Event | Tick) -> State:
    """The state after several events."""
    for event in events:
        state = update(state, event)
    return state


def in_training(run: Run) -> State:
    """The two-bit demo in the middle of a training other than its own."""
    begun = update(START, Train())
    return begun._replace(learned=begun.learned._replace(training=run), ahead=run)


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


def recompute(network: Network, bits: Bits, unit: int = 1) -> list[dict[str, float]]:
    """Every quantity of a unit in every step, written out with plain floats."""
    return [{name: values[unit - 1] for name, values in q.items()} for q in recompute_units(network, bits)]


def recompute_units(
    network: Network, bits: Bits, nudge: tuple[str, int, int, float] | None = None
) -> list[dict[str, list[float]]]:
    """Every quantity of every step, one number a unit, in plain floats; x, logit and p are the same for all.

    Args:
        nudge: (quantity, step, unit, amount): what to add to one of the quantities on the way; all that follows from
            the quantity feels it.
    """

    def nudged(step: int, name: str, values: list[float]) -> list[float]:
        if nudge and nudge[:2] == (name, step):
            values[0 if name == "x" else nudge[2] - 1] += nudge[3]
        return values

    steps: list[dict[str, list[float]]] = []
    for q in read_bits(to_state_dicts(network), bits, nudged):
        same_for_all = {"x": q.pop("x"), "logit": q.pop("logits"), "p": q.pop("p")}
        steps.append({**q, **{name: number * len(q["h"]) for name, number in same_for_all.items()}})
    return steps


def shown_number(value: float, signed: bool) -> str:
    """A number as a reader should see it."""
    digits = f"{abs(value):.2f}"
    minus = value < 0 and digits != "0.00"
    return ("\N{MINUS SIGN}" if minus else "+" if signed else "") + digits


def shown_probability(p: float) -> str:
    """A probability as a reader should see it: with more digits where two would hide its side of 0.5."""
    digits = 2
    while p != 0.5 and float(f"{p:.{digits}f}") == 0.5:
        digits += 1
    return f"{p:.{digits}f}"


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
    (found,) = [e for e in having(root, "data-explain", explain) if "data-part" in e.attrib]
    return found


def maths(root: Element) -> list[str]:
    """The formulas as text, one string a line."""
    return [text(e) for e in root.iter() if e.tag.endswith("}math")]
