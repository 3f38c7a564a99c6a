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
from demos.pattern.demo import PatternDemo
from demos.pattern.presets import TWO_BIT
from demos.pattern.pretrained import to_json
from demos.pattern.state import State
from tests.demos.draw.drawing import draw, start, stroke
from tests.demos.support import START, TABLE
from web.app import App

DATA = json.loads(json.dumps(to_json(TABLE)))
TICK = {"type": "tick", "budget": 50, "paced": False}


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return (print, ("not of a state",))


def pattern_demo() -> PatternDemo:
    return PatternDemo(TWO_BIT, DATA, "", "http://x/")


def test_a_pattern_demo_goes_on_where_it_was() -> None:
    demo, other = pattern_demo(), pattern_demo()
    for message in (
        {"type": "flip-target", "bit": 1},
        {"type": "train"},
        TICK,  # in the middle of it
        {"type": "open-panel", "panel": "maps"},
        {"type": "feed-stream", "bits": "0110"},
    ):
        demo.handle(message)
    other.restore(demo.keep())
    assert other.look() == demo.look()
    for _ in range(200):
        answers = demo.handle(TICK), other.handle(TICK)
        if not any(answer.busy for answer in answers):
            break
    for message in ({"type": "export-weights"}, {"type": "show-epoch", "epoch": 3}, {"type": "train-on"}):
        ours, theirs = demo.handle(message), other.handle(message)
        assert ours.download == theirs.download
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
        assert ours.download == theirs.download
    assert other.state.learner.updates == demo.state.learner.updates
    mine, yours = demo.state.learner.learn(3), other.state.learner.learn(3)
    assert mine == yours  # the same windows, by the same chance
    assert np.array_equal(demo.state.learner.theta, other.state.learner.theta)


def test_the_pads_clock_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a start the clock may stand below what was kept of it: then nothing would be drawn for as long."""
    demo, other = start(), start()
    draw(demo, stroke(), budget=5.0)
    kept = demo.keep()
    monkeypatch.setattr("demos.draw.demo.perf_counter", lambda: 0.5)
    monkeypatch.setattr("demos.draw.update.perf_counter", lambda: 0.5)
    other.restore(kept)
    assert (other.state.drawn, other.state.clock, other.state.pace.marks) == (0.0, 0.5, ())
    regions = other.handle({"type": "tick", "budget": 5.0}).regions
    assert set(regions) >= {"pad", "controls", "memory"}


def test_the_app_keeps_and_takes_up() -> None:
    app, later = App(), App()
    begin = {"demo": "two-bit", "type": "start", "data": DATA, "query": "", "address": ""}
    app.dispatch(json.dumps(begin))
    app.dispatch(json.dumps({"demo": "two-bit", "type": "flip-target", "bit": 1}))
    kept = json.loads(app.dispatch(json.dumps({"demo": "two-bit", "type": "keep"})))
    assert kept.keys() == {"kept"}
    answer = json.loads(later.dispatch(json.dumps({**begin, **kept})))
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
    begin = {"demo": "two-bit", "type": "start", "data": DATA, "query": "?target=01", "address": "", "kept": text}
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
