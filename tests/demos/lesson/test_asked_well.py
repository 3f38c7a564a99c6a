"""A question can be answered, is about the network that it says, and stays as it was asked."""

import json
import re

import pytest

from demos.lesson.state import Mode
from demos.session import Session
from rnn.state_dict import to_state_dicts
from tests.demos.lesson.test_lessons import reader
from tests.demos.lesson.walking import Reader
from tests.demos.memory.support import DATA
from tests.demos.support import having, parse, shown_number


def test_where_there_are_several_units_every_question_names_its_own() -> None:
    walker = reader("four-bit")
    walker.press("Check yourself")
    asked = []
    while walker.step < walker.steps:
        if walker.asked:
            walker.act(1)
        asked += re.findall(r"What is (\w)( of unit \d)? at step", walker.says)
        walker.press("Next")
    assert sorted(name for name, _ in asked) == ["c", "f", "i", "o", "p"]
    assert all(bool(of_unit) == (name != "p") for name, of_unit in asked)
    two = reader("memory", "?units=2&seed=3")
    two.send({"type": "train"})
    two.act()
    two.press("Next")
    two.press("Next")
    assert "What will f of unit 1 be?" in two.says


@pytest.mark.parametrize("name", ["two-bit", "four-bit", "memory"])
def test_no_dot_tells_the_number_that_a_lesson_asks_for(name: str) -> None:
    walker = reader(name)
    seen = set()
    while walker.step < walker.steps:
        lesson = walker.session.state.lesson
        if walker.asked and lesson.guessing:
            reached = walker.session.state.position
            assert reached < len(walker.session.state.lesson.asked or "x" * 9)
            assert "dot-taught" not in unread_steps(walker.regions["stage"])
            seen.add(walker.step)
        if walker.asked:
            walker.act(0)
        assert not walker.session.state.lesson.guessing
        walker.press("Next")
    assert len(seen) == 3


def unread_steps(stage: str) -> str:
    """What is drawn of steps that are not read yet."""
    return "".join(re.findall(r'data-reached="false".*?(?=data-reached="true"|$)', stage, re.DOTALL))


def test_the_line_about_a_demo_is_about_what_is_on_show() -> None:
    recall = reader("recall")
    assert "the first of 5 bits" in recall.says
    assert "mark" not in recall.says
    assert "One LSTM unit, 8 steps" in reader("memory").says
    assert "2 LSTM units" in reader("memory", "?units=2").says
    walker = reader("two-bit")
    walker.send({"type": "change-network", "units": 3, "bits": 5})
    walker.press("Start again") if walker.done else None
    assert "3 LSTM units: it reads 5 bits" in walker.says


def test_a_network_that_follows_no_rule_is_not_said_to_follow_one() -> None:
    walker = reader("memory", "?units=2&seed=3")
    assert "has not learned any rule" in walker.says
    walker.send({"type": "train"})
    assert "Which bit does it answer with?" in walker.says


def test_questions_about_a_network_that_did_not_arrive_are_not_asked_of_another() -> None:
    for query in ("?with=weights&ask=1.f2-10", "?with=weights&ask=1.f2-10&weights=2.10.22.AAAA"):
        walker = reader("two-bit", query)
        assert walker.session.state.lesson.mode is Mode.EXERCISE
        assert "did not arrive with the link" in walker.says
        with pytest.raises(ValueError, match="did not arrive"):
            walker.session.handle({"type": "lesson-guess", "third": 1})


@pytest.mark.parametrize("name", ["two-bit", "memory"])
def test_no_link_is_made_of_a_network_with_a_gate_held(name: str) -> None:
    walker = reader(name)
    walker.send({"type": "hold", "name": "keep"})
    walker.press("Leave the lesson")
    walker.press("Make an exercise")
    with pytest.raises(ValueError, match="a gate is held"):
        walker.session.handle({"type": "lesson-add"})
    walker.send({"type": "hold", "name": ""})
    walker.send({"type": "lesson-add"})
    assert walker.session.state.lesson.draft.asked
    walker.send({"type": "hold", "name": "keep"})
    assert "No link now: a gate is held" in walker.regions["lesson"]


def test_a_check_begins_anew_when_the_page_is_loaded_again() -> None:
    session = reader("memory").session
    again = Session(session.demo, DATA, session.place._replace(remembered="check:4"))
    assert (again.state.lesson.mode, again.state.lesson.step) == (Mode.CHECK, 1)


def test_the_questions_of_a_check_wait_for_the_network_that_they_are_about() -> None:
    walker = reader("two-bit")
    walker.press("Check yourself")
    with pytest.raises(ValueError, match="when that is done"):
        walker.session.handle({"type": "lesson-next"})
    walker.act()
    walker.press("Next")
    assert "What is" in walker.says


def question(walker: Reader) -> str:
    return walker.says.partition("Leave the lesson")[2].partition("?")[0]


