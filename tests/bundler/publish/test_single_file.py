import base64
import gzip
import json
import re
import shutil
from pathlib import Path

import pytest

from bundler.errors import BuildError
from bundler.publish import single_file
from bundler.publish.single_file import HOST, write_single_files

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "site" / "one-file"
WASM = b"\0asm, more or less" * 50
PAGE = """<!doctype html>
<html data-python="loading">
<head>
<link rel="icon" href="assets/app/icon.svg" type="image/svg+xml">
<link rel="manifest" href="manifest.webmanifest">
<link rel="canonical" href="https://example.org/">
<meta property="og:image" content="https://example.org/card.png">
<meta name="twitter:card" content="summary">
<link rel="preload" href="assets/fonts/a.woff2" as="font" type="font/woff2" crossorigin>
<link rel="modulepreload" href="assets/pyscript/core.js">
<link rel="stylesheet" href="assets/app/style.css">
<script src="assets/app/supported.js"></script>
<script src="assets/app/storage.js"></script>
<script src="assets/app/shim.js" data-core="assets/pyscript/core.js" data-interpreter="assets/app/i.mjs" onerror="x">\
</script>
</head>
<body class="page">
<p>The picture</p>
<footer class="prose" data-hosted><a href="two-bit.html">alone</a></footer>
</body>
</html>
"""
FILES = {
    "index.html": PAGE,
    "two-bit.html": PAGE.replace("picture", "picture alone"),
    "LICENSES.txt": "Do <what> you like & more",
    "assets/app/icon.svg": "<svg/>",
    "assets/app/style.css": '@font-face { src: url(../fonts/a.woff2) format("woff2"); }\np { color: red; }\n',
    "assets/app/supported.js": "supported();",
    "assets/app/storage.js": "storage();",
    "assets/app/shim.js": "shim();",
    "assets/app/runtime.mjs": "export const files = {};\nexport const preload = [];\n",
    "assets/app/downloads.mjs": 'import { files } from "./runtime.mjs";\nfetch(new URL("x", import.meta.url));\n',
    "assets/app/i.mjs": 'import { files } from "./runtime.mjs";\nimport("./late.mjs");\nimport("micropip");\n',
    "assets/pyscript/core.js": 'export{a}from"./core-1.js";',
    "assets/pyscript/core-1.js": 'import"./core.js";export const a="</script>";',
}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A site with a little of everything."""
    for name, text in FILES.items():
        file = tmp_path / "dist" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (tmp_path / "dist/assets/fonts").mkdir()
    (tmp_path / "dist/assets/fonts/a.woff2").write_bytes(b"font")
    (tmp_path / "dist/assets/app/pyodide.asm.wasm").write_bytes(WASM)
    (tmp_path / "dist/assets/app/python.pack").write_bytes(gzip.compress(b"pack"))
    return tmp_path / "dist"


def written(dist: Path) -> str:
    """The article in one file."""
    write_single_files(SOURCES, dist)
    return (dist / "offline.html").read_text("utf-8")


def parts_of(html: str) -> dict[str, str]:
    return dict(re.findall(r'<script type="text/plain" data-part="([^"]+)">([^<]*)</script>', html))


def modules_of(html: str) -> dict[str, str]:
    modules: dict[str, str] = json.loads(gzip.decompress(base64.b64decode(parts_of(html)["modules"])))
    return {address.removeprefix(HOST): text for address, text in modules.items()}


def test_the_article_and_every_other_page_get_a_file(dist: Path) -> None:
    files = write_single_files(SOURCES, dist)
    assert sorted(file.relative_to(dist).as_posix() for file in files) == ["offline.html", "offline/two-bit.html"]
    assert "picture alone" in (dist / "offline" / "two-bit.html").read_text("utf-8")


def test_nothing_is_left_to_be_fetched(dist: Path) -> None:
    html = written(dist)
    assert re.findall(r'\s(?:src|href)="(?!data:)[^"]*"', html) == []
    assert re.findall(r"url\((?!data:)", html) == []
    assert "data-hosted" not in html
    assert not re.search("canonical|manifest|og:|twitter:|example.org", html)
    assert "preload" not in re.sub(r"data-part.*", "", html)


def test_the_licences_are_in_it(dist: Path) -> None:
    assert "<pre>Do &lt;what&gt; you like &amp; more</pre>" in written(dist)


def test_the_picture_comes_before_the_megabytes(dist: Path) -> None:
    html = written(dist)
    order = ["color: red", "The picture", "Do &lt;what", "data:font"]
    order += ['data-part="modules"', "asm.wasm", "python.pack", "</body>"]
    places = [html.rindex(one) for one in order]
    assert places == sorted(places)


def test_scripts_stand_in_their_order_with_their_made_up_addresses(dist: Path) -> None:
    html = written(dist)
    order = ["supported();", "storage();", "globalThis.oneFile =", "shim();"]
    places = [html.index(one) for one in order]
    assert places == sorted(places)
    assert f'data-src="{HOST}assets/app/shim.js" data-core="{HOST}assets/pyscript/core.js"' in html
    assert f'data-interpreter="{HOST}assets/app/i.mjs"' in html
    assert "onerror" not in html


def test_parts_hold_what_the_site_serves_and_their_lengths_are_told(dist: Path) -> None:
    html = written(dist)
    parts = parts_of(html)
    assert list(parts) == ["modules", f"{HOST}assets/app/pyodide.asm.wasm", f"{HOST}assets/app/python.pack"]
    assert gzip.decompress(base64.b64decode(parts[f"{HOST}assets/app/pyodide.asm.wasm"])) == WASM
    assert gzip.decompress(base64.b64decode(parts[f"{HOST}assets/app/python.pack"])) == b"pack"  # once, not twice
    told = re.search(r'data-parts="([^"]*)"', html)
    assert told
    assert json.loads(told[1].replace("&quot;", '"')) == {name: len(text) for name, text in parts.items()}


def test_modules_name_in_full_what_they_import_from_their_folder(dist: Path) -> None:
    modules = modules_of(written(dist))
    assert sorted(modules) == [
        *(f"assets/app/{name}" for name in ("downloads.mjs", "i.mjs", "runtime.mjs", "storage.js")),
        *("assets/pyscript/core-1.js", "assets/pyscript/core.js"),
    ]
    interpreter = modules["assets/app/i.mjs"]
    assert interpreter.startswith(f'import.meta.url="{HOST}assets/app/i.mjs";')
    assert f'from "{HOST}assets/app/runtime.mjs"' in interpreter
    assert f'import("{HOST}assets/app/late.mjs")' in interpreter
    assert 'import("micropip")' in interpreter
    assert f'from"{HOST}assets/pyscript/core-1.js"' in modules["assets/pyscript/core.js"]
    assert f'import"{HOST}assets/pyscript/core.js"' in modules["assets/pyscript/core-1.js"]


def test_the_worker_imports_nothing(dist: Path) -> None:
    worker = modules_of(written(dist))["assets/app/downloads.mjs"]
    assert not re.search(r"^(import|export)\b|import\.meta", worker, re.MULTILINE)
    order = ["const files = {};", "globalThis.fetch =", f'fetch(new URL("x", "{HOST}assets/app/downloads.mjs"));']
    places = [worker.index(one) for one in order]
    assert places == sorted(places)


def test_the_same_site_gives_the_same_bytes(dist: Path) -> None:
    first = written(dist)
    shutil.rmtree(dist / "offline")
    (dist / "offline.html").unlink()
    assert written(dist) == first


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("assets/app/shim.js", 'x = "</SCRIPT>"', "in what is to stand inside a <script>"),
        ("assets/app/style.css", "/* </style> */", "in what is to stand inside a <style>"),
        ("assets/app/downloads.mjs", "postMessage(1);", "does not import runtime.mjs as it did"),
        ("index.html", PAGE.replace("The picture", '<img src="picture.png">'), 'cannot hold src="picture.png"'),
    ],
)
def test_what_cannot_be_put_in_stops_the_build(dist: Path, name: str, text: str, words: str) -> None:
    (dist / name).write_text(text, "utf-8")
    with pytest.raises(BuildError, match=re.escape(words)):
        write_single_files(SOURCES, dist)


def test_a_file_that_is_too_large_stops_the_build(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_file, "BYTES", 10_000)
    write_single_files(SOURCES, dist)
    monkeypatch.setattr(single_file, "BYTES", 1_000)
    with pytest.raises(BuildError, match=r"bytes, more than 1000\."):
        write_single_files(SOURCES, dist)


@pytest.mark.browser
def test_the_built_site_gives_the_same_bytes_again(tmp_path: Path) -> None:
    """From the very pieces that are in dist/."""
    built = ROOT / "dist"
    pages = [page for page in built.glob("*.html") if page.stem != "offline"]
    copy = tmp_path / "dist"
    shutil.copytree(built / "assets", copy / "assets")
    for file in (*pages, built / "LICENSES.txt"):
        shutil.copy(file, copy)
    files = write_single_files(SOURCES, copy)
    assert len(files) == len(pages)
    for file in files:
        assert file.read_bytes() == (built / file.relative_to(copy)).read_bytes()
        assert file.stat().st_size <= single_file.BYTES
