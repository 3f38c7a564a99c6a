"""All that happens on a page, from before its first byte."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

# A task is long when it keeps the page from answering for more than 50 ms.
OBSERVE = """
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) window.longTasks.push([Math.round(task.startTime), Math.round(task.duration)]);
}).observe({ type: "longtask", buffered: true });
"""


@dataclass
class Record:
    """What a page asked for and complained about."""

    requests: list[str] = field(default_factory=list)  # addresses
    console: list[str] = field(default_factory=list)  # errors and warnings
    errors: list[str] = field(default_factory=list)  # uncaught exceptions


def watch(page: Page) -> Record:
    """Begin to record; long tasks are kept in the page, see `long_tasks`."""
    record = Record()
    page.on("request", lambda request: record.requests.append(request.url))
    page.on("pageerror", lambda error: record.errors.append(str(error)))
    page.on(
        "console",
        lambda message: (
            record.console.append(f"{message.type}: {message.text}") if message.type in ("error", "warning") else None
        ),
    )
    page.add_init_script(OBSERVE)
    return record


def long_tasks(page: Page) -> list[tuple[int, int]]:
    """(start, duration) in ms of every long task so far on a watched page."""
    return [(start, duration) for start, duration in page.evaluate("window.longTasks")]
