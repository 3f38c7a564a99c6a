"""Everything a reader can do to a pattern demo, once."""

from collections.abc import Iterator
from typing import Any

from demos.holding.holds import HOLDS
from demos.lesson.tour import exercise_tour, lesson_tour
from demos.page import Ask
from demos.pattern.cell import ANSWER, GATES, PARTS
from demos.pattern.state import Panel
from demos.weights_file import BYTES

type Message = dict[str, Any]

SLICES = 200  # of 50 ms of computing: the end of any training of the tour


def tour(ask: Ask) -> Iterator[Message]:
    """The answers to every kind of event, good and bad."""

    def do(event: Message) -> Message:
        return ask({"ask": "event", "event": event})

    def start(**settings: Any) -> Message:
        return ask({"ask": "start", "query": "", "address": "http://x/", **settings})

    def train(event: Message) -> Message:
        """Begin, and go on to the end. Only the end is told: how far one slice gets is a matter of speed."""
        answer = do(event)
        for _ in range(SLICES):
            if not answer["busy"]:
                break
            answer = ask({"ask": "work", "budget": 50, "paced": False})
        return do({"type": "explain", "part": "c", "step": 1})

    yield start(query="?target=&units=99&theme=dark")
    yield start(query="?seed=7")
    for event in (*_looking(), *_changing()):
        yield do(event)
    for event in _mistakes():
        yield do(event)
    for event in lesson_tour():
        yield do(event)
    yield start(query="?ask=2.f2-10.h2-01.p4-1010.c2-1010")
    for event in exercise_tour():
        yield do(event)
    yield do({"type": "set-rate", "text": "20"})
    yield do({"type": "set-rate", "text": "0.1"})
    yield train({"type": "train"})
    for event in _looking_back():
        yield do(event)
    yield train({"type": "train-on"})
    for name in HOLDS:
        yield do({"type": "hold", "name": name})
    yield train({"type": "train-on"})
    yield do({"type": "hold", "name": ""})
    yield do({"type": "bring-back"})
    yield do({"type": "hold", "name": ""})
    yield train({"type": "train-on-streams"})
    weights = do({"type": "export-weights"})["effects"][0]["text"]
    yield do({"type": "load-weights", "name": "weights.json", "text": weights})
    tensors = do({"type": "export-weights", "kind": "safetensors"})["effects"][0]["base64"]
    yield do({"type": "load-weights", "name": "weights.safetensors", "text": BYTES + tensors})
    link = _link(do({"type": "open-panel", "panel": "share"}))
    yield start(query=link)
    yield do({"type": "change-network", "units": 16, "bits": 8})
    yield do({"type": "hold", "name": "hide"})
    yield start(address="", **ask({"ask": "keep"}))


def _link(answer: Message) -> str:
    text = "".join(answer["regions"].values())
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
    for step in (2, 4):
        yield {"type": "explain", "part": "share", "step": step}
    yield {"type": "explain-nothing"}
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
    yield {"type": "open-panel", "panel": "build"}
    yield {"type": "zero-weights"}
    for gate in (*GATES, ANSWER):
        yield {"type": "look-at-gate", "gate": gate}
    yield {"type": "ask-hint"}
    yield {"type": "set-weight", "name": "i-x-1", "value": 4.0}
    yield {"type": "ask-hint"}
    yield {"type": "clamp-gate", "gate": "f", "value": "1"}
    yield {"type": "ask-hint"}
    yield {"type": "restore"}
    yield {"type": "put-weights-in-link"}
    yield {"type": "open-panel", "panel": "stream"}
    yield {"type": "feed-stream", "bits": "1011001110"}
    yield {"type": "play-stream"}
    yield {"type": "play-stream"}
    yield {"type": "reset-stream"}


def _looking_back() -> Iterator[Message]:
    yield {"type": "show-epoch", "epoch": 3}
    yield {"type": "play-back"}
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
