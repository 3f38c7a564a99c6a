"""Where a teacher makes an exercise: the next question, the questions so far, and the link."""

from demos.events import Events
from demos.html import Attribute, Html, el
from demos.lesson import events as e
from demos.lesson.asking import MOST
from demos.lesson.making import Form, fitting, form_of, misfit
from demos.lesson.plan import Led, Making
from demos.lesson.questions import Spec
from demos.lesson.state import Draft, Lesson, Mode
from demos.link import copied_by, link_field, where_it_leads
from demos.wording import counted

ABOUT = (
    "Put together questions about the network on show. Who opens the link guesses each number before it is shown, and "
    "can save the answers as CSV."
)
OPENS = "This link opens the network on show, with its weights, and these questions, in any page or embed of this demo."


def making_view[S: Led](making: Making[S], events: Events, state: S, draft: Draft) -> Html:
    """In place of the lesson, until it is done."""
    form = form_of(making, state, draft)
    head = el(
        "div",
        {"class": "lesson-head"},
        el("h3", {"class": "lesson-title"}, "Make an exercise"),
        el("div", {"class": "lesson-buttons"}, _button(events, "Done", "lesson-next", e.Make)),
    )
    return el(
        "section",
        {"class": "lesson making", "aria-label": "Lesson"},
        head,
        el("p", {"class": "lesson-about"}, ABOUT),
        _question(making, events, state, form),
        el("p", {"class": "lesson-told", "role": "status"}, draft.status),
        *_list(making, events, state, draft),
        *_link(making, state, fitting(making, state, draft)),
    )


def _question[S: Led](making: Making[S], events: Events, state: S, form: Form) -> Html:
    """The fields of the next question, and what puts it into the exercise."""
    quantities = [(name, f"{one.symbol}, {one.noun}") for name, one in making.quantities.items()]
    fields = [
        _text_field(events, f"{state.instance}-ask-input-{k}", name, f"input-{k}", text)
        for k, (name, text) in enumerate(form.inputs)
    ]
    fields += [
        _choice(events, state, "Quantity", "quantity", quantities, form.quantity),
        _choice(events, state, "Step", "step", _numbers(form.steps), str(form.step)),
    ]
    if making.sizes(state)[1] > 1:
        fields.append(_choice(events, state, "Unit", "unit", _numbers(form.units), str(form.unit)))
    add = _button(events, "Add question", "tab", e.Add)
    return el("div", {"class": "making-form", "role": "group", "aria-label": "Next question"}, *fields, add)


def _numbers(numbers: tuple[int, ...]) -> list[tuple[str, str]]:
    return [(str(number), str(number)) for number in numbers]


def _choice[S: Led](
    events: Events, state: S, title: str, part: str, options: list[tuple[str, str]], chosen: str
) -> Html:
    """A native list. With other options it is another element, since browsers keep what was chosen in the old one."""
    name = f"{state.instance}-ask-{part}-{options[0][0]}-{len(options)}"
    attributes: dict[str, Attribute] = {
        "id": name,
        "data-input-event": events.message(e.Choose, part=part),
        "data-field": "text",
    }
    listed = [el("option", {"value": value, "selected": value == chosen}, words) for value, words in options]
    return _labelled(name, title, el("select", attributes, *listed))


def _labelled(name: str, title: str, field: Html) -> Html:
    return el("div", {"class": "making-field"}, el("label", {"for": name}, title), field)


def _text_field(events: Events, field: str, title: str, part: str, text: str) -> Html:
    attributes: dict[str, Attribute] = {
        "type": "text",
        "id": field,
        "inputmode": "numeric",
        "autocomplete": "off",
        "size": max(len(text), 4),
        "value": text,
        "data-may-be-empty": True,  # emptied, it shows again what the demo shows
        "data-change-event": events.message(e.Choose, part=part),
        "data-field": "text",
    }
    return _labelled(field, title, el("input", attributes))


def _list[S: Led](making: Making[S], events: Events, state: S, draft: Draft) -> list[Html]:
    """The questions so far, each with a button that removes it."""
    title = f"{counted(len(draft.asked), 'question')} of at most {MOST}"
    items = [_item(making, events, state, number, one) for number, one in enumerate(draft.asked, 1)]
    attributes: dict[str, Attribute] = {"class": "making-list", "aria-label": "Questions", "tabindex": -1}
    return [el("p", {"class": "lesson-record"}, title), el("ol", attributes, *items)]


def _item[S: Led](making: Making[S], events: Events, state: S, number: int, question: Spec) -> Html:
    quantity, step, unit, text = question
    of_unit = f" of unit {unit}" if unit > 1 or (making.sizes(state)[1] > 1 and quantity != making.answer) else ""
    why = misfit(making, state, question)
    left_out = el("small", None, f" Not in the link: {why}.") if why else None
    remove = {
        "type": "button",
        "class": "link",
        "id": f"{state.instance}-ask-remove-{number}",
        "aria-label": f"Remove question {number}",
        "data-event": events.message(e.Remove, number=number),
    }
    words = el("span", None, f"{quantity}{of_unit} at step {step} of {text} ", left_out)
    return el("li", None, words, el("button", remove, "Remove"))


def _link[S: Led](making: Making[S], state: S, asked: tuple[Spec, ...]) -> list[Html]:
    """The link, once there is something in it."""
    if not asked:
        return []
    if why := making.obstacle(state):
        return [el("p", {"class": "lesson-about"}, f"No link now: {why}.")]
    address, query = making.link(_with_exercise(state, asked))
    field = f"{state.instance}-exercise-link"
    row = el("div", {"class": "tabs"}, link_field(field, address, query), copied_by(field, "Copy exercise link"))
    return [row, el("p", {"class": "lesson-about"}, where_it_leads(address, OPENS))]


def _with_exercise[S: Led](state: S, asked: tuple[Spec, ...]) -> S:
    changed: S = state._replace(lesson=Lesson(Mode.EXERCISE, asked=asked))  # type: ignore[attr-defined]
    return changed


def _button(events: Events, title: str, look: str, kind: type) -> Html:
    return el("button", {"type": "button", "class": look, "data-event": events.message(kind)}, title)
