"""One server for the built site, the pages of the benchmark, and what the site is compared with."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import override

from bundler.server import HOST, SiteHandler, SiteServer, address

type Mounts = Sequence[tuple[str, Path]]  # address prefix, folder; of several that fit, the first that has the file


class MountedHandler(SiteHandler):
    """Serves files out of several folders; `mounts` and `asked` are set in a subclass for each server."""

    mounts: Mounts
    asked: list[str]

    @override
    def do_GET(self) -> None:
        self.asked.append(self.path.partition("?")[0])
        super().do_GET()

    @override
    def translate_path(self, path: str) -> str:
        found = ""
        for prefix, folder in self.mounts:
            if path.startswith(prefix):
                self.directory = str(folder)
                found = super().translate_path("/" + path.removeprefix(prefix))
                if Path(found).exists():
                    return found
        return found  # a file that is not there, so that the answer is 404


class Server:
    """A running server."""

    def __init__(self, url: str, asked: list[str]) -> None:
        self.url = url  # without a slash at the end
        self.asked = asked  # the paths of all requests, oldest first


@contextmanager
def serve(mounts: Mounts, handler: type[MountedHandler] = MountedHandler, **more: object) -> Iterator[Server]:
    """Serve `mounts` while the block runs, with the headers that bundler.server sends.

    `handler` answers the requests; `more` is what it is to know beside.
    """
    asked: list[str] = []
    one = type("Handler", (handler,), {"mounts": mounts, "asked": asked, **more})
    with SiteServer((HOST, 0), one) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield Server(address(server), asked)
        finally:
            server.shutdown()
            thread.join()
