"""Whichever source answers, only the pinned bytes are accepted and kept."""

import hashlib
import json
import os
import re
import urllib.error
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bundler.errors import BuildError
from bundler.fetch import numpy_sources
from bundler.fetch.numpy_sources import CARRIER, SOURCES, extract_member, fetch_from_carrier, fetch_from_cdn
from bundler.fetch.numpy_wheel import PinnedWheel, WheelSource, obtain, pinned_numpy
from bundler.server import serve_background

CONTENT = b"the right bytes"
WHEEL = PinnedWheel("numpy-1-cp1-cp1-wasm32.whl", hashlib.sha256(CONTENT).hexdigest(), "1.2.3")


def writes(content: bytes) -> Callable[[PinnedWheel, Path], None]:
    def fetch(wheel: PinnedWheel, target: Path) -> None:
        target.write_bytes(content)

    return fetch


def fails(wheel: PinnedWheel, target: Path) -> None:
    target.write_bytes(b"half of")
    raise OSError("the line went dead")


def must_not_be_asked(wheel: PinnedWheel, target: Path) -> None:
    raise AssertionError("asked without need")


def test_a_cached_copy_is_used_without_asking_anyone(tmp_path: Path) -> None:
    (tmp_path / WHEEL.file_name).write_bytes(CONTENT)
    assert obtain(WHEEL, tmp_path, [WheelSource("any", must_not_be_asked)]) == tmp_path / WHEEL.file_name


def test_the_first_source_that_has_it_is_the_last_one_asked(tmp_path: Path) -> None:
    cache = tmp_path / "not" / "there" / "yet"
    sources = [
        WheelSource("dead", fails),
        WheelSource("good", writes(CONTENT)),
        WheelSource("spare", must_not_be_asked),
    ]
    path = obtain(WHEEL, cache, sources)
    assert path.read_bytes() == CONTENT
    assert list(cache.iterdir()) == [path]


def test_a_damaged_cached_copy_is_fetched_anew(tmp_path: Path) -> None:
    (tmp_path / WHEEL.file_name).write_bytes(CONTENT[:-1])
    assert obtain(WHEEL, tmp_path, [WheelSource("good", writes(CONTENT))]).read_bytes() == CONTENT


def test_other_bytes_are_refused_and_the_next_source_is_asked(tmp_path: Path) -> None:
    sources = [WheelSource("wrong", writes(b"other bytes")), WheelSource("good", writes(CONTENT))]
    assert obtain(WHEEL, tmp_path, sources).read_bytes() == CONTENT


def test_total_failure_names_every_source_and_the_way_out(tmp_path: Path) -> None:
    (tmp_path / WHEEL.file_name).write_bytes(b"damaged")
    with pytest.raises(BuildError) as caught:
        obtain(WHEEL, tmp_path, [WheelSource("wrong", writes(b"other bytes")), WheelSource("dead", fails)])
    message = str(caught.value)
    for part in ("cached copy was damaged", "wrong: answered with other bytes", "dead: the line went dead"):
        assert part in message
    for part in (str(tmp_path), WHEEL.file_name, WHEEL.sha256):
        assert part in message
    assert list(tmp_path.iterdir()) == []


def test_an_unusable_cache_folder_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BuildError, match="cache folder"):
        obtain(WHEEL, tmp_path / "file", [WheelSource("good", writes(CONTENT))])


@pytest.fixture
def cdn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that is served in the CDN's place."""
    folder = tmp_path / "cdn"
    folder.mkdir()
    with serve_background(tmp_path) as url:
        monkeypatch.setattr(numpy_sources, "CDN", url + "/cdn/v{version}/{file_name}")
        yield folder


