"""A static web server for dist/, for looking at the site and for the tests."""

import os
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, override

from bundler.errors import BuildError

HOST = "127.0.0.1"

# Set here because the standard library asks the operating system, and some answer wrongly: Pyodide does not start when
# .wasm or .mjs come with another type.
MIME_TYPES = {
    "": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".py": "text/x-python; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".bin": "application/octet-stream",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}


class SiteHandler(SimpleHTTPRequestHandler):
    """Serves files with the headers a good static host would send."""

    protocol_version = "HTTP/1.1"  # connections stay open; a page asks for a dozen files

    @override
    def guess_type(self, path: str | os.PathLike[str]) -> str:
        return MIME_TYPES.get(Path(path).suffix.lower(), MIME_TYPES[""])

    @override
    def send_response(self, code: int, message: str | None = None) -> None:
        super().send_response(code, message)
        forever = "/assets/" in self.path and code in (200, 304)
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if forever else "no-cache")
        # A page in a sandboxed frame has an origin of its own and may load modules only from hosts that say so.
        self.send_header("Access-Control-Allow-Origin", "*")

    @override
    def list_directory(self, path: str | os.PathLike[str]) -> None:
        self.send_error(404, "No such page")

    @override
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass  # only errors are worth a line

    @override
    def log_message(self, format: str, *args: Any) -> None:
        print("  " + format % args, flush=True)


class SiteServer(ThreadingHTTPServer):
    """One thread a connection; the threads end with the program."""

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # on Windows it would let two servers share a port
    allow_reuse_port = False

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that closes a tab mid-download is no news."""


def open_server(dist: Path, port: int) -> SiteServer:
    """A server for folder `dist` on `port`, or on a free port if that one is taken; not yet running.

    Raises BuildError if no port can be had at all.
    """

    def handler(*args: Any) -> SiteHandler:
        return SiteHandler(*args, directory=str(dist))

    try:
        return SiteServer((HOST, port), handler)
    except (OSError, OverflowError):
        try:
            return SiteServer((HOST, 0), handler)
        except OSError as error:
            raise BuildError(f"Cannot listen on {HOST}: {error}.") from error


def address(server: SiteServer) -> str:
    """The server's address, without a slash at the end."""
    return f"http://{HOST}:{server.server_address[1]}"


@contextmanager
def serve_background(dist: Path, port: int = 0) -> Iterator[str]:
    """Serve `dist` while the block runs and yield the address. Port 0 means any free one."""
    with open_server(dist, port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield address(server)
        finally:
            server.shutdown()
            thread.join()


def serve(dist: Path, port: int, open_page: bool) -> None:
    """Serve `dist` until Ctrl-C, saying where, and show it in the browser if `open_page`."""
    with open_server(dist, port) as server:
        if server.server_address[1] != port:
            print(f"Port {port} is taken.")
        print(f"The site is at {address(server)}/ (Ctrl-C stops it)", flush=True)
        if open_page:
            webbrowser.open(address(server))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("\nStopped.")


def someone_is_looking() -> bool:
    """Whether opening a browser window makes sense: not on CI, and not on a Unix machine without a display."""
    if os.environ.get("CI"):
        return False
    if os.name == "nt" or os.uname().sysname == "Darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
