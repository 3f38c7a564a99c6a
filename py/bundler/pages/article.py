"""The article: chapters, each with the demo that shows what it says, and what leads to them.

A sentence about a network at work is the demo's own (``Demo.says``): its template has ``$says_range`` for the sentence
called "says-range", inside of an element whose id is the demo's name on the page and that. Python puts it there anew
whenever the network is another.
"""

import inspect
import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any, NamedTuple

from bundler.pages.code import coloured
from bundler.pages.dated import in_words, last_change
from bundler.pages.filling import fill, filled, placed
from bundler.pages.placing import placed_in
from demos.demo import Place
from demos.page import Chapter, Page
from rnn.cells import lstm

QUESTION = re.compile(r'<h3 id="(ask-[\w-]+)">(.*?)</h3>')


class Written(NamedTuple):
    """A chapter's text."""

    name: str  # links lead to it
    short: str
    question: str
    text: str


def article(
    pages: Sequence[Page],
    data: Mapping[str, Any],
    title: str,
    colophon: str = "",
    alone: bool = False,
    url: str | None = None,
) -> str:
    """The body of the page with all chapters; ``data`` are those of the demos by name.

    Args:
        title: of the article.
        alone: whether it is to be one file, beside which no other page may lie.
        url: where the site will be, if that is known.
    """
    chapters = sorted(((one, page) for page in pages for one in page.chapters), key=lambda pair: pair[0].place)
    written = [_written(chapter, page, data[page.demo.name], k) for k, (chapter, page) in enumerate(chapters, start=1)]
    asked = [found for one in written for found in QUESTION.findall(one.text)]
    written.append(_code(asked, pages, alone))
    framed = [
        fill("chapter", number=str(number), name=one.name, short=one.short, question=one.question, text=one.text)
        for number, one in enumerate(written, start=1)
    ]
    contents = [f'<li><a href="#{one.name}">{one.short}</a></li>' for one in written]
    parts = {
        "contents": "\n".join(contents),
        "chapters": "\n".join(framed),
        "papers": fill("papers", changed=_changed(), citation=escape(citation(title, url, last_change()), quote=False)),
    }
    return fill("article", **parts, colophon=colophon)


def _changed() -> str:
    day = last_change()
    if day is None:
        return ""
    return f'<p>This page was changed last on <time datetime="{day}">{in_words(day)}</time>.</p>'


def citation(title: str, url: str | None, day: date | None) -> str:
    """How the article is cited, in BibTeX, as far as it is known where it is and of when."""
    fields = {
        "title": title,
        "author": "{LSTM Explainer}",
        "year": str(day.year) if day else "",
        "howpublished": f"\\url{{{url}}}" if url else "",
        "note": f"Changed last on {in_words(day)}" if day else "",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return "@misc{lstm-explainer,\n" + ",\n".join(lines) + "\n}"


def _written(chapter: Chapter, page: Page, data: Any, number: int) -> Written:
    """A chapter with its demo, and with what that says of its network."""
    template = page.folder / chapter.template
    instance, (_, data, says) = placed_in(chapter, page, data)
    sentences = page.demo.says(page.demo.begin(data, Place(instance))) if says else {}
    said = {name.replace("-", "_"): sentences[name] for name in says}
    demo = placed(page, data, instance, says, chapter.short if chapter.instance else "", heard=number == 1)
    demo = fill("figure", demo=demo, number=str(number), caption=chapter.caption)
    fields = {name: escape(text) for name, text in page.fields(data).items()}
    return Written(chapter.name, chapter.short, chapter.question, filled(template, demo=demo, **fields, **said))


def _code(asked: Sequence[tuple[str, str]], pages: Sequence[Page], alone: bool) -> Written:
    """The last chapter, with what the whole page answers: an index of (id, question)."""
    parts = {
        "step_source": _source(lstm.step),
        "step_backward_source": _source(lstm.step_backward),
        "opened": "\n".join(_opened(page, alone) for page in pages if page.opened),
    }
    asked = [*asked, *QUESTION.findall(fill("code", **parts, questions=""))]
    links = "\n".join(f'<li><a href="#{name}">{question}</a></li>' for name, question in asked)
    return Written("code", "The code", "What does it look like in Python?", fill("code", **parts, questions=links))


def _opened(page: Page, alone: bool) -> str:
    """What opens a demo's page in a frame, or, where that may not be there, says where it is."""
    assert page.opened
    if alone:
        where = f"It is a page of its own: <code>offline/{page.demo.name}.html</code> of this site."
        return f'<div class="prose"><p>{page.opened.words} {where}</p></div>'
    fields = {"words": page.opened.words, "button": page.opened.button, "title": page.demo.title}
    return fill("opened", **fields, address=f"{page.demo.name}.html")


def _source(function: Any) -> str:
    return coloured(inspect.getsource(function))
