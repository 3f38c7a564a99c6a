"""Trains the three cells with the site's own Python in its worker; run by pages/worker.html, beside memory_runs.py."""

import json

from memory_runs import all_three, timed  # type: ignore[import-not-found]  # put there by the page's configuration
from pyscript import sync  # type: ignore[import-not-found]  # exists only in the browser


def train(request: str) -> str:
    """Answer {"cell", "seed"} with {"losses", "seconds"}; {"seed"} with {"seconds"} of all three."""
    wanted = json.loads(request)
    if "cell" in wanted:
        return json.dumps(timed(wanted["cell"], wanted["seed"]))
    return json.dumps({"seconds": all_three(wanted["seed"])})


sync.train = train
