"""Run as a program: prints, as JSON, what all demos answer on the tour and where it passes by too quickly."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bundler.python.tour import TourVisit, tour
from demos.own_cell.source import source_of
from demos.pattern.presets import FOUR_BIT, TWO_BIT

type Message = dict[str, Any]

LONG = 400  # slices of work, after which a network with too few units has given up, and some line is drawn
SOLVED = 20  # slices, after which some training of the experiment has come to its end
WORK: Message = {"ask": "work", "budget": 50, "paced": False}


def visit(name: str, *messages: Message) -> Iterator[Message]:
    """The answers of one demo, from its beginning."""
    there = TourVisit(name)
    yield there.ask({"ask": "start", "query": "?seed=7", "address": ""})
    for message in messages:
        yield there.ask(message if "ask" in message else {"ask": "event", "event": message})


def missed() -> Iterator[Message]:
    """What is seen only in between, or only of larger patterns."""
    step = {"type": "step"}
    yield from visit(TWO_BIT.name, {"type": "change-network", "units": 2, "bits": 2}, step, step)
    yield from visit(FOUR_BIT.name, {"type": "explain", "part": "share", "step": 4, "unit": 1})
    yield from visit(TWO_BIT.name, step, step, {"type": "explain", "part": "verdict", "step": 2})
    counting: list[Message] = [{"type": "clamp-gate", "gate": gate, "value": "1"} for gate in "fig"]
    yield from visit(TWO_BIT.name, {"type": "change-network", "units": 2, "bits": 2}, *counting)
    weights = {"type": "open-panel", "panel": "weights"}
    yield from visit(TWO_BIT.name, weights, {"type": "choose-weight", "name": "f-x-1"})
    sizes: list[Message] = [{"type": "change-network", "units": 1, "bits": bits} for bits in (8, 5, 6, 7, 8)]
    hard: list[Message] = [sizes[0], {"type": "open-panel", "panel": "maps"}, *sizes[1:], {"type": "train"}]
    yield from visit(TWO_BIT.name, *hard, *([WORK] * LONG))
    yield from visit("memory", {"type": "train"}, WORK)
    recall: Message = {"type": "choose-task", "task": "recall"}
    yield from visit("memory", recall, {"type": "run-experiment"}, *([WORK] * SOLVED))
    yield from visit("own-cell", {"type": "edit", "text": "1 / 0"}, {"type": "run"}, WORK)
    yield from visit(
        "own-cell", {"type": "edit", "text": f"print(1)\n{source_of('lstm')}"}, {"type": "run"}, WORK, WORK
    )
    yield from of_a_class()
    many: Message = {"type": "change-network", "units": 16, "bits": 8}
    yield from visit(FOUR_BIT.name, many, {"type": "lesson-worksheet"})
    units: list[Message] = [{"type": "pick-unit", "unit": unit} for unit in range(1, 25)]  # some of them are suggested
    yield from visit("draw", *units)
    yield from visit("draw", {"type": "toggle-learning"}, {"type": "draw-on"}, *([{**WORK, "budget": 5}] * LONG))


def of_a_class() -> Iterator[Message]:
    """An exercise, its code, and what a teacher sees of it."""
    there = TourVisit(TWO_BIT.name)
    yield there.ask({"ask": "start", "query": "?ask=2.f2-10.p2-11", "address": ""})

    def do(**event: object) -> Message:
        return there.ask({"ask": "event", "event": event})

    yield do(type="lesson-guess", third=2)
    yield do(type="lesson-next")
    end = do(type="lesson-next")
    yield end
    yield do(type="lesson-class")
    code = re.search('value="([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})"', json.dumps(end).replace("\\", ""))
    assert code
    yield do(type="lesson-codes", text=code[1])
    yield do(type="lesson-answers")


if __name__ == "__main__":
    print(json.dumps([*map(json.loads, tour()), *missed()]))
