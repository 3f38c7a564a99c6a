"""Which cell learns to remember: of how many seeds; and how long that takes, in the page's worker and in PyTorch."""

import json
import subprocess
import sys
from contextlib import ExitStack
from math import sqrt
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from bench.chromium import browser
from bench.memory_runs import BIAS, STEPS, TASK, UNITS, begun, timed
from bench.peers import ROOT, torch_python
from bench.report import ratio, spread, table, verdict
from bench.serving import serve
from bench.trainers import our_python
from bundler.errors import BuildError
from demos.memory.bias import BIASES
from demos.memory.cells import NAMES, TITLES
from demos.memory.training import MemoryTask, begin
from rnn.fresh_run import FreshRun, advance, batches_of
from rnn.native.fresh_backend import fastest
from rnn.state_dict import to_state_dicts
from tasks.latch import LatchTask
from tasks.recall import RecallTask

HERE = Path(__file__).parent
SEEDS, QUICK_SEEDS = 64, 8
LENGTHS = (5, 10, 20, 30, 40)
Z = 1.959964  # of a normal distribution, for 95 %
OF_TORCH = 1 / 5  # budget: at most this much of PyTorch's time, for each cell
ALL_THREE = 1.0  # seconds, in the worker
COMPARED, TOLERANCE = 10, 1e-4  # updates whose losses are compared with PyTorch's


class Tried(NamedTuple):
    """What many seeds came to."""

    solved: int  # all answers of a check were right at some time
    seeds: int
    updates: float | None  # median of those that were solved


def memory(quick: bool) -> str:
    """The tables, as Markdown with their notes."""
    seeds, rounds = (QUICK_SEEDS, 3) if quick else (SEEDS, 7)
    return "\n\n".join([_latch(seeds), _recall(seeds), _times(rounds)])


def tried(task: MemoryTask, cell: str, units: int, bias: str, seeds: int) -> Tried:
    """Train from seeds 0 to seeds - 1, by the kernel."""
    backend, found = fastest(), list[int]()
    for seed in range(seeds):
        run = begin(seed, cell, units, task, bias)
        while not run.done and run.solved_after is None:
            run = advance(run, 25, backend)
        if run.solved_after is not None:
            found.append(run.solved_after)
    print(".", end="", file=sys.stderr, flush=True)
    return Tried(len(found), seeds, median(found) if found else None)


def wilson(solved: int, seeds: int) -> tuple[float, float]:
    """The interval of 95 % for a share, after E. B. Wilson (1927): it holds near 0 and 1, too.

    >>> [round(edge, 3) for edge in wilson(64, 64)]
    [0.943, 1.0]
    """
    share, square = solved / seeds, Z * Z / seeds
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * sqrt(share * (1 - share) / seeds + square / (4 * seeds))
    return max(0.0, middle - half), min(1.0, middle + half)


def _cell_text(one: Tried) -> str:
    low, high = wilson(one.solved, one.seeds)
    updates = "" if one.updates is None else f", {one.updates:g} updates"
    return f"{one.solved} of {one.seeds} ({100 * low:.0f}–{100 * high:.0f} %){updates}"


def _latch(seeds: int) -> str:
    rows = []
    for units in (1, 2):
        for steps in (6, 8, 12):
            task = LatchTask(steps)
            rows.append([str(units), str(steps), *(_cell_text(tried(task, cell, units, "1", seeds)) for cell in NAMES)])
    recipe = LatchTask(8).recipe
    return (
        table(["latch: units", "steps", *(TITLES[cell] for cell in NAMES)], rows)
        + f"\n\nThe last marked bit. Solved of {seeds} seeds, with Wilson's interval of 95 %, and the median of the "
        f"updates after which all of 256 fresh sequences were answered rightly, of at most {recipe.updates}; learning "
        f"rate {recipe.learning_rate:g}, {recipe.batch} sequences an update, bias 1."
    )


def _recall(seeds: int) -> str:
    rows = []
    for bias in ("0", "3", "log"):
        for cell in NAMES:
            if cell == "rnn" and bias != "3":
                continue  # it has no gate to put a bias on
            found = [_cell_text(tried(RecallTask(length), cell, UNITS, bias, seeds)) for length in LENGTHS]
            rows.append([TITLES[cell], NONE if cell == "rnn" else BIASES[bias].title, *found])
    print(file=sys.stderr)
    recipe = TASK.recipe
    return (
        table(["recall", "bias", *(f"T = {length}" for length in LENGTHS)], rows)
        + f"\n\nThe first of T bits, {UNITS} units, as above; at most {recipe.updates} updates, learning rate "
        f"{recipe.learning_rate:g}."
    )


