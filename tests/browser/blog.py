"""A page that people write, with demos in frames."""

from pathlib import Path

from bench.serving import Server


class Blog:
    """A folder of pages on a server of their own."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.url, self.asked = folder, server.url, server.asked

    def write(self, body: str, head: str = "", attributes: str = "", name: str = "index.html") -> str:
        """A page with this in it; returns its address."""
        page = f"<!doctype html><html {attributes}><head><title>A blog</title>{head}</head><body>{body}</body></html>"
        (self.folder / name).write_text(page, "utf-8")
        return f"{self.url}/{name}"
