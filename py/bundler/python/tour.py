"""Everything a reader can do, once: what the product imports when, and whether two builds behave alike, show here."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from demos.draw import update as draw_update
from demos.draw.state import NAME as DRAW
from demos.pattern import training_control
from demos.pattern.cell import PARTS
from demos.pattern.presets import FOUR_BIT, TWO_BIT
from demos.pattern.pretrained import pretrain, to_json
from demos.pattern.state import Panel
from rnn.network import unflatten
from rnn.state_dict import to_state_dicts
from tasks.strokes.network import SHAPE, new_parameters
from web.app import App

type Message = dict[str, Any]

TICKS = 200  # at 50 ms of computing each: the end of any training of the tour
LOOK = 1e-4  # seconds that pass from one look at the clock to the next


def tour() -> list[str]:
    """The answers to every kind of event, good and bad, in all demos, by a clock that every machine has."""
    for module in (draw_update, training_control):
        vars(module)["perf_counter"] = _clock().__next__
    return [*_visit(TWO_BIT.name), *_visit(FOUR_BIT.name), *_draw()]


def _clock() -> Iterator[float]:
    """A clock that goes on when it is looked at: what is learned or drawn in a tick is no matter of speed."""
    now = 0.0
    while True:
        now += LOOK
        yield now


def _visit(name: str) -> Iterator[str]:
    app = App()
    preset = {TWO_BIT.name: TWO_BIT, FOUR_BIT.name: FOUR_BIT}[name]

    def ask(message: Message) -> str:
        return app.dispatch(json.dumps({"demo": name, **message}))

    def train(message: Message) -> str:
        """Begin, and go on to the end. Only the end is told: how far one tick gets is a matter of speed."""
        answer = ask(message)
        for _ in range(TICKS):
            if not json.loads(answer)["busy"]:
                break
            answer = ask({"type": "tick", "budget": 50, "paced": False})
        return ask({"type": "explain", "part": "c", "step": 1})

    data = to_json(pretrain(preset))
    yield ask({"type": "start", "data": data, "query": "?target=&units=99&theme=dark", "address": "http://x/"})
    yield ask({"type": "start", "data": data, "query": "?seed=7", "address": "http://x/"})
    for message in (*_looking(), *_changing(), *_mistakes()):
        yield ask(message)
    yield train({"type": "train"})
    for message in _looking_back():
        yield ask(message)
    yield train({"type": "train-on"})
    yield train({"type": "train-on-streams"})
    weights = json.loads(ask({"type": "export-weights"}))["download"]["text"]
    yield ask({"type": "load-weights", "name": "weights.json", "text": weights})
    link = _link(ask({"type": "open-panel", "panel": "share"}))
    yield ask({"type": "start", "data": data, "query": link, "address": "http://x/"})
    yield ask({"type": "change-network", "units": 16, "bits": 8})
    kept = json.loads(ask({"type": "keep"}))
    yield ask({"type": "start", "data": data, "query": "", "address": "", **kept})


def _draw() -> Iterator[str]:
    """A visit to the pad. What learning and drawing on come to is a matter of speed, so that is not told."""
    app = App()

    def ask(message: Message) -> str:
        return app.dispatch(json.dumps({"demo": DRAW, **message}))

    theta = new_parameters(np.random.default_rng(0))
    data = to_state_dicts(unflatten(theta, SHAPE))
    yield ask({"type": "start", "data": data, "query": "?temperature=2&learning=maybe", "address": "http://x/"})
    yield ask({"type": "start", "data": data, "query": "?learning=off", "address": "http://x/"})
    yield ask({"type": "resize", "width": 600, "height": 400})
    stroke = json.loads(ask({"type": "play-sample", "name": "wave"}))["play"]
    for k in range(0, len(stroke), 10):
        ask({"type": "ink", "points": stroke[k : k + 10]})
    yield ask({"type": "look-at", "column": 150})
    yield ask({"type": "look-near", "x": stroke[20][0], "y": stroke[20][1]})
    yield ask({"type": "pick-unit", "unit": 7})
    yield ask({"type": "set-temperature", "value": 1})
    yield ask({"type": "pause"})
    yield ask({"type": "touch"})
    yield ask({"type": "lift"})
    yield ask({"type": "draw-on"})
    yield ask({"type": "export-weights"})
    ask({"type": "toggle-learning"})
    ask({"type": "ink", "points": stroke[:60]})
    for _ in range(3):
        ask({"type": "tick", "budget": 5})
    yield ask({"type": "forget", "random": True})
    yield ask({"type": "forget"})
    yield ask({"type": "play-sample", "name": "nothing"})
    kept = json.loads(ask({"type": "keep"}))
    yield ask({"type": "start", "data": data, "query": "", "address": "", **kept})
    yield ask({"type": "clear"})


def _link(answer: str) -> str:
    html = json.loads(answer)["regions"]
    text = "".join(html.values())
    return "?" + text.partition("http://x/?")[2].partition('"')[0].replace("&amp;", "&")


def _looking() -> Iterator[Message]:
    yield {"type": "flip-target", "bit": 1}
    yield {"type": "flip-input", "bit": 1}
    yield {"type": "start-over"}
    yield {"type": "step"}
    yield {"type": "skip"}
    yield {"type": "step"}
    yield {"type": "step-back"}
    for part in PARTS:
        yield {"type": "explain", "part": part, "step": 1}
    yield {"type": "explain", "part": "p", "step": 2}
    yield {"type": "explain", "part": "p", "step": 4}
    yield {"type": "look-at", "unit": 1}
    yield {"type": "open-unit", "unit": 1, "step": 1}
    for panel in Panel:
        yield {"type": "open-panel", "panel": panel}
    yield {"type": "replay", "input": "10"}
    yield {"type": "replay", "input": "1010"}


def _changing() -> Iterator[Message]:
    yield {"type": "choose-weight", "name": "f-x-1"}
    yield {"type": "set-weight", "name": "f-x-1", "value": 1.5}
    yield {"type": "type-weight", "name": "f-x-1", "text": "2,5"}
    yield {"type": "clamp-gate", "gate": "f", "value": "1"}
    yield {"type": "restore"}
    yield {"type": "put-weights-in-link"}
    yield {"type": "open-panel", "panel": "stream"}
    yield {"type": "feed-stream", "bits": "1011001110"}
    yield {"type": "play-stream"}
    yield {"type": "tick", "budget": 1, "paced": True}
    yield {"type": "play-stream"}
    yield {"type": "reset-stream"}


def _looking_back() -> Iterator[Message]:
    yield {"type": "show-epoch", "epoch": 3}
    yield {"type": "play-back"}
    yield {"type": "tick", "budget": 1, "paced": True}
    yield {"type": "play-back"}
    yield {"type": "open-panel", "panel": "maps"}
    yield {"type": "open-panel", "panel": "backward"}


def _mistakes() -> Iterator[Message]:
    yield {"type": "nonsense"}
    yield {"type": "explain", "part": 1, "step": 1}
    yield {"type": "change-network", "units": 999, "bits": 1}
    for text in ("", "{", "[" * 100, '{"lstm": {}}', '{"lstm": 1, "linear": {"weight": [["x"]]}}'):
        yield {"type": "load-weights", "name": "bad.json", "text": text}
    yield {"type": "refuse-file", "name": "large.json", "reason": "it is too large"}
