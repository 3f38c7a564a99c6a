"""What the memory table trains. The browser's Python imports this too."""

import time
from typing import Any

from demos.memory.cells import NAMES
from demos.memory.training import begin
from rnn.fresh_run import FreshRun, advance, batches_of
from rnn.native.fresh_backend import fastest
from tasks.recall import RecallTask

STEPS, UNITS, BIAS = 20, 4, "3"
TASK = RecallTask(STEPS)


def begun(cell: str, seed: int) -> FreshRun:
    """A training of the recall task at its beginning, as the page begins it."""
    return begin(seed, cell, UNITS, TASK, BIAS)


def timed(cell: str, seed: int) -> dict[str, Any]:
    """All updates of a training, without the time to draw its sequences, which the three cells share."""
    blocks = TASK.recipe.updates // 25
    for block in range(blocks):
        batches_of(TASK, seed, block)
    run, backend = begun(cell, seed), fastest()
    start = time.perf_counter()
    run = advance(run, TASK.recipe.updates, backend)
    return {"losses": list(run.losses), "seconds": time.perf_counter() - start}


def all_three(seed: int) -> float:
    """Seconds of all that the page computes to train the three cells, sequences and checks included."""
    backend = fastest()
    batches_of.cache_clear()
    start = time.perf_counter()
    runs = [begun(cell, seed) for cell in NAMES]
    while any(not run.done for run in runs):
        runs = [run if run.done else advance(run, 5, backend) for run in runs]
    return time.perf_counter() - start
