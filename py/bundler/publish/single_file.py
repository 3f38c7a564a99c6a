"""Pages that are one file each, with all of the runtime in them, to be opened from disk without a network.

A finished page of the site is taken and what it links to is put into it. The picture and its style come first, so that
a browser shows them before it has read the megabytes after them:

    <head>  supported.js, frame.js, storage.js, one-file/page.js, shim.js, the style without its fonts
    <body>  as it was
            the licences of all that is in it
            the fonts
            one inert <script data-part> for each part of the runtime, in base64

What a page of the site would import from dist/assets/ keeps its address there, on a host that does not exist, and the
page makes an import map of these; see site/one-file/.
"""

import base64
import gzip
import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin

from bundler.errors import BuildError
from bundler.files import files_under
from bundler.publish.licenses import FILE as LICENSES

HOST = "https://bundle.invalid/"  # nothing under .invalid ever exists (RFC 2606)
LEVEL = 9
BYTES = 9_000_000  # what a file may have at most
MODULES = "modules"
FOLDER = "offline"
OWN_SCRIPT = "page.js"  # in site/one-file/
DOWNLOADS = "downloads.mjs"
PYSCRIPT = "pyscript-"
CLASSIC = ("supported.js", "frame.js", "shim.js")  # the page's own scripts are no modules

# PyScript asks what is relative to the page's address, and nothing can be relative to about:srcdoc, data: or blob:null.
_LOCATION = "const location={href:import.meta.url};"
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*url\([^}]*\}\n?")  # not one that scales a font of the system
_URL = re.compile(r"url\(([^)]+)\)")
_LINK = re.compile(r'<link rel="(?P<rel>[^"]+)"[^>]*? ?href="(?P<href>[^"]+)"[^>]*>\n?')
_SCRIPT = re.compile(r'<script src="(?P<src>[^"]+)"(?P<rest>[^>]*)></script>')
_ONLOAD = re.compile(r' onerror="[^"]*"')
_CARD = re.compile(r'<meta (?:property="og|name="twitter):[^>]*>\n')  # for sites that link to the page
_HOSTED = re.compile(r"<(?P<tag>\w+)[^>]* data-hosted>.*?</(?P=tag)>\n?", re.DOTALL)
_IMPORT = re.compile(r"""((?:\bfrom|\bimport)\s*\(?\s*)(["'])(\.\.?/[^"']+)\2""")
_RUNTIME_IMPORT = re.compile(r'^import \{[^}]*\} from "\./runtime\.mjs";$', re.MULTILINE)


def write_single_files(sources: Path, dist: Path) -> list[Path]:
    """Make `offline.html` of the article in `dist` and `offline/<demo>.html` of every other page, and return them.

    `sources` is the folder site/one-file. Raises BuildError if one becomes larger than BYTES, or if a page links to
    something that cannot be put into it.
    """
    parts = _parts(sources, dist)
    written = []
    (dist / FOLDER).mkdir(exist_ok=True)
    for page in sorted(set(dist.glob("*.html")) - {dist / "offline.html"}):
        target = dist / "offline.html" if page.stem == "index" else dist / FOLDER / page.name
        content = single_file(page.read_text("utf-8"), sources, dist, parts).encode()
        if len(content) > BYTES:
            raise BuildError(f"{target.name} has {len(content)} bytes, more than {BYTES}.")
        target.write_bytes(content)
        written.append(target)
    return written


