"""Chromium by its own protocol, where Playwright's way of driving it is seen in what is measured.

Playwright listens to the network. For that Chromium keeps what every image came from, also one whose data stand in its
address, as the pad's strips do: 800 of these take 75 MB with a listener, and nothing without.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import websocket

from bench.chromium import ARGUMENTS
from bundler.fetch.browser import ensure_browser

A_LOOK = 0.05  # s from one look for a file to the next
SETTLES = 1.0  # s after memory was to be given back


class DevTools:
    """A session with a browser, or with one of its pages."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(address, suppress_origin=True)
        self._asked = 0

    def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """What the browser answers; RuntimeError if that is an error."""
        self._asked += 1
        self._socket.send(json.dumps({"id": self._asked, "method": method, "params": parameters}))
        while (answer := json.loads(self._socket.recv())).get("id") != self._asked:
            pass  # events, and what workers tell
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def run(self, script: str, *arguments: object) -> Any:
        """What a function of JavaScript returns for these arguments, once it is there."""
        call = f"({script})({', '.join(json.dumps(argument) for argument in arguments)})"
        answer = self.send("Runtime.evaluate", expression=call, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")


class Tab:
    """The only page of a browser that nobody else listens to."""

    def __init__(self, port: str) -> None:
        def address(path: str) -> Any:
            with urlopen(f"http://127.0.0.1:{port}/json{path}") as found:
                return json.load(found)

        self._browser = DevTools(address("/version")["webSocketDebuggerUrl"])
        self._page = DevTools(next(one for one in address("") if one["type"] == "page")["webSocketDebuggerUrl"])
        self.run = self._page.run

    def open(self, url: str, ready: str) -> None:
        """Go there, and wait until an expression is true."""
        self._page.send("Page.navigate", url=url)
        is_there = f"document.readyState === 'complete' && location.href === {json.dumps(url)}"
        while self.run(f"() => {is_there} && ({ready})") is not True:
            time.sleep(A_LOOK)

    def mouse(self, kind: str, x: float, y: float) -> None:
        """Press, move or release the left button there; `kind` is the protocol's, such as mousePressed."""
        buttons = 0 if kind == "mouseReleased" else 1
        where = {"x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": 1}
        self._page.send("Input.dispatchMouseEvent", type=kind, **where)

    def processes(self) -> list[dict[str, Any]]:
        """All of the browser, as it tells of them."""
        found: list[dict[str, Any]] = self._browser.send("SystemInfo.getProcessInfo")["processInfo"]
        return found

    def collect_garbage(self) -> None:
        """Of the page; workers collect theirs when they like. And tell the browser that memory is short, whereupon it
        may give back what nobody uses.
        """
        self._page.send("HeapProfiler.collectGarbage")
        self._page.send("Memory.simulatePressureNotification", level="critical")
        time.sleep(SETTLES)


@contextmanager
def lone_tab() -> Iterator[Tab]:
    """A browser with one page, driven without Playwright."""
    with tempfile.TemporaryDirectory(prefix="lstm-bench-", ignore_cleanup_errors=True) as folder:
        port_file = Path(folder) / "DevToolsActivePort"
        own = ("--headless", "--window-size=1280,900", "--remote-debugging-port=0", f"--user-data-dir={folder}")
        command = [str(ensure_browser()), *ARGUMENTS, *own, "about:blank"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
            try:
                while not (port_file.exists() and port_file.read_text().count("\n")):
                    time.sleep(A_LOOK)
                yield Tab(port_file.read_text().split()[0])
            finally:
                running.terminate()
