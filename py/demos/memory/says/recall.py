"""Of the three cells that shall recall the first bit: how much of the error arrives, and what came of the race."""

from functools import lru_cache

import numpy as np

from demos.demo import Regions
from demos.html import Html, el, join
from demos.memory.cells import NAMES, TITLES
from demos.memory.state import RECALL, Origin, State
from demos.memory.training import MemoryTask, new_theta
from demos.memory.views.reach import SEQUENCES, reach_of
from demos.numbers import fixed, scientific
from demos.wording import counted, listed, said
from rnn.fresh_run import TEST_SIZE, held_out
from rnn.network import Network, NetworkShape, flatten, forward, unflatten

CALLED = {name: title if title.isupper() else title[0].lower() + title[1:] for name, title in TITLES.items()}
ELSEWHERE = "The demo is set to another task now. Choose to recall the first bit, and this is told here."
HALF = 0.5  # where a forget gate begins whose bias is 0


def says(state: State) -> Regions:
    """The sentences of the chapter on the race, by name."""
    names = ("says-reach", "says-carry", "says-gates", "says-race")
    if state.task_name != RECALL:
        return {**dict.fromkeys(names, Html("")), "says-reach": said(ELSEWHERE)}
    begun = {cell: at_the_beginning(state, cell) for cell in NAMES}
    lstm = state.race[NAMES.index("lstm")].run.network
    gates = means(flatten(lstm).tobytes(), lstm.shape, state.task)
    return {
        "says-reach": said(reach(begun, state.task)),
        "says-carry": said(carry(begun["lstm"], state.task)),
        "says-gates": join([el("li", None, said(text)) for text in motives(gates)]),
        "says-race": said(race(state)),
    }


def at_the_beginning(state: State, cell: str) -> Network:
    """The network with which a cell of the race has begun."""
    run = state.race[NAMES.index(cell)].run
    return unflatten(new_theta(run.seed, run.shape, state.task, state.bias), run.shape)


def reach(networks: dict[str, Network], task: MemoryTask) -> str:
    """How much of the error at the last step arrives at the first."""
    shares = []
    for cell, network in networks.items():
        lengths = reach_of(network, task)["all"]
        shares.append(f"in the {CALLED[cell]} {scientific(lengths[0] / lengths[-1])}")
    back = counted(task.steps - 1, "step")
    asked = f"Before they learn, which share of the error arrives at the first step, {back} back?"
    share = listed(shares)
    return f"{asked} {share[0].upper()}{share[1:]}."


def carry(network: Network, task: MemoryTask) -> str:
    """What so many forget gates one after another leave of it."""
    factors = task.steps - 1
    f = means(flatten(network).tobytes(), network.shape, task)["f"]
    along = "one factor" if factors == 1 else f"{factors} factors"
    return (
        f"Along c the error is multiplied by f in every step, and f begins at about {fixed(f)}. "
        f"Of {along} like that, about {scientific(f**factors)} is left; of factors of {HALF:g}, "
        f"{scientific(HALF**factors)}. "
        "What goes through h comes on top."
    )


@lru_cache(maxsize=8, typed=True)  # two tasks may be equal as tuples
def means(theta: bytes, shape: NetworkShape, task: MemoryTask) -> dict[str, float]:
    """Means over units and sequences: f after the first step, i in it and after it ("i_first", "i"), o in the last."""
    traces = forward(unflatten(np.frombuffer(theta), shape), held_out(task).xs[:, :SEQUENCES]).traces
    return {
        "f": float(np.mean([trace.f for trace in traces[1:]])),
        "i_first": float(traces[0].i.mean()),
        "i": float(np.mean([trace.i for trace in traces[1:]])),
        "o": float(traces[-1].o.mean()),
    }


def motives(mean: dict[str, float]) -> list[str]:
    """What each gate of the LSTM would have to do, and what it does, on average over its units."""
    return [
        f"Forget gate: keep the first bit. After step 1 it is {fixed(mean['f'])} on average.",
        "Input gate: let in the first bit, keep out the others. "
        f"It is {fixed(mean['i_first'])} in step 1 and {fixed(mean['i'])} after it.",
        f"Output gate: show c at the end. In the last step it is {fixed(mean['o'])}.",
    ]


def race(state: State) -> str:
    """How many answers of each are right, and who has solved it."""
    right = {cell: round(racer.run.accuracy * TEST_SIZE) for cell, racer in zip(NAMES, state.race, strict=True)}
    first, *others = [f"the {CALLED[cell]} answers {number}" for cell, number in right.items()]
    answers = listed([f"{first} rightly", *[other.replace(" answers", "") for other in others]])
    solved = [f"the {CALLED[cell]}" for cell, number in right.items() if number == TEST_SIZE]
    end = f"All are right by {listed(solved)}." if solved else "None of them has learned the task."
    if all(racer.origin is Origin.SEED for racer in state.race):
        end = "None of them has been trained yet."
    return f"Of {TEST_SIZE} fresh sequences, {answers}. {end}"