def single_file(page: str, sources: Path, dist: Path, parts: Mapping[str, str]) -> str:
    """A page of the site with everything it links to inside, and the `parts`, by name, in base64. Raises BuildError."""
    fonts: list[str] = []

    def link(found: re.Match[str]) -> str:
        file = dist / found["href"]
        match found["rel"]:
            case "stylesheet":
                style = file.read_text("utf-8")
                fonts.extend(_with_fonts(rule, file.parent) for rule in _FONT_FACE.findall(style))
                return f"<style>\n{_inert(_FONT_FACE.sub('', style), 'style')}</style>\n"
            case "icon":
                return f'<link rel="icon" href="{_data_url(file, "image/svg+xml")}">\n'
            case _:  # preload, modulepreload: it is here
                return ""

    def script(found: re.Match[str]) -> str:
        rest = re.sub(r' data-(core|interpreter)="', rf"\g<0>{HOST}", _ONLOAD.sub("", found["rest"]))
        source = _inert((dist / found["src"]).read_text("utf-8"), "script")
        before = own_script() if "data-core" in rest else ""  # shim.js
        return f'{before}<script data-src="{HOST}{found["src"]}"{rest}>\n{source}</script>'

    def own_script() -> str:
        lengths = html.escape(json.dumps({name: len(text) for name, text in parts.items()}))
        source = _inert((sources / OWN_SCRIPT).read_text("utf-8"), "script")
        return f'<script data-parts="{lengths}">\n{source}</script>\n'

    page = _SCRIPT.sub(script, _LINK.sub(link, _HOSTED.sub("", _CARD.sub("", page))))
    if left := re.search(r'(?:src|href)="(?!data:|#|https:)[^"]*"', page):
        raise BuildError(f"A page that is one file cannot hold {left[0]}; see bundler/publish/single_file.py.")
    body, end, rest = page.rpartition("</body>")
    blocks = [f'<script type="text/plain" data-part="{name}">{text}</script>\n' for name, text in parts.items()]
    licenses = html.escape((dist / LICENSES).read_text("utf-8"), quote=False)
    body += '<details class="licenses"><summary>Licences of what is in this file</summary>'
    body += f"<pre>{licenses}</pre></details>\n"
    return "".join([body, "<style>\n", *fonts, "</style>\n", *blocks, end, rest])


def _parts(sources: Path, dist: Path) -> dict[str, str]:
    """All parts of the runtime in base64, by address: the modules in one, and everything that downloads.mjs fetches."""
    assets = files_under(dist / "assets")
    fetched = [file for file in assets if file.suffix in (".wasm", ".pack")]
    parts = {MODULES: _gzipped(json.dumps(_modules(sources, dist, assets), separators=(",", ":")).encode())}
    for file in sorted(fetched, key=lambda file: file.suffix, reverse=True):  # what takes longest first
        content = file.read_bytes()
        packed = file.suffix == ".pack"  # a gzip stream already
        parts[_address(file, dist)] = base64.b64encode(content).decode() if packed else _gzipped(content)
    return parts


def _modules(sources: Path, dist: Path, assets: list[Path]) -> dict[str, str]:
    """The text of every JavaScript module by its address, ready to be imported from wherever the browser keeps it."""
    modules = {}
    for file in assets:
        if file.suffix not in (".js", ".mjs") or file.name in CLASSIC:
            continue
        address, text = _address(file, dist), file.read_text("utf-8")
        if file.name == DOWNLOADS:
            modules[address] = _worker(text, address, file.with_name("runtime.mjs"), sources / "worker.js")
        else:
            place = _LOCATION if file.parent.name.startswith(PYSCRIPT) else ""
            modules[address] = f"import.meta.url={json.dumps(address)};{place}{_absolute_imports(text, address)}"
    return modules


def _worker(downloads: str, address: str, runtime: Path, prelude: Path) -> str:
    """The module downloads.mjs as a classic script: Chromium runs no module in a worker of a page from disk."""
    inside = runtime.read_text("utf-8").replace("export const", "const")
    text, count = _RUNTIME_IMPORT.subn(lambda _: "", downloads)
    if count != 1:
        raise BuildError("downloads.mjs does not import runtime.mjs as it did; see bundler/publish/single_file.py.")
    text = text.replace("import.meta.url", json.dumps(address))
    return f"(async () => {{\n{inside}{prelude.read_text('utf-8')}{text}}})();\n"


def _absolute_imports(text: str, address: str) -> str:
    """The module with relative imports named in full: import maps do not look at relative names."""
    return _IMPORT.sub(lambda found: f"{found[1]}{found[2]}{urljoin(address, found[3])}{found[2]}", text)


def _with_fonts(rule: str, folder: Path) -> str:
    return _URL.sub(lambda found: f"url({_data_url(folder / found[1], 'font/woff2')})", rule)


def _data_url(file: Path, mime_type: str) -> str:
    return f"data:{mime_type};base64,{base64.b64encode(file.read_bytes()).decode()}"


def _gzipped(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, LEVEL, mtime=0)).decode()


def _address(file: Path, dist: Path) -> str:
    return HOST + file.relative_to(dist).as_posix()


def _inert(text: str, tag: str) -> str:
    """The text, which must not end the element that it stands in. Raises BuildError."""
    if re.search(rf"</{tag}|<!--", text, re.IGNORECASE):
        raise BuildError(f"There is a </{tag} or <!-- in what is to stand inside a <{tag}>.")
    return text
