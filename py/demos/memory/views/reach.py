"""The reach of the error: how much of its gradient is left, step by step, on its way back."""

import json
from functools import lru_cache
from math import log10

import numpy as np

from demos.choices import Choice, choices
from demos.html import Html, el, join
from demos.memory import events as e
from demos.memory.cells import NAMES, TITLES
from demos.memory.events import EVENTS
from demos.memory.state import Origin, Racer, State
from demos.memory.training import MemoryTask, new_theta
from demos.numbers import coordinate, fixed, scientific
from rnn.examples import Examples
from rnn.fresh_run import held_out
from rnn.network import Network, NetworkShape, flatten, unflatten
from rnn.quantities import SIGMOID
from rnn.reach import reach

SEQUENCES = 32  # over which the mean is taken
WIDTH, HEIGHT = 400, 230
LEFT, RIGHT, TOP, BOTTOM = 40, 76, 12, 30
HIGHEST, LOWEST = 2, -8  # powers of ten that are drawn
LIVES, FADES = 0.95, 0.8  # of the error is left by each step, at least
GROWS = 2.0  # times the error at the last step
LEAST_STEPS = 4  # of which there is an earlier half to speak of


@lru_cache(maxsize=8, typed=True)  # two tasks may be equal as tuples
def _reach(theta: bytes, shape: NetworkShape, task: MemoryTask) -> dict[str, tuple[float, ...]]:
    examples = Examples(*(array[:, :SEQUENCES] for array in held_out(task)))
    found = reach(unflatten(np.frombuffer(theta), shape), examples)
    return {name: tuple(lengths.tolist()) for name, lengths in found.items()}


def reach_of(network: Network, task: MemoryTask) -> dict[str, tuple[float, ...]]:
    """As ``rnn.reach``, over SEQUENCES of the task's test sequences."""
    return _reach(flatten(network).tobytes(), network.shape, task)


def reach_view(state: State) -> Html:
    """Three curves, what they say, and which part of the LSTM's state they are about."""
    networks = {cell: _network(state, racer) for cell, racer in zip(NAMES, state.race, strict=True)}
    found = {cell: reach_of(network, state.task) for cell, network in networks.items()}
    options = [
        Choice(title, EVENTS.message(e.ReachOf, what=what), state.reach_of == what)
        for what, title in (("all", "h and c"), ("h", "h alone"), ("c", "c alone"))
    ]
    pairs = zip(NAMES, state.race, strict=True)
    sentences = [el("li", None, sentence(cell, racer, found[cell], state)) for cell, racer in pairs]
    return join(
        [
            el("h3", None, "How far back the error reaches"),
            el(
                "p",
                None,
                "The error at the last step says how h should have been. This is how long its gradient still is, k "
                "steps before, as a share of what it was at the last step: the mean over "
                f"{SEQUENCES} fresh sequences, for all that the cell carries. Gates let it live; they do "
                "not keep it from growing, and where it grows, the gradient of the weights is shortened.",
            ),
            el(
                "div",
                {"class": "settings"},
                choices(
                    "The networks",
                    [
                        Choice("as they are now", EVENTS.message(e.ReachWhen, when="now"), not state.reach_at_start),
                        Choice("as they began", EVENTS.message(e.ReachWhen, when="start"), state.reach_at_start),
                    ],
                ),
                choices("Of the LSTM", options),
            ),
            _drawing(state, found),
            el("ul", {"class": "reach-words"}, *sentences),
            el("p", {"class": "small"}, LEARNED_NOTE),
            el("p", {"class": "small"}, BIAS_NOTE),
        ]
    )


LEARNED_NOTE = (
    "How networks begin decides what they can learn. One that has learned is another matter: its states often lie "
    "where tanh is flat, and then little of an error gets into them at all."
)
BIAS_NOTE = (
    "The bias at the start is that of f; all other biases begin at 0, as in Keras. PyTorch adds two, bias_ih and "
    "bias_hh; bias_ih gets the number, the other stays 0. The GRU's counterpart is z, which gets the same; a plain "
    f"RNN has none. A forget gate that begins near {SIGMOID}(0) = 0.5 halves the error in every step; {SIGMOID}(3) = "
    "0.95 keeps most of it. Chrono initialisation gives log T to f and its negative to i: remember for about T steps, "
    "and write little."
)


def _network(state: State, racer: Racer) -> Network:
    """That of which the reach is shown; weights from a file or a link began as they are."""
    run = racer.run
    if not state.reach_at_start or racer.origin in (Origin.FILE, Origin.LINK):
        return run.network
    return unflatten(new_theta(run.seed, run.shape, state.task, state.bias), run.shape)