NONE = "–"


def _times(rounds: int) -> str:
    """The kernel in the worker and natively, and PyTorch: all updates of a training; and all three in the worker."""
    seconds: dict[tuple[str, str], list[float]] = {}
    together: list[float] = []
    missing = ""
    with ExitStack() as stack:
        server = stack.enter_context(serve([("/bench/", HERE / "pages"), ("/bench/", HERE), ("/", ROOT / "dist")]))
        chromium = stack.enter_context(browser())
        page = our_python(chromium, server.url, "memory_in_worker.py", "memory_runs.py")
        version = chromium.version
        try:
            torch = stack.enter_context(
                subprocess.Popen(
                    [str(torch_python()), str(HERE / "torch_memory_peer.py")],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        except BuildError as error:
            torch, missing = None, str(error)
        if torch is not None:
            assert torch.stdin is not None
            assert torch.stdout is not None
            stack.callback(torch.stdin.close)
            version += f", PyTorch {json.loads(torch.stdout.readline())['version']}, one thread, fused Adam"
        for turn in range(-1, rounds):  # the first one warms up
            for cell in NAMES:
                answers = {"worker": page.evaluate("ask", {"cell": cell, "seed": 1}), "native": timed(cell, 1)}
                if torch is not None:
                    answers["torch"] = _ask(torch, given(begun(cell, 1)))
                _compare(cell, answers)
                for where, answer in answers.items():
                    if turn >= 0:
                        seconds.setdefault((cell, where), []).append(answer["seconds"])
            answer = page.evaluate("ask", {"seed": 2 + turn})
            if turn >= 0:
                together.append(answer["seconds"])
            print(".", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
    rows = []
    for cell in NAMES:
        cells = [str(spread(seconds[cell, where]).scaled(1000)) for where in ("worker", "native")]
        against = [NONE, ""]
        if (cell, "torch") in seconds:
            found = ratio(seconds[cell, "worker"], seconds[cell, "torch"])
            cells.append(str(spread(seconds[cell, "torch"]).scaled(1000)))
            against = [str(found), f"≤ {OF_TORCH:g}: {verdict(found.median, OF_TORCH)}"]
        else:
            cells.append(NONE)
        rows.append([TITLES[cell], *cells, *against])
    all_of_them = spread(together)
    return (
        table(["cell", "worker, ms", "native, ms", "PyTorch, ms", "worker / PyTorch", "budget"], rows)
        + f"\n\n{TASK.recipe.updates} updates of {TASK.recipe.batch} sequences, recall T = {STEPS}, {UNITS} units, "
        f"bias {BIAS}, {rounds} alternating rounds, Chromium {version}. The losses of the first {COMPARED} updates are "
        f"within {TOLERANCE:g} of each other. All three together as the page computes them, with drawing the sequences "
        f"and the checks, in the worker: {all_of_them} s, budget ≤ {ALL_THREE:g}: "
        f"{verdict(all_of_them.median, ALL_THREE)}." + (f"\nPyTorch is missing: {missing}" if missing else "")
    )


def given(run: FreshRun) -> dict[str, Any]:
    """A training for programs that know nothing of ours: weights by PyTorch's names, and all of its batches."""
    blocks = [batches_of(run.source, run.seed, block) for block in range(run.source.recipe.updates // 25)]
    xs, targets = (np.concatenate([getattr(block, name) for block in blocks]) for name in ("xs", "targets"))
    recipe = run.source.recipe
    return {
        "cell": run.shape.cell,
        **to_state_dicts(run.network),
        "xs": xs.tolist(),
        "targets": targets[:, -1, :, 0].tolist(),
        "learning_rate": recipe.learning_rate,
        "clip": recipe.clip,
    }


def _ask(torch: "subprocess.Popen[str]", asked: dict[str, Any]) -> dict[str, Any]:
    assert torch.stdin is not None
    assert torch.stdout is not None
    print(json.dumps(asked), file=torch.stdin, flush=True)
    answer: dict[str, Any] = json.loads(torch.stdout.readline())
    return answer


def _compare(cell: str, answers: dict[str, Any]) -> None:
    """Raise AssertionError unless all did the same work."""
    first = next(iter(answers.values()))["losses"][:COMPARED]
    for where, answer in answers.items():
        apart = max(abs(a - b) for a, b in zip(answer["losses"][:COMPARED], first, strict=True))
        assert apart <= TOLERANCE, f"{where} does other work with the {cell}: a loss is {apart} apart"
