"""What comes from outside, from tests/corpus: each case as it stands, and then mixed with others and changed.

Whatever it is, it is answered, in words where it cannot be; what is shown is whole; and the demo works as before.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demos.draw.demo import DEMOS as DRAW
from demos.pattern.presets import FOUR_BIT
from demos.pattern.pretrained import pretrain
from demos.pattern.pretrained import to_json as patterns_to_json
from rnn.network import unflatten
from rnn.state_dict import to_state_dicts
from tasks.strokes.network import SHAPE
from tests.clock import Clock
from tests.demos.draw.drawing import theta
from tests.demos.memory.support import DATA as MEMORY
from tests.demos.support import OURS, TABLE, having, parse
from web.app import App

CORPUS = Path(__file__).parents[1] / "corpus"
DEMOS = {"two-bit": "pattern", "four-bit": "pattern", "memory": "memory", "draw": DRAW[0].name}
RUNS = ({"type": "start-over"}, {"type": "step"})
DOES: dict[str, tuple[dict[str, Any], ...]] = {  # what each can always do
    "two-bit": RUNS,
    "four-bit": RUNS,
    "memory": ({"type": "choose-task", "task": "latch"}, *RUNS),
    "draw": ({"type": "clear"}, {"type": "ink", "points": [[100 + 9 * k, 100 + k] for k in range(30)]}),
}
UNSEEN = re.compile(r"\b(?:nan|inf|None)\b")


def is_repeated(piece: Any) -> bool:
    return isinstance(piece, dict) and piece.keys() == {"repeat", "times"}


def whole(text: Any) -> Any:
    """A text that may be written as a list of its pieces."""
    pieces = text if isinstance(text, list) else [text]
    if not all(isinstance(piece, str) or is_repeated(piece) for piece in pieces):
        return text
    return "".join(piece if isinstance(piece, str) else piece["repeat"] * piece["times"] for piece in pieces)


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((CORPUS / f"{name}.json").read_text("utf-8"))
    return found


def named(name: str, field: str) -> pytest.MarkDecorator:
    """The cases of a kind for ``parametrize``, named by what is special about them."""
    all_ = cases(name)
    return pytest.mark.parametrize(field, [case[field] for case in all_], ids=[case["why"] for case in all_])


@cache
def data_of(demo: str) -> Any:
    """What a page carries for a demo, as it arrives."""
    made: dict[str, Callable[[], Any]] = {
        "two-bit": lambda: patterns_to_json(TABLE),
        "four-bit": lambda: patterns_to_json(pretrain(FOUR_BIT)),
        "memory": lambda: MEMORY,
        "draw": lambda: to_state_dicts(unflatten(theta(), SHAPE)),
    }
    return json.loads(json.dumps(made[demo]()))


class Conversation:
    """A demo that is talked to, and looked at after each answer."""

    def __init__(self, demo: str, query: str = "") -> None:
        self.demo, self._app = demo, App(Clock())
        start = {"package": DEMOS[demo], "name": demo, "data": data_of(demo), "query": query, "address": "http://x/"}
        self.ask("start", **start, **OURS._asdict())
        if demo == "draw":
            self.event({"type": "resize", "width": 600, "height": 400})

    def ask(self, what: str, **message: Any) -> dict[str, Any]:
        text = self._app.dispatch(json.dumps({"demo": self.demo, "ask": what, **message}))
        answer: dict[str, Any] = json.loads(text)
        assert "error" not in answer
        assert "Python stumbled" not in text
        for region, html in answer["regions"].items():
            root = parse(html.encode("ascii", "replace").decode())  # a surrogate has no place in XML
            if not region.endswith("-notice"):  # which may say again what was asked for
                assert not UNSEEN.search(" ".join(root.itertext()))
            for element in having(root, "data-value"):
                assert not UNSEEN.fullmatch(element.attrib["data-value"])
        return answer

    def event(self, event: dict[str, Any]) -> dict[str, Any]:
        answer = self.ask("event", event=event)
        return self.ask("work", budget=1, paced=False) if answer["busy"] else answer

    def check_works(self) -> None:
        """A press is answered by a change of more than the notice, perhaps once what is under way has ended."""
        *before, last = DOES[self.demo]
        for event in before:
            self.event(event)
        answer = self.ask("event", event=last)
        assert answer["regions"].keys() - {f"{self.demo}-notice"}


@pytest.mark.parametrize("demo", DEMOS)
@named("addresses", "query")
def test_an_address(query: Any, demo: str) -> None:
    Conversation(demo, whole(query)).check_works()


@pytest.mark.parametrize("demo", DEMOS)
@named("messages", "events")
def test_messages(events: list[dict[str, Any]], demo: str) -> None:
    talk = Conversation(demo)
    for event in events:
        talk.event({name: whole(value) for name, value in event.items()})
    talk.check_works()


@pytest.mark.parametrize("demo", ["two-bit", "four-bit", "memory"])
@named("weights", "text")
def test_a_weights_file(text: Any, demo: str) -> None:
    talk = Conversation(demo)
    talk.event({"type": "load-weights", "name": "w.json", "text": whole(text)})
    talk.check_works()


@named("strokes", "strokes")
def test_strokes(strokes: list[Any]) -> None:
    talk = Conversation("draw")
    for points in strokes:
        talk.event({"type": "ink", "points": points})
        talk.event({"type": "lift"})
    talk.check_works()


# ---- Mixed and changed ----

queries = st.sampled_from([whole(case["query"]) for case in cases("addresses")])
events = st.sampled_from([event for case in cases("messages") for event in case["events"]])
texts = st.sampled_from([whole(case["text"]) for case in cases("weights")])
points = st.sampled_from([point for case in cases("strokes") for stroke in case["strokes"] for point in stroke])


@st.composite
def changed(draw: st.DrawFn, text: str) -> str:
    """A text of which a piece is left out, repeated, or replaced by some characters."""
    begin = draw(st.integers(0, len(text)))
    end = draw(st.integers(begin, min(len(text), begin + 40)))
    piece = text[begin:end] * draw(st.integers(0, 3)) + draw(st.text(max_size=3))
    return text[:begin] + piece + text[end:]


SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(st.sampled_from(sorted(DEMOS)), queries, queries, st.data())
def test_addresses_mixed(demo: str, one: str, other: str, data: st.DataObject) -> None:
    Conversation(demo, data.draw(changed(f"{one}&{other[1:]}"))).check_works()


@SETTINGS
@given(st.sampled_from(sorted(DEMOS)), st.lists(events, min_size=2, max_size=12))
def test_messages_mixed(demo: str, sequence: list[dict[str, Any]]) -> None:
    talk = Conversation(demo)
    for event in sequence:
        talk.event({name: whole(value) for name, value in event.items()})
    talk.check_works()


@SETTINGS
@given(st.sampled_from(["two-bit", "four-bit", "memory"]), texts, st.data())
def test_weights_files_changed(demo: str, text: str, data: st.DataObject) -> None:
    talk = Conversation(demo)
    talk.event({"type": "load-weights", "name": "w.json", "text": data.draw(changed(text))})
    talk.check_works()


@SETTINGS
@given(st.lists(st.lists(points, max_size=20), min_size=1, max_size=4))
def test_strokes_mixed(strokes: list[list[Any]]) -> None:
    talk = Conversation("draw")
    for stroke in strokes:
        talk.event({"type": "ink", "points": stroke})
        talk.event({"type": "lift"})
    talk.check_works()