def sentence(cell: str, racer: Racer, found: dict[str, tuple[float, ...]], state: State) -> str:
    """What becomes of the error in one cell, read off its curve, and what clipping had to do with it."""
    what, whole = state.reach_of if cell == "lstm" else "all", found["all"]
    shares, title = relative(found[what], whole), TITLES[cell] + (f", {what} alone" if what != "all" else "")
    steps = len(shares) - 1
    if not whole[-1]:
        return f"{title}: there is no error at the last step."
    arrives, largest = shares[-1], max(shares)
    words = (
        f"{title}: {scientific(arrives)} of it arrives at the first step, {steps} step{'s' if steps > 1 else ''} back"
    )
    if steps >= LEAST_STEPS:
        middle = steps // 2
        factor = (arrives / shares[middle]) ** (1 / (steps - middle)) if shares[middle] else 0.0
        words += f"; in the half of the way that lies further back each step leaves {fixed(factor)}: {fate(factor)}"
    if largest > GROWS:
        back = shares.index(largest)
        words += f". On its way it had grown {scientific(largest)}-fold, {back} step{'s' if back > 1 else ''} back"
    run = racer.run
    if run.made and not state.reach_at_start:
        longest = f"{run.source.recipe.clip:g}"
        verb = "was" if run.clipped <= 1 else "were"
        words += f". Of {run.made} gradients, {run.clipped or 'none'} {verb} longer than {longest}"
        words += f" and {verb} shortened to it" if run.clipped else ""
    return f"{words}."


def fate(factor: float) -> str:
    """What becomes of an error of which each step leaves so much."""
    if factor > 1 / LIVES:
        return "there it grows"
    return "there it lives on" if factor >= LIVES else "there it fades slowly" if factor >= FADES else "there it dies"


def relative(lengths: tuple[float, ...], whole: tuple[float, ...]) -> list[float]:
    """From the last step back: each as a share of the whole at the last step."""
    return [length / whole[-1] if whole[-1] else 0.0 for length in reversed(lengths)]


def _drawing(state: State, found: dict[str, dict[str, tuple[float, ...]]]) -> Html:
    steps = state.task.steps
    lines, ends = [], []
    for cell in NAMES:
        what = state.reach_of if cell == "lstm" else "all"
        lengths, whole = found[cell][what], found[cell]["all"]
        shares = relative(lengths, whole)
        # What is below the lowest power of ten is not drawn: the line leaves there.
        end = next((k for k, share in enumerate(shares) if k and share < 10.0**LOWEST), len(shares))
        places = [(_x(k, steps), _y(share)) for k, share in enumerate(shares[:end]) if share > 0]
        path = "M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in places) if places else ""
        attributes = {"class": f"reach reach-{cell}", "d": path, "data-cell-reach": cell}
        lines.append(el("path", {**attributes, "data-values": json.dumps(lengths)}))
        if places:
            ends.append((places[-1][1], cell))
    labels = [
        el("text", {"class": f"reach-label reach-{cell}", "x": WIDTH - RIGHT + 6, "y": coordinate(y + 4)}, TITLES[cell])
        for y, cell in spread(ends)
    ]
    description = "The gradient's length, from the last step back, on a logarithmic scale"
    return el(
        "svg",
        {"class": "reach-drawing", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "aria-label": description},
        *_axes(steps),
        *lines,
        *labels,
    )


def spread(ends: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """The labels at their heights, moved apart so that none covers another."""
    placed: list[tuple[float, str]] = []
    for y, cell in sorted(ends):
        placed.append((max(y, placed[-1][0] + 15) if placed else y, cell))
    over = placed[-1][0] - (HEIGHT - BOTTOM) if placed else 0
    return [(y - max(over, 0), cell) for y, cell in placed]


def _axes(steps: int) -> list[Html]:
    parts = []
    for power in range(LOWEST, HIGHEST + 1, 2):
        y = coordinate(_y(10.0**power))
        parts.append(el("path", {"class": "reach-grid", "d": f"M{LEFT} {y}H{WIDTH - RIGHT}"}))
        label = f"10{str(power).translate(SUPERSCRIPT)}" if power else "1"
        parts.append(el("text", {"class": "reach-tick", "x": LEFT - 6, "y": y, "dy": 4, "text-anchor": "end"}, label))
    for k in sorted({0, (steps - 1) // 2, steps - 1}):
        x = coordinate(_x(k, steps))
        anchor = "start" if k == 0 else "middle"
        label = "last step" if k == 0 else f"{k} back"
        parts.append(el("text", {"class": "reach-tick", "x": x, "y": HEIGHT - 8, "text-anchor": anchor}, label))
    return parts


SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _x(back: int, steps: int) -> float:
    return LEFT + back * (WIDTH - LEFT - RIGHT) / max(steps - 1, 1)


def _y(share: float) -> float:
    power = min(max(log10(share), LOWEST), HIGHEST)
    return TOP + (HIGHEST - power) / (HIGHEST - LOWEST) * (HEIGHT - TOP - BOTTOM)
