"""The functions that no visit runs come after the others, and are there when one is called all the same."""

import json
import shutil
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, Worker, expect

from bundler.python.pyodide_node import Runtime, run_in_pyodide
from bundler.site import fetched
from bundler.wasm.split import REST
from tests.browser.conftest import ROOT
from tests.browser.demo import Demo
from tests.browser.faulty_site import (
    Fault,
    FaultyHandler,
    FaultySite,
    corrupted,
    missing,
    rewritten,
    silent,
    truncated,
    unreachable,
    withheld,
)
from tests.browser.test_failures import check_failed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("wasm-split"), reason="there is no wasm-split (binaryen)"),
]

SELDOM = Path(__file__).with_name("seldom.py")
INTERPRETER = "interpreter.mjs"
TOLD = rewritten("return python;", "globalThis.python = python; return python;")


@pytest.fixture(scope="module")
def stock() -> list[str]:
    """What stock Pyodide makes of it, under Node."""
    modules, numpy = fetched(ROOT)
    runtime = Runtime(modules / "pyodide" / "python_stdlib.zip", numpy)
    answers: list[str] = json.loads(run_in_pyodide(modules / "pyodide", SELDOM, {}, what="Stock", runtime=runtime))
    return answers


def python_of(page: Page, site: FaultySite, path: str = "two-bit.html") -> tuple[Demo, Worker]:
    """A page of which Python is ready, and the worker that it runs in, which knows it as `python`."""
    site.faults[INTERPRETER] = TOLD
    page.goto(f"{site.url}/{path}")
    demo = Demo(page)
    demo.wait_ready()
    (worker,) = [worker for worker in page.workers if worker.evaluate("'python' in globalThis")]
    return demo, worker


def at_the_second_time() -> Fault:
    """The page fetches the file at leisure, and does not get it; whoever asks again does."""
    asked = threading.Event()

    def fault(handler: FaultyHandler, file: Path) -> None:
        if asked.is_set():
            handler.serve_well()
        else:
            asked.set()
            silent(handler, file)

    return fault


def done_seldom(worker: Worker | Frame) -> list[str]:
    answers: list[str] = json.loads(worker.evaluate("(code) => python.runPython(code)", SELDOM.read_text("utf-8")))
    return answers


def test_they_come_by_themselves_once_python_is_ready(page: Page, faulty_site: FaultySite, stock: list[str]) -> None:
    with page.expect_request_finished(lambda request: request.url.endswith(REST)):
        _, worker = python_of(page, faulty_site)
    asked = [path.rpartition("/")[2] for path in faulty_site.asked]
    assert asked.index(REST) > asked.index("pyodide.asm.wasm")
    assert done_seldom(worker) == stock
    assert [path.rpartition("/")[2] for path in faulty_site.asked].count(REST) == 1


def test_start_and_training_need_none_of_them(page: Page, faulty_site: FaultySite) -> None:
    go = threading.Event()
    faulty_site.faults[REST] = withheld(go)
    demo, _ = python_of(page, faulty_site)
    demo.set_bits("Target", "10")
    demo.train()
    demo.run("10")
    demo.explain("c", 2)
    assert faulty_site.asked.count(next(path for path in faulty_site.asked if path.endswith(REST))) == 1  # at leisure
    go.set()


def test_one_that_is_called_before_is_waited_for(page: Page, faulty_site: FaultySite, stock: list[str]) -> None:
    """By another address, since what is under way keeps a second request for its own waiting for 20 seconds."""
    faulty_site.faults[REST] = at_the_second_time()
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    demo, worker = python_of(page, faulty_site)
    assert done_seldom(worker) == stock
    first, second = [url for url in asked if REST in url]
    assert second.startswith(f"{first}?")
    demo.train()


def test_so_is_one_where_python_runs_on_the_page_itself(page: Page, faulty_site: FaultySite, stock: list[str]) -> None:
    faulty_site.faults = {INTERPRETER: TOLD, REST: at_the_second_time()}
    page.set_content(f'<iframe sandbox="allow-scripts" src="{faulty_site.url}/two-bit.html"></iframe>')
    (frame,) = page.main_frame.child_frames
    Demo(page, frame=frame).wait_ready()
    assert done_seldom(frame) == stock


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (missing, "could not be fetched .*404"),
        (corrupted, "is damaged"),
        (truncated, "is damaged"),
        (unreachable, "could not be fetched .*Failed to (load|fetch)"),
    ],
)
def test_where_they_cannot_be_had_the_page_says_so(
    page: Page, faulty_site: FaultySite, fault: Fault, cause: str
) -> None:
    faulty_site.faults[REST] = fault
    demo, worker = python_of(page, faulty_site)
    demo.train()  # goes without them
    trained = demo.status.inner_text()
    # In a task of its own: the worker ends with it.
    worker.evaluate("(code) => { setTimeout(() => python.runPython(code)); }", SELDOM.read_text("utf-8"))
    check_failed(demo, f"{REST},? .*{cause}")
    bit = demo.switch("Test", 2)
    before = bit.get_attribute("aria-checked") or ""
    bit.click()  # is not for what is left of Python to answer
    del faulty_site.faults[REST]
    demo.root.get_by_role("button", name="Retry").click()
    demo.wait_ready()
    expect(bit).not_to_have_attribute("aria-checked", before)
    expect(demo.status).to_have_text(trained)
