import json
from xml.etree.ElementTree import Element

import numpy as np
import pytest

from demos.pattern.activations import activations_of
from demos.pattern.events import (
    EVENTS,
    ChangeNetwork,
    ClampGate,
    FlipTarget,
    Replay,
    Restore,
    SetWeight,
    ShowEpoch,
    Step,
    Train,
)
from demos.pattern.state import Learned, Origin, State
from demos.pattern.views.stage import look_of, stage_view
from demos.pattern.views.verdict import verdict
from tasks.bits import all_inputs, format_bits
from tests.demos.support import (
    PATTERNS,
    START,
    START_OF_FOUR,
    Tick,
    after,
    always_answering,
    having,
    of_class,
    one,
    parse,
    recompute,
    shown_probability,
    state_of,
    text,
    trained,
    update,
    with_network,
)
from tests.oracle.plain import sigmoid

CROSS = "\N{MULTIPLICATION SIGN}"


def verdict_of(state: State) -> Element:
    return parse(verdict(state, look_of(state), activations_of(state)))[0]


@pytest.mark.parametrize("state", [START, after(START, Step()), after(START, Step(), Step()), START_OF_FOUR])
def test_it_tells_the_formula_of_the_answer(state: State) -> None:
    (button,) = having(verdict_of(state), "data-explain")
    assert button.attrib["aria-pressed"] == "false"
    asked = update(state, EVENTS.parse(json.loads(button.attrib["data-explain"])))
    (button,) = having(verdict_of(asked), "data-explain")
    assert button.attrib["aria-pressed"] == "true"
    formula = one(parse(stage_view(asked, activations_of(asked))), "id", button.attrib["data-reveals"])
    assert "p=\N{GREEK SMALL LETTER SIGMA}(" in "".join(text(formula).split())


def test_an_answer_that_two_decimals_would_hide_is_told_with_more() -> None:
    element = verdict_of(always_answering(0.014))  # p = 0.5035
    assert element.attrib["data-result"] == "1"
    assert "p = 0.503" in text(element) or "p = 0.504" in text(element)


@pytest.mark.parametrize(
    ("logit", "answer", "words"),
    [
        (3.0, "1", "pattern recognised"),
        (3e-7, "1", "pattern recognised"),
        (0.0, "0", "not the pattern"),  # one half is not above one half
        (-3e-7, "0", "not the pattern"),
        (-3.0, "0", "not the pattern"),
        (1000.0, "1", "pattern recognised"),
        (-1000.0, "0", "not the pattern"),
    ],
)
def test_above_one_half_is_a_1(logit: float, answer: str, words: str) -> None:
    state = always_answering(logit)
    if answer == "0":
        state = after(state, FlipTarget(1))  # so that this is the right answer
    element = verdict_of(state)
    assert (element.attrib["data-result"], element.attrib["data-right"]) == (answer, "true")
    p = sigmoid(max(logit, -700.0))
    assert text(element) == f"{answer}, {words} p = {shown_probability(p)}"
    assert of_class(element, f"answer-{answer}")


@pytest.mark.parametrize("target", PATTERNS)
@pytest.mark.parametrize("test_input", PATTERNS)
def test_the_networks_on_the_page_are_right(target: str, test_input: str) -> None:
    element = verdict_of(state_of(target, test_input))
    assert element.attrib["data-result"] == ("1" if target == test_input else "0")
    assert element.attrib["data-right"] == "true"


@pytest.mark.parametrize(("position", "words"), [(0, "nothing read yet"), (1, "1 more bit to read")])
def test_before_the_last_bit_there_is_no_verdict(position: int, words: str) -> None:
    element = verdict_of(state_of(position=position))
    assert (text(element), element.attrib["data-result"]) == (words, "")


@pytest.mark.parametrize("position", [0, 2])
def test_it_is_a_status_named_result(position: int) -> None:
    element = verdict_of(state_of(position=position))
    assert (element.attrib["role"], element.attrib["aria-label"]) == ("status", "Result")


def test_it_plays_with_the_last_step_only() -> None:
    assert [bool(of_class(verdict_of(START._replace(playing=step)), "playing")) for step in (0, 1, 2)] == [0, 0, 1]


