"""The HTML pages: templates filled with what the demos' own views draw first."""

import json
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bundler.fetch.pyscript import REFUSED
from bundler.pages.article import article
from bundler.pages.filling import TEMPLATES, fill, placed
from bundler.pages.inside import Inside
from bundler.pages.sheets import ARTICLE
from demos.html import escape
from demos.page import Practise, all_pages
from demos.palette import PALETTE
from demos.settings import all_of

CARD, MANIFEST = "card.png", "manifest.webmanifest"
CARD_SIZE = (1200, 630)  # px, what Open Graph and Twitter ask for
# Of the page around a body, which has to decide; what goes into it is HTML already.
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,
)

TITLE = "What does an LSTM actually do?"
DESCRIPTION = (
    "An LSTM small enough to see whole, learning in your browser: real Python, real training, every number shown."
)


class SitePage(NamedTuple):
    """What is on a page, wherever it will be."""

    name: str  # of its file, without its ending
    title: str
    kind: str  # the class of its body
    sheet: str  # the name of its style sheet, without its ending
    body: str  # on a site
    alone: str  # of a page that is one file: without links to what may not lie beside it


def write_pages(
    dist: Path, links: dict[str, str], practise: Practise, megabytes: int = 0, url: str | None = None
) -> dict[str, SitePage]:
    """Write the article and a page for each demo there is into ``dist``; returns what they were made of, by name.

    Args:
        links: addresses, relative to the pages, of the folders ``app`` and ``fonts`` and of PyScript's ``core``.
        practise: trains what a demo needs trained, or knows what came of it.
        megabytes: what keeping the page for reading offline takes.
        url: where the site will be, with a slash at the end; if it is known, pages name it, and the picture for
            previews, which no relative address can do.
    """
    demos = all_pages()
    data = {page.demo.name: page.data(practise) for page in demos}
    links_to_demos = [f'<a href="{name}.html">{name}.html</a>' for name in data]
    together = f"{', '.join(links_to_demos[:-1])} and {links_to_demos[-1]}"
    colophon = fill("colophon", megabytes=str(megabytes), links=together)
    pages = {
        "index": SitePage(
            "index",
            TITLE,
            "page",
            ARTICLE,
            article(demos, data, TITLE, colophon, url=url),
            article(demos, data, TITLE, alone=True, url=url),
        )
    }
    for page in demos:
        body = fill("alone", title=page.demo.title, demo=placed(page, data[page.demo.name]))
        pages[page.demo.name] = SitePage(page.demo.name, page.demo.title, "embed", page.package, body, body)
    shown, card = next((page, page.card) for page in demos if page.card)
    for name, site_page in pages.items():
        html = page_html(site_page, links, addresses=_addresses(name, card.words, url))
        (dist / f"{name}.html").write_text(html, encoding="utf-8")
    (dist / CARD).write_bytes(card.draw(data[shown.demo.name]))
    (dist / MANIFEST).write_text(json.dumps(_manifest(links["app"]), indent=1) + "\n", "utf-8")
    return pages


def page_html(page: SitePage, links: dict[str, str], addresses: str = "", one_file: Inside | None = None) -> str:
    """The HTML of a page that links to what it needs or, with ``one_file``, has all of it inside."""
    ours = all_of({other.demo.name: other.demo.settings for other in all_pages()})
    return _ENVIRONMENT.get_template("page.html").render(
        name=page.name,
        folder_script=(TEMPLATES.parent / "folder.js").read_text("utf-8"),
        title=page.title,
        description=DESCRIPTION,
        addresses=addresses,
        ours={name: " ".join(words) for name, words in ours._asdict().items()},
        body_class=page.kind,
        sheet=page.sheet,
        light=PALETTE["paper"].light,
        dark=PALETTE["paper"].dark,
        body=page.alone if one_file else page.body,
        pyscript=_pyscript(),
        one_file=one_file,
        **links,
    )


def _addresses(name: str, words: str, url: str | None) -> str:
    """The elements of a page's head that need to know where the site is; ``words`` tell of the picture for previews."""
    if url is None:
        return '<meta name="twitter:card" content="summary">'
    page, picture = escape(url if name == "index" else f"{url}{name}.html"), escape(f"{url}{CARD}")
    return "\n".join(
        [
            f'<link rel="canonical" href="{page}">',
            f'<meta property="og:url" content="{page}">',
            f'<meta property="og:image" content="{picture}">',
            f'<meta property="og:image:width" content="{CARD_SIZE[0]}">',
            f'<meta property="og:image:height" content="{CARD_SIZE[1]}">',
            f'<meta property="og:image:alt" content="{escape(words)}">',
            '<meta name="twitter:card" content="summary_large_image">',
        ]
    )


def _manifest(app: str) -> dict[str, Any]:
    """For the browser's "install" and for home screens. Addresses are relative to it, so it holds under any path."""
    return {
        "name": TITLE,
        "short_name": "LSTM",
        "description": DESCRIPTION,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": PALETTE["paper"].light,
        "theme_color": PALETTE["paper"].light,
        "icons": [{"src": f"{app}/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }


def _pyscript() -> str:
    """The elements that PyScript reads its settings from."""
    text = (TEMPLATES.parent / "python" / "config.html").read_text("utf-8")
    return Template(text).substitute(unused_plugins=json.dumps([f"!{plugin}" for plugin in REFUSED])).strip()
