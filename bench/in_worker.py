"""Trains with the site's own Python in its worker; run by pages/worker.html, with problem.py beside it."""

import importlib
import json
import time
from typing import Any

from problem import problem  # type: ignore[import-not-found]  # put there by the page's configuration
from pyscript import sync  # type: ignore[import-not-found]  # exists only in the browser

from rnn.run import Run, advance


def by_numpy(run: Run, epochs: int) -> list[float]:
    """The reference path. The loss before each update."""
    for _ in range(epochs):
        run = advance(run)
    return [snapshot.loss for snapshot in run.snapshots]


def by_kernel(run: Run, epochs: int) -> list[float]:
    """The fast path, as many epochs a call as it likes. Raises ImportError where the site has none."""
    backend: Any = importlib.import_module("rnn.native.backend").load()  # once; it is kept
    if not callable(backend):
        raise ImportError(backend.reason)
    while len(run.snapshots) < epochs:
        run = advance(run, epochs - len(run.snapshots), backend)
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
