"""Trains with the site's own Python in its worker; run by pages/worker.html, with problem.py beside it."""

import importlib
import json
import time

from problem import problem  # type: ignore[import-not-found]  # put there by the page's configuration
from pyscript import sync  # type: ignore[import-not-found]  # exists only in the browser

from lstm.training import Run, advance


def by_numpy(run: Run, epochs: int) -> list[float]:
    """The reference path. The loss before each update."""
    for _ in range(epochs):
        run = advance(run)
    return [snapshot.loss for snapshot in run.snapshots]


def by_kernel(run: Run, epochs: int) -> list[float]:
    """The fast path, many epochs a call. Raises ImportError where the site has none."""
    kernel = importlib.import_module("lstm.kernel")
    run = kernel.advance_many(run, epochs)
    return [snapshot.loss for snapshot in run.snapshots]


PATHS = {"numpy": by_numpy, "kernel": by_kernel}


def train(request: str) -> str:
    """Answer {"path", "units", "bits", "learning_rate", "epochs"} with {"losses", "seconds"}, or {"missing": why}."""
    wanted = json.loads(request)
    run = problem(wanted["units"], wanted["bits"], wanted["learning_rate"])
    try:
        start = time.perf_counter()
        losses = PATHS[wanted["path"]](run, wanted["epochs"])
        seconds = time.perf_counter() - start
    except ImportError as error:
        return json.dumps({"missing": str(error)})
    return json.dumps({"losses": losses, "seconds": seconds})


sync.train = train
