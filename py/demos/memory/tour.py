"""Everything a reader can do to the memory demo, once."""

from collections.abc import Iterator
from typing import Any

from demos.holding.holds import HOLDS
from demos.lesson.tour import exercise_tour, lesson_tour
from demos.memory.gatekeeper import STEPS
from demos.memory.table import PARTS, TABLE
from demos.page import Ask
from demos.weights_file import BYTES

type Message = dict[str, Any]

SLICES = 400  # of 50 ms of computing: the end of any training of the tour


def tour(ask: Ask) -> Iterator[Message]:
    """The answers to every kind of event, good and bad."""

    def do(**event: Any) -> Message:
        return ask({"ask": "event", "event": event})

    def start(**settings: Any) -> Message:
        return ask({"ask": "start", "query": "", "address": "http://x/", **settings})

    def train(kind: str) -> Message:
        """Begin, and go on to the end. Only the end is told: how far one slice gets is a matter of speed."""
        answer = do(type=kind)
        for _ in range(SLICES):
            if not answer["busy"]:
                break
            answer = ask({"ask": "work", "budget": 50, "paced": False})
        return do(type="explain", part="c", step=1)

    yield start(query="?task=latch&units=99&marks=000000")
    yield start(query="?ask=3.f2-01001011-10001000.h2-01001011-10001000.f99-0-0")
    for message in exercise_tour():
        yield do(**message)
    yield start(query="?task=latch&units=1&steps=8&seed=7")
    yield do(type="set-rate", text="20")
    yield do(type="set-rate", text="0.05")
    for event in ("step", "step", "skip", "step-back", "start-over", "add-step", "remove-step", "shuffle"):
        yield do(type=event)
    yield do(type="flip-bit", step=2)
    yield do(type="flip-mark", step=3)
    for part in PARTS:
        yield do(type="explain", part=part, step=8 if TABLE.is_final(part) else 2)
    yield do(type="explain", part="f", step=2, place="strips")
    yield do(type="explain-nothing")
    yield do(type="draw-step", step=3)
    yield train("train")
    for name in HOLDS:
        yield do(type="hold", name=name)
    yield train("train-held")
    yield do(type="hold", name="")
    yield do(type="bring-back")
    yield do(type="hold", name="")
    yield do(type="take-step")
    for gate, value in zip("fio", (1, 0, 1), strict=True):
        yield do(type="set-gate", gate=gate, value=value)
    for _ in range(STEPS):
        yield do(type="take-step")
    for event in ("undo-step", "play-again", "play-another"):
        yield do(type=event)
    weights = do(type="export-weights")["effects"][0]["text"]
    yield do(type="load-weights", name="weights.json", text=weights)
    tensors = do(type="export-weights", kind="safetensors")["effects"][0]["base64"]
    yield do(type="load-weights", name="weights.safetensors", text=BYTES + tensors)
    yield do(type="load-weights", name="weights.json", text=weights, cell="gru")
    yield do(type="load-weights", name="bad.json", text="{")
    yield do(type="show-code", of="lstm-on-stage")
    yield do(type="show-code", of="gru")
    for message in lesson_tour():
        yield do(**message)
    yield do(type="refuse-file", name="large.json", reason="it is too large")
    yield do(type="set-units", units=2)
    yield do(type="look-at", unit=2)
    yield do(type="match-size")
    yield train("train-all")
    yield do(type="choose-task", task="recall")
    yield do(type="set-delay", steps=5)
    yield do(type="set-bias", bias="chrono")
    yield do(type="set-seed", text="3")
    yield do(type="another-seed")
    yield train("train-all")
    for what in ("h", "c", "all"):
        yield do(type="reach-of", what=what)
    for when in ("start", "now"):
        yield do(type="reach-when", when=when)
    gru = do(type="export-weights", cell="gru")["effects"][0]["text"]
    yield do(type="load-weights", name="gru.json", text=gru, cell="gru")
    do(type="run-experiment")  # how far its first slice gets is a matter of speed
    do(type="pause-experiment")
    do(type="pause-experiment")
    yield do(type="cancel-experiment")
    yield do(type="save-experiment")
    yield start(address="", **ask({"ask": "keep"}))
