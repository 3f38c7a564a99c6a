"""Gates held by name: a click each, and how far off the forecasts are then."""

from demos.draw import events as e
from demos.draw.distances import BEFORE
from demos.draw.events import EVENTS
from demos.draw.scoring import HORIZON
from demos.draw.state import State
from demos.draw.views.figures import HORIZON_PX
from demos.holding.holds import HOLDS
from demos.holding.row import TITLE, BringBackOffer, hold_buttons, let_go_words, more_buttons
from demos.html import Html, el, join
from tasks.strokes.resample import SPACING

PROMPT = "Hold a gate of all units at one value in every step, and see how far off the forecasts are then."


def experiments_view(state: State) -> Html:
    """The experiments, what became of the forecasts, and learning around it."""

    def message(name: str) -> str:
        return EVENTS.message(e.Hold, name=name)

    attributes = {"class": "held-told", "role": "status", "aria-label": "Experiment"}
    return join(
        [
            el("h3", None, TITLE),
            hold_buttons(state.held, message),
            el("p", attributes, *held_words(state)),
            more_buttons(state.held, EVENTS.message(e.TrainHeld), message(""), _was_let_go(state)),
        ]
    )


def _was_let_go(state: State) -> BringBackOffer | None:
    return state.let_go and BringBackOffer(state.let_go.name, EVENTS.message(e.BringBack))


def held_words(state: State) -> list[Html | str]:
    """What holding the gates did to the forecasts on the strokes at hand."""
    if not state.held:
        return [PROMPT + let_go_words(_was_let_go(state))]
    meaning, found = HOLDS[state.held].meaning, state.distances
    if state.learns:
        return [f"{meaning} Training with it held."]
    if found is None:
        needed = round((BEFORE + HORIZON) * SPACING)
        return [f"{meaning} To measure forecasts, there must be a stroke that is {needed} px long."]
    trained = "Trained on with it held, the" if state.learner.updates else "The"
    worse = "at" if found.worse else "at none"
    places = f"{found.worse} of {found.places}" if found.worse else f"of {found.places}"
    return [
        f"{meaning} {trained} forecast is off by ",
        el("b", {"data-distance": "held", "data-value": repr(found.held)}, f"{found.held:.0f} px"),
        " on average, without it held by ",
        el("b", {"data-distance": "free", "data-value": repr(found.free)}, f"{found.free:.0f} px"),
        f": over the next {HORIZON_PX} px from {found.places} place{'' if found.places == 1 else 's'} of the strokes. "
        f"It is farther off {worse} {places}.",
    ]
