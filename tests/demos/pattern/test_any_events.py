"""Whatever a reader, or the page, does, in whatever order: it is done or refused, and what comes of it can be drawn."""

import json
from collections import Counter
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demos.holding.holds import HOLDS
from demos.html import join
from demos.pattern.cell import PARTS
from demos.pattern.events import EVENTS
from demos.pattern.state import Panel, State
from demos.pattern.views import view
from demos.pattern.weights_file import export_weights
from rnn.network import flatten
from tasks.bits import network_shape
from tests.demos.support import (
    START,
    START_OF_FOUR,
    Tick,
    event_of,
    having,
    json_values,
    kinds,
    parse,
    query_of,
    update,
)

SMALL = st.integers(-1, 6)
FILE = export_weights(START).text
KINDS = {**kinds(EVENTS), "tick": Tick}
BITS = st.text(alphabet="01", max_size=9) | st.sampled_from(["10", "1010"])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "bit": SMALL,
    "budget": st.just(0.0),  # one epoch a tick
    "paced": st.booleans(),
    "part": st.sampled_from([*PARTS, "q"]),
    "step": SMALL,
    "unit": SMALL,
    "units": st.integers(0, 5),
    "bits": SMALL | BITS,
    "panel": st.sampled_from([*(panel.value for panel in Panel), "q"]),
    "input": BITS,
    "epoch": st.integers(-1, 30),
    "name": st.sampled_from(["f-x-1", "g-h1-1", "o-b-2", "p-h2-2", "p-b-1", "i-h4-3", "q", "w.json", *HOLDS, ""]),
    "value": st.floats(-1100, 1100) | st.sampled_from(["free", "-1", "0", "1", "2"]),
    "gate": st.sampled_from([*"ifgo", "q"]),
    "text": st.sampled_from([FILE, "{}", ""]),
    "reason": st.just("it is too large"),
}


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    """A message as the page may send it; now and then one that no page sends."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    message: dict[str, Any] = {"type": kind}
    for name in KINDS[kind]._fields:
        if name not in KINDS[kind]._field_defaults or draw(st.booleans()):
            message[name] = draw(FIELDS[name])
    if draw(st.integers(0, 19)) == 0:
        message[draw(st.sampled_from(sorted(FIELDS)))] = draw(json_values)
    return message


def check(state: State) -> None:
    """What holds in every state."""
    assert len(state.test_input) == len(state.target)
    assert 0 <= state.position <= state.length
    assert 0 <= state.playing <= state.length
    assert 1 <= state.unit <= state.units
    assert state.network.shape == network_shape(state.units)
    assert not (state.training and (state.playing_back or state.edited or state.clamps != state.learned.held))
    assert bool(state.learned.held) == (state.learned.before is not None)
    if state.learned.run is not None and state.learned.run.snapshots:
        assert (
            flatten(state.learned.network).tobytes() == state.learned.run.snapshots[state.learned.epoch].theta.tobytes()
        )
        assert state.learned.losses == tuple(snapshot.loss for snapshot in state.learned.run.snapshots)
    query_of(state)

    root = parse(join(list(view(state).values())))
    ids = Counter(element.attrib["id"] for element in having(root, "id"))
    assert [name for name, count in ids.items() if count > 1] == []
    assert not [e.attrib["data-value"] for e in having(root, "data-value") if e.attrib["data-value"] in ("nan", "inf")]
    for key in ("data-event", "data-explain", "data-focus-event", "data-pick-event", "data-input-event"):
        for element in having(root, key):
            assert json.loads(element.attrib[key])["type"] in EVENTS


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([START, START_OF_FOUR]), st.lists(messages(), min_size=5, max_size=30))
def test_any_sequence_of_events(state: State, sequence: list[dict[str, Any]]) -> None:
    for message in sequence:
        with suppress(ValueError):
            state = update(state, event_of(message))
    check(state)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([START, START_OF_FOUR]), st.lists(messages(), min_size=1, max_size=4))
def test_no_event_changes_the_state_it_was_given(state: State, sequence: list[dict[str, Any]]) -> None:
    for message in sequence:
        picture, following = view(state), state
        with suppress(ValueError):
            following = update(state, event_of(message))
        assert view(state) == picture
        check(following)
        state = following
