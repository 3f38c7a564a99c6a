"""Gates held by name, in sight beneath the stage: a click each, and which inputs go wrong now."""

from demos.cell_view.activations import Activations
from demos.holding.holds import HOLDS, name_of
from demos.holding.row import PROMPT, TITLE, BringBackOffer, hold_buttons, let_go_words, more_buttons
from demos.html import Attribute, Html, el, join
from demos.numbers import probability
from demos.pattern import events as e
from demos.pattern.events import EVENTS
from demos.pattern.misjudged import Judged, judged, wrong_when_free
from demos.pattern.state import State
from tasks.bits import format_bits

LISTED = 16  # inputs; where there are more, those that go wrong


def experiments_view(state: State, activations: Activations) -> Html:
    """The experiments, what became of the answers, and learning around it."""

    def message(name: str) -> str:
        return EVENTS.message(e.Hold, name=name)

    inputs = judged(state, activations)
    return join(
        [
            el("h3", None, TITLE),
            hold_buttons(state.held, message, state.training),
            el("p", {"class": "held-told", "role": "status", "aria-label": "Experiment"}, held_words(state, inputs)),
            _list(state, inputs),
            more_buttons(state.held, EVENTS.message(e.TrainOn), message(""), _was_let_go(state), state.training),
        ]
    )


def held_words(state: State, inputs: list[Judged]) -> str:
    """What holding the gates did to this network, counted on all inputs."""
    if not state.held:
        return PROMPT + let_go_words(_was_let_go(state))
    meaning, wrong = HOLDS[state.held].meaning, sum(one.wrong for one in inputs)
    count = f"{wrong} of {len(inputs)} inputs {'is' if wrong == 1 else 'are'} judged wrongly"
    if state.changing:  # no count: a screen reader would read every epoch aloud
        return f"{meaning} {'Training with it held.' if state.training else 'The training is played back.'}"
    if state.learned.held and not state.changed_by_hand:
        around = "it learned around it" if state.learned.epochs else "nothing had to be learned"
        around = "it did not learn around it" if wrong else around
        return f"{meaning} Trained on with it held, {around}: {count}."
    free = wrong_when_free(state)
    if not wrong and not free:
        return f"{meaning} Every answer stays right, so this network can do without."
    return f"{meaning} Now {count}; without it held, {free}."


def _was_let_go(state: State) -> BringBackOffer | None:
    found = state.was_let_go
    return found and BringBackOffer(name_of(found.learned.held, state.units), EVENTS.message(e.BringBack))


def _list(state: State, inputs: list[Judged]) -> Html:
    """All inputs, or, where they are too many, those that go wrong; each can be replayed."""
    if len(inputs) <= LISTED:
        items = [_item(state, one) for one in inputs]
        return el("ol", {"class": "judged", "aria-label": "All inputs"}, *items)
    wrong = [one for one in inputs if one.wrong] if state.held else []
    items = [_item(state, one) for one in wrong[: LISTED - (len(wrong) > LISTED)]]
    if len(wrong) > LISTED:
        items.append(el("li", None, el("small", None, f"and {len(wrong) - len(items)} more")))
    items += [el("li", {"aria-hidden": "true"})] * (LISTED - len(items))  # nothing jumps
    return el("ol", {"class": "judged", "aria-label": "Inputs judged wrongly"}, *items)


def _item(state: State, one: Judged) -> Html:
    """An input; how it is judged is told once an experiment is on, and not while the lesson asks for a number."""
    bits = format_bits(one.bits)
    attributes: dict[str, Attribute] = {"type": "button", "class": "input", "data-input": bits}
    attributes["data-event"] = EVENTS.message(e.Replay, input=bits)
    if not state.held or state.lesson.guessing:
        return el("li", None, el("button", {**attributes, "aria-label": f"Replay {bits}"}, bits))
    attributes |= {"data-wrong": "true" if one.wrong else "false", "data-value": repr(one.p)}
    attributes["aria-label"] = f"{bits}, p = {probability(one.p)}, {'wrong' if one.wrong else 'right'}"
    mark = el("b", None, " \N{MULTIPLICATION SIGN}") if one.wrong else None
    return el("li", None, el("button", attributes, bits, mark, el("small", None, probability(one.p))))
