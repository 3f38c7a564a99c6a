"""The server answers as a good static host would, and only with what lies in its folder."""

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bundler.server import HOST, address, open_server, serve_background, someone_is_looking

TYPES = {
    "index.html": "text/html; charset=utf-8",
    "assets/a.js": "text/javascript; charset=utf-8",
    "assets/a.mjs": "text/javascript; charset=utf-8",
    "assets/a.wasm": "application/wasm",
    "assets/a.bin": "application/octet-stream",
    "assets/a.zip": "application/zip",
    "assets/a.woff2": "font/woff2",
    "assets/a.json": "application/json",
    "assets/a.css": "text/css; charset=utf-8",
    "assets/a.svg": "image/svg+xml",
    "assets/LICENSE": "application/octet-stream",
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("secret")
    site = outside / "site"
    for name in TYPES:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(name)
    with serve_background(site) as base:
        yield base


def get(url: str, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Asks for exactly this path; urllib would tidy it up first."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(("name", "mime_type"), TYPES.items())
def test_type_and_content(url: str, name: str, mime_type: str) -> None:
    status, headers, body = get(url, f"/{name}")
    assert (status, headers["Content-Type"], body) == (200, mime_type, name.encode())
    assert headers["Access-Control-Allow-Origin"] == "*"


def test_versioned_files_are_kept_and_pages_are_not(url: str) -> None:
    assert "immutable" in get(url, "/assets/a.js")[1]["Cache-Control"]
    assert get(url, "/index.html")[1]["Cache-Control"] == "no-cache"
    assert get(url, "/assets/missing.js")[1]["Cache-Control"] == "no-cache"


def test_the_top_is_the_index_page(url: str) -> None:
    assert get(url, "/")[2] == b"index.html"


@pytest.mark.parametrize("path", ["/missing.html", "/assets/", "/assets/missing.js"])
def test_what_is_not_there_is_404(url: str, path: str) -> None:
    assert get(url, path)[0] == 404


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "//../secret.txt"]
)
def test_nothing_outside_the_folder_is_served(url: str, path: str) -> None:
    status, _, body = get(url, path)
    assert status == 404
    assert body != b"secret"


def test_a_taken_port_gives_way_to_a_free_one(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with open_server(tmp_path, port) as server:
            assert server.server_address[1] != port
            assert address(server).startswith(f"http://{HOST}:")


def test_only_this_machine_can_connect(tmp_path: Path) -> None:
    with open_server(tmp_path, 0) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_no_window_is_opened_on_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("CI", "true")
    assert not someone_is_looking()
