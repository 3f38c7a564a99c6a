"""Every lesson, gone through to its end."""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from demos.effects import Remember, Save
from demos.lesson.questions import Question, Reason, Spec
from demos.memory.lesson import question as memory_question
from demos.pattern.lesson import question as pattern_question
from demos.pattern.presets import FOUR_BIT, TWO_BIT
from demos.session import Session
from rnn.state_dict import to_state_dicts
from tasks.latch import encode as encode_marked
from tests.demos.draw.drawing import start as pad
from tests.demos.lesson.walking import Reader
from tests.demos.memory.support import DATA
from tests.demos.memory.support import session as memory_session
from tests.demos.support import session as pattern_session
from tests.oracle.plain import affine, read, read_bits, sigmoid
from tests.printed import half_unit, is_rounded, number

LESSONS: dict[str, Callable[[str], Any]] = {
    "two-bit": lambda query: pattern_session(query),
    "four-bit": lambda query: pattern_session(query, preset=FOUR_BIT),
    "memory": lambda query: memory_session(query),
    "recall": lambda query: memory_session("?task=recall&steps=5&units=2"),
    "draw": lambda query: pad(query),
}


def reader(name: str, query: str = "") -> Reader:
    return Reader(LESSONS[name](query))


def truth_of(session: Any, question: Question) -> float:
    """The number asked about, in plain floats."""
    state, (quantity, step, unit, text) = session.state, question.spec
    weights = to_state_dicts(state.network)
    if " marked " in text:
        bits, _, marks = text.partition(" marked ")
        xs = encode_marked(tuple(map(int, bits)), tuple(map(int, marks)))[:, 0].tolist()
        quantities = read(weights, xs)[step - 1]
    else:
        quantities = read_bits(weights, tuple(map(int, text)))[step - 1]
    return float(quantities[quantity][0 if quantity == "p" else unit - 1])


@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.parametrize("option", [0, 1, 2])
def test_every_lesson_can_be_gone_through(name: str, option: int) -> None:
    walker = reader(name)
    assert 5 <= walker.steps <= 9
    for step in range(1, walker.steps + 1):
        assert walker.step == step
        if walker.done:
            assert not walker.asked  # where reading is all
        else:
            assert len(walker.asked) == 1, step
            walker.act(option)
            assert walker.done, step
            assert not walker.asked, step
            (feedback,) = [e for e in walker.lesson.iter("p") if e.attrib.get("class") == "lesson-told"]
            assert "".join(feedback.itertext()).strip(), step
        if step < walker.steps:
            walker.press("Next")
    assert "disabled" in walker.button("Next").attrib


@pytest.mark.parametrize("name", ["two-bit", "four-bit", "memory"])
def test_what_a_guess_is_held_against_is_what_plain_floats_give(name: str) -> None:
    walker = reader(name)
    seen = 0
    for step in range(1, walker.steps + 1):
        if walker.asked:
            network = walker.session.state.network
            walker.act(step % 3)
            if walker.session.state.lesson.guess:
                question = walker.session.state.lesson.guess.question
                guess, truth = walker.answered()
                assert truth == pytest.approx(truth_of(walker.session, question), abs=1e-9)
                assert question.third(guess) == step % 3
                assert np.all(network.head.weight == walker.session.state.network.head.weight)
                seen += 1
        if step < walker.steps:
            walker.press("Next")
    assert seen >= 3


