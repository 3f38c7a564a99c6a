"""What the tests of the drawing demo share."""

from functools import cache

from demos.demo import Place
from demos.draw.demo import DEMOS
from demos.draw.state import NAME, State
from demos.draw.update import first_state
from demos.session import Session
from rnn.arrays import Array
from rnn.network import unflatten
from rnn.state_dict import to_state_dicts
from tasks.strokes.network import SHAPE
from tasks.strokes.pretraining import Pretraining, pretrain
from tasks.strokes.samples import sample
from tests.clock import Clock
from tests.demos.support import OURS

SIZE = {"width": 600, "height": 400}
CLOCK = Clock()  # of every pad

type Pad = Session[State]


@cache
def theta() -> Array:
    """A network that has pretrained a little: enough to tell a circle from a corner."""
    return pretrain(0, Pretraining(strokes=30, characters=40, updates=600))


def start(query: str = "", sized: bool = True, instance: str = NAME, clock: Clock = CLOCK) -> Pad:
    """The demo as a page of this site begins with it."""
    data = to_state_dicts(unflatten(theta(), SHAPE))
    demo: Pad = Session(DEMOS[0], data, Place(instance, query, "http://x/draw.html", OURS), clock)
    if sized:
        demo.handle({"type": "resize", **SIZE})
    return demo


def first() -> State:
    return first_state(theta())


def stroke(name: str = "wave", seed: int = 0) -> list[list[float]]:
    """A sample's points, as the page sends them."""
    points: list[list[float]] = sample(name, SIZE["width"], SIZE["height"], seed).tolist()
    return points


def draw(demo: Pad, points: list[list[float]], at_once: int = 5, budget: float | None = None) -> None:
    """Draw through the points, a few in each message, with a slice of work after each if there is a budget for it."""
    for k in range(0, len(points), at_once):
        demo.handle({"type": "ink", "points": points[k : k + at_once]})
        if budget is not None:
            demo.work(budget, paced=True)