# --- Whether it is right ---


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("target", PATTERNS)
def test_a_wrong_answer_is_called_wrong_and_a_right_one_is_not(target: str, seed: int) -> None:
    """The network is any network; what it should have said is what the switches ask for."""
    for bits in all_inputs(2):
        state = with_network(state_of(target), *np.random.default_rng(seed).normal(0, 3, 18).tolist())
        element = verdict_of(after(state, Replay(format_bits(bits))))
        answer = recompute(state.network, bits)[-1]["p"] > 0.5
        right = answer == (format_bits(bits) == target)
        assert element.attrib["data-result"] == ("1" if answer else "0")
        assert element.attrib["data-right"] == ("true" if right else "false")
        digit = of_class(element, "verdict-digit")[0].attrib["class"].split()
        assert ("answer-wrong" in digit) == (not right)
        assert bool({"answer-0", "answer-1"} & set(digit)) == right  # green and red are for right answers
        (words,) = of_class(element, "verdict-words")
        if right:
            assert text(words) == ("pattern recognised" if answer else "not the pattern")
        elif answer:
            assert text(words) == f"pattern recognised, {CROSS} wrong: the target is {target}"
        else:
            assert text(words) == f"not the pattern, {CROSS} wrong: this is the target"


def test_a_network_that_still_knows_another_target_is_wrong_about_the_new_one() -> None:
    state = after(START, FlipTarget(2))
    assert text(verdict_of(state)) == f"1, pattern recognised, {CROSS} wrong: the target is 11 p = " + (
        f"{recompute(state.network, (1, 0))[-1]['p']:.2f}"
    )
    assert "wrong: this is the target" in text(verdict_of(after(state, Replay("11"))))
    assert "wrong" not in text(verdict_of(after(state, FlipTarget(2))))


@pytest.mark.parametrize("change", [SetWeight("p-b-1", -50.0), ClampGate("o", "0")])
def test_what_is_changed_by_hand_may_be_wrong_until_it_is_restored(change: SetWeight | ClampGate) -> None:
    one_that_says_no = after(START_OF_FOUR, SetWeight("p-b-1", -5.0), change)
    assert verdict_of(one_that_says_no).attrib["data-right"] == "false"
    assert "wrong" not in text(verdict_of(after(one_that_says_no, Restore())))


# --- A network that never learned anything ---


def test_an_untrained_network_claims_nothing() -> None:
    state = after(START_OF_FOUR, ChangeNetwork(3, 4), Replay("1111"))
    assert state.learned.origin is Origin.SEED
    element, p = verdict_of(state), recompute(state.network, (1, 1, 1, 1))[-1]["p"]
    assert text(element) == f"not trained yet; press Train p = {shown_probability(p)}"
    assert element.attrib["data-result"] == ""
    assert "data-right" not in element.attrib
    assert not of_class(element, "verdict-digit")


def test_the_beginning_of_a_training_claims_nothing_and_its_end_does() -> None:
    """Be it the training that is going on or one that is looked back on."""
    begun = after(START, Train(), Replay("10"))
    assert text(verdict_of(begun)).startswith("not trained yet p = ")
    assert verdict_of(after(trained(begun), Replay("10"))).attrib["data-result"] == "1"
    back = after(START, ShowEpoch(0))
    assert text(verdict_of(back)).startswith("not trained yet p = ")
    assert verdict_of(after(back, ShowEpoch(1))).attrib["data-result"] != ""
    assert verdict_of(after(begun, Tick(budget=0.0), Tick(budget=0.0))).attrib["data-result"] != ""


def test_weights_set_by_hand_or_brought_along_are_taken_at_their_word() -> None:
    untrained = after(START, ChangeNetwork(1, 2), Replay("10"))
    assert verdict_of(after(untrained, SetWeight("p-b-1", 50.0))).attrib["data-result"] == "1"
    for origin in (Origin.FILE, Origin.LINK):
        brought = untrained._replace(learned=Learned(untrained.learned.network, origin, None))
        assert verdict_of(brought).attrib["data-result"] in ("0", "1")
