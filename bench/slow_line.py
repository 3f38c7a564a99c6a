"""The bench's server behind a line as many readers have it: gzip, so many bits a second for all, a delay an answer."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, override

from bench.serving import MountedHandler, Mounts, Server, serve

PACKED = (".bin", ".woff2", ".png", ".zip", ".whl")  # what gzip makes no smaller
PART = 16 * 1024  # bytes written at once


class Speed(NamedTuple):
    """That of a line."""

    bits: float = 10e6  # a second
    delay: float = 0.04  # seconds from a request to the beginning of its answer


class Carried(NamedTuple):
    """A file that went over a line; times are those of time.time, in seconds."""

    name: str
    asked: float
    done: float
    size: int  # bytes


class Line:
    """A line that all connections share."""

    def __init__(self, speed: Speed) -> None:
        self.speed = speed
        self.carried: list[Carried] = []
        self._free = 0.0
        self._lock = threading.Lock()

    def carry(self, count: int) -> None:
        """Return when so many bytes have gone over it."""
        with self._lock:
            self._free = max(time.perf_counter(), self._free) + 8 * count / self.speed.bits
            over = self._free
        time.sleep(max(over - time.perf_counter(), 0))


class SlowHandler(MountedHandler):
    """Serves files over a line; `line` and `bodies`, what was compressed already, are set for each server."""

    line: Line
    bodies: dict[Path, bytes]

    @override
    def do_GET(self) -> None:
        self.asked.append(self.path.partition("?")[0])
        file = Path(self.translate_path(self.path.partition("?")[0]))
        asked = time.time()
        time.sleep(self.line.speed.delay)
        if not file.is_file():
            self.send_error(404)
            return
        is_packed = file.suffix in PACKED
        if file not in self.bodies:
            self.bodies[file] = file.read_bytes() if is_packed else gzip.compress(file.read_bytes(), 6)
        body = self.bodies[file]
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Length", str(len(body)))
        if not is_packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        rest = BytesIO(body)
        while part := rest.read(PART):
            self.line.carry(len(part))
            self.wfile.write(part)
        self.line.carried.append(Carried(file.name, asked, time.time(), len(body)))


@contextmanager
def serve_slowly(mounts: Mounts, line: Line) -> Iterator[Server]:
    """Serve `mounts` over such a line while the block runs."""
    with serve(mounts, SlowHandler, line=line, bodies={}) as server:
        yield server
