"""The programs that a page shows print the p that stands on it, and its lines about shapes are true of the network."""

import contextlib
import io
import re
from html import unescape

import pytest

from demos.code_card.programs import PROGRAMS, shapes
from demos.html import Html
from demos.memory import events as memory_events
from demos.memory.state import NAME, STAGE
from demos.memory.state import State as MemoryState
from demos.memory.update import update as memory_update
from demos.memory.views import view as memory_view
from demos.memory.views.code import coded
from demos.pattern.state import Panel, State
from demos.pattern.views.share import share_panel
from rnn.arrays import Array
from rnn.cells import NAMES
from rnn.network import Network, NetworkShape, forward, predictions
from tasks.bits import encode
from tests.demos.memory.support import RECALL_5
from tests.demos.memory.support import START as MEMORY
from tests.demos.support import START_OF_FOUR, state_of
from tests.rnn.problems import random_problem


def programs(html: Html) -> dict[str, str]:
    """By what they are for, as a browser shows them."""
    found = re.findall(r'<summary>(\w+)</summary>.*?<code id="[\w-]+" class="code-text">(.*?)</code>', html, re.DOTALL)
    return {title: unescape(text) for title, text in found}


def printed(text: str) -> float:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, "<program>", "exec"), {})
    return float(out.getvalue())


def answer(network: Network, xs: Array) -> float:
    return float(predictions(network, forward(network, xs))[-1, 0, 0])


@pytest.mark.parametrize("test_input", ["10", "01", "11"])
@pytest.mark.parametrize("target", ["10", "00"])
def test_of_two_bits_it_prints_the_p_on_the_page(target: str, test_input: str) -> None:
    check_pattern(state_of(target, test_input))


def test_of_four_bits_too() -> None:
    check_pattern(START_OF_FOUR)


def check_pattern(state: State) -> None:
    found = programs(share_panel(state._replace(panel=Panel.SHARE)))
    assert found.keys() == PROGRAMS.keys()
    wanted = answer(state.network, encode([state.test_input]))
    assert printed(found["numpy"]) == pytest.approx(wanted, abs=1e-14)
    for text in found.values():
        compile(text, "<program>", "exec")


@pytest.mark.parametrize("of", [STAGE, *NAMES])
def test_of_the_memory_demo_any_network(of: str) -> None:
    check_memory(of, MEMORY)


@pytest.mark.parametrize("of", NAMES)
def test_of_recall_a_cell_of_the_race(of: str) -> None:
    check_memory(of, RECALL_5)
    with pytest.raises(ValueError, match="no network"):
        memory_update(RECALL_5, memory_events.ShowCode(STAGE))


def check_memory(of: str, state: MemoryState) -> None:
    shown, _ = memory_update(state, memory_events.ShowCode(of))
    network, xs = coded(shown)
    found = programs(memory_view(shown, True)["code"])
    assert printed(found["numpy"]) == pytest.approx(answer(network, xs[:, None, :]), abs=1e-14)
    away, _ = memory_update(shown, memory_events.ShowCode(of))
    assert programs(memory_view(away, True)["code"]) == {}
    assert shown.instance == NAME


@pytest.mark.parametrize("cell", NAMES)
def test_its_numbers_are_those_of_the_network(cell: str) -> None:
    network = random_problem(cell, "logistic", 2, 3, 1, 4, 5)[0]
    card = re.sub("<[^>]+>", " ", shapes(network, 7))
    kept = sum(tensor.size for tensor in network.cell)  # as PyTorch has them
    assert f"= {kept}." in card
    one_bias = NetworkShape(2, 3, 1, cell).cell_size - len(network.cell.bias_hh)
    assert f"= {one_bias} with one bias" in card
    assert "(1, 7, 2) in Keras" in card
    assert "(7, 1, 2)" in card
    assert "hidden_size=3" in card
    assert ("Order of the gates" in card) == (cell != "rnn")
