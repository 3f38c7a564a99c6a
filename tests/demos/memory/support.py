"""What the tests of the memory demo share: states to look at, and its networks and tasks in plain numbers."""

import json
from functools import lru_cache
from typing import Any

import numpy as np

from demos.budget import Budget
from demos.demo import Place
from demos.effects import Effect, WorkAtOnce
from demos.html import join
from demos.memory import update as memory_update
from demos.memory.events import EVENTS, Event
from demos.memory.pretrained import BIAS, PLAN, TASK, Pretrained, to_json
from demos.memory.settings import SETTINGS
from demos.memory.state import LATCH, State
from demos.memory.training import begin
from demos.memory.views import view
from demos.registry import all_demos
from demos.session import Session
from demos.settings import write_settings
from rnn.fresh_run import advance, held_out
from rnn.native.fresh_backend import fastest
from rnn.network import Network
from rnn.state_dict import to_state_dicts
from tasks.bits import Bits
from tests.clock import Clock
from tests.demos.support import OURS, Tick, parse, slice_of
from tests.oracle.plain import Quantities, Vector, Weights, read

DEMO = all_demos()["memory"]
CLOCK = Clock()  # of all slices of work here
WHOLE = Tick(budget=1e9, paced=False)  # to the end
RESULTS = [None if k % 3 == 0 else 25 * (k * k % 19 + 1) for k in range(len(PLAN.trials))]  # of no experiment


def _data() -> dict[str, Any]:
    """What the page carries: a network that latches, and an experiment that nobody made."""
    run = advance(begin(1, "lstm", 1, TASK, BIAS), TASK.recipe.updates, fastest())
    assert run.accuracy == 1
    numbers = np.array([-1.0 if updates is None else updates for updates in RESULTS])
    data: dict[str, Any] = json.loads(json.dumps(to_json(np.array([1, *run.state.theta.round(5)]), numbers)))
    return data


DATA = _data()


def initial_state(query: str = "", address: str = "") -> State:
    """The first state on a page of this site with a query string."""
    state: State = DEMO.begin(DATA, Place("memory", query, address, OURS))
    return state


START = initial_state()
RECALL_5 = initial_state("?task=recall&steps=5&units=2")


def session(query: str = "", address: str = "") -> Session[State]:
    """The demo as a page of this site begins with it."""
    return Session(DEMO, DATA, Place("memory", query, address, OURS), Clock())


def update(state: State, event: Event | Tick) -> State:
    """The state after an event, or after a slice of work; what begins works at once, as in a session."""
    if isinstance(event, Tick):
        return memory_update.work(state, Budget(CLOCK, event.budget), event.paced)
    after, effects = memory_update.update(state, event)
    if WorkAtOnce() in effects:
        return memory_update.work(after, Budget(CLOCK, 0), paced=True)
    return after


def after(state: State, *events: Event | Tick) -> State:
    """The state after several events."""
    for event in events:
        state = update(state, event)
    return state


def at_the_end(state: State) -> State:
    """The state when nothing goes on any more."""
    for _ in range(20_000):
        if not state.busy:
            return state
        state = update(state, WHOLE)
    raise AssertionError("it does not end")


def effects_of(state: State, event: Event) -> tuple[Effect, ...]:
    """What an event asks for beside the new state."""
    return memory_update.update(state, event)[1]


def event_of(message: dict[str, Any]) -> Event | Tick:
    """An event as the page sends it, or a slice of work; ValueError if it is none of these."""
    event: Event | Tick = slice_of(message) or EVENTS.parse(message)
    return event


def query_of(state: State) -> str:
    """The query string of the link that leads to the state."""
    return write_settings(state, SETTINGS)


def picture(state: State) -> Any:
    """All of the demo, as a tree."""
    return parse(join(list(view(state, True).values())))


def all_of(value: Any) -> Any:
    """A state, or a part of one, as something that can be compared: arrays as their bytes."""
    if isinstance(value, np.ndarray):
        return value.shape, value.tobytes()
    if isinstance(value, Pretrained):
        return value.seed, value.theta.tobytes(), value.experiment
    return (type(value), *map(all_of, value)) if isinstance(value, tuple) else value


# --- In plain numbers ---


def with_network(state: State, network: Network) -> State:
    """The state with another network on the stage."""
    return state._replace(learned=state.learned._replace(network=network))


def recompute(network: Network, bits: Bits, marks: Bits) -> list[Quantities]:
    """Every quantity of every step of the latch task; x is the pair of what is read."""
    return read(
        to_state_dicts(network), [[2.0 * bit - 1, 2.0 * mark - 1] for bit, mark in zip(bits, marks, strict=True)]
    )


@lru_cache
def asked_in_tests(task_name: str, steps: int) -> list[tuple[list[Vector], int]]:
    """The test sequences of a task, each with its answer, which is found by going through it."""
    task = START._replace(task_name=task_name, bits=(0,) * steps, delay=steps).task
    found = []
    for xs in np.moveaxis(held_out(task).xs, 1, 0).tolist():
        answer = int(xs[0][0] > 0)
        if task_name == LATCH:
            for bit, mark in xs:
                answer = int(bit > 0) if mark > 0 else answer
        found.append((xs, answer))
    return found


def share_right(weights: Weights, task_name: str, steps: int) -> float:
    """Which share of the test sequences is answered rightly."""
    given = asked_in_tests(task_name, steps)
    right = [(read(weights, xs)[-1]["p"][0] > 0.5) == bool(answer) for xs, answer in given]
    return sum(right) / len(right)
