"""The pattern demos on pages."""

from collections.abc import Callable
from functools import partial
from typing import Any

from demos.limits import FILE_BYTES
from demos.page import Chapter, Page, Practise
from demos.pattern import events as e
from demos.pattern.chosen import chosen
from demos.pattern.demo import DEMOS
from demos.pattern.eight import Found, eight_of, found_in, train_eight, untrained_eight
from demos.pattern.first_events import EVENTS, queries
from demos.pattern.presets import FOUR_BIT, TWO_BIT, Preset
from demos.pattern.pretrained import from_json, from_numbers, to_json, train_four_bit, train_two_bit, untrained
from demos.pattern.tour import tour
from demos.weights_file import ACCEPT, JSON, SAFETENSORS
from rnn.arrays import Array

FIELDS = {
    "max_bytes": str(FILE_BYTES),
    "export": e.EVENTS.message(e.ExportWeights, kind=JSON),
    "export_safetensors": e.EVENTS.message(e.ExportWeights, kind=SAFETENSORS),
    "accept": ACCEPT,
    "load": e.EVENTS.message(e.LoadWeights),
}


CHAPTERS = {
    TWO_BIT: Chapter(
        *("cell", "The cell", "How can a network remember?", "two-bit.article.html"),
        "One cell, drawn once for each step.",
        10,
    ),
    FOUR_BIT: Chapter(
        *("units", "Four units", "Who remembers what?", "four-bit.article.html"),
        "A row for each unit, a column for each step.",
        40,
    ),
}


def _page(preset: Preset, train: Callable[[], Array]) -> Page:
    def data(practise: Practise) -> dict[str, Any]:
        table = from_numbers(practise(train, partial(untrained, preset)), preset)
        eight = eight_of(preset, practise(train_eight, untrained_eight))
        return {**to_json(table), "eight": found_in(preset, eight)._asdict()}

    def fields(data: Any) -> dict[str, str]:
        network = from_json(data, preset)[preset.target].network
        sentences = chosen(preset, network, Found(**data["eight"]))
        return {**FIELDS, **sentences}

    return Page(
        demo=next(demo for demo in DEMOS if demo.name == preset.name),
        package="pattern",
        data=data,
        fields=fields,
        picture='<div class="stage">$stage</div>',
        styles=(
            "cell_view/style.css",
            "lesson/style.css",
            "holding/style.css",
            "pattern/style.css",
            "pattern/build.css",
            "code_card/style.css",
        ),
        chapters=(CHAPTERS[preset],),
        first_events=EVENTS[preset.name],
        first_queries=queries(preset),
        tour=tour,
    )


PAGES = (_page(TWO_BIT, train_two_bit), _page(FOUR_BIT, train_four_bit))
