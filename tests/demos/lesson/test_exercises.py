"""An exercise, from a teacher who makes its link to a reader who goes through it to its end."""

import csv
import io
import json
import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.effects import Remember, Save
from demos.lesson.state import Mode
from demos.pattern.presets import FOUR_BIT
from demos.pattern.pretrained import to_json
from demos.session import Session
from tests.demos.lesson.linked import truth_of
from tests.demos.lesson.walking import Reader
from tests.demos.memory.support import DATA
from tests.demos.memory.support import session as memory_session
from tests.demos.support import TABLE, TABLE_OF_FOUR, having, one, parse
from tests.demos.support import session as pattern_session

ADDRESS = "http://x/demo.html"

OPEN: dict[str, Any] = {
    "two-bit": lambda query: pattern_session(query, ADDRESS),
    "four-bit": lambda query: pattern_session(query, ADDRESS, preset=FOUR_BIT),
    "memory": lambda query: memory_session(query, ADDRESS),
}
LATCHED = "01001011-10001000"
# Demo, settings, what is asked, and, of the network that is made for it, inputs and units.
CASES = {
    "two-bit": ("two-bit", "", ("f2-10", "h1-01", "p2-11"), (1, 1)),
    "four-bit": ("four-bit", "", ("f2u3-1010", "c4u4-0110", "g1-1111", "p4-1010"), (1, 4)),
    "other size": ("four-bit", "target=01101&units=3", ("i5u2-01101", "o1u3-11111"), (1, 3)),
    "latch": ("memory", "", (f"f3-{LATCHED}", f"c8-{LATCHED}", f"p8-{LATCHED}"), (2, 1)),
    "latch of two units": ("memory", "units=2&steps=6", ("h3u2-010010-100010", "p6-010010-100010"), (2, 2)),
    "recall": ("memory", "task=recall&steps=5&units=2", ("f3u2-01001", "c5-11111", "p5-00000"), (1, 2)),
}


def chosen(walker: Reader, part: str, text: str) -> None:
    """What the page sends when something is chosen in a list, which must be offered, or typed into a field."""
    fields = having(walker.lesson, "data-field", "text")
    events = {json.loads(f.get("data-input-event") or f.attrib["data-change-event"])["part"]: f for f in fields}
    if part not in events:
        assert text == "1"  # where there is one unit, or where the answer is asked for, none is to be chosen
        return
    if events[part].tag == "select":
        assert text in [option.attrib["value"] for option in events[part]]
    walker.send({"type": "lesson-choose", "part": part, "text": text})


def add(walker: Reader, question: str) -> None:
    """Put together a question as a teacher does."""
    found = re.fullmatch(r"([a-z])(\d+)(?:u(\d+))?-([01]+)(?:-([01]+))?", question)
    assert found
    quantity, step, unit, bits, marks = found.groups()
    chosen(walker, "quantity", quantity)
    chosen(walker, "step", step)
    chosen(walker, "unit", unit or "1")
    chosen(walker, "input-0", bits)
    if marks:
        chosen(walker, "input-1", marks)
    walker.press("Add question")


def making(session: Session[Any]) -> Reader:
    walker = Reader(session)
    walker.press("Leave the lesson")
    walker.press("Make an exercise")
    return walker


def link_of(walker: Reader) -> str:
    return one(walker.lesson, "aria-label", "Link").attrib["value"]


def made(name: str) -> str:
    demo, query, questions, _ = CASES[name]
    walker = making(OPEN[demo](f"?{query}"))
    for question in questions:
        add(walker, question)
    return link_of(walker)


def queried(link: str) -> str:
    return "?" + link.partition("?")[2]


@pytest.mark.parametrize("name", CASES)
def test_a_link_is_made_and_gone_through_to_its_end(name: str) -> None:
    demo, _, questions, size = CASES[name]
    link = made(name)
    assert link.startswith(f"{ADDRESS}?with=weights&")
    assert dict(parse_qsl(link))["ask"] == ".".join([str(len(questions)), *questions])
    session = OPEN[demo](queried(link))
    assert session.state.notice == ""
    walker = Reader(session)
    assert walker.steps == len(questions) + 1
    for number, question in enumerate(questions):
        assert walker.step == number + 1
        assert len(walker.asked) == 1
        assert walker.asked[0].tag == "fieldset"
        truth = truth_of(link, question, *size)
        walker.act(number % 3)
        assert walker.answered()[1] == pytest.approx(truth, abs=1e-9)
        walker.press("Next")
    guesses = session.state.lesson.guesses
    right = sum(guess.right for guess in guesses)
    assert f"{right} of {len(questions)} right." in walker.says
    (save,) = session.handle(json.loads(walker.button("Save the answers (CSV)").attrib["data-event"])).effects
    assert isinstance(save, Save)
    rows = list(csv.DictReader(io.StringIO(save.text)))
    assert [row["round"] for row in rows] == ["exercise"] * len(questions)
    truths = [truth_of(link, question, *size) for question in questions]
    assert [float(row["truth"]) for row in rows] == pytest.approx(truths, abs=1e-9)


