"""The memory demo on pages."""

from typing import Any

from demos.memory.demo import DEMOS
from demos.memory.first_events import EVENTS
from demos.memory.pretrained import (
    run_experiment,
    to_json,
    train_latch,
    untrained_latch,
    untried_experiment,
)
from demos.memory.state import RECALL
from demos.memory.tour import tour
from demos.page import Chapter, Page, Practise


def _data(practise: Practise) -> dict[str, Any]:
    return to_json(practise(train_latch, untrained_latch), practise(run_experiment, untried_experiment))


def _on_recall(data: Any) -> Any:
    return {**data, "task": RECALL}


PAGES = (
    Page(
        demo=DEMOS[0],
        package="memory",
        data=_data,
        picture='<div class="stage">$stage$strips</div>',
        styles=(
            "cell_view/style.css",
            "lesson/style.css",
            "holding/style.css",
            "runs/style.css",
            "code_card/style.css",
            "memory/style.css",
            "memory/gatekeeper.css",
        ),
        chapters=(
            Chapter(
                *("forget", "Forgetting", "When must it forget?", "latch.article.html"),
                "Bits and marks, and what the cell makes of them: a column for each step, and one step as a whole.",
                20,
            ),
            Chapter(
                *("plain", "The race", "Why not a plain RNN?", "recall.article.html"),
                "Three cells learn the same task, each in a column of its own.",
                30,
                "recall",
                _on_recall,
            ),
        ),
        first_events=EVENTS,
        tour=tour,
    ),
)
