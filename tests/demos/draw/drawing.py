"""What the tests of the drawing demo share."""

from functools import cache
from typing import Any

from demos.draw.demo import DrawDemo
from demos.draw.state import State
from demos.draw.update import first_state
from rnn.arrays import Array
from rnn.network import unflatten
from rnn.state_dict import to_state_dicts
from tasks.strokes.network import SHAPE
from tasks.strokes.pretraining import Pretraining, pretrain
from tasks.strokes.samples import sample

SIZE = {"width": 600, "height": 400}


@cache
def theta() -> Array:
    """A network that has pretrained a little: enough to tell a circle from a corner."""
    return pretrain(0, Pretraining(strokes=30, updates=300))


def start(query: str = "", sized: bool = True) -> DrawDemo:
    """The demo as a page begins with it."""
    demo = DrawDemo(to_state_dicts(unflatten(theta(), SHAPE)), query, "http://x/draw.html")
    if sized:
        demo.handle({"type": "resize", **SIZE})
    return demo


def first() -> State:
    return first_state(theta())


def stroke(name: str = "wave", seed: int = 0) -> list[list[float]]:
    """A sample's points, as the page sends them."""
    points: list[list[float]] = sample(name, SIZE["width"], SIZE["height"], seed).tolist()
    return points


def draw(demo: DrawDemo, points: list[list[float]], at_once: int = 5, **tick: Any) -> None:
    """Draw through the points, a few in each message, with a tick after each if there is one."""
    for k in range(0, len(points), at_once):
        demo.handle({"type": "ink", "points": points[k : k + at_once]})
        if tick:
            demo.handle({"type": "tick", **tick})
