"""Run as a program: prints, as JSON, what all demos answer on the tour and where it passes by too quickly.

A process of its own, since the tour changes the clock.
"""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from bundler.python.tour import tour
from demos.pattern.presets import TWO_BIT
from demos.pattern.pretrained import pretrain, to_json
from rnn.network import unflatten
from rnn.state_dict import to_state_dicts
from tasks.strokes.network import SHAPE, new_parameters
from web.app import App

type Message = dict[str, Any]

LONG = 400  # ticks, after which a network with too few units has given up, and some line is drawn


def visit(name: str, data: Any, messages: list[Message]) -> Iterator[str]:
    """The answers of one demo, from its beginning."""
    app = App()
    start: Message = {"type": "start", "data": data, "query": "?seed=7", "address": ""}
    for message in (start, *messages):
        yield app.dispatch(json.dumps({"demo": name, **message}))


def missed() -> Iterator[str]:
    """What is seen only in between, or only of larger patterns."""
    table = to_json(pretrain(TWO_BIT))
    step, tick = {"type": "step"}, {"type": "tick", "budget": 50, "paced": False}
    untrained: list[Message] = [{"type": "change-network", "units": 2, "bits": 2}, step, step]
    weights: list[Message] = [{"type": "open-panel", "panel": "weights"}, {"type": "choose-weight", "name": "f-x-1"}]
    hard: list[Message] = [{"type": "change-network", "units": 1, "bits": 8}, {"type": "open-panel", "panel": "maps"}]
    hard += [{"type": "change-network", "units": 1, "bits": bits} for bits in (5, 6, 7, 8)]
    yield from visit(TWO_BIT.name, table, untrained)
    yield from visit(TWO_BIT.name, table, weights)
    yield from visit(TWO_BIT.name, table, [*hard, {"type": "train"}, *([tick] * LONG)])
    theta = to_state_dicts(unflatten(new_parameters(np.random.default_rng(0)), SHAPE))
    alone: list[Message] = [{"type": "toggle-learning"}, {"type": "draw-on"}]
    yield from visit("draw", theta, [*alone, *([{"type": "tick", "budget": 5}] * LONG)])


if __name__ == "__main__":
    print(json.dumps([json.loads(answer) for answer in (*tour(), *missed())]))
