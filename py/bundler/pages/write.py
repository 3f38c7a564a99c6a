"""The HTML pages: templates filled with the first picture, which the demos' own views draw."""

import inspect
import json
from html import escape
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bundler.fetch.pyscript import REFUSED
from bundler.pages.card import HEIGHT, WIDTH, card
from bundler.pages.inside import Inside
from demos.draw.state import NAME as DRAW
from demos.draw.state import TITLE as DRAW_TITLE
from demos.draw.update import first_state
from demos.draw.views import view as draw_view
from demos.palette import PALETTE
from demos.pattern.limits import FILE_BYTES
from demos.pattern.presets import FOUR_BIT, PRESETS, TWO_BIT, Preset
from demos.pattern.pretrained import pretrain, to_json
from demos.pattern.url import initial_state
from demos.pattern.views import view
from rnn.arrays import Array
from rnn.cells import lstm
from rnn.network import unflatten
from rnn.state_dict import to_state_dicts
from tasks.bits import network_shape
from tasks.strokes.network import SHAPE

CARD, MANIFEST = "card.png", "manifest.webmanifest"
CARD_TEXT = "Loops drawn by hand, what an LSTM expects to come next, and the states of its units along the line"
TEMPLATES = Path(__file__).parents[3] / "site" / "templates"
# Of the page around a body, which has to decide; what goes into it is HTML already.
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,
)

DESCRIPTION = (
    "An LSTM small enough to see whole, learning in your browser: real Python, real training, every number shown."
)


class Page(NamedTuple):
    """What is on a page, wherever it will be."""

    title: str
    kind: str  # the class of its body
    sheet: str  # the name of its style sheet
    body: str  # on a site
    alone: str  # of a page that is one file: without links to what may not lie beside it


def write_pages(
    dist: Path, links: dict[str, str], drawing: Array, megabytes: int = 0, url: str | None = None
) -> dict[str, Page]:
    """Write every page into ``dist`` and return what they were made of, by name.

    Args:
        links: addresses, relative to the pages, of the folders ``app`` and ``fonts`` and of PyScript's ``core``.
        drawing: the parameters (P,) that the drawing demo begins with.
        megabytes: what keeping the page for reading offline takes.
        url: where the site will be, with a slash at the end; if it is known, pages name it, and the picture for
            previews, which no relative address can do.
    """
    demos = {name: _demo(preset) for name, preset in PRESETS.items()} | {DRAW: _pad(drawing)}
    colophon = _fill("colophon", megabytes=str(megabytes))
    title = "What does an LSTM actually do?"
    pages = {"index": Page(title, "page", "article.css", _article(demos, colophon), _article(demos, ""))}
    titles = {name: preset.title for name, preset in PRESETS.items()} | {DRAW: DRAW_TITLE}
    for name, title in titles.items():
        body = _fill("alone", title=title, demo=demos[name])
        pages[name] = Page(title, "embed", "draw.css" if name == DRAW else "pattern.css", body, body)
    for name, page in pages.items():
        html = page_html(page, links, addresses=_addresses(name, url))
        (dist / f"{name}.html").write_text(html, encoding="utf-8")
    (dist / CARD).write_bytes(card(drawing))
    (dist / MANIFEST).write_text(json.dumps(_manifest(links["app"]), indent=1) + "\n", "utf-8")
    return pages


def page_html(page: Page, links: dict[str, str], addresses: str = "", one_file: Inside | None = None) -> str:
    """The HTML of a page that links to what it needs or, with ``one_file``, has all of it inside."""
    return _ENVIRONMENT.get_template("page.html").render(
        title=page.title,
        description=DESCRIPTION,
        addresses=addresses,
        body_class=page.kind,
        sheet=page.sheet,
        light=PALETTE["paper"].light,
        dark=PALETTE["paper"].dark,
        body=page.alone if one_file else page.body,
        pyscript=_pyscript(),
        one_file=one_file,
        **links,
    )


def _article(demos: dict[str, str], colophon: str) -> str:
    return _fill(
        "article",
        two_bit=demos[TWO_BIT.name],
        four_bit=demos[FOUR_BIT.name],
        draw=demos[DRAW],
        parameters=str(network_shape(TWO_BIT.units).size),
        parameters_of_four=str(network_shape(FOUR_BIT.units).size),
        parameters_of_drawing=f"{SHAPE.size:,}",
        colophon=colophon,
        step_source=_source(lstm.step),
        step_backward_source=_source(lstm.step_backward),
    )


def _addresses(name: str, url: str | None) -> str:
    """The elements of a page's head that need to know where the site is."""
    if url is None:
        return '<meta name="twitter:card" content="summary">'
    page, picture = escape(url if name == "index" else f"{url}{name}.html"), escape(f"{url}{CARD}")
    return "\n".join(
        [
            f'<link rel="canonical" href="{page}">',
            f'<meta property="og:url" content="{page}">',
            f'<meta property="og:image" content="{picture}">',
            f'<meta property="og:image:width" content="{WIDTH}">',
            f'<meta property="og:image:height" content="{HEIGHT}">',
            f'<meta property="og:image:alt" content="{CARD_TEXT}">',
            '<meta name="twitter:card" content="summary_large_image">',
        ]
    )


def _manifest(app: str) -> dict[str, Any]:
    """For the browser's "install" and for home screens. Addresses are relative to it, so it holds under any path."""
    return {
        "name": "What does an LSTM actually do?",
        "short_name": "LSTM",
        "description": DESCRIPTION,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": PALETTE["paper"].light,
        "theme_color": PALETTE["paper"].light,
        "icons": [{"src": f"{app}/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }


def _demo(preset: Preset) -> str:
    """A demo as it looks before Python is there, with the networks that Python begins with."""
    table = pretrain(preset)
    return _fill(
        "demo",
        status=_fill("status"),
        name=preset.name,
        title=preset.title,
        max_bytes=str(FILE_BYTES),
        data=_embedded_json(to_json(table)),
        **view(initial_state(preset, table)),
    )


def _pad(theta: Array) -> str:
    """The drawing demo, with its example on the pad."""
    return _fill(
        "pad",
        status=_fill("status"),
        name=DRAW,
        title=DRAW_TITLE,
        data=_embedded_json(to_state_dicts(unflatten(theta, SHAPE))),
        **draw_view(first_state(theta)),
    )


def _pyscript() -> str:
    """The elements that PyScript reads its settings from."""
    text = (TEMPLATES.parent / "pyscript" / "config.html").read_text("utf-8")
    return Template(text).substitute(unused_plugins=json.dumps([f"!{plugin}" for plugin in REFUSED])).strip()


def _fill(template: str, **values: str) -> str:
    text = (TEMPLATES / f"{template}.html").read_text(encoding="utf-8")
    return Template(text).substitute(values).strip()


def _embedded_json(data: Any) -> str:
    """JSON that can stand inside a script element: nothing in it can end the element."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def _source(function: Any) -> str:
    return escape(inspect.getsource(function).strip())