def reasons_of(weights: Any, quantities: Sequence[dict[str, list[float]]], spec: Any, units: int) -> dict[str, float]:
    """The parts of a gate's weighted sum, in plain floats."""
    quantity, step, unit, _ = spec
    if quantity == "p":
        row, h = weights["linear"]["weight"][0], quantities[step - 1]["h"]
        names = ["h"] if units == 1 else [f"h of unit {k}" for k in range(1, units + 1)]
        parts = dict(zip(names, [w * value for w, value in zip(row, h, strict=True)], strict=True))
        return {**parts, "the bias": weights["linear"]["bias"][0]}
    cell = weights["lstm"]
    row = "ifgo".index(quantity) * units + unit - 1
    x, h = quantities[step - 1]["x"], quantities[step - 1]["h_prev"]
    marked = "the mark" if x[-1] > 0 else "no mark (\N{MINUS SIGN}1)"
    inputs = ["the bit"] if len(x) == 1 else ["the bit", marked]
    return {
        **{one: w * value for one, w, value in zip(inputs, cell["weight_ih_l0"][row], x, strict=True)},
        "h from the step before": affine([cell["weight_hh_l0"][row]], [0.0], h)[0],
        "the bias": cell["bias_ih_l0"][row] + cell["bias_hh_l0"][row],
    }


def signed(value: float) -> str:
    """Two decimals, as a reader should see them."""
    digits = f"{abs(value):.2f}"
    return ("\N{MINUS SIGN}" if value < 0 and digits != "0.00" else "+") + digits


@pytest.mark.parametrize("seed", range(50))
@pytest.mark.parametrize("name", ["four-bit", "memory"])
def test_the_reason_is_the_largest_part_of_the_sum(name: str, seed: int) -> None:
    """Judged by plain floats, on networks that nobody trained."""
    rng = np.random.default_rng(seed)
    state = LESSONS[name]("").state
    learned = state.learned
    network = type(learned.network)(
        learned.network.shape,
        type(learned.network.cell)(*(rng.normal(0, 2, tensor.shape) for tensor in learned.network.cell)),
        type(learned.network.head)(*(rng.normal(0, 2, tensor.shape) for tensor in learned.network.head)),
    )
    state = state._replace(learned=learned._replace(network=network))
    units, weights = network.shape.units, to_state_dicts(network)
    ask = memory_question if name == "memory" else pattern_question
    for quantity in ("f", "i", "g", "o", "c", "h", "p"):
        steps = 8 if name == "memory" else 4
        text = "".join(map(str, rng.integers(0, 2, steps)))
        if name == "memory":
            text += " marked " + "".join(map(str, rng.integers(0, 2, steps)))
        step = steps if quantity == "p" else int(rng.integers(1, steps + 1))
        spec = Spec(quantity, step, 1 if quantity == "p" else int(rng.integers(1, units + 1)), text)
        question = ask(state, spec)
        bits, _, marks = text.partition(" marked ")
        if marks:
            quantities = read(weights, encode_marked(tuple(map(int, bits)), tuple(map(int, marks)))[:, 0].tolist())
        else:
            quantities = read_bits(weights, tuple(map(int, bits)))
        if quantity == "h":
            now, k = quantities[step - 1], spec.unit - 1
            o, tanh_c = now["o"][k], now["tanh_c"][k]
            assert o * tanh_c == pytest.approx(question.truth)
            said = re.fullmatch(r"h is o times tanh of c, (about |)(\S+) times (\S+)\.", question.why)
            assert said, question.why
            assert is_rounded(said[2], o)
            assert is_rounded(said[3], tanh_c)
            check_made(number(said[2]) * number(said[3]), signed(question.truth), bool(said[1]))
            continue
        if quantity == "c":
            now, k = quantities[step - 1], spec.unit - 1
            parts = {
                "f times the old c": now["f"][k] * now["c_prev"][k],
                "i times g": now["i"][k] * now["g"][k],
            }
            assert sum(parts.values()) == pytest.approx(question.truth)
        else:
            parts = reasons_of(weights, quantities, spec, units)
            squash = np.tanh if quantity == "g" else sigmoid
            assert squash(sum(parts.values())) == pytest.approx(question.truth)
        assert {reason.words: reason.value for reason in question.reasons} == pytest.approx(parts)
        printed = re.findall(r"(about |)([+\N{MINUS SIGN}]\d+\.\d+)(?=[,)])", question.why)
        if any(parts.values()):
            assert len(printed) == len(parts)
            assert all(is_rounded(one, value) for (_, one), value in zip(printed, parts.values(), strict=True))
            total = sum(number(one) for _, one in printed)
            made = total if quantity == "c" else float(squash(total))
            check_made(made, signed(question.truth), any(about for about, _ in printed))
        greatest = max(map(abs, parts.values()))
        named = {words for words, value in parts.items() if greatest and abs(value) >= 0.8 * greatest}
        assert {reason.words for reason in question.largest} == named
        parts_named = re.split(" is the largest| are the largest", question.why.rpartition("), ")[2])[0]
        assert set(parts_named.split(" and ")) == named


