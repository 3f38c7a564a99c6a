"""The main journey of each demo in Firefox, from a server and from disk.

Playwright does not drive Debian's Firefox, so a script for Node does; see firefox/journey.mjs.
"""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from bundler.commands import run
from bundler.npm import node_modules
from demos.pattern.presets import PRESETS

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent / "firefox"
VARIABLE = "LSTM_FIREFOX"
EXPECTED = "Unable to use `window` or `document` in worker"  # from PyScript: the worker needs neither
SECONDS = 240.0


@pytest.fixture(scope="session")
def firefox() -> str:
    """The path of Firefox; without one, the test is skipped."""
    named = os.environ.get(VARIABLE)
    program = named or shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip(f"no Firefox was found; install Debian's firefox-esr, or set {VARIABLE} to the path of one")
    return program


def travel(program: str, url: str, names: list[str], *, from_disk: bool) -> dict[str, Any]:
    """What the script tells about a page; from disk without a network and in a private window."""
    node_modules(FOLDER)
    demos = [{"name": name, "bits": len(PRESETS[name].target)} for name in names]
    task = {"program": program, "url": url, "demos": demos, "pad": "Wave", "offline": from_disk, "private": from_disk}
    told = run(["node", FOLDER / "journey.mjs", json.dumps(task)], what="Firefox", timeout=SECONDS)
    answer: dict[str, Any] = json.loads(told)
    return answer


@pytest.mark.parametrize(("home", "page"), [("site", "index.html"), ("disk", "offline.html")], ids=["hosted", "file"])
def test_every_demo_trains_and_judges(firefox: str, request: pytest.FixtureRequest, home: str, page: str) -> None:
    names = list(PRESETS)
    told = travel(firefox, f"{request.getfixturevalue(home)}/{page}", names, from_disk=home == "disk")
    assert list(told["demos"]) == names
    for name, seen in told["demos"].items():
        bits = len(PRESETS[name].target)
        assert seen["epochs"] > 0
        target, opposite = "0".ljust(bits, "1"), "1".ljust(bits, "0")
        assert re.match("1: 1.*pattern recognised", seen["verdicts"][target]), name
        assert re.match("0: 0.*not the pattern", seen["verdicts"][opposite]), name
    assert told["drawnOn"] > 10
    assert told["foreign"] == []
    if home == "site":  # so that foreign ones would have been seen
        assert any(url.endswith("core.js") for url in told["asked"])
    assert [text for text in told["complaints"] if EXPECTED not in text] == []
