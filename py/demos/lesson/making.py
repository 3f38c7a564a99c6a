"""An exercise that is being made: questions are put together, added and removed."""

from typing import NamedTuple

from demos.lesson import events as e
from demos.lesson.asking import MOST
from demos.lesson.plan import Led, Making
from demos.lesson.questions import MARKED, Spec
from demos.lesson.state import Draft

HELD = "a gate is held, of which a link knows nothing; let it go first"
LONGEST = 100  # characters of an input


def changed[S: Led](making: Making[S] | None, state: S, event: e.Making) -> Draft:
    """The draft after an event.

    Raises:
        ValueError: the event does not fit; nothing was changed.
    """
    if making is None:
        raise ValueError("no exercise can be made here")
    draft = state.lesson.draft
    match event:
        case e.Make():
            return draft._replace(is_open=not draft.is_open, status="") if draft else Draft()
    draft = draft or Draft()
    if why := making.obstacle(state):
        raise ValueError(why)
    match event:
        case e.Choose(part, text):
            return _chosen(making, state, draft, part, text)
        case e.Add():
            return _added(making, state, draft)
        case e.Remove(number):
            if not 1 <= number <= len(draft.asked):
                raise ValueError(f"there is no question {number}")
            left = (*draft.asked[: number - 1], *draft.asked[number:])
            return draft._replace(asked=left, status=f"Question {number} is removed.")
    raise AssertionError(f"{event} is dealt with above")


class Form(NamedTuple):
    """What can be chosen from now, and what is chosen."""

    quantity: str
    steps: tuple[int, ...]
    step: int
    units: tuple[int, ...]
    unit: int
    inputs: tuple[tuple[str, str], ...]  # what each is called, and its text

    @property
    def question(self) -> Spec:
        """The question that is put together."""
        return Spec(self.quantity, self.step, self.unit, MARKED.join(text for _, text in self.inputs))


def form_of[S: Led](making: Making[S], state: S, draft: Draft) -> Form:
    """The form as the network on show allows it."""
    quantity = draft.quantity or next(iter(making.quantities))
    steps, units = making.sizes(state)
    is_answer = quantity == making.answer
    fields = making.inputs(state)
    typed = draft.inputs if len(draft.inputs) == len(fields) else ("",) * len(fields)
    return Form(
        quantity,
        (steps,) if is_answer else tuple(range(1, steps + 1)),
        steps if is_answer or draft.step > steps else draft.step,
        (1,) if is_answer else tuple(range(1, units + 1)),
        1 if is_answer or draft.unit > units else draft.unit,
        tuple((name, text or shown) for (name, shown), text in zip(fields, typed, strict=True)),
    )


def fitting[S: Led](making: Making[S], state: S, draft: Draft) -> tuple[Spec, ...]:
    """The questions to which the network on show has an answer."""
    return tuple(one for one in draft.asked if not misfit(making, state, one))


def misfit[S: Led](making: Making[S], state: S, question: Spec) -> str:
    """Why the network on show has no answer to a question; empty if it has."""
    try:
        making.check(state, question)
    except ValueError as error:
        return str(error)
    return ""


def _chosen[S: Led](making: Making[S], state: S, draft: Draft, part: str, text: str) -> Draft:
    draft = draft._replace(status="")
    if part == "quantity":
        if text not in making.quantities:
            raise ValueError(f"there is no quantity {text[:20]!r}")
        return draft._replace(quantity=text)
    if part in ("step", "unit"):
        if not (text.isascii() and text.isdecimal() and 1 <= len(text) <= 3 and int(text)):
            raise ValueError(f"there is no {part} {text[:20]!r}")
        return draft._replace(step=int(text)) if part == "step" else draft._replace(unit=int(text))
    fields = making.inputs(state)
    places = [f"input-{k}" for k in range(len(fields))]
    if part not in places:
        raise ValueError(f"a question has no {part[:20]!r}")
    typed = [*draft.inputs] if len(draft.inputs) == len(fields) else [""] * len(fields)
    typed[places.index(part)] = "".join(text[:LONGEST].split())
    return draft._replace(inputs=tuple(typed))


def _added[S: Led](making: Making[S], state: S, draft: Draft) -> Draft:
    question = form_of(making, state, draft).question
    if len(draft.asked) == MOST:
        return draft._replace(status=f"Not added: an exercise has at most {MOST} questions.")
    if why := misfit(making, state, question):
        return draft._replace(status=f"Not added: {why}.")
    if question in draft.asked:
        return draft._replace(status=f"Not added: that is question {draft.asked.index(question) + 1} already.")
    return draft._replace(asked=(*draft.asked, question), status=f"Question {len(draft.asked) + 1} is added.")
