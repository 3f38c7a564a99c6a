"""What a page asks of its own thread, counted: so much to compile, so much to copy, so many messages and changes.

Whether a page stutters is a matter of milliseconds, and those depend on what else the machine does: the benchmark
measures them. What there is to do does not; see watch_page.js.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page

WATCH = Path(__file__).with_name("watch_page.js").read_text("utf-8")
FETCHED = """performance.getEntriesByType("resource").map((entry) => [entry.name, entry.decodedBodySize])"""

type Entry = dict[str, Any]


@dataclass(frozen=True)
class Traffic:
    """What a page, or a frame in it, was asked so far."""

    heavy: list[str]  # what no page should do itself
    copied: list[int]  # bytes of each message to a worker, without what is handed over
    message_lengths: list[int]  # characters of each message from another window
    log: list[Entry]  # frames, messages to Python, answers and changes of the page, in order
    moved: float  # as browsers score what moves by itself
    fetched: list[tuple[str, int]]  # what it fetched itself, its workers apart: address, bytes


def watch_work(page: Page) -> None:
    """Begin to count, from before the first script of the page that is opened next, and of its frames."""
    page.add_init_script(WATCH)


def traffic(place: Page | Frame) -> Traffic:
    """What was counted so far."""
    found = place.evaluate(f"({{ ...watched, moved: watched.moved(), fetched: {FETCHED} }})")
    return Traffic(**{**found, "fetched": [tuple(entry) for entry in found["fetched"]]})


@contextmanager
def heard(page: Page) -> Iterator[list[Entry]]:
    """The messages to Python while the block runs; they are in the list when it is over."""
    begin: int = page.evaluate(f"() => {{ if (!window.watched) {{ {WATCH} }} return watched.log.length; }}")
    messages: list[Entry] = []
    yield messages
    messages += [entry for entry in traffic(page).log[begin:] if entry["what"] == "message"]
