"""The page never stutters: Python works in a worker, and what comes back is little and one thing a frame."""

from itertools import pairwise, takewhile
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.demo import open_demo
from tests.browser.traffic import Entry, Traffic, traffic, watch_work

pytestmark = pytest.mark.browser

SCRIPTS = 300_000  # bytes of the page's own scripts, PyScript's among them
FOR_WORKERS = {"downloads.mjs", "interpreter.mjs", "runtime.mjs"}  # asked for ahead of them, and not run on the page
COPIED = 150_000  # bytes in one message to a worker; Python has 30 MB, which are handed over
ANSWER = 45_000  # characters of an answer, at most all of the two-bit demo
STATE = 150_000  # characters of a state that the page keeps, of the same demo
CHANGES = 300  # of nodes and attributes that the page makes of one


@pytest.fixture
def trained(page: Page, site: str) -> Traffic:
    """All that the page was asked while Python started, and in a whole training."""
    watch_work(page)
    demo = open_demo(page, f"{site}/two-bit.html")
    demo.set_bits("Target", "01")
    demo.train()
    demo.run("01")
    return traffic(page)


def of(log: list[Entry], what: str) -> list[Entry]:
    return [entry for entry in log if entry["what"] == what]


def is_work(entry: Entry) -> bool:
    return entry.get("type") == "work"


def test_nothing_is_compiled_inflated_or_waited_for_on_the_page(trained: Traffic) -> None:
    assert trained.heavy == []


def test_the_page_copies_little_and_reads_no_part_of_python(trained: Traffic) -> None:
    assert 0 < max(trained.copied) < COPIED
    # Once all works, each script is compared with that list.
    fetched = takewhile(lambda one: not one[0].endswith("SHA256SUMS"), trained.fetched)
    names = {urlsplit(url).path.rpartition("/")[2]: size for url, size in fetched}
    assert [name for name in names if name.endswith((".wasm", ".bin", ".zip", ".asm.mjs", "pyodide.mjs"))] == []
    scripts = [size for name, size in names.items() if name.endswith((".js", ".mjs")) and name not in FOR_WORKERS]
    assert len(scripts) > 5
    assert sum(scripts) < SCRIPTS


def test_one_message_is_under_way_at_a_time(trained: Traffic) -> None:
    kinds = [entry["what"] for entry in trained.log if entry["what"] in ("message", "answer")]
    if kinds[-1] == "message":  # not answered yet
        kinds.pop()
    assert len(kinds) > 50
    assert kinds == ["message", "answer"] * (len(kinds) // 2)


def test_training_is_drawn_frame_by_frame_and_no_oftener(trained: Traffic) -> None:
    """One slice of work a frame, and each is answered with another epoch, which is on the page before the next."""
    slices = [at for at, entry in enumerate(trained.log) if is_work(entry)]
    assert len(slices) > 20
    for begin, end in pairwise(slices):
        between = trained.log[begin + 1 : end]
        assert of(between, "frame"), (begin, end)
        if not of(between, "message"):
            assert len(of(between, "patch")) == 1, between


def test_an_answer_is_small_and_changes_little(trained: Traffic) -> None:
    answers, patches = of(trained.log, "answer"), of(trained.log, "patch")
    assert max(answer["size"] for answer in answers if not answer.get("isState")) < ANSWER
    assert max(answer["size"] for answer in answers) < STATE  # a state to keep comes every five seconds at most
    assert max(patch["changes"] for patch in patches) < CHANGES
    *answered, _ = (answer for message, answer in pairwise(trained.log) if is_work(message))  # the last one ends it
    assert {name for answer in answered for name in answer["regions"]} <= {"two-bit-teach", "two-bit-stage"}


def test_work_on_the_page_would_be_seen(page: Page, disk: str) -> None:
    """In the one file there is all of it, since Python runs on the page itself there."""
    watch_work(page)
    open_demo(page, f"{disk}/two-bit.html")
    page.evaluate("new XMLHttpRequest().open('GET', 'data:,', false)")
    seen = traffic(page)
    kinds = ("DecompressionStream", "WebAssembly.instantiate", "WebAssembly.Module", "XMLHttpRequest that waits")
    assert set(kinds) <= set(seen.heavy)
    assert max(seen.copied) > COPIED
