"""The built site on a server that can be told to fail, file by file.

A server of our own and not the browser's request interception: interception knows no slow or broken connections, and
it turns off the browser's cache, in which a damaged file may stay.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, override

from bundler.server import HOST, SiteHandler, SiteServer, address

PART = 64 * 1024  # bytes written at once


class FaultySite:
    """A running server; the faults may be changed at any time."""

    def __init__(self, dist: Path) -> None:
        self.dist = dist
        self.url = ""
        self.faults: dict[str, Fault] = {}  # by the end of a file's name
        self.headers: dict[str, str] = {}  # sent with everything
        self.without: set[str] = set()  # headers that are not sent
        self.asked: list[str] = []  # paths of all requests, oldest first
        self.closing = threading.Event()

    def fault_of(self, path: str) -> "Fault | None":
        """The fault that the file at `path` suffers from, if any."""
        return next((fault for ending, fault in self.faults.items() if path.endswith(ending)), None)


class FaultyHandler(SiteHandler):
    """One request; `site` is set in a subclass for each server."""

    site: FaultySite

    @override
    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.site.asked.append(path)
        if fault := self.site.fault_of(path):
            fault(self, Path(self.translate_path(path)))
        else:
            super().do_GET()

    @override
    def end_headers(self) -> None:
        for name, value in self.site.headers.items():
            self.send_header(name, value)
        super().end_headers()

    @override
    def send_header(self, keyword: str, value: str) -> None:
        if keyword not in self.site.without:
            super().send_header(keyword, value)

    def serve_well(self) -> None:
        """Answer as if there were no fault."""
        super().do_GET()

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """The faults are wanted."""

    def answer(self, body: bytes, mime_type: str, length: int | None = None) -> None:
        """Send `body`, claiming that it has `length` bytes."""
        self.send_response(200)
        self.send_header("Content-Type", mime_type)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)


type Fault = Callable[[FaultyHandler, Path], None]


def missing(handler: FaultyHandler, file: Path) -> None:
    """There is no such file."""
    handler.send_error(404)


def answering(code: int) -> Fault:
    """The server answers with an error, and a page that tells of it."""

    def fault(handler: FaultyHandler, file: Path) -> None:
        handler.send_error(code)

    return fault


def sign_in(handler: FaultyHandler, file: Path) -> None:
    """Whatever is asked for, the way leads to a page at which to sign in."""
    if handler.path == "/sign-in":
        web_page(handler, file)
    else:
        handler.send_response(302)
        handler.send_header("Location", "/sign-in")
        handler.send_header("Content-Length", "0")
        handler.end_headers()


def truncated(handler: FaultyHandler, file: Path) -> None:
    """The second half of the file is not on the server."""
    body = file.read_bytes()
    handler.answer(body[: len(body) // 2], handler.guess_type(file))


def corrupted(handler: FaultyHandler, file: Path) -> None:
    """As long as it should be, but some bytes in the middle are wrong."""
    body = bytearray(file.read_bytes())
    middle = len(body) // 2
    body[middle : middle + 512] = bytes(byte ^ 0xFF for byte in body[middle : middle + 512])
    handler.answer(bytes(body), handler.guess_type(file))


def web_page(handler: FaultyHandler, file: Path) -> None:
    """A friendly page in its place, as some hosts and hotel networks send it."""
    handler.answer(b"<!doctype html><title>Welcome</title><p>Please sign in.", "text/html; charset=utf-8")


def plain_text(handler: FaultyHandler, file: Path) -> None:
    """The right bytes, called text."""
    handler.answer(file.read_bytes(), "text/plain; charset=utf-8")


def cut_off(handler: FaultyHandler, file: Path) -> None:
    """The connection breaks in the middle of the file."""
    body = file.read_bytes()
    handler.answer(body[: len(body) // 2], handler.guess_type(file), length=len(body))
    handler.close_connection = True


def unreachable(handler: FaultyHandler, file: Path) -> None:
    """There is no server any more."""
    handler.close_connection = True


def bit_by_bit(more: threading.Semaphore, parts: int) -> Fault:
    """All is well, but the file comes in so many parts, each only once `more` is released."""

    def fault(handler: FaultyHandler, file: Path) -> None:
        body = file.read_bytes()
        handler.answer(b"", handler.guess_type(file), length=len(body))
        for part in range(parts):
            more.acquire()
            handler.wfile.write(body[len(body) * part // parts : len(body) * (part + 1) // parts])

    return fault


def silent(handler: FaultyHandler, file: Path) -> None:
    """The server takes the request and says nothing."""
    handler.site.closing.wait()
    handler.close_connection = True


def stalled(handler: FaultyHandler, file: Path) -> None:
    """The server stops in the middle of the file, and the connection stays."""
    body = file.read_bytes()
    handler.answer(body[: len(body) // 2], handler.guess_type(file), length=len(body))
    silent(handler, file)


def only_once(fault: Fault) -> Fault:
    """The first time that it is asked for; from then on all is well."""
    faults = iter([fault])

    def first(handler: FaultyHandler, file: Path) -> None:
        now = next(faults, None)
        if now:
            now(handler, file)
        else:
            handler.serve_well()

    return first


def withheld(until: threading.Event) -> Fault:
    """All is well, but the file comes only once `until` is set."""

    def fault(handler: FaultyHandler, file: Path) -> None:
        until.wait()
        handler.serve_well()

    return fault


def withheld_halfway(until: threading.Event) -> Fault:
    """All is well, but the second half of the file comes only once `until` is set."""

    def fault(handler: FaultyHandler, file: Path) -> None:
        body = file.read_bytes()
        half = len(body) // 2
        handler.answer(body[:half], handler.guess_type(file), length=len(body))
        until.wait()
        handler.wfile.write(body[half:])

    return fault


def rewritten(old: str, new: str) -> Fault:
    """A text file in which `old` reads `new`."""

    def fault(handler: FaultyHandler, file: Path) -> None:
        text = file.read_text("utf-8")
        assert old in text, f"{file.name} does not hold {old!r}"
        handler.answer(text.replace(old, new).encode(), handler.guess_type(file))

    return fault


@contextmanager
def serve_faulty(dist: Path) -> Iterator[FaultySite]:
    """Serve `dist` while the block runs."""
    site = FaultySite(dist)
    handler = type("Handler", (FaultyHandler,), {"site": site})
    with SiteServer((HOST, 0), lambda *args: handler(*args, directory=str(dist))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        site.url = address(server)
        try:
            yield site
        finally:
            site.closing.set()
            server.shutdown()
            thread.join()
