import gzip
import json
import lzma
import re
import shutil
from functools import partial
from html import unescape
from pathlib import Path

import pytest

from bundler.errors import BuildError
from bundler.fetch.assets import FONTS
from bundler.pages.practice import practised
from bundler.pages.write import SitePage, write_pages
from bundler.publish import single_file
from bundler.publish.licenses import FILE as LICENSES
from bundler.publish.single_file import HOST, write_single_files
from bundler.python.packs import compressed
from bundler.site import CACHE

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "site"
LINKS = {"app": "assets/app-1", "fonts": "assets/fonts", "core": "assets/pyscript-1/core.js"}
WASM = b"\0asm, more or less" * 50
PAGES = {
    "index": SitePage(
        "index", "A page", "page", "article", '<p>The picture</p><a href="x.html">x</a>', "<p>The picture</p>"
    ),
    "two-bit": SitePage("two-bit", "Another", "embed", "pattern", "", "<p>The picture alone</p>"),
}
FILES = {
    "LICENSES.txt": "Do <what> you like & more",
    "assets/app-1/icon.svg": "<svg/>",
    "assets/app-1/supported.js": "supported();",
    "assets/app-1/frame.js": "frame();",
    "assets/app-1/python/storage.js": "storage();",
    "assets/app-1/shim.js": "shim();",
    "assets/app-1/runtime.mjs": "export const files = {};\n",
    "assets/app-1/downloads.mjs": 'import { files } from "./runtime.mjs";\nfetch(new URL(files.x, import.meta.url));\n',
    "assets/app-1/python/i.mjs": (
        'import { files } from "../runtime.mjs";\nimport("./late.mjs"); // a comment\nimport("micropip");\n'
        "export const here = [files, import.meta.url, location.href];\nexport const text = 'import \"./x.js\"';\n"
    ),
    "assets/pyscript-1/core.js": 'export{a}from"./core-1.js";',
    "assets/pyscript-1/core-1.js": 'import"./core.js";export const a="</script>",b=location.href;',
}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A site with a little of everything."""
    for name, text in FILES.items():
        file = tmp_path / "dist" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (tmp_path / "dist/assets/fonts").mkdir()
    for family, script, style in FONTS:
        (tmp_path / f"dist/assets/fonts/{family}-{script}-wght-{style}.woff2").write_bytes(b"a font")
    (tmp_path / "dist/assets/app-1/pyodide.asm.wasm").write_bytes(WASM)
    (tmp_path / "dist/assets/app-1/python.bin").write_bytes(compressed(b"pack"))
    return tmp_path / "dist"


def written(dist: Path) -> str:
    """The article in one file."""
    write_single_files(SITE, dist, LINKS, PAGES)
    return (dist / "offline.html").read_text("utf-8")


def parts_of(html: str) -> dict[str, str]:
    return dict(re.findall(r'<script type="text/plain" data-part="([^"]+)">([^<]*)</script>', html))


def bytes_in(text: str) -> bytes:
    """What a part holds: seven bits of each character (see test_seven_bits.py for the page's own way)."""
    bits = "".join(f"{ord(character) & 127:07b}" for character in text)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))


def modules_of(html: str) -> dict[str, str]:
    modules: dict[str, str] = json.loads(gzip.decompress(bytes_in(parts_of(html)["modules"])))
    return {address.removeprefix(HOST): text for address, text in modules.items()}


def test_the_article_and_every_other_page_get_a_file(dist: Path) -> None:
    files = write_single_files(SITE, dist, LINKS, PAGES)
    assert sorted(file.relative_to(dist).as_posix() for file in files) == ["offline.html", "offline/two-bit.html"]
    assert "picture alone" in (dist / "offline" / "two-bit.html").read_text("utf-8")


def test_nothing_is_left_to_be_fetched(dist: Path) -> None:
    html = written(dist)
    assert re.findall(r'\s(?:src|href)="(?!data:)[^"]*"', html) == []
    assert re.findall(r"url\((?!data:)", html) == []
    assert not re.search("canonical|manifest|og:|twitter:|x\\.html", html)
    assert "preload" not in re.sub(r"data-part.*", "", html)


def test_the_licences_are_in_it(dist: Path) -> None:
    assert ">Do &lt;what&gt; you like &amp; more</pre>" in written(dist)


def test_the_picture_comes_before_the_megabytes(dist: Path) -> None:
    html = written(dist)
    order = ['font-family: "Like Source Serif 2"', "The picture", "Do &lt;what", "data:font"]
    order += ['data-part="modules"', "asm.wasm", "python.bin", "</body>"]
    places = [html.rindex(one) for one in order]
    assert places == sorted(places)


def test_scripts_stand_in_their_order_with_their_made_up_addresses(dist: Path) -> None:
    html = written(dist)
    order = ["supported();", "frame();", "globalThis.oneFile=", "shim();"]
    places = [html.index(one) for one in order]
    assert places == sorted(places)
    assert f'data-src="{HOST}assets/app-1/shim.js" data-core="{HOST}assets/pyscript-1/core.js"' in html
    assert f'data-interpreter="{HOST}assets/app-1/python/interpreter.mjs"' in html
    assert "onerror" not in html


