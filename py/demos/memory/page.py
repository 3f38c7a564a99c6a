"""The memory demo on pages."""

from typing import Any

from demos.memory.demo import DEMOS
from demos.memory.pretrained import (
    run_experiment,
    to_json,
    train_latch,
    untrained_latch,
    untried_experiment,
)
from demos.memory.tour import tour
from demos.page import Page, Practise


def _data(practise: Practise) -> dict[str, Any]:
    return to_json(practise(train_latch, untrained_latch), practise(run_experiment, untried_experiment))


PAGES = (
    Page(
        demo=DEMOS[0],
        package="memory",
        data=_data,
        styles=("cell_view/style.css", "holding/style.css", "memory/style.css", "memory/gatekeeper.css"),
        article="article.html",
        place=15,
        tour=tour,
    ),
)
