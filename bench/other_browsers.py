"""How long Python takes to start in Firefox and in WebKitGTK, once each, against a stock page there."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.peers import ROOT
from bench.report import table
from bundler.commands import run
from bundler.fetch.npm import node_modules
from tests.browser import webkit

SCRIPT = Path(__file__).with_name("firefox_start.mjs")
DRIVER = ROOT / "tests" / "browser" / "firefox"  # with what that imports
FIREFOX, WEBKIT = ("LSTM_FIREFOX", "firefox-esr"), ("LSTM_WEBKIT", "WebKitWebDriver")  # a variable, a program
TIMEOUT = 600.0  # s
WATCH = """
const tell = arguments[0];
const watching = setInterval(() => {
  if (!(READY)) return;
  clearInterval(watching);
  tell(performance.now());
}, 5);
"""


def started_elsewhere(ours: str, stock: str, ready: str) -> str:
    """A table of both pages' starts, in each of these browsers that is here; they are fresh and open one page.

    `ready` is an expression in JavaScript, true once Python answers.
    """
    rows = []
    for name, times in _measured([ours, stock], ready):
        rows.append([name, *(f"{time:.0f}" for time in times), f"{times[0] / times[1]:.3f}"])
    return (
        table(["browser", "ours, ms", "stock PyScript, ms", "ours / stock"], rows)
        if rows
        else "No other browser is here."
    )


def _measured(urls: Sequence[str], ready: str) -> Iterator[tuple[str, list[float]]]:
    if program := _program(*FIREFOX):
        node_modules(DRIVER)
        task = json.dumps({"program": program, "urls": urls, "ready": ready})
        printed = run(["node", SCRIPT, task], what="Firefox", timeout=TIMEOUT)
        told = [json.loads(line) for line in printed.splitlines()]
        yield told[0]["version"], [one["ready"] for one in told]
    if program := _program(*WEBKIT):
        version, times = "", []
        for url in urls:
            with tempfile.TemporaryDirectory() as folder, webkit.start(program, Path(folder)) as window:
                version = window.version
                window.driver.set_script_timeout(TIMEOUT)
                window.open(url)
                times.append(window.driver.execute_async_script(WATCH.replace("READY", ready)))
        yield f"WebKitGTK {version}", times


def _program(variable: str, name: str) -> str | None:
    return os.environ.get(variable) or shutil.which(name)