def test_parts_hold_what_the_site_serves_and_their_lengths_are_told(dist: Path) -> None:
    html = written(dist)
    parts = parts_of(html)
    assert list(parts) == ["modules", f"{HOST}assets/app-1/pyodide.asm.wasm", f"{HOST}assets/app-1/python.bin"]
    assert lzma.decompress(bytes_in(parts[f"{HOST}assets/app-1/pyodide.asm.wasm"])) == WASM
    assert lzma.decompress(bytes_in(parts[f"{HOST}assets/app-1/python.bin"])) == b"pack"  # once, not twice
    lengths = re.search(r'data-parts="([^"]*)"', html)
    assert lengths
    assert json.loads(unescape(lengths[1])) == {name: len(text) for name, text in parts.items()}


def test_modules_name_in_full_what_they_import(dist: Path) -> None:
    modules = modules_of(written(dist))
    assert sorted(modules) == [
        *(f"assets/app-1/{name}" for name in ("downloads.mjs", "python/i.mjs", "python/storage.js", "runtime.mjs")),
        *("assets/pyscript-1/core-1.js", "assets/pyscript-1/core.js"),
    ]
    module = modules["assets/app-1/python/i.mjs"]
    assert f'from"{HOST}assets/app-1/runtime.mjs"' in module
    assert f'import("{HOST}assets/app-1/python/late.mjs")' in module
    assert 'import("micropip")' in module
    assert 'import "./x.js"' in module  # a text is none
    assert f'from"{HOST}assets/pyscript-1/core-1.js"' in modules["assets/pyscript-1/core.js"]
    assert f'import"{HOST}assets/pyscript-1/core.js"' in modules["assets/pyscript-1/core-1.js"]


def test_modules_are_told_where_they_would_be(dist: Path) -> None:
    modules = modules_of(written(dist))
    ours = modules["assets/app-1/python/i.mjs"]
    assert f'[files,"{HOST}assets/app-1/python/i.mjs",location.href]' in ours
    assert f'b="{HOST}assets/pyscript-1/core-1.js"' in modules["assets/pyscript-1/core-1.js"]


def test_the_worker_imports_nothing(dist: Path) -> None:
    worker = modules_of(written(dist))["assets/app-1/downloads.mjs"]
    assert not re.search(r"^\s*(import|export)\b|\bimport\(", worker, re.MULTILINE)
    assert worker.index("globalThis.fetch=") < worker.index(f'new URL(files.x,"{HOST}assets/app-1/downloads.mjs")')


def test_the_same_site_gives_the_same_bytes(dist: Path) -> None:
    first = written(dist)
    shutil.rmtree(dist / "offline")
    (dist / "offline.html").unlink()
    assert written(dist) == first


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("assets/app-1/shim.js", 'x = "</SCRIPT>"', "in what is to stand inside a <script>"),
        ("assets/app-1/downloads.mjs", 'import "./nothing.mjs";', 'Could not resolve "./nothing.mjs"'),
        ("assets/app-1/python/storage.js", "const;", "esbuild could not make the scripts"),
    ],
)
def test_what_cannot_be_put_in_stops_the_build(dist: Path, name: str, text: str, words: str) -> None:
    (dist / name).write_text(text, "utf-8")
    with pytest.raises(BuildError, match=f"(?s){re.escape(words)}"):
        write_single_files(SITE, dist, LINKS, PAGES)


def test_a_page_that_leads_to_what_is_not_in_it_stops_the_build(dist: Path) -> None:
    pages = {"index": PAGES["index"]._replace(alone='<p>The picture: <img alt="" src="picture.png"></p>')}
    with pytest.raises(BuildError, match=r'cannot hold src="picture\.png"'):
        write_single_files(SITE, dist, LINKS, pages)


def test_a_file_that_is_too_large_stops_the_build(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_file, "BYTES", 200_000)
    write_single_files(SITE, dist, LINKS, PAGES)
    monkeypatch.setattr(single_file, "BYTES", 1_000)
    with pytest.raises(BuildError, match=r"bytes, more than 1000\."):
        write_single_files(SITE, dist, LINKS, PAGES)


@pytest.mark.browser
def test_the_built_site_gives_the_same_bytes_again(tmp_path: Path) -> None:
    """From the very pieces that are in dist/."""
    built, copy = ROOT / "dist", tmp_path / "dist"
    shutil.copytree(built / "assets", copy / "assets")
    shutil.copy(built / LICENSES, copy)
    [app], [core] = copy.glob("assets/app-*"), copy.glob("assets/pyscript-*/core.js")
    links = {
        "app": app.relative_to(copy).as_posix(),
        "core": core.relative_to(copy).as_posix(),
        "fonts": "assets/fonts",
    }
    pages = write_pages(copy, links, partial(practised, CACHE))
    files = write_single_files(SITE, copy, links, pages)
    assert len(files) == len(pages)
    for file in files:
        assert file.read_bytes() == (built / file.relative_to(copy)).read_bytes()
        assert file.stat().st_size <= single_file.most_bytes(file.stem)
