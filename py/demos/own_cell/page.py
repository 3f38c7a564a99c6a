"""The demo with a reader's own cell on pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from demos.own_cell.demo import DEMOS
from demos.own_cell.source import source_of
from demos.own_cell.tour import tour
from demos.page import Opened, Page, Practise
from own_cell.code import OF_NUMPY, PROMISED
from own_cell.experiments import SOURCES


def _data(practise: Practise) -> dict[str, Any]:
    return {"sources": {**{name: source_of(name) for name in ("lstm", "gru", "rnn")}, **SOURCES}}


def _fields(data: Any) -> Mapping[str, str]:
    return {"code": data["sources"]["lstm"], "promised": _listed(PROMISED), "of_numpy": _listed(OF_NUMPY)}


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


PAGES = (
    Page(
        demo=DEMOS[0],
        package="own_cell",
        data=_data,
        fields=_fields,
        styles=("runs/style.css", "own_cell/style.css"),
        script="own.js",
        bundled=("editor.js",),
        packages=("own_cell",),
        runs_reader_code=True,
        opened=Opened(
            "Why is it Python at all? Because you can change it. Take the forget gate away, swap &#963; for tanh, or "
            "write a step of your own: it is trained here, beside the three cells, on the same batches. What it needs "
            "comes when you open it.",
            "Rewrite the cell",
        ),
        tour=tour,
    ),
)