def test_what_was_asked_stands_over_its_answer_whatever_comes_after() -> None:
    walker = reader("two-bit")
    walker.act()
    walker.press("Next")
    asked = question(walker)
    walker.act(0)
    assert question(walker) == asked
    walker.send({"type": "train"})
    assert question(walker) == asked
    assert "of the network that was here then" in walker.says


@pytest.mark.parametrize(("name", "steps"), [("two-bit", 2), ("four-bit", 4)])
def test_the_same_gate_is_lit_in_every_step_and_its_weights_are_told(name: str, steps: int) -> None:
    walker = reader(name)
    while "Is a unit a time step?" not in walker.says:
        walker.act(1) if walker.asked else None
        walker.press("Next")
    lit = [e for html in walker.regions.values() for e in having(parse(html), "data-lesson-lit")]
    assert len(lit) == steps
    messages = [json.loads(e.attrib.get("data-explain") or e.attrib["data-event"]) for e in lit]
    assert [message["step"] for message in messages] == [*range(1, steps + 1)]
    assert len({message["unit"] for message in messages}) == 1
    unit = messages[0]["unit"]
    cell = to_state_dicts(walker.session.state.network)["lstm"]
    units = len(cell["weight_hh_l0"][0])
    row = units + unit - 1  # PyTorch's order is i, f, g, o
    of_x, of_h = cell["weight_ih_l0"][row][0], cell["weight_hh_l0"][row][unit - 1]
    bias = cell["bias_ih_l0"][row] + cell["bias_hh_l0"][row]
    numbers = [shown_number(value, False) for value in (of_x, of_h, bias)]
    assert f"{numbers[0]} for the bit, {numbers[1]} for its own old h, {numbers[2]} in all as bias" in walker.says


@pytest.mark.parametrize("name", ["two-bit", "four-bit", "memory"])
def test_the_part_that_a_guess_is_about_is_in_the_picture_and_lit_before_it(name: str) -> None:
    walker = reader(name)
    seen = 0
    while walker.step < walker.steps:
        lesson = walker.session.state.lesson
        if walker.asked and lesson.guessing:
            lit = [e for html in walker.regions.values() for e in having(parse(html), "data-lesson-lit")]
            assert lit
            seen += 1
        walker.act(0) if walker.asked else None
        walker.press("Next")
    assert seen == 3


@pytest.mark.parametrize("name", ["two-bit", "four-bit", "memory"])
def test_an_answer_in_words_stands_with_its_question_as_they_were_whatever_comes_after(name: str) -> None:
    walker = reader(name)
    while "Why?" not in walker.says:
        walker.act(0)
        walker.press("Next")
    walker.act(0)
    (said,) = [text for text in paragraphs(walker) if "Which" in text]
    (told_then,) = [text for text in paragraphs(walker) if re.match(r"(Right|No)\.", text)]
    walker.send({"type": "train"})
    walker.press("Next")
    walker.press("Back")
    assert said in paragraphs(walker)
    assert f"{told_then} (All of the network that was here then.)" in paragraphs(walker)


def paragraphs(walker: Reader) -> list[str]:
    return ["".join(one.itertext()) for one in walker.lesson.iter("p")]


def test_what_follows_from_an_answer_is_of_the_network_that_gave_it() -> None:
    walker = reader("memory")
    while walker.step < 5:
        walker.act(0)
        walker.press("Next")
    walker.act(0)
    (before,) = re.findall(r"i times g is [^,]*, so [^.]*\.", walker.says)
    walker.send({"type": "hold", "name": "write"})
    assert before in walker.says
    assert "(All of the network that was here then.)" in walker.says


def test_a_gate_that_is_held_by_hand_has_no_sum() -> None:
    walker = reader("four-bit")
    walker.act()
    walker.press("Next")
    walker.send({"type": "hold", "name": "keep"})
    walker.act(0)
    walker.press("Next")
    assert "This cannot be asked now: f is held by hand, and comes of no sum; let it go first." in walker.says
    assert "40.00" not in walker.says
    walker.press("Next")
    walker.press("Next")
    walker.press("Next")
    assert "What is held by hand now reads nothing." in walker.says
    assert "40.00" not in walker.says
    memory = reader("memory")
    memory.act(0)
    memory.press("Next")
    memory.act()
    memory.press("Next")
    memory.send({"type": "hold", "name": "keep"})
    memory.act(0)
    memory.press("Next")
    assert "let it go first" in memory.says


def test_four_bits_are_asked_about_as_they_are_and_two_of_a_network_trained_anew() -> None:
    four, two = reader("four-bit"), reader("two-bit")
    four.press("Check yourself")
    two.press("Check yourself")
    assert re.search(r"The network reads [01]{4}\. What is \w", four.says)
    assert "Press Train and wait for its end" in two.says
