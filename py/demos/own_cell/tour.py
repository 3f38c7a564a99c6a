"""Everything a reader can do to a cell of their own, once."""

from collections.abc import Iterator
from typing import Any

from demos.own_cell.state import TASKS
from demos.page import Ask
from own_cell.code import PROMISED
from own_cell.experiments import EXPERIMENTS, SOURCES

type Message = dict[str, Any]

SLICES = 60  # of 50 ms of computing
OTHER = "np.linalg.norm(np.random.default_rng(0).normal(size=3))\nprint(np.ones(2))\n"
IMPORTS = tuple(f"import {name}\n{OTHER}{name}.nothing" for name in PROMISED)  # each is there, and has no such thing
MISTAKES = ("import torch", "step = 1", "def", *IMPORTS, "while True: pass")


def tour(ask: Ask) -> Iterator[Message]:
    """The answers to every kind of event, good and bad."""

    def do(**event: Any) -> Message:
        return ask({"ask": "event", "event": event})

    def run(slices: int) -> Message:
        """Begin, and go on for a while. Only the end is told: how far one slice gets is a matter of speed."""
        answer = do(type="run")
        for _ in range(slices):
            if not answer["busy"]:
                break
            answer = ask({"ask": "work", "budget": 50, "paced": False})
        return do(type="cancel")

    yield ask({"ask": "start", "query": "?task=latch&units=99", "address": "http://x/"})
    yield run(SLICES)
    for task in TASKS:
        yield do(type="choose-task", task=task)
    for name in ("gru", "rnn", *SOURCES, "lstm"):
        yield do(type="choose-source", name=name)
        yield run(2)
        yield do(type="compare") if name not in SOURCES else do(type="undo")
    for experiment in EXPERIMENTS:
        yield do(type="choose-source", name=experiment.cell)
        yield do(type="experiment", name=experiment.name)
        yield run(2)
    yield do(type="back-to-original")
    for text in MISTAKES:
        yield do(type="edit", text=text)
        yield do(type="run")
        yield ask({"ask": "work", "budget": 50, "paced": False})
    yield do(type="load-code", name="own.py", text="x = 1\n")
    yield do(type="refuse-file", name="own.py", reason="it is too large")
    yield do(type="save-code")
    yield do(type="set-units", units=2)
    yield do(type="set-seed", text="2")
    yield do(type="set-rate", text="0,1")
    yield do(type="pause")
    yield do(type="stopped", seconds=8.0)
    yield do(type="undo")
    yield do(type="nonsense")
    yield ask({"ask": "keep"})
