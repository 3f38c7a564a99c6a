"""A network of this demo as a program: the LSTM that is drawn, or a cell of the race."""

from demos.choices import Choice, choices
from demos.code_card.programs import TITLE, code_card
from demos.html import Html, el, join
from demos.memory import events as e
from demos.memory.cells import NAMES, TITLES
from demos.memory.events import EVENTS
from demos.memory.state import LATCH, STAGE, State
from rnn.arrays import Array
from rnn.fresh_run import held_out
from rnn.network import Network
from tasks.latch import encode


def code_view(state: State) -> Html:
    """Which network, and its programs if one is chosen."""
    titles = {STAGE: "The LSTM above"} if state.task_name == LATCH else {}
    titles |= {name: f"{TITLES[name]} of the race" for name in NAMES}
    options = [
        Choice(title, EVENTS.message(e.ShowCode, of=name), name == state.coded) for name, title in titles.items()
    ]
    row = join([el("h3", None, TITLE), choices("Of", options)])
    if state.coded not in titles or state.busy:  # while it learns, the program would be another with every view
        return row
    network, xs = coded(state)
    return join([row, code_card(f"{state.instance}-code", network, xs)])


def coded(state: State) -> tuple[Network, Array]:
    """The chosen network, and the inputs (T, I) that its program reads."""
    is_latch = state.task_name == LATCH
    xs = encode(state.bits, state.marks) if is_latch else held_out(state.task).xs[:, :1]
    network = state.network if state.coded == STAGE else state.race[NAMES.index(state.coded)].run.network
    return network, xs[:, 0]
