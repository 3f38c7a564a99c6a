"""Many trainings of random networks: is what each is said to have come to true, reckoned once more in float64?"""

import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np

from bench.report import table
from rnn.native.backend import fastest
from rnn.network import NetworkShape, forward, predictions
from rnn.run import Run, Settings, Status, start, train
from tasks.bits import Bits, examples

COUNT, QUICK_COUNT = 100_000, 2_000
SLICE = 250  # trainings that a process does at once
CELLS = ("gru", "lstm", "rnn")
LONGEST_TARGET, MOST_UNITS = 5, 7
RATES = (1e-3, 10.0)  # from far too small to far too large
FLOAT32 = 1e-4  # how far the kernel's answers may be from those in float64, near the tolerance
UNTRUE = "untrue"


class Training(NamedTuple):
    """What a training begins with."""

    shape: NetworkShape
    target: Bits
    seed: int
    learning_rate: float


def drawn(number: int) -> Training:
    """The training of that number: the same one each time."""
    rng = np.random.default_rng((2026, number))
    cell, units = CELLS[rng.integers(len(CELLS))], int(rng.integers(1, MOST_UNITS + 1))
    target = tuple(rng.integers(0, 2, rng.integers(2, LONGEST_TARGET + 1)).tolist())
    rate = float(np.exp(rng.uniform(*np.log(RATES))))
    return Training(NetworkShape(1, units, 1, cell), target, int(rng.integers(1 << 31)), rate)


def trained(training: Training) -> Run:
    """By the kernel, as on the page; without restarts, so that each is one seed's."""
    settings = Settings(training.learning_rate, restart_limit=0)
    return train(start(training.seed, training.shape, examples(training.target), settings), fastest())


def verdict_of(run: Run) -> str:
    """What the run is said to have come to, or UNTRUE if its last network does something else."""
    last = run.snapshots[-1]
    of_it = run._replace(snapshots=(last,)).network
    with np.errstate(over="ignore", invalid="ignore"):
        answers = predictions(of_it, forward(of_it, run.examples.xs))
    mask = run.examples.loss_weights > 0
    error = np.abs(answers - run.examples.targets)[mask].max()
    if run.status is Status.SOLVED:
        return run.status if error < run.settings.tolerance + FLOAT32 and np.isfinite(last.loss) else UNTRUE
    is_over = run.status is Status.FAILED and len(run.snapshots) == run.settings.epoch_limit + 1
    return run.status if is_over and not error < run.settings.tolerance - FLOAT32 else UNTRUE


def verdicts(numbers: range) -> Counter[tuple[str, str]]:
    """How many of each cell came to what."""
    found: Counter[tuple[str, str]] = Counter()
    for number in numbers:
        training = drawn(number)
        verdict = verdict_of(trained(training))
        if verdict == UNTRUE:
            print(f"untrue: number {number}, {training}", file=sys.stderr, flush=True)
        found[training.shape.cell, verdict] += 1
    return found


def many(quick: bool) -> str:
    """The table, as Markdown with its note."""
    count = QUICK_COUNT if quick else COUNT
    found: Counter[tuple[str, str]] = Counter()
    slices = [range(begin, min(begin + SLICE, count)) for begin in range(0, count, SLICE)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for one in pool.map(verdicts, slices):
            found.update(one)
            print(".", end="", file=sys.stderr, flush=True)
    kinds = (Status.SOLVED, Status.FAILED, UNTRUE)
    rows = [[cell, *(f"{found[cell, kind]:,}" for kind in kinds)] for cell in CELLS]
    head = ["cell", "solved, and is", "given up, and is not", "said otherwise than it is"]
    note = (
        f"{count:,} trainings with the native kernel: targets of 2 to {LONGEST_TARGET} bits, 1 to {MOST_UNITS} units, "
        f"one seed each, rates from {RATES[0]:g} to {RATES[1]:g}. Of each the last network is run once more by numpy "
        f"in float64: solved is what answers every pattern within 0.1, to {FLOAT32:g}."
    )
    return f"{table(head, rows)}\n\n{note}"
