"""The counter on pages."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from demos.counter.demo import DEMOS, EVENTS, Add, Hand

from demos.page import Ask, Chapter, Page, Practise
from rnn.arrays import Array


def practice() -> Array:
    """The step, as if it took long to find."""
    return np.array([7.0])


def data(practise: Practise) -> dict[str, Any]:
    return {"step": practise(practice, lambda: np.array([1.0])).item()}


def tour(ask: Ask) -> Iterator[dict[str, Any]]:
    yield ask({"ask": "start", "query": "?count=4", "address": ""})
    for kind in (Add, Hand):
        yield ask({"ask": "event", "event": {"type": EVENTS.name(kind)}})


PAGES = (
    Page(
        demo=DEMOS[0],
        package="counter",
        data=data,
        styles=("counter/style.css",),
        script="knocks.js",
        chapters=(
            Chapter("counting", "Counting", "Does a counter stand here, too?", "article.html", "A counter.", 15),
        ),
        tour=tour,
    ),
)
