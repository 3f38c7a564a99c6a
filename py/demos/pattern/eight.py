"""Eight trainings, as a reader's first eight would be: what the networks that come of them have in common.

They are trained when the page is built. What is said of them is counted here; ``chosen.py`` says it.
"""

from typing import NamedTuple

import numpy as np

from demos.pattern.counting import ways
from demos.pattern.presets import PRESETS, Preset
from demos.pattern.saying import GATES, movements
from rnn.arrays import Array
from rnn.native.backend import fastest
from rnn.network import Network, forward, initialise, predictions, unflatten
from rnn.run import start, train
from tasks.bits import BitsTask, all_inputs

COUNT = 8
SHUT = 0.3  # a forget gate that is below this closes


def train_eight() -> Array:
    """Of every preset's target, eight times the seed and the parameters that its training came to, in a row.

    Each training begins from the seed after the last one's, as in the demo.
    """
    rows = []
    for preset in PRESETS.values():
        task, seed = BitsTask(preset.target), preset.seed
        for _ in range(COUNT):
            run = train(start(seed, task.shape(preset.units), task.examples(), task.settings), fastest())
            assert run.seed is not None
            rows.append(np.array([run.seed, *run.snapshots[-1].theta]))
            seed = run.seed + 1
    return np.concatenate(rows)


def untrained_eight() -> Array:
    """The same where only the number of numbers matters."""
    rows = []
    for preset in PRESETS.values():
        theta = initialise(np.random.default_rng(0), BitsTask(preset.target).shape(preset.units))
        rows += [np.array([preset.seed + place, *theta]) for place in range(COUNT)]
    return np.concatenate(rows)


class Trained(NamedTuple):
    """One of the eight."""

    seed: int
    network: Network


def eight_of(preset: Preset, numbers: Array) -> list[Trained]:
    """Those of a preset, from the numbers of ``train_eight``."""
    at = 0
    for other in PRESETS.values():
        shape = BitsTask(other.target).shape(other.units)
        rows = numbers[at : at + COUNT * (1 + shape.size)].reshape(COUNT, 1 + shape.size)
        if other == preset:
            return [Trained(int(row[0]), unflatten(row[1:], shape)) for row in rows]
        at += rows.size
    raise ValueError(f"there is no preset {preset.name}")


class Found(NamedTuple):
    """In how many of the eight something is so; of what JSON can hold, since the page's data hold it."""

    seeds: list[int]
    right: int  # every input is answered rightly
    closes: int  # some forget gate closes for some input, from step 2 on
    counts: int  # some unit only counts steps
    high: int  # the last h of the first unit, for the target, is above 0
    most: dict[str, int]  # this gate moves most with the input, on average over the units; by its name


def found_in(preset: Preset, eight: list[Trained]) -> Found:
    """What is so in how many of the networks of a preset."""
    task = BitsTask(preset.target)
    patterns, xs = all_inputs(len(preset.target)), task.examples().xs
    place = patterns.index(preset.target)
    right, closes, counts, high = 0, 0, 0, 0
    most = dict.fromkeys(GATES, 0)
    for _, network in eight:
        forward_pass = forward(network, xs)
        answers = [task.is_yes(p) for p in predictions(network, forward_pass)[-1, :, 0].tolist()]
        right += answers == [pattern == preset.target for pattern in patterns]
        closes += any(float(trace.f.min()) < SHUT for trace in forward_pass.traces[1:])
        counts += any(way.counts for way in ways(forward_pass))
        high += float(forward_pass.h[-1, place, 0]) > 0
        moved = movements(network, xs)
        most[max(GATES, key=lambda gate: float(moved[gate].mean()))] += 1
    return Found([seed for seed, _ in eight], right, closes, counts, high, most)
