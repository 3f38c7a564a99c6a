"""All that happens on a page, from before its first byte."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page


@dataclass
class Record:
    """What a page asked for and complained about."""

    requests: list[str] = field(default_factory=list)  # addresses
    console: list[str] = field(default_factory=list)  # errors and warnings
    errors: list[str] = field(default_factory=list)  # uncaught exceptions


def watch(page: Page) -> Record:
    """Begin to record."""
    record = Record()
    page.on("request", lambda request: record.requests.append(request.url))
    page.on("pageerror", lambda error: record.errors.append(str(error)))
    page.on(
        "console",
        lambda message: (
            record.console.append(f"{message.type}: {message.text}") if message.type in ("error", "warning") else None
        ),
    )
    return record


def busy_tasks(page: Page, act: Callable[[], None]) -> list[float]:
    """How long each task of a page's main thread computed while ``act`` ran, in ms, the longest first.

    By the thread's own clock, which stands still while other programs have the processor. Of all pages and frames that
    are open in the browser.
    """
    browser = page.context.browser
    assert browser
    browser.start_tracing(page=page, categories=["toplevel"])
    try:
        act()
    finally:
        events = json.loads(browser.stop_tracing())["traceEvents"]
    threads = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    computed = [event["tdur"] / 1000 for event in events if (event["pid"], event["tid"]) in threads and "tdur" in event]
    return sorted(computed, reverse=True)


def least_busy(limit: float, attempt: Callable[[], list[float]]) -> list[float]:
    """The ``busy_tasks`` of the first of three attempts without one that reached the limit, else of the last.

    Programs that share a processor's caches slow each other down, and that does count.
    """
    for _ in range(3):
        tasks = attempt()
        print(f"the longest tasks: {', '.join(f'{task:.0f} ms' for task in tasks[:5])}")
        if tasks[0] < limit:
            break
    return tasks
