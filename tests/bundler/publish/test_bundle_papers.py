"""What lies beside the site: licences, checksums, and the list of what is kept for reading offline."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bundler.errors import BuildError
from bundler.fetch.numpy_wheel import pinned_numpy
from bundler.publish import licenses
from bundler.publish.checksums import write_checksums
from bundler.publish.licenses import write_licenses
from bundler.publish.offline import write_service_worker
from bundler.site import CACHE
from bundler.stamp import STAMP

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / "node_modules"


@pytest.fixture
def wheel() -> Path:
    return CACHE / pinned_numpy(MODULES / "pyodide").file_name


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    for name in ("index.html", "offline.html", "assets/a b.js", "manifest.webmanifest", "LICENSES.txt", STAMP):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        "Mozilla Public License Version 2.0",
        "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
        "NumPy Developers",
        "pocketfft",
        "Apache License",
        "SIL OPEN FONT LICENSE",
        "Zero-Clause BSD",
        "Jean-loup Gailly",
        "Emscripten authors",
        "musl as a whole",
        "LLVM Exceptions",
        "in PyScript: polyscript",
        "in PyScript: codedent (ISC)",
        "libmpdec",
        "Vinay Sajip",
        "Eric Wendelin",
        "UNICODE LICENSE V3",
    ],
)
def test_every_licence_is_there(words: str) -> None:
    assert words in (ROOT / "dist" / "LICENSES.txt").read_text("utf-8")


def test_the_terms_of_the_apache_license_stand_there_once_and_each_of_its_texts_says_where() -> None:
    text = (ROOT / "dist" / "LICENSES.txt").read_text("utf-8")
    assert len(re.findall(r"Grant of Patent License", text)) == 1
    begun, ended = text.count("TERMS AND CONDITIONS FOR USE, REPRODUCTION"), text.count("END OF TERMS AND CONDITIONS")
    assert begun == ended > 1
    (first,) = set(re.findall(r'\(They stand above in full, under "(.*)"\.\)', text))
    assert text.count("They stand above in full") == begun - 1
    assert text.index(first) < text.index("Grant of Patent License") < text.index("They stand above in full")


def test_other_words_are_not_taken_for_the_terms() -> None:
    head, end = "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION\n", "END OF TERMS AND CONDITIONS"
    texts = {
        f"A\n{head}1. These.\n{end}": ["a"],
        f"B\n{head}1.  These.\n\n{end}": ["b"],
        f"C\n{head}1. Those.\n{end}": ["c"],
    }
    shortened = licenses._with_terms_once(texts)
    assert [*shortened.values()] == [["a"], ["b"], ["c"]]
    one, two, three = shortened
    assert "1. These." in one
    assert two == f'B\n{head}(They stand above in full, under "a".)\n{end}'
    assert "1. Those." in three


def test_a_missing_text_stops_the_build(tmp_path: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licenses, "_pyscript", lambda modules: [])
    monkeypatch.setattr(licenses, "_from_stdlib", lambda archive: [])
    modules = tmp_path / "node_modules"
    for name in (
        "idiomorph",
        "@noble/hashes",
        "@fontsource-variable/source-serif-4",
        "@fontsource-variable/source-sans-3",
    ):
        (modules / name).mkdir(parents=True)
        shutil.copy(MODULES / name / "LICENSE", modules / name)
    write_licenses(modules, wheel, tmp_path)
    (modules / "idiomorph" / "LICENSE").unlink()
    with pytest.raises(BuildError, match="idiomorph has no licence text"):
        write_licenses(modules, wheel, tmp_path)
    monkeypatch.setattr(licenses, "FROM_PYTHON", (("no-such-package", "LICENSE", "x"),))
    with pytest.raises(BuildError, match="LICENSE of the Python package no-such-package is missing"):
        write_licenses(modules, wheel, tmp_path)


def test_a_package_of_pyscript_without_a_text_stops_the_build(
    tmp_path: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(licenses, "_rest", lambda modules: [])
    monkeypatch.setattr(licenses, "_from_stdlib", lambda archive: [])
    modules = tmp_path / "node_modules"
    (modules / "@pyscript" / "core").mkdir(parents=True)
    (modules / "@pyscript" / "core" / "LICENSE").write_text("core's")
    (modules / ".package-lock.json").write_text('{"packages": {"node_modules/a-tool": {"dev": true}}}')
    (modules / "a-tool").mkdir()
    (modules / "a-tool" / "package.json").write_text("{}")  # without a text, but nothing of it is shipped
    (modules / "new-one").mkdir()
    (modules / "new-one" / "package.json").write_text('{"license": "X"}')
    with pytest.raises(BuildError, match="new-one has no licence text"):
        write_licenses(modules, wheel, tmp_path)
    (modules / "new-one" / "LICENCE.md").write_text("take it")
    assert "in PyScript: new-one (X)" in write_licenses(modules, wheel, tmp_path).read_text("utf-8")


def test_checksums_are_what_sha256sum_reckons(dist: Path) -> None:
    lines = write_checksums(dist).read_text("utf-8").splitlines()
    assert [line[66:] for line in lines] == sorted(
        ["index.html", "offline.html", "assets/a b.js", "manifest.webmanifest", "LICENSES.txt"]
    )
    assert all(line[:64] == hashlib.sha256(line[66:].encode()).hexdigest() for line in lines)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum here")
def test_the_built_site_agrees_with_its_checksums(tmp_path: Path) -> None:
    command = ["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"]
    assert subprocess.run(command, cwd=ROOT / "dist", check=False).returncode == 0
    (tmp_path / "a").write_text("a")
    write_checksums(tmp_path)
    (tmp_path / "a").write_text("b")
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 1


def test_the_service_worker_keeps_the_site_and_changes_with_it(dist: Path) -> None:
    source = dist / "source.js"
    source.write_text("rest();")
    first = write_service_worker(source, dist).read_text("utf-8")
    assert first.endswith("rest();")
    files = json.loads(first.partition("FILES = ")[2].partition(";")[0])
    assert sorted(files) == ["LICENSES.txt", "assets/a b.js", "index.html", "manifest.webmanifest"]
    assert files["index.html"] == hashlib.sha256(b"index.html").hexdigest()
    assert write_service_worker(source, dist).read_text("utf-8") == first
    (dist / "index.html").write_text("news")
    assert write_service_worker(source, dist).read_text("utf-8").splitlines()[0] != first.splitlines()[0]


# How the workers that readers have already look for it, of whatever version they are: this may never change. That the
# worker of this version finds it, too, is seen in tests/browser/test_kept_first.py, where a newer one wins.
LOOKED_FOR = r'const VERSION = "(\w+)";\nconst FILES = (\{[\s\S]*?\n\});'


def test_workers_of_other_versions_can_read_what_a_version_is_made_of(dist: Path) -> None:
    (dist / "assets" / "}; b.js").write_text("an odd name")
    source = dist / "source.js"
    source.write_text("const FILES = {\n};")
    written = write_service_worker(source, dist).read_text("utf-8")
    found = re.match(LOOKED_FOR, written)
    assert found
    assert found[1] == written.split('"')[1]
    assert sorted(json.loads(found[2])) == [
        *("LICENSES.txt", "assets/a b.js", "assets/}; b.js", "index.html", "manifest.webmanifest"),
    ]
