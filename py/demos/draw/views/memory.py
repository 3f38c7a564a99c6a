"""What the units remember: which ones to look at, all of them at one point, and their strips along the line."""

from demos.draw.state import State, Track
from demos.draw.views.follows import follows_view
from demos.draw.views.strips import strips_view
from demos.draw.views.units import units_view
from demos.html import Html, el, join
from tasks.strokes.resample import SPACING


def memory_view(state: State, row: Track) -> Html:
    """All of it, at the point that is looked at."""
    at = len(row.points) if state.looked_at is None else state.looked_at - row.first
    at = min(max(at, 1), len(row.points)) if len(row.points) else 0
    where = _where(state, row, at)
    return join(
        [
            follows_view(state),
            units_view(state, row, at),
            strips_view(state, row, at, where),
            el("p", {"class": "detail strips-where"}, where),
        ]
    )


def _where(state: State, row: Track, at: int) -> str:
    if not at:
        return "Nothing is drawn yet."
    back = len(row.points) - at
    who = "drawn by the network" if at > len(row.points) - row.own else "of the line it was given"
    if state.example and not row.own:
        who = "of the example"
    return f"At the pen, {who}" if not back else f"{back * SPACING:.0f} px behind the pen, {who}"