def check_made(made: float, result: str, about: bool) -> None:
    """A printed result is what the printed numbers make, unless it is said that they are about so much."""
    if not about:
        assert abs(made - number(result)) <= half_unit(result) * (1 + 1e-6), (made, result)


def test_a_sum_that_no_digits_would_make_is_said_to_be_about() -> None:
    parts = (Reason("x", 0.28435), Reason("h", 0.11934), Reason("b", 0.08133))  # at 2, 3 and 4 decimals too little
    question = Question(Spec("c", 2), "state", "c", -2, 2, 0.48502, reasons=parts)
    assert "(x about +0.28, h about +0.12, b about +0.08)" in question.why
    exact = question._replace(truth=1.976, reasons=(Reason("f", 0.991), Reason("i", 0.985)))
    assert "(f +0.991, i +0.985)" in exact.why  # two decimals would make 1.97 or 1.99


def test_a_number_beside_a_bound_is_printed_so_that_its_third_is_seen() -> None:
    question = Question(Spec("f", 2), "forget gate", "f", 0, 1, 0.3301)
    answers = {value: question._replace(truth=value).answer for value in (0.3301, 0.3334, 0.67, 0.34, 0.5)}
    assert answers == {
        0.3301: "0.330, below 0.333",
        0.3334: "0.3334, above 0.3333",
        0.67: "0.670, above 0.667",
        0.34: "0.34",
        0.5: "0.50",
    }


def test_thirds() -> None:
    walker = reader("two-bit")
    f = pattern_question(walker.session.state, Spec("f", 2, 1, "10"))
    assert f.options == ("near 0", "in between", "near 1")
    assert [f.third(value) for value in (0, 0.33, 0.34, 0.66, 0.67, 1)] == [0, 0, 1, 1, 2, 2]
    assert [f.third(f.middle(k)) for k in range(3)] == [0, 1, 2]
    c = pattern_question(walker.session.state, Spec("c", 2, 1, "10"))
    assert c.options == ("negative", "near 0", "positive")
    assert c.low == -c.high
    assert [c.third(c.middle(k)) for k in range(3)] == [0, 1, 2]


def test_the_dot_can_be_dragged() -> None:
    walker = reader("two-bit")
    walker.act()
    walker.press("Next")
    walker.send({"type": "lesson-aim", "value": 0.5})
    assert len(walker.asked) == 1
    (button,) = [e for e in walker.lesson.iter("button") if "".join(e.itertext()).startswith("Guess ")]
    assert "".join(button.itertext()) == "Guess 0.95"  # sigmoid(3)
    walker.send(json.loads(button.attrib["data-event"]))
    assert walker.answered()[0] == pytest.approx(sigmoid(3.0))


def test_a_lesson_is_left_and_taken_up_again() -> None:
    walker = reader("two-bit")
    walker.press("Leave the lesson")
    assert "data-lesson-step" not in walker.lesson.attrib
    assert not walker.asked
    with pytest.raises(ValueError, match="left"):
        walker.session.handle({"type": "lesson-next"})
    walker.press("Start again")
    assert walker.step == 1
    walker.act()
    walker.press("Next")
    walker.press("Back")
    assert walker.done  # what was done stays done
    walker.press("Start again")
    assert (walker.step, walker.done) == (1, False)


