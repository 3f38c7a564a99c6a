"""The drawing demo on pages."""

from typing import Any

import numpy as np

from demos.counts import total
from demos.draw.card import card
from demos.draw.demo import DEMOS, pretrained
from demos.draw.first_events import EVENTS
from demos.draw.tour import tour
from demos.page import Card, Chapter, Page, Practise
from rnn.arrays import Array
from rnn.network import unflatten
from rnn.state_dict import to_state_dicts
from tasks.strokes.augment import WINDOW
from tasks.strokes.characters import COUNT
from tasks.strokes.network import COMPONENTS, SHAPE, new_parameters
from tasks.strokes.pretraining import PRETRAINING, pretrain
from tasks.strokes.resample import SPACING


def _data(practise: Practise) -> dict[str, Any]:
    return to_state_dicts(unflatten(practise(pretrain, _untrained), SHAPE))


FACTS = {
    "units": str(SHAPE.units),
    "parameters": total(SHAPE),
    "inputs": str(SHAPE.inputs),
    "possibilities": str(COMPONENTS),
    "step": f"{SPACING:g}",
    "strokes": str(PRETRAINING.strokes),
    "characters": str(COUNT),
    "window": str(WINDOW),
}


def _untrained() -> Array:
    return new_parameters(np.random.default_rng(0))


PAGES = (
    Page(
        demo=DEMOS[0],
        package="draw",
        data=_data,
        fields=lambda data: FACTS,
        card=Card(
            lambda data: card(pretrained(data)),
            "Loops drawn by hand, what an LSTM expects to come next, and the states of its units along the line",
        ),
        script="pad.js",
        picture='<div class="pad"><div class="pad-picture">$pad</div></div>',
        styles=("lesson/style.css", "holding/style.css", "draw/style.css"),
        chapters=(
            Chapter(
                *("draw", "Drawing", "Can it draw on?", "article.html"),
                "A line, the ways in which the network expects it to go on, and what the network keeps of it.",
                50,
            ),
        ),
        first_events=EVENTS,
        tour=tour,
    ),
)
