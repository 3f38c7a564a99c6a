"""All that happens on a page, from before its first byte."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

OBSERVE = """
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) window.longTasks.push(Math.round(task.duration));
}).observe({ type: "longtask", buffered: true });
"""


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


def long_tasks(page: Page, act: Callable[[], None]) -> list[int]:
    """How long each task took that kept the page from answering for more than 50 ms while ``act`` ran, in ms."""
    page.add_init_script(OBSERVE)
    act()
    durations: list[int] = page.evaluate("window.longTasks")
    return durations


def fewest(attempt: Callable[[], list[int]]) -> list[int]:
    """The ``long_tasks`` of the first of five attempts that had none, else of the last.

    The clock goes on while other programs have the processor; a page that really has a long task has it every time.
    """
    for _ in range(5):
        tasks = attempt()
        print(f"long tasks: {tasks} ms")
        if not tasks:
            break
    return tasks
