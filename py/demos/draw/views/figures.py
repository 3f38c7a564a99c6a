"""What was measured: how good the forecasts were, and how much was learned."""

from demos.draw.scoring import HORIZON
from demos.draw.state import State
from demos.html import Html, el, join
from tasks.strokes.resample import SPACING

HORIZON_PX = round(HORIZON * SPACING)
LEGEND = (
    "Dotted: of many ways on, the one nearest to all others. Thin: other possible ways. Grey: what the network drew "
    "by itself."
)


def figures_view(state: State) -> Html:
    """Errors beside each other, and the updates."""
    return join(
        [
            el("p", {"class": "detail"}, LEGEND),
            el("p", {"class": "draw-errors"}, *_errors(state)),
            el(
                "p",
                {"class": "detail"},
                el("span", {"role": "status", "aria-label": "Drawing status"}, status(state)),
                " ",
                el("span", {"class": "draw-learned"}, _learning(state)),
            ),
        ]
    )


def _errors(state: State) -> list[Html | str]:
    means = state.score.means
    if means is None:
        return [f"How far off is the forecast? It is measured once you have drawn {HORIZON_PX} px more."]
    forecast, baseline = means
    count = len(state.score.errors)
    last = "in the last forecast" if count == 1 else f"mean of the last {count} forecasts"
    return [
        f"Over the next {HORIZON_PX} px, or as far as the stroke went, the forecast was off by ",
        el("b", {"data-error": "forecast", "data-value": repr(forecast)}, f"{forecast:.0f} px"),
        ", going on in the same curve by ",
        el("b", {"data-error": "baseline", "data-value": repr(baseline)}, f"{baseline:.0f} px"),
        f" ({last}).",
    ]


def _learning(state: State) -> str:
    updates = state.learner.updates
    words = f"{updates} gradient step{'' if updates == 1 else 's'} here"
    rate = state.pace.a_second
    if state.learns and rate is not None:
        words += f", {rate:.0f} a second"
    fallback_reason = state.learner.fallback_reason
    return f"{words}, on the reference path ({fallback_reason})" if fallback_reason else words


def status(state: State) -> str:
    """What is going on, in a few words."""
    if state.draws:
        return "It draws on by itself."
    if state.example:
        return "The pad shows an example."
    if state.down:
        return "You are drawing."
    return "It is learning." if state.learns else "It waits for your pen."
