"""All that happens on a page, from before its first byte."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

EXPECTED = "Unable to use `window` or `document` in worker"  # from PyScript: the worker needs neither


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
