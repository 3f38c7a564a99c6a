"""The demo's settings in a page's address, e.g. ?target=01&input=11&seed=7."""

from demos.demo import Place
from demos.holding.holds import clamps_of, experiment
from demos.lesson.asking import ask_setting
from demos.lesson.exercise import without_its_network
from demos.limits import SEEDS, whole_number
from demos.links import ANNOUNCED, announced, decode_weights, encode_weights, lost
from demos.pattern import limits
from demos.pattern.asked import check
from demos.pattern.presets import Preset
from demos.pattern.pretrained import Table
from demos.pattern.state import Learned, Origin, Panel, State
from demos.pattern.training_control import untrained
from demos.rate import learning_rate, rate_setting
from demos.setting import Setting, Settings
from demos.settings import read_settings
from rnn.network import flatten, unflatten
from tasks.bits import format_bits


def initial_state(preset: Preset, pretrained: Table, place: Place | None = None) -> State:
    """The first state of a demo at its place on a page.

    The network is the one trained for its target when the page was built, or, if the address asks for another size, a
    random one. The whole test input has been read already, so that the first view is a full one. A setting that
    cannot be used leaves the default as it is, and the notice says why.
    """
    place = place or Place(preset.name)
    state = State(
        preset=preset,
        instance=place.instance,
        address=place.address,
        units=preset.units,
        target=preset.target,
        test_input=preset.test_input,
        next_seed=preset.seed,
        learned=pretrained[preset.target],
        position=len(preset.target),
    )
    state, complaints, asked = read_settings(state, place, preset.name, SETTINGS)
    complaints += lost(asked)
    clamps = state.clamps
    if state.learned.origin is not Origin.LINK:
        fits = state.units == preset.units and state.target in pretrained
        state = state._replace(learned=pretrained[state.target]) if fits else untrained(state)
        if asked.settings.get("with") == ANNOUNCED:
            state = without_its_network(state)
    return state._replace(clamps=clamps, notice=" ".join(complaints))


def _target(state: State, text: str) -> State:
    target = limits.pattern(text)
    fits = len(target) == len(state.test_input)
    return state._replace(target=target, test_input=state.test_input if fits else target, position=len(target))


def _input(state: State, text: str) -> State:
    bits = limits.pattern(text)
    if len(bits) != state.length:
        raise ValueError(f"the network reads {state.length} bits here")
    return state._replace(test_input=bits)


def _units(state: State, text: str) -> State:
    return state._replace(units=whole_number(text, limits.UNITS, "the number of units"))


def _seed(state: State, text: str) -> State:
    return state._replace(next_seed=whole_number(text, SEEDS, "a seed"))


def _rate(state: State, text: str) -> State:
    return state._replace(rate=learning_rate(text))


def _step(state: State, text: str) -> State:
    return state._replace(position=whole_number(text, range(state.length + 1), "the step"))


def _hold(state: State, text: str) -> State:
    return state._replace(clamps=clamps_of(experiment(text), state.units))


def _panel(state: State, text: str) -> State:
    if text not in state.panels:
        raise ValueError(f"the panels are {', '.join(state.panels)}")
    return state._replace(panel=Panel(text))


def _weights(state: State, text: str) -> State:
    theta, encoded_target = decode_weights(text, state.shape, limits.UNITS_OF)
    taught = limits.taught(encoded_target, state.length) if encoded_target else None
    return state._replace(learned=Learned(unflatten(theta, state.shape), Origin.LINK, taught))


def _taught(state: State) -> str:
    return format_bits(state.learned.target) if state.learned.target else ""


# In this order: the target decides how long the input is, the units how many weights there are, and both what can be
# asked. A link ends in a letter or digit, since texts that make links of addresses leave other characters out of them.
SETTINGS: Settings[State] = {
    "with": Setting(
        announced,
        lambda state: ANNOUNCED if state.link_has_weights else None,
        others=("with", "width", "witch"),
    ),
    "target": Setting(_target, lambda state: format_bits(state.target)),
    "input": Setting(_input, lambda state: format_bits(state.test_input)),
    "units": Setting(_units, lambda state: str(state.units), others=("unite", "unity")),
    "seed": Setting(
        _seed,
        lambda state: str(state.next_seed if state.learned.seed is None else state.learned.seed),
        others=("speed",),
    ),
    "rate": rate_setting(_rate, lambda state: state.rate_of_seed),
    "step": Setting(_step, others=("stem", "stop")),
    "hold": Setting(_hold, others=("bold", "cold", "fold", "gold", "holds", "old", "sold", "told")),
    "panel": Setting(_panel, others=("panels",)),
    "ask": ask_setting(check),
    "weights": Setting(
        _weights,
        lambda state: encode_weights(flatten(state.network), _taught(state)) if state.link_has_weights else None,
        others=("eights", "heights"),
        whole=True,
    ),
}
