"""Taking weights along, and bringing them back; one pair of controls for each cell."""

from demos.html import Attribute, Html, el
from demos.limits import FILE_BYTES
from demos.memory import events as e
from demos.memory.cells import TITLES
from demos.memory.events import EVENTS
from demos.memory.state import State
from demos.weights_file import ACCEPT, JSON, SAFETENSORS


def files(state: State, cell: str) -> Html:
    """Export and load, of a cell of the race or, with "", of the LSTM on the stage."""
    of = f" of the {TITLES[cell]}" if cell else ""
    field: dict[str, Attribute] = {
        "type": "file",
        "id": f"{state.instance}-load-{cell or 'stage'}",
        "class": "visually-hidden",
        "accept": ACCEPT,
        "data-takes": "bytes",
        "data-file": EVENTS.message(e.LoadWeights, cell=cell),
        "data-max-bytes": FILE_BYTES,
    }
    kinds = {"Export weights": JSON, "Export safetensors": SAFETENSORS}
    hidden = el("span", {"class": "visually-hidden"}, of)
    return el(
        "div",
        {"class": "files"},
        *[_export(title, cell, kind, hidden) for title, kind in kinds.items()],
        el("label", {"class": "link"}, "Load weights", hidden, el("input", field)),
    )


def _export(title: str, cell: str, kind: str, hidden: Html) -> Html:
    message = EVENTS.message(e.ExportWeights, cell=cell, kind=kind)
    return el("button", {"type": "button", "class": "link", "data-event": message}, title, hidden)
