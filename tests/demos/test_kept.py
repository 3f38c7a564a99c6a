"""What the page keeps of a demo, for a Python that is started again."""

import base64
import json
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.kept import from_kept, kept_text
from demos.pattern.pretrained import to_json
from demos.pattern.state import State
from tests.clock import Clock
from tests.demos.draw.drawing import draw, start, stroke
from tests.demos.support import OURS, START, TABLE, session
from web.app import App

BEGIN: dict[str, Any] = {
    "demo": "two-bit",
    "ask": "start",
    "package": "pattern",
    "name": "two-bit",
    "data": json.loads(json.dumps(to_json(TABLE))),
    "query": "",
    "address": "",
    **OURS._asdict(),
}


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return (print, ("not of a state",))


def test_a_pattern_demo_goes_on_where_it_was() -> None:
    demo, other = session(address="http://x/"), session(address="http://x/")
    demo.handle({"type": "flip-target", "bit": 1})
    demo.handle({"type": "train"})
    demo.work(1, paced=False)
    assert demo.state.busy  # in the middle of it
    demo.handle({"type": "open-panel", "panel": "maps"})
    demo.handle({"type": "feed-stream", "bits": "0110"})
    other.restore(demo.keep())
    assert other.look() == demo.look()
    for _ in range(200):
        answers = demo.work(50, paced=False), other.work(50, paced=False)
        if not any(answer.busy for answer in answers):
            break
    for message in ({"type": "export-weights"}, {"type": "show-epoch", "epoch": 3}, {"type": "train-on"}):
        ours, theirs = demo.handle(message), other.handle(message)
        assert ours.effects == theirs.effects
    assert demo.state.learned.losses[:10] == other.state.learned.losses[:10]


def test_a_pad_goes_on_where_it_was() -> None:
    demo, other = start(), start()
    draw(demo, stroke(), budget=5.0)
    demo.handle({"type": "toggle-learning"})
    other.restore(demo.keep())
    assert other.look() == demo.look()
    messages: list[dict[str, Any]] = [
        *({"type": "ink", "points": stroke("loops")[k : k + 40]} for k in range(0, 400, 40)),
        {"type": "export-weights"},
        {"type": "look-at", "column": 100},
    ]
    for message in messages:
        ours, theirs = demo.handle(message), other.handle(message)
        assert ours.effects == theirs.effects
    assert other.state.learner.updates == demo.state.learner.updates
    mine, yours = demo.state.learner.learn(3), other.state.learner.learn(3)
    assert mine == yours  # the same windows, by the same chance
    assert np.array_equal(demo.state.learner.theta, other.state.learner.theta)


def test_the_pads_clock_begins_anew() -> None:
    """After a start the clock may stand below what was kept of it: then nothing would be drawn for as long."""
    demo, other = start(), start(sized=False, clock=Clock(now=0.5, look=0.0))
    draw(demo, stroke(), budget=5.0)
    demo.handle({"type": "lift"})
    demo.work(5.0, paced=True)
    assert demo.state.draws
    assert demo.state.clock is not None
    assert demo.state.clock > 0.5
    other.restore(demo.keep())
    assert (other.state.draws, other.state.clock, other.state.pace.marks) == (True, None, ())
    regions = other.work(5.0, paced=True).regions
    assert set(regions) >= {"pad", "controls", "memory"}


def test_the_app_keeps_and_takes_up() -> None:
    app, later = App(), App()
    app.dispatch(json.dumps(BEGIN))
    app.dispatch(json.dumps({"demo": "two-bit", "ask": "event", "event": {"type": "flip-target", "bit": 1}}))
    kept = json.loads(app.dispatch(json.dumps({"demo": "two-bit", "ask": "keep"})))
    assert kept.keys() == {"kept"}
    answer = json.loads(later.dispatch(json.dumps({**BEGIN, **kept})))
    assert "still knows 10: press Train to teach it 00" in answer["regions"]["two-bit-teach"]
    assert answer["regions"]["two-bit-notice"] == ""


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "é",
        base64.b64encode(b"nonsense").decode(),
        kept_text(Evil()),
        kept_text((1, 2)),
        kept_text(START)[:-40],
    ],
)
def test_what_makes_no_sense_is_refused_and_the_demo_begins_anew(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    begin = {**BEGIN, "query": "?target=01", "kept": text}
    answer = json.loads(App().dispatch(json.dumps(begin)))
    assert "The demo begins anew: what was kept" in answer["regions"]["two-bit-notice"]
    assert "knows 01" in answer["regions"]["two-bit-teach"]
    assert capsys.readouterr().out == ""


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="what was kept"):
        from_kept(base64.b64encode(content).decode(), State)


def test_only_what_is_ours_is_made() -> None:
    text = base64.b64encode(pickle.dumps(Evil())).decode()
    with pytest.raises(ValueError, match=r"builtins\.print is not part of a state"):
        from_kept(text, State)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("rnn.cells", "import_module.__builtins__.get"),
        ("demos.kept", "pickle.loads"),
        ("rnn.cells", "import_module"),
        ("numpy", "load"),
    ],
)
def test_a_name_leads_to_a_class_and_to_nothing_beyond(module: str, name: str) -> None:
    """What is kept has been in the page's hands, and in a sandboxed frame in those of the page around it."""
    words = b"".join(b"\x8c" + bytes([len(word)]) + word.encode() for word in (module, name))
    reduced = b"\x80\x04" + words + b"\x93."
    with pytest.raises(ValueError, match="is not part of a state"):
        from_kept(base64.b64encode(reduced).decode(), State)
