"""The pattern demos on pages."""

from typing import Any

from demos.limits import FILE_BYTES
from demos.page import Page
from demos.pattern import events as e
from demos.pattern.demo import DEMOS
from demos.pattern.presets import PRESETS, Preset
from demos.pattern.pretrained import CANDIDATES, pretrain, to_json
from demos.pattern.tour import tour
from tasks.bits import network_shape

FIELDS = {
    "max_bytes": str(FILE_BYTES),
    "export": e.EVENTS.message(e.ExportWeights),
    "load": e.EVENTS.message(e.LoadWeights),
    "candidates": str(len(CANDIDATES)),
}


def _page(preset: Preset, place: int) -> Page:
    def fields(data: Any) -> dict[str, str]:
        return {**FIELDS, "parameters": str(network_shape(preset.units).size)}

    return Page(
        demo=next(demo for demo in DEMOS if demo.name == preset.name),
        package="pattern",
        data=lambda practise: to_json(pretrain(preset)),
        fields=fields,
        styles=("cell_view/style.css", "pattern/style.css"),
        article=f"{preset.name}.article.html",
        place=place,
        tour=tour,
    )


PAGES = tuple(_page(preset, 10 * place) for place, preset in enumerate(PRESETS.values(), 1))