def describing(learning: str) -> str:
    """What is said under the title What each gate does."""
    return learning.partition("What each gate does")[2].partition("<div")[0]


SHOWN = {"two-bit": "f2-10", "four-bit": "c3u2-1010", "latch": f"c4-{LATCHED}", "first step": f"i1-{LATCHED}"}


@pytest.mark.parametrize("name", SHOWN)
def test_nothing_on_screen_tells_the_answer_before_the_guess(name: str) -> None:
    """No number of the step that is asked about is in the picture, and no dot of its dials."""
    demo = name if name in OPEN else "memory"
    question = SHOWN[name]
    walker = Reader(OPEN[demo](f"?ask={question}"))
    step = int(question[1])
    (spec,) = walker.session.state.lesson.asked

    def numbers() -> list[str]:
        trees = [parse(html) for html in walker.regions.values()]
        found = [e for tree in trees for e in having(tree, "data-quantity", spec.quantity)]
        return [e.attrib["data-value"] for e in found if e.attrib.get("data-step") == str(step)]

    def has_dots() -> bool:
        tree = parse(walker.regions["stage"])
        parts = [p for p in having(tree, "data-explain") if json.loads(p.attrib["data-explain"])["step"] == step]
        return any("dot" in e.get("class", "") for part in parts for e in part.iter())

    def beside() -> list[str]:
        """What the article and the panels below say of the sequence and of the gates."""
        says = walker.session.demo.says(walker.session.state)
        pieces = [says["says-steps"], says["says-answer"], walker.regions.get("learning", "")]
        cases = [e.attrib["data-value"] for e in having(parse(pieces[2]), "data-case")] if pieces[2] else []
        words = " ".join(pieces[:2]) + describing(pieces[2])
        return re.findall(r"=.{0,20}?\d|falls|rises|stays|differs", words.replace("&nbsp;", " ")) + cases

    assert not numbers()
    assert not has_dots()
    assert not beside()
    walker.act()
    assert beside()
    assert numbers() or demo == "four-bit"  # lanes have numbers of c and h only
    if demo == "two-bit":
        assert has_dots()


def test_a_map_that_tells_every_number_is_closed_before_a_question() -> None:
    walker = Reader(pattern_session("?ask=f2-10.f2-01"))
    walker.act()
    for panel, stays in (("maps", False), ("build", False), ("backward", False), ("weights", True)):
        walker.press("Start again")
        walker.act()
        walker.send({"type": "open-panel", "panel": panel})
        walker.press("Next")
        assert (walker.session.state.panel is not None) == stays


DATA_OF: dict[str, Any] = {"two-bit": to_json(TABLE), "four-bit": to_json(TABLE_OF_FOUR), "memory": DATA}


def loaded_again(session: Session[Any], remembered: str, query: str = "") -> Reader:
    """The page in the same tab, with this address or another one."""
    place = session.place._replace(remembered=remembered, query=query or session.place.query)
    return Reader(Session(session.demo, json.loads(json.dumps(DATA_OF[session.demo.name])), place))


def remembered(walker: Reader, message: dict[str, Any]) -> str:
    (effect,) = walker.session.handle(message).effects
    assert isinstance(effect, Remember)
    walker.see(walker.session.look().regions)
    return effect.text


@pytest.mark.parametrize("name", CASES)
def test_where_one_is_and_what_was_guessed_survives_a_reload(name: str) -> None:
    demo, _, questions, _ = CASES[name]
    walker = Reader(OPEN[demo](queried(made(name))))
    remembered(walker, {"type": "lesson-guess", "third": 2})
    text = remembered(walker, {"type": "lesson-next"})
    there = loaded_again(walker.session, text)
    assert (there.step, there.done) == (2, False)
    assert [g[:3] for g in there.session.state.lesson.guesses] == [g[:3] for g in walker.session.state.lesson.guesses]
    there.press("Back")
    assert there.done
    assert there.answered()[0] == walker.session.state.lesson.guesses[0].value
    other = loaded_again(walker.session, text, f"?ask={questions[0]}&target=01")
    assert other.session.state.lesson.guesses == ()  # of another link
    for nonsense in (f"{text}x", text.replace("=", "=x"), text.replace("1=", "9="), text.replace("1=", "0=")):
        fresh = loaded_again(walker.session, nonsense)
        assert fresh.session.state.lesson.mode is Mode.EXERCISE
        assert (fresh.step, fresh.session.state.lesson.guesses) == (1, ()), nonsense
    plain = loaded_again(walker.session, text, "?seed=3")
    assert plain.session.state.lesson.mode is Mode.LESSON
    text = remembered(there, {"type": "lesson-leave"})
    left = loaded_again(there.session, text)
    assert "data-lesson-step" not in left.lesson.attrib
    left.press("Go to the exercise")
    assert (left.step, left.done) == (1, True)
    left.press("Start again")
    assert (left.step, left.done) == (1, False)


