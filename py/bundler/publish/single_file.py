"""Pages that are one file each, with all of the runtime in them, to be opened from disk without a network.

The template of every page, site/templates/page.html, is filled once more, with what a page of the site links to inside.
The picture and its style come first, so that a browser shows them before it has read the megabytes after them:

    <head>  the style without its fonts; supported.js, frame.js, one-file/page.js, shim.js
    <body>  as on the site
            the licences of all that is in it
            the fonts
            one inert <script data-part> for each part of the runtime, as text (bundler.publish.seven_bits)

What a page of the site would import from dist/assets/ keeps its address there, on a host that does not exist, and the
page makes an import map of these; see site/one-file/. The scripts are made ready for that by esbuild (one_file.mjs).
"""

import base64
import gzip
import json
from collections.abc import Mapping
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, override

from bundler.commands import run
from bundler.errors import BuildError
from bundler.files import files_under
from bundler.pages.inside import Inside, inert
from bundler.pages.sheets import FONTS
from bundler.pages.write import SitePage, page_html
from bundler.publish.licenses import FILE as LICENSES
from bundler.publish.seven_bits import written_in_seven_bits
from bundler.python.packs import compressed
from demos.page import Page, all_pages

HOST = "https://bundle.invalid/"  # nothing under .invalid ever exists (RFC 2606)
LEVEL = 9
BYTES = 6_500_000  # what a file may have at most
FURTHER = 700_000  # and what readers' code may import, besides
MODULES = "modules"
FOLDER = "offline"
SOURCES = "one-file"  # in site/
DOWNLOADS = "downloads.mjs"
CLASSIC = ("supported.js", "frame.js", "shim.js")  # the page's own scripts are no modules
BUNDLER = Path(__file__).with_name("one_file.mjs")


def write_single_files(site: Path, dist: Path, links: dict[str, str], pages: Mapping[str, SitePage]) -> list[Path]:
    """Make `offline.html` of the article and `offline/<demo>.html` of every other page, in `dist`, and return them.

    `site` is the folder of the page's sources; `links` and `pages` are those of bundler.pages.write. Raises BuildError
    if a file becomes larger than it may be, or if a page links to something that cannot be put into it.
    """
    app = dist / links["app"]
    made = _bundled(site, dist, app, files_under(dist / "assets"))
    insides = {name: _inside(site, dist, app, made, _of_others(name)) for name in pages}
    written = []
    (dist / FOLDER).mkdir(exist_ok=True)
    for name, page in pages.items():
        if left := _links(page.alone):
            raise BuildError(f"A page that is one file cannot hold {left[0]}; see bundler/publish/single_file.py.")
        target = dist / "offline.html" if name == "index" else dist / FOLDER / f"{name}.html"
        content = page_html(page, links, one_file=insides[name]).encode()
        if len(content) > (most := most_bytes(name)):
            raise BuildError(f"{target.name} has {len(content)} bytes, more than {most}.")
        target.write_bytes(content)
        written.append(target)
    return written


def most_bytes(name: str) -> int:
    """What the file of a page may have at most."""
    return BYTES + FURTHER * any(page.runs_reader_code for page in all_pages() if page.demo.name == name)


def _of_others(name: str) -> tuple[str, ...]:
    """Ends of names, of files and folders, that are for other pages alone."""
    others = [page for page in all_pages() if page.packages and page.demo.name != name]
    return tuple(end for page in others for end in (f"/{page.demo.name}.bin", *_scripts(page)))


def _scripts(page: Page) -> tuple[str, ...]:
    return tuple(f"/{page.package}/{script}" for script in (page.script, *page.bundled))


def _inside(site: Path, dist: Path, app: Path, made: Mapping[str, Any], without: tuple[str, ...]) -> Inside:
    modules = _addressed({path: text for path, text in made["modules"].items() if not path.endswith(without)})
    scripts = json.dumps(modules | _addressed(made["worker"]), separators=(",", ":")).encode()
    parts = {MODULES: written_in_seven_bits(gzip.compress(scripts, LEVEL, mtime=0))}  # which a browser inflates itself
    assets = files_under(dist / "assets")
    fetched = [file for file in assets if file.suffix in (".wasm", ".bin")]
    for file in sorted(fetched, key=lambda file: file.suffix, reverse=True):  # what takes longest first
        if _path(file, dist).endswith(without):
            continue
        parts[HOST + _path(file, dist)] = _written(file.read_bytes(), is_packed=file.suffix == ".bin")
    return Inside(
        host=HOST,
        site=site,
        app=app,
        icon=f"data:image/svg+xml;base64,{base64.b64encode((app / 'icon.svg').read_bytes()).decode()}",
        fonts=inert(made["fonts"], "style"),
        own_script=inert(made["page"], "script"),
        licenses=escape((dist / LICENSES).read_text("utf-8"), quote=False),
        parts=parts,
    )


def _bundled(site: Path, dist: Path, app: Path, assets: list[Path]) -> dict[str, Any]:
    """What one_file.mjs makes of the modules and the fonts. Raises BuildError."""
    modules = [file for file in assets if file.suffix in (".js", ".mjs") and file.name not in CLASSIC]
    task = {
        "dist": str(dist),
        "host": HOST,
        "modules": [_path(file, dist) for file in modules if file.name != DOWNLOADS],
        "located": "assets/pyscript-",  # its modules and chunks; PyScript asks for what is beside the page
        "worker": _path(app / DOWNLOADS, dist),
        "prelude": str(site / SOURCES / "worker.js"),
        "page": str(site / SOURCES / "page.js"),
        "fonts": str(site / FONTS),
        "beside": str(app),
    }
    what = "esbuild could not make the scripts of pages that are one file"
    made: dict[str, Any] = json.loads(run(["node", BUNDLER, json.dumps(task)], what=what, timeout=300))
    return made


def _addressed(texts: Mapping[str, str]) -> dict[str, str]:
    return {HOST + path: texts[path] for path in sorted(texts)}


class _Links(HTMLParser):
    """Collects what elements of a page lead to beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("src", "href") and not (value or "").startswith(("data:", "#", "https:")):
                self.found.append(f'{name}="{value}"')


def _links(body: str) -> list[str]:
    parser = _Links()
    parser.feed(body)
    return parser.found


@cache  # of what is large, the same for all pages
def _written(content: bytes, is_packed: bool) -> str:
    return written_in_seven_bits(content if is_packed else compressed(content))


def _path(file: Path, dist: Path) -> str:
    return file.relative_to(dist).as_posix()
