"""Every sentence of the article about a network is true of the network on show: of the one that a reader meets, and of
others that nobody chose. It is judged by a second computation, and a sentence about another network is noticed."""

import re
from collections.abc import Mapping

import numpy as np
import pytest

from demos.demo import Regions
from demos.memory import events as m
from demos.memory.says import says as says_of_memory
from demos.memory.state import State as MemoryState
from demos.pattern.presets import FOUR_BIT, TWO_BIT
from demos.pattern.says import says as says_of_patterns
from demos.pattern.state import State as PatternState
from rnn.network import NetworkShape
from rnn.state_dict import to_state_dicts
from tests.article import of_memory, of_patterns
from tests.article.reading import plain
from tests.demos.memory import support
from tests.demos.memory.support import at_the_end, with_network
from tests.demos.support import TABLE, TABLE_OF_FOUR, initial_state
from tests.rnn.problems import random_network

SEEDS = range(50)
AT_ONCE = 6  # of those whose second computation takes long
MANY = [pytest.param(seed, marks=[] if seed < AT_ONCE else pytest.mark.slow) for seed in SEEDS]


def of_bits(seed: int) -> PatternState:
    """A random network of 1 to 3 units that reads 2 to 4 random bits."""
    rng = np.random.default_rng(seed)
    units, bits = 1 + seed % 3, 2 + seed % 3
    target, given = ("".join(map(str, rng.integers(0, 2, bits))) for _ in range(2))
    state = initial_state(TWO_BIT, TABLE, f"target={target}&input={given}&units={units}")
    network = random_network(NetworkShape(1, units, 1), seed, scale=0.3 + seed / 8)
    return state._replace(learned=state.learned._replace(network=network))


def of_marks(seed: int) -> MemoryState:
    """A random network of 1 or 2 units that reads 6 random bits with random marks."""
    rng = np.random.default_rng(seed)
    bits, marks = ("".join(map(str, rng.integers(0, 2, 6))) for _ in range(2))
    marks = marks if "1" in marks else "100000"
    state = support.initial_state(f"?input={bits}&marks={marks}")
    return with_network(state, random_network(NetworkShape(2, 1 + seed % 2, 1), seed, scale=0.3 + seed / 8))


def of_race(seed: int) -> MemoryState:
    """Three cells that have not been trained, begun in one of the ways there are."""
    bias = ("0", "1", "3", "log", "chrono")[seed % 5]
    return support.initial_state(f"?task=recall&steps={2 + seed % 4}&units={1 + seed % 2}&seed={seed}&bias={bias}")


def check_pattern(state: PatternState, sentences: Regions | None = None) -> None:
    sentences = says_of_patterns(state) if sentences is None else sentences
    assert sentences.keys() == of_patterns.JUDGES.keys()
    for name, judge in of_patterns.JUDGES.items():
        judge(plain(sentences[name]), to_state_dicts(state.network), state.target, state.test_input)


def check_memory(state: MemoryState, judges: Mapping[str, of_memory.Judge]) -> None:
    sentences = says_of_memory(state)
    for name, judge in judges.items():
        judge(plain(sentences[name]), state)


@pytest.mark.parametrize("seed", SEEDS)
def test_of_any_network_that_reads_bits(seed: int) -> None:
    check_pattern(of_bits(seed))


@pytest.mark.parametrize("query", ["", "target=01&input=11", "target=00&input=01"])
def test_of_the_networks_that_read_bits_on_the_page(query: str) -> None:
    check_pattern(initial_state(TWO_BIT, TABLE, query))
    four = re.sub(r"=(\d\d)", r"=\1\1", query)
    check_pattern(initial_state(FOUR_BIT, TABLE_OF_FOUR, four))


@pytest.mark.parametrize("seed", MANY)
def test_of_any_network_that_reads_marked_bits(seed: int) -> None:
    check_memory(of_marks(seed), of_memory.OF_LATCH)


@pytest.mark.parametrize("event", [None, m.Hold("keep"), m.Hold("hide")], ids=["as it is", "keep", "hide"])
def test_of_one_that_has_learned_them_also_with_a_gate_held(event: m.Hold | None) -> None:
    check_memory(support.after(support.START, *([event] if event else [])), of_memory.OF_LATCH)


@pytest.mark.parametrize("seed", MANY)
def test_of_any_race_before_it_begins(seed: int) -> None:
    check_memory(of_race(seed), of_memory.OF_RECALL)


def test_of_a_race_that_was_run() -> None:
    begun = support.initial_state("?task=recall&steps=5&units=2&seed=7")
    ended = at_the_end(support.after(begun, m.TrainAll()))
    assert plain(says_of_memory(begun)["says-race"]) != plain(says_of_memory(ended)["says-race"])
    check_memory(ended, of_memory.OF_RECALL)


def test_where_the_demo_shows_another_task_its_text_says_so() -> None:
    latch, recall = says_of_memory(support.START), says_of_memory(support.RECALL_5)
    for name in of_memory.OF_LATCH:
        assert latch[name]
        assert bool(recall[name]) == (name == "says-steps")
    for name in of_memory.OF_RECALL:
        assert recall[name]
        assert bool(latch[name]) == (name == "says-reach")
    for text in (recall["says-steps"], latch["says-reach"]):
        assert "set to another task" in text


@pytest.mark.parametrize("name", ["says-follow", "says-steps", "says-answer", "says-motives", "says-range"])
def test_a_sentence_about_another_network_is_noticed(name: str) -> None:
    one, other = (
        initial_state(FOUR_BIT, TABLE_OF_FOUR)._replace(learned=TABLE_OF_FOUR[target])
        for target in ((1, 0, 1, 0), (0, 1, 1, 0))
    )
    with pytest.raises(AssertionError):
        check_pattern(one, {**says_of_patterns(one), name: says_of_patterns(other)[name]})


@pytest.mark.parametrize("name", [*of_memory.OF_LATCH])
def test_a_sentence_about_other_marked_bits_is_noticed(name: str) -> None:
    text = plain(says_of_memory(of_marks(4))[name])
    with pytest.raises(AssertionError):
        of_memory.OF_LATCH[name](text, of_marks(7))


@pytest.mark.parametrize("name", [*of_memory.OF_RECALL])
def test_a_sentence_about_another_race_is_noticed(name: str) -> None:
    text = plain(says_of_memory(of_race(4))[name])
    with pytest.raises(AssertionError):
        of_memory.OF_RECALL[name](text, of_race(8))