def test_left_for_the_lesson_or_for_a_check_it_is_taken_up_where_it_was() -> None:
    walker = Reader(pattern_session("?ask=f2-10.c2-01.i1-11"))
    walker.act()
    walker.press("Next")
    walker.press("Leave the lesson")
    walker.press("Start again")
    assert walker.session.state.lesson.mode is Mode.LESSON
    walker.press("Go to the exercise")
    assert (walker.step, walker.steps) == (2, 4)
    assert "1 of 1 guesses right" in walker.says or "0 of 1 guesses right" in walker.says
    walker.send({"type": "lesson-check"})
    walker.press("Leave the lesson")
    walker.press("Go to the exercise")
    assert walker.step == 2
    with pytest.raises(ValueError, match="no exercise"):
        pattern_session().handle({"type": "lesson-take-up"})


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("two-bit", {"type": "hold", "name": "forget"}),
        ("two-bit", {"type": "change-network", "units": 2, "bits": 3}),
        ("two-bit", {"type": "train"}),
        ("latch", {"type": "add-step"}),
        ("latch", {"type": "choose-task", "task": "recall"}),
        ("recall", {"type": "choose-task", "task": "latch"}),
        ("recall", {"type": "train-all"}),
    ],
)
def test_another_network_is_not_asked_and_that_of_the_link_comes_back(name: str, event: dict[str, Any]) -> None:
    demo, _, questions, size = CASES[name]
    link = made(name)
    walker = Reader(OPEN[demo](queried(link)))
    walker.act()
    walker.press("Next")
    walker.send(event)
    assert not walker.options()
    with pytest.raises(ValueError):
        walker.session.handle({"type": "lesson-guess", "third": 1})
    walker.press("Next")  # and this one, too, cannot be asked
    walker.press("Back")
    walker.press("Back to the network of the link")
    assert walker.step == 2
    walker.act()
    assert walker.answered()[1] == pytest.approx(truth_of(link, questions[1], *size), abs=1e-9)
    assert len(walker.session.state.lesson.guesses) == 2


@pytest.mark.parametrize("demo", OPEN)
def test_a_question_that_the_network_does_not_have_is_not_added(demo: str) -> None:
    walker = making(OPEN[demo](""))
    walker.send({"type": "lesson-choose", "part": "input-0", "text": "10101"})
    walker.press("Add question")
    assert "Not added: " in walker.says
    assert not having(walker.lesson, "aria-label", "Link")
    for part, text in (("quantity", "x"), ("step", "0"), ("step", "\u0661"), ("unit", "1e3"), ("bias", "1")):
        with pytest.raises(ValueError):
            walker.session.handle({"type": "lesson-choose", "part": part, "text": text})
    with pytest.raises(ValueError, match="no question 1"):
        walker.session.handle({"type": "lesson-remove", "number": 1})


def test_questions_are_removed_and_are_not_more_than_a_link_takes() -> None:
    walker = making(pattern_session("", ADDRESS))
    every = [(q, s, text) for text in ("10", "01", "11") for q in "fig" for s in (1, 2)]
    every += [(q, s, "10") for q in "och" for s in (1, 2)]
    for quantity, step, text in every[:21]:
        add(walker, f"{quantity}{step}-{text}")
    assert "Not added: an exercise has at most 20 questions." in walker.says
    assert "20 questions of at most 20" in walker.says
    walker.send(json.loads(one(walker.lesson, "aria-label", "Remove question 1").attrib["data-event"]))
    ask = dict(parse_qsl(link_of(walker)))["ask"]
    assert ask.split(".") == ["19", *[f"{quantity}{step}-{text}" for quantity, step, text in every[1:20]]]


def test_no_question_is_asked_twice() -> None:
    walker = making(pattern_session("", ADDRESS))
    add(walker, "f2-10")
    add(walker, "f2-01")
    add(walker, "f2-10")
    assert "Not added: that is question 1 already." in walker.says
    assert "2 questions of at most 20" in walker.says
    add(walker, "f1-10")
    assert "3 questions of at most 20" in walker.says


