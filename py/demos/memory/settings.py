"""The demo's settings in a page's address, e.g. ?task=latch&units=1&steps=8&seed=7."""

from demos.demo import Place
from demos.holding.holds import experiment
from demos.lesson.asking import ask_setting
from demos.lesson.exercise import without_its_network
from demos.lesson.state import Mode
from demos.limits import SEEDS, whole_number
from demos.links import ANNOUNCED, announced, decode_weights, encode_weights, lost
from demos.memory import limits
from demos.memory.asked import check, network_of
from demos.memory.bias import BIASES
from demos.memory.cells import NAMES
from demos.memory.pretrained import BIAS, Pretrained
from demos.memory.state import LATCH, TASKS, Learned, Origin, Racer, State, at_the_start
from demos.memory.training import begin_from
from demos.memory.update import choose_task, with_units
from demos.rate import learning_rate, rate_setting
from demos.setting import Setting, Settings
from demos.settings import read_settings
from rnn.network import flatten, unflatten
from tasks.bits import format_bits

BITS = (0, 1, 0, 0, 1, 0, 1, 1)  # that a reader meets first: the memory is overwritten twice
MARKS = (1, 0, 0, 0, 1, 0, 0, 0)
NAME = "memory"
ALIKE = UNITS, PARAMETERS = ("units", "parameters")  # in which the three cells of the race are alike


def initial_state(pretrained: Pretrained, place: Place, task: str = LATCH) -> State:
    """The first state of a demo at its place on a page: all of the sequence has been read, so that there is a picture.

    It begins with ``task`` unless the address asks for another one. A setting that cannot be used leaves the default as
    it is, and the notice says why.
    """
    state = State(
        instance=place.instance,
        address=place.address,
        pretrained=pretrained,
        learned=Learned(pretrained.network, Origin.BUILD, pretrained.seed),
        race=(),
        grid=pretrained.experiment,
        bits=BITS,
        marks=MARKS,
        position=len(BITS),
        bias=BIAS,
    )
    state, complaints, asked = read_settings(choose_task(at_the_start(state), task), place, NAME, SETTINGS)
    complaints += lost(asked)
    if not any(racer.origin is Origin.LINK for racer in state.race):
        state = at_the_start(state)
    origins = {state.learned.origin, *(racer.origin for racer in state.race)}
    if asked.settings.get("with") == ANNOUNCED and Origin.LINK not in origins:
        state = without_its_network(state)
    return state._replace(notice=" ".join(complaints))


def _task(state: State, text: str) -> State:
    return choose_task(state, text)


def _input(state: State, text: str) -> State:
    _check_latch(state)
    bits = limits.sequence(text, "the bits")
    marks = (state.marks + (0,) * len(bits))[: len(bits)]
    return state._replace(bits=bits, marks=marks, position=len(bits))


def _marks(state: State, text: str) -> State:
    _check_latch(state)
    marks = limits.sequence(text, "the marks")
    if len(marks) != len(state.bits):
        raise ValueError(f"there are {len(state.bits)} bits")
    if not any(marks):
        raise ValueError("no step is marked, so there is nothing to remember")
    return state._replace(marks=marks)


def _steps(state: State, text: str) -> State:
    if state.task_name != LATCH:
        return state._replace(delay=whole_number(text, limits.RECALL_STEPS, "T"))
    steps = whole_number(text, limits.LATCH_STEPS, "the number of steps")
    if (state.bits, state.marks) != (BITS, MARKS) and steps != len(state.bits):
        raise ValueError(f"the sequence has {len(state.bits)} steps")
    bits, marks = (state.bits * 2)[:steps], (state.marks + (0,) * steps)[:steps]
    return state._replace(bits=bits, marks=marks, position=steps)


def _check_latch(state: State) -> None:
    if state.task_name != LATCH:
        raise ValueError("the recall task draws its sequences itself")


def _units(state: State, text: str) -> State:
    return with_units(state, whole_number(text, limits.UNITS, "the number of units"))


def _seed(state: State, text: str) -> State:
    return state._replace(seed=whole_number(text, SEEDS, "a seed"))


def _rate(state: State, text: str) -> State:
    return state._replace(rate=learning_rate(text))


def _bias(state: State, text: str) -> State:
    if text not in BIASES:
        raise ValueError(f"the biases are {', '.join(BIASES)}")
    return state._replace(bias=text)


def _step(state: State, text: str) -> State:
    _check_latch(state)
    return state._replace(position=whole_number(text, range(len(state.bits) + 1), "the step"))


def _hold(state: State, text: str) -> State:
    _check_latch(state)
    return state._replace(held=experiment(text))


def _alike(state: State, text: str) -> State:
    if text not in ALIKE:
        raise ValueError(f"cells are alike in their {' or '.join(ALIKE)}")
    return state._replace(as_large=text == PARAMETERS)


def _weights(state: State, text: str) -> State:
    """Those of the LSTM on the stage, or of the race to recall."""
    of_task = next((name for name in TASKS if text.partition(".")[2].startswith(f"{name}.")), state.task_name)
    if of_task != state.task_name:
        raise ValueError(f"its weights are those of the {of_task} task")
    shapes = [state.task.shape(units) for units in limits.UNITS]
    shape = network_of(state).shape
    theta, _ = decode_weights(text, shape, {one.size: one.units for one in shapes})
    network = unflatten(theta, shape)
    if state.task_name == LATCH:
        return state._replace(learned=Learned(network, Origin.LINK, None))
    run = begin_from(network, state.task, state.seed)
    race = at_the_start(state).race
    linked = tuple(Racer(run, Origin.LINK) if name == "lstm" else one for name, one in zip(NAMES, race, strict=True))
    return state._replace(race=linked)


def _has_weights(state: State) -> bool:
    """Whether a link has the network in it: where it asks about it."""
    return state.lesson.mode is Mode.EXERCISE


def _weights_text(state: State) -> str | None:
    return encode_weights(flatten(network_of(state)), state.task_name) if _has_weights(state) else None


# In this order: the task decides what the others mean, the sequence how many steps there are, and all of them what a
# network of another size begins with, and what can be asked.
SETTINGS: Settings[State] = {
    "with": Setting(announced, lambda state: ANNOUNCED if _has_weights(state) else None, others=("with",)),
    "task": Setting(_task, lambda state: state.task_name, others=("tasks",)),
    "seed": Setting(_seed, lambda state: str(state.seed), others=("speed",)),
    "rate": rate_setting(_rate, lambda state: state.rate),
    "bias": Setting(_bias, lambda state: state.bias),
    "input": Setting(_input, lambda state: format_bits(state.bits) if state.task_name == LATCH else None),
    "marks": Setting(
        _marks,
        lambda state: format_bits(state.marks) if state.task_name == LATCH else None,
        others=("barks", "mark", "marker", "market", "masks", "parks"),
    ),
    "steps": Setting(_steps, lambda state: str(state.task.steps), others=("stems", "stops")),
    "units": Setting(_units, lambda state: str(state.units), others=("unite", "unity")),
    "alike": Setting(_alike, lambda state: PARAMETERS if state.as_large else None),
    "step": Setting(_step),
    "hold": Setting(_hold),
    "ask": ask_setting(check),
    "weights": Setting(_weights, _weights_text, whole=True),
}
