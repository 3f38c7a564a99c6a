"""The verdict: what the network said at the end of the test input, and, where it is wrong, that it is."""

from demos.cell_view.activations import Activations
from demos.cell_view.diagram import Look, asks_answer
from demos.html import Attribute, Html, el
from demos.numbers import probability
from demos.pattern.cell import ANSWER
from demos.pattern.state import Origin, State
from tasks.bits import format_bits


def verdict(state: State, look: Look, activations: Activations) -> Html:
    """The probability read directly as 1 or 0; always in words, never by colour alone. Touched, it tells its formula.

    ``data-result`` is what the network claims: "" while it claims nothing, because bits are left to read or because it
    never learned anything. ``data-right`` says whether a claim is what the target of the switches asks for.
    """
    attributes: dict[str, Attribute] = {
        "class": "verdict",
        "role": "status",
        "aria-label": "Result",
        "aria-live": "off" if state.changing else None,  # a screen reader would read every epoch aloud
        "id": f"{state.instance}-result",
    }
    asks = asks_answer(look, activations)
    if not state.finished:
        left = state.length - state.position
        hint = f"{left} more bit{'s' if left > 1 else ''} to read" if state.position else "nothing read yet"
        shown = el("div", {"class": "verdict-told", **asks}, el("span", {"class": "verdict-hint"}, hint))
        return el("div", {**attributes, "data-result": ""}, shown)
    p = activations.value(ANSWER, state.length)
    playing = "verdict-told playing" if state.playing == state.length else "verdict-told"
    chance = el("span", {"class": "verdict-p beat-5"}, f" p = {probability(p)}")
    if state.untrained:
        hints = ["not trained yet; ", "press Train"] if state.learned.origin is Origin.SEED else ["not trained yet"]
        shown = el("span", {"class": "verdict-hint beat-5"}, *[el("span", None, hint) for hint in hints])
        return el("div", {**attributes, "data-result": ""}, el("div", {"class": playing, **asks}, shown, chance))
    answer = state.task.is_yes(p)
    right = answer == (state.test_input == state.target)
    words = state.task.in_words(answer)
    return el(
        "div",
        {**attributes, "data-result": "1" if answer else "0", "data-right": "true" if right else "false"},
        el(
            "div",
            {"class": playing, **asks},
            el("span", {"class": f"verdict-digit {_look(answer, right)} beat-5"}, "1" if answer else "0"),
            el("span", {"class": "visually-hidden"}, ", "),
            el("span", {"class": "verdict-words beat-5"}, words, None if right else _correction(state)),
            chance,
        ),
    )


def _look(answer: bool, right: bool) -> str:
    """The class that colours the digit; a wrong answer gets neither the green nor the red of a right one."""
    if not right:
        return "answer-wrong"
    return "answer-1" if answer else "answer-0"


def _correction(state: State) -> Html:
    """What the answer should have been, with a mark."""
    what = "this is the target" if state.test_input == state.target else f"the target is {format_bits(state.target)}"
    mark = el("span", {"aria-hidden": "true"}, "\N{MULTIPLICATION SIGN} ")
    comma = el("span", {"class": "visually-hidden"}, ", ")
    return el("span", {"class": "verdict-wrong"}, comma, mark, el("span", None, "wrong: "), el("span", None, what))