def test_a_field_that_is_emptied_shows_again_what_the_demo_shows() -> None:
    walker = making(pattern_session("", ADDRESS))
    field = {"type": "lesson-choose", "part": "input-0"}
    walker.send({**field, "text": "1"})
    walker.press("Add question")
    assert "Not added: the network reads 2 bits, and the input 1 has 1." in walker.says
    walker.send({**field, "text": ""})
    (typed,) = having(walker.lesson, "data-field", "text")[:1]
    assert typed.attrib["value"] == "10"
    walker.press("Add question")
    assert "Question 1 is added." in walker.says


def test_what_does_not_fit_another_network_is_not_in_its_link() -> None:
    walker = making(pattern_session("", ADDRESS, preset=FOUR_BIT))
    add(walker, "f2u3-1010")
    add(walker, "p4-1010")
    walker.send({"type": "change-network", "units": 2, "bits": 4})
    assert "Not in the link: there are units 1 to 2." in walker.says
    assert dict(parse_qsl(link_of(walker)))["ask"] == "1.p4-1010"
    walker.press("Done")
    walker.press("Make an exercise")
    assert "2 questions of at most 20" in walker.says


def test_the_link_of_the_page_carries_the_exercise_that_is_open() -> None:
    walker = Reader(pattern_session("?ask=2.f2-10.p2-01", ADDRESS))
    walker.send({"type": "open-panel", "panel": "share"})

    def link() -> dict[str, str]:
        return dict(parse_qsl(one(parse(walker.regions["panels"]), "aria-label", "Link").attrib["value"]))

    assert link()["ask"] == "2.f2-10.p2-01"
    assert "weights" in link()
    walker.press("Leave the lesson")
    assert not {"ask", "weights"} & link().keys()


def test_a_page_without_an_address_has_settings_to_take_along() -> None:
    walker = making(pattern_session(""))
    walker.press("Add question")
    assert one(walker.lesson, "aria-label", "Settings").attrib["value"].startswith("?with=weights&")
    assert "No link leads to this page here" in walker.says


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("name", CASES)
def test_settings_count_in_whatever_order_they_stand(name: str, order: int) -> None:
    demo, _, questions, size = CASES[name]
    link = made(name)
    shuffled = "&".join(sorted(queried(link)[1:].split("&"))[::order])
    session = OPEN[demo](f"?{shuffled}")
    assert session.state.notice == ""
    walker = Reader(session)
    walker.act()
    assert walker.answered()[1] == pytest.approx(truth_of(link, questions[0], *size), abs=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_a_link_that_lost_its_end_says_so(name: str) -> None:
    demo, *_ = CASES[name]
    query = queried(made(name))
    for end in range(query.index("&ask=") + 5, len(query), 7):
        state = OPEN[demo](query[:end]).state
        assert "cut off" in state.notice or "damaged" in state.notice, query[:end]


ANY = st.one_of(
    st.sampled_from(
        [
            *({"type": f"lesson-{name}"} for name in ("next", "back", "leave", "again", "check", "save", "take-up")),
            *({"type": f"lesson-{name}"} for name in ("put-back", "make", "add", "guess-aim")),
            *({"type": "lesson-guess", "third": third} for third in range(3)),
            *({"type": "lesson-choose", "part": "quantity", "text": name} for name in "fchp"),
            *({"type": "lesson-choose", "part": "step", "text": text} for text in "1249"),
            {"type": "lesson-choose", "part": "input-0", "text": "01"},
            {"type": "lesson-remove", "number": 1},
            {"type": "step"},
            {"type": "hold", "name": "forget"},
            {"type": "change-network", "units": 2, "bits": 3},
            {"type": "choose-task", "task": "recall"},
            {"type": "choose-task", "task": "latch"},
            {"type": "add-step"},
        ]
    ),
)


@pytest.mark.parametrize("name", ["two-bit", "latch", "recall"])
@settings(max_examples=12, deadline=None)
@given(st.lists(ANY, max_size=14))
def test_no_sequence_of_events_breaks_it_or_forgets_the_exercise(name: str, messages: list[dict[str, Any]]) -> None:
    demo, _, questions, _ = CASES[name]
    query = {"two-bit": "", "latch": "", "recall": "task=recall&steps=5&units=2&"}[name]
    session = OPEN[demo](f"?{query}ask={'.'.join(questions)}")
    text = ""
    for message in messages:
        try:
            answer = session.handle(message)
        except ValueError:
            answer = session.look()
        for html in answer.regions.values():
            parse(html)
        text = next((effect.text for effect in answer.effects if isinstance(effect, Remember)), text)
    assert session.state.lesson.exercise
    there = loaded_again(session, text)
    lesson, again = session.state.lesson, there.session.state.lesson
    if text and lesson.mode is Mode.EXERCISE:
        assert (again.mode, again.step) == (lesson.mode, lesson.step)
        assert [guess.value for guess in again.guesses] == [guess.value for guess in lesson.guesses]
