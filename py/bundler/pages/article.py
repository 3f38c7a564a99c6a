"""The article: chapters, each with the demo that shows what it says, and what leads to them.

A sentence about a network at work is the demo's own (``Demo.says``): its template has ``$says_range`` for the sentence
called "says-range", inside of an element whose id is the demo's name on the page and that. Python puts it there anew
whenever the network is another.
"""

import inspect
import re
from collections.abc import Mapping, Sequence
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


def article(pages: Sequence[Page], data: Mapping[str, Any], colophon: str = "") -> str:
    """The body of the page with all chapters; ``data`` are those of the demos by name."""
    chapters = sorted(((one, page) for page in pages for one in page.chapters), key=lambda pair: pair[0].place)
    told = [_written(chapter, page, data[page.demo.name], k) for k, (chapter, page) in enumerate(chapters, start=1)]
    asked = [found for one in told for found in QUESTION.findall(one.text)]
    told.append(_code(asked))
    framed = [
        fill("chapter", number=str(number), name=one.name, short=one.short, question=one.question, text=one.text)
        for number, one in enumerate(told, start=1)
    ]
    contents = [f'<li><a href="#{one.name}">{one.short}</a></li>' for one in told]
    parts = {
        "contents": "\n".join(contents),
        "chapters": "\n".join(framed),
        "papers": fill("papers", changed=_changed()),
    }
    return fill("article", **parts, colophon=colophon)


def _changed() -> str:
    day = last_change()
    if day is None:
        return ""
    return f'<p>This page was changed last on <time datetime="{day}">{in_words(day)}</time>.</p>'


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


def _code(asked: Sequence[tuple[str, str]]) -> Written:
    """The last chapter, with what the whole page answers: an index of (id, question)."""
    text = fill("code", step_source=_source(lstm.step), step_backward_source=_source(lstm.step_backward), questions="")
    asked = [*asked, *QUESTION.findall(text)]
    links = "\n".join(f'<li><a href="#{name}">{question}</a></li>' for name, question in asked)
    text = fill(
        "code", step_source=_source(lstm.step), step_backward_source=_source(lstm.step_backward), questions=links
    )
    return Written("code", "The code", "What does it look like in Python?", text)


def _source(function: Any) -> str:
    return coloured(inspect.getsource(function))