@pytest.fixture
def carrier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only package that pip can find: the carrier, which is for an older Python, in a wheel made here."""
    name, version = CARRIER.replace("-", "_").split("==")
    folder, about = tmp_path / "packages", f"{name}-{version}.dist-info"
    folder.mkdir()
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Python: <3.13\n"
    tags = "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}/frontend/pyodide/{WHEEL.file_name}", CONTENT)
        archive.writestr(f"{about}/METADATA", f"{metadata}Requires-Dist: no-such-package\n")
        archive.writestr(f"{about}/WHEEL", tags)
        archive.writestr(f"{about}/RECORD", "")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return wheel


@contextmanager
def index_of(carrier: Path, monkeypatch: pytest.MonkeyPatch, ranges: bool) -> Iterator[list[tuple[str, int]]]:
    """Serve the carrier as a package index does; gives the requests, each with how many bytes were sent."""
    whole, sent = carrier.read_bytes(), list[tuple[str, int]]()
    link = f'<a href="{carrier.name}" data-core-metadata="true">{carrier.name}</a>'
    with zipfile.ZipFile(carrier) as archive:
        metadata = archive.read(next(name for name in archive.namelist() if name.endswith("METADATA")))
    bodies = {"": link.encode(), carrier.name: whole, f"{carrier.name}.metadata": metadata}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = bodies.get(self.path.rpartition("/")[2], b"")
            asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
            is_part = ranges and asked is not None
            self.send_response(206 if is_part else 200)
            if is_part and asked:
                first, last = asked.groups()
                begin = int(first) if first else max(len(body) - int(last), 0)
                end = min(int(last) + 1, len(body)) if first and last else len(body)
                self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{len(body)}")
                body = body[begin:end]
            self.send_header("Content-Type", "application/octet-stream" if asked else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            sent.append((self.path.rpartition("/")[2], len(body)))

        def log_message(self, *logged: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.delenv("PIP_FIND_LINKS")
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/")
        yield sent
        server.shutdown()


def test_where_the_cdn_has_it_the_large_package_is_not_asked_for(cdn: Path, carrier: Path, tmp_path: Path) -> None:
    carrier.unlink()
    (cdn / "v1.2.3").mkdir()
    (cdn / "v1.2.3" / WHEEL.file_name).write_bytes(CONTENT)
    assert obtain(WHEEL, tmp_path / "cache", SOURCES).read_bytes() == CONTENT


def test_where_the_cdn_is_not_to_be_had_pip_fetches_the_carrier(cdn: Path, carrier: Path, tmp_path: Path) -> None:
    path = obtain(WHEEL, tmp_path / "cache", SOURCES)
    assert path.read_bytes() == CONTENT
    assert list(path.parent.iterdir()) == [path]  # the carrier is gone again


def test_of_the_carrier_only_that_file_is_fetched_where_the_index_sends_ranges(
    cdn: Path, carrier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(carrier, "a") as archive:
        archive.writestr("open_webui/large", os.urandom(1_000_000))
    with index_of(carrier, monkeypatch, ranges=True) as sent:
        assert obtain(WHEEL, tmp_path / "cache", SOURCES).read_bytes() == CONTENT
    assert 0 < sum(size for name, size in sent if name == carrier.name) < 200_000


def test_where_the_index_sends_no_ranges_all_of_the_carrier_is_fetched(
    cdn: Path, carrier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with index_of(carrier, monkeypatch, ranges=False) as sent:
        assert obtain(WHEEL, tmp_path / "cache", SOURCES).read_bytes() == CONTENT
    assert (carrier.name, carrier.stat().st_size) in sent


def test_where_nobody_has_it_each_says_why(cdn: Path, carrier: Path, tmp_path: Path) -> None:
    carrier.unlink()
    whys = r"(?s)CDN: HTTP Error 404.*--dry-run open-webui==\S+: exit code 1.*pip download open-webui==\S+: exit code 1"
    with pytest.raises(BuildError, match=whys):
        obtain(WHEEL, tmp_path / "cache", SOURCES)


def test_the_cdn_is_asked_for_the_file_of_this_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "cdn" / "v1.2.3"
    folder.mkdir(parents=True)
    (folder / WHEEL.file_name).write_bytes(CONTENT)
    with serve_background(tmp_path) as url:
        monkeypatch.setattr(numpy_sources, "CDN", url + "/cdn/v{version}/{file_name}")
        fetch_from_cdn(WHEEL, tmp_path / "target")
        assert (tmp_path / "target").read_bytes() == CONTENT
        with pytest.raises(urllib.error.HTTPError):
            fetch_from_cdn(PinnedWheel("missing.whl", "", "1.2.3"), tmp_path / "target")


def test_the_carrier_gives_up_the_one_file(tmp_path: Path) -> None:
    carrier = tmp_path / "carrier.whl"
    with zipfile.ZipFile(carrier, "w") as archive:
        archive.writestr(f"deep/inside/not-{WHEEL.file_name}", b"a file with a similar name")
        archive.writestr(f"deep/inside/{WHEEL.file_name}", CONTENT)
    with zipfile.ZipFile(carrier) as archive:
        extract_member(archive, WHEEL.file_name, tmp_path / "target")
        assert (tmp_path / "target").read_bytes() == CONTENT
        with pytest.raises(BuildError, match="does not contain"):
            extract_member(archive, "missing.whl", tmp_path / "target")


def test_a_damaged_carrier_is_one_clear_message(carrier: Path, tmp_path: Path) -> None:
    carrier.write_bytes(carrier.read_bytes().replace(CONTENT, CONTENT.upper()))
    with pytest.raises(BuildError, match="is damaged"):
        fetch_from_carrier(WHEEL, tmp_path / "target")


def test_the_pin_is_read_from_pyodides_package(tmp_path: Path) -> None:
    lock = {"packages": {"numpy": {"file_name": WHEEL.file_name, "sha256": WHEEL.sha256, "version": "1"}}}
    (tmp_path / "pyodide-lock.json").write_text(json.dumps(lock))
    (tmp_path / "package.json").write_text(json.dumps({"version": "1.2.3"}))
    assert pinned_numpy(tmp_path) == WHEEL


@pytest.mark.parametrize("content", ["", "{}", '{"packages": {}}'])
def test_a_damaged_pyodide_package_is_one_clear_message(tmp_path: Path, content: str) -> None:
    (tmp_path / "pyodide-lock.json").write_text(content)
    with pytest.raises(BuildError, match="Delete the folder node_modules"):
        pinned_numpy(tmp_path)