def test_where_one_is_survives_a_reload() -> None:
    walker = reader("memory")
    walker.act()
    answer = walker.session.handle({"type": "lesson-next"})
    (effect,) = answer.effects
    assert effect == Remember("lesson:2")
    session = walker.session
    place = session.place._replace(remembered=effect.text)
    again = Reader(Session(session.demo, DATA, place))
    assert (again.step, again.done) == (2, False)
    for nonsense in ("", "lesson", "lesson:0", "lesson:99", "check:2", "x:1", "lesson:1e3"):
        fresh = Reader(Session(session.demo, DATA, session.place._replace(remembered=nonsense)))
        assert fresh.step == 1
    left = Reader(Session(session.demo, DATA, session.place._replace(remembered="none:1")))
    assert "data-lesson-step" not in left.lesson.attrib


@pytest.mark.parametrize("name", ["two-bit", "four-bit", "memory"])
def test_check_yourself(name: str) -> None:
    walker = reader(name)
    for _ in range(2):
        walker.press("Check yourself")
        while walker.step < walker.steps:
            if walker.asked:
                before = walker.session.state.network
                walker.act(1)
                made = walker.session.state.lesson.guess
                if made:
                    assert walker.answered()[1] == pytest.approx(truth_of(walker.session, made.question), abs=1e-9)
                    assert np.all(before.head.weight == walker.session.state.network.head.weight)
            walker.press("Next")
        assert "of 5 right" in walker.says
        (save,) = walker.session.handle({"type": "lesson-save"}).effects
        assert isinstance(save, Save)
        walker.press("Leave the lesson")
    checked = walker.session.state.lesson.checked
    assert [len(guesses) for guesses in checked] == [5, 5]
    assert {guess.question.spec.quantity for guess in checked[0]} == {"f", "i", "o", "c", "p"}


def test_answers_as_a_table() -> None:
    walker = reader("four-bit")
    while walker.step < walker.steps:
        if walker.asked:
            walker.act(2)
        walker.press("Next")
    (save,) = walker.session.handle({"type": "lesson-save"}).effects
    assert isinstance(save, Save)
    rows = list(csv.DictReader(io.StringIO(save.text)))
    guesses = walker.session.state.lesson.guesses
    assert [float(row["truth"]) for row in rows] == [guess.question.truth for guess in guesses]
    assert [row["right"] == "yes" for row in rows] == [row["guessed"] == row["was"] for row in rows]


def test_another_network_size_or_task_loses_nothing() -> None:
    walker = reader("four-bit")
    walker.press("Check yourself")
    while not walker.session.state.lesson.guess:
        walker.act()
        if not walker.session.state.lesson.guess:
            walker.press("Next")
    walker.press("Next")
    walker.send({"type": "change-network", "units": 1, "bits": 2})
    assert "cannot be asked now" in walker.says
    walker.press("Start again")
    other = reader("memory")
    other.act()
    other.press("Next")
    other.send({"type": "choose-task", "task": "recall"})
    assert (other.step, other.steps) == (1, 5)


def test_what_is_of_no_step_is_refused() -> None:
    walker = reader("two-bit")
    assert walker.session.demo.name == TWO_BIT.name
    for message in (
        {"type": "lesson-back"},
        {"type": "lesson-guess", "third": 1},
        {"type": "lesson-pick", "option": 0},
    ):
        with pytest.raises(ValueError, match=r"first step|to be guessed|to be picked"):
            walker.session.handle(message)
    walker.press("Next")
    for message, reason in (
        ({"type": "lesson-guess", "third": 3}, "no third"),
        ({"type": "lesson-aim", "value": 1.5}, "goes from"),
    ):
        with pytest.raises(ValueError, match=reason):
            walker.session.handle(message)
