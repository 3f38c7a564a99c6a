"""Everything a reader can do on the pad, once. What learning comes to is a matter of speed, so that is not told."""

from collections.abc import Iterator
from typing import Any

from demos.holding.holds import HOLDS
from demos.lesson.tour import exercise_tour, lesson_tour
from demos.page import Ask

type Message = dict[str, Any]


def tour(ask: Ask) -> Iterator[Message]:
    """The answers to every kind of event, good and bad."""

    def do(event: Message) -> Message:
        return ask({"ask": "event", "event": event})

    def start(**settings: Any) -> Message:
        return ask({"ask": "start", "query": "", "address": "http://x/", **settings})

    yield start(query="?temperature=2&learning=maybe")
    yield start(query="?learning=off")
    yield do({"type": "resize", "width": 600, "height": 400})
    stroke = do({"type": "play-sample", "name": "wave"})["effects"][0]["points"]
    for k in range(0, len(stroke), 10):
        do({"type": "ink", "points": stroke[k : k + 10]})
    yield do({"type": "look-at", "column": 150})
    yield do({"type": "look-near", "x": stroke[20][0], "y": stroke[20][1]})
    yield do({"type": "pick-unit", "unit": 7})
    yield do({"type": "set-temperature", "value": 1})
    yield do({"type": "pause"})
    yield do({"type": "touch"})
    yield do({"type": "lift"})
    yield do({"type": "draw-on"})
    yield do({"type": "export-weights"})
    yield do({"type": "export-weights", "kind": "safetensors"})
    for name in HOLDS:
        yield do({"type": "hold", "name": name})
    do({"type": "train-held"})
    ask({"ask": "work", "budget": 5, "paced": True})
    yield do({"type": "hold", "name": ""})
    yield do({"type": "bring-back"})
    yield do({"type": "hold", "name": ""})
    do({"type": "toggle-learning"})
    do({"type": "ink", "points": stroke[:60]})
    for _ in range(3):
        ask({"ask": "work", "budget": 5, "paced": True})
    yield do({"type": "forget", "random": True})
    yield do({"type": "forget"})
    for message in (*lesson_tour(), *exercise_tour()):
        yield do(message)
    yield do({"type": "play-sample", "name": "nothing"})
    yield start(address="", **ask({"ask": "keep"}))
    yield do({"type": "clear"})
