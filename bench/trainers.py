"""The contenders of the epochs table, each asked in the same way."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

from bench.peers import ROOT, torch_python
from bench.problem import as_json
from bench.startup import READY, TIMEOUT
from bundler.errors import BuildError
from rnn.run import Run

TFJS_BACKENDS = ("wasm", "cpu", "webgl")  # the likely winners first
TFJS_STYLES = ("layers", "operations")


class Training(NamedTuple):
    """What came of some epochs from a run's beginning."""

    losses: list[float]  # before each update
    seconds: float  # for all epochs, without setting up


@dataclass(frozen=True)
class Contender:
    """Something that trains. `train` raises BuildError if it turns out that it cannot."""

    path: str  # which column it belongs to
    way: str  # which of several ways, if it has several
    train: Callable[[Run, int], Training]
    one_bias: bool = False  # see problem.one_bias_losses


@contextmanager
def torch_contender() -> Iterator[tuple[Contender, str]]:
    """PyTorch in a process of its own, and its version. Raises BuildError if it cannot be had."""
    command = [str(torch_python()), str(Path(__file__).with_name("torch_peer.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise BuildError("PyTorch's process cannot be talked to.")
        questions, answers = process.stdin, process.stdout

        def answer() -> dict[str, Any]:
            line = answers.readline()
            if not line:
                raise BuildError("PyTorch's process ended; it says why above.")
            data: dict[str, Any] = json.loads(line)
            return data

        def train(run: Run, epochs: int) -> Training:
            try:
                print(json.dumps({"problem": as_json(run), "epochs": epochs}), file=questions, flush=True)
            except OSError as error:
                raise BuildError(f"PyTorch's process is gone ({error}).") from error
            return Training(**answer())

        version = answer()["version"]
        yield Contender("PyTorch", "", train), version
        questions.close()


def tfjs_contenders(browser: Browser, url: str, backends: Sequence[str]) -> tuple[list[Contender], str]:
    """TF.js with every one of `backends` that starts, in every style, and its version."""
    page = browser.new_page()
    page.goto(f"{url}/bench/tfjs.html")

    def contender(backend: str, style: str) -> Contender:
        def train(run: Run, epochs: int) -> Training:
            request = {"backend": backend, "style": style, "problem": as_json(run), "epochs": epochs}
            return Training(**page.evaluate("train", request))

        return Contender("TF.js", f"{backend}, {style}", train, one_bias=style == "layers")

    starts = "async (name) => await tf.setBackend(name).catch(() => false)"
    running = [backend for backend in backends if page.evaluate(starts, backend)]
    version: str = page.evaluate("tf.version['tfjs']")
    contenders = [contender(backend, style) for backend in running for style in TFJS_STYLES]
    return contenders, f"{version} ({', '.join(running)})"


def our_contenders(browser: Browser, url: str) -> list[Contender]:
    """The built site's own Python in its worker: the reference path and the kernel."""
    page = our_python(browser, url, "in_worker.py", "problem.py")
    return [_ours(page, "numpy in Pyodide", "numpy"), _ours(page, "kernel", "kernel")]


def our_python(browser: Browser, url: str, program: str, beside: str) -> Page:
    """A page where the built site's Python runs a program of this folder, which another module is put beside of.

    Its `ask` passes an object on to the program's `sync.train` as JSON, and answers with what that gives.
    """
    page = browser.new_page()
    asked = f"core=/{built('core')}&interpreter=/{built('interpreter')}&program={program}&beside={beside}"
    page.goto(f"{url}/bench/worker.html?{asked}")
    page.wait_for_function(READY, timeout=TIMEOUT)
    return page


def _ours(page: Page, name: str, path: str) -> Contender:
    def train(run: Run, epochs: int) -> Training:
        sizes = {"units": run.shape.units, "bits": len(run.examples.xs)}
        request = {"path": path, **sizes, "learning_rate": run.settings.learning_rate, "epochs": epochs}
        answer = page.evaluate("ask", request)
        if "missing" in answer:
            raise BuildError(answer["missing"])
        return Training(**answer)

    return Contender(name, "", train)


def built(part: str) -> str:
    """Where the built page has its `core` or `interpreter`, relative to the site."""
    html = (ROOT / "dist" / "two-bit.html").read_text("utf-8")
    found = re.search(rf'data-{part}="([^"]+)"', html)
    if found is None:
        raise BuildError(f"two-bit.html has no data-{part} any more; see bench/trainers.py.")
    return found[1]
