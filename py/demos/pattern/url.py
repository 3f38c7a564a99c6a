"""The demo's settings in a page's address, e.g. ?target=01&input=11&seed=7: one table, read here and nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs

from demos.pattern.presets import Preset
from demos.pattern.pretrained import Table
from demos.pattern.state import State
from tasks.bits import Bits, parse_bits

SEED_LIMIT = 2**32  # seeds are below this
THEMES = ("light", "dark")  # the page itself obeys this one, before Python is there


def initial_state(preset: Preset, pretrained: Table, query: str = "") -> State:
    """The first state of a demo on a page with the given query string, the network trained for its target.

    With no settings in the query, the whole test input has been read already, so that the first picture is a full one.
    A setting that cannot be used leaves the default as it is, and the notice says why.
    """
    state = State(
        preset=preset,
        target=preset.target,
        test_input=preset.test_input,
        next_seed=preset.seed + 1,
        learned=pretrained[preset.target],
        position=preset.bits,
    )
    complaints = []
    # keep_blank_values: "?target=" is a mistake worth a word.
    for name, values in parse_qs(query.removeprefix("?"), keep_blank_values=True, max_num_fields=100).items():
        if name not in SETTINGS:
            continue  # pages get other parameters too, for example from newsletters
        try:
            state = SETTINGS[name](state, values[-1])
        except ValueError as error:
            complaints.append(f"The address asks for {name}={values[-1][:20]}, but {error}.")
    return replace(state, learned=pretrained[state.target], notice=" ".join(complaints))


def _bits(state: State, text: str) -> Bits:
    bits = parse_bits(text)
    if len(bits) != state.preset.bits:
        raise ValueError(f"this demo reads {state.preset.bits} bits")
    return bits


def _target(state: State, text: str) -> State:
    return replace(state, target=_bits(state, text))


def _input(state: State, text: str) -> State:
    return replace(state, test_input=_bits(state, text))


def _units(state: State, text: str) -> State:
    if text != str(state.preset.units):
        raise ValueError(f"this demo has {state.preset.units} unit{'s' if state.preset.units > 1 else ''}")
    return state


def _seed(state: State, text: str) -> State:
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) < SEED_LIMIT):
        raise ValueError(f"a seed is a whole number below {SEED_LIMIT}")
    return replace(state, next_seed=int(text))


def _theme(state: State, text: str) -> State:
    if text not in THEMES:
        raise ValueError("the themes are light and dark")
    return state


SETTINGS: dict[str, Callable[[State, str], State]] = {
    "target": _target,
    "input": _input,
    "units": _units,
    "seed": _seed,
    "theme": _theme,
}
