"""The article as its readers meet it: chapters, questions, plain sentences, and no fact that is not on the list."""

import re
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

import pytest

from bundler.pages.article import article, citation
from demos.page import all_pages
from tests.article.facts import MARKED, STATED
from tests.article.of_memory import OF_LATCH, OF_RECALL
from tests.article.of_patterns import JUDGES
from tests.bundler.pages.test_pages import practise
from tests.demos.support import having, of_class, one, parse, text

CHAPTERS = {
    "cell": ["two-bit"],
    "forget": ["memory"],
    "plain": ["recall"],
    "units": ["four-bit"],
    "draw": ["draw"],
    "code": [],
}  # by name: the demos in them
JUDGED = {"two-bit": {*JUDGES}, "four-bit": {*JUDGES}, "memory": {*OF_LATCH}, "recall": {*OF_RECALL}}  # by demo
LONGEST, MOST_WORDS = 30, 530
NOT_PROSE = ("pre", "script", "noscript")
TERMS = ("step", "unit", "loss", "epoch", "seed", "gates", "candidate", "error", "clipping", "peepholes")


def shown() -> Element:
    pages = all_pages()
    return parse(article(pages, {page.demo.name: page.data(practise) for page in pages}, "What?"))


ARTICLE = shown()


def chapters() -> list[Element]:
    return of_class(ARTICLE, "chapter")


def pieces(element: Element, *without: str, inside: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The texts in it outside of demos and code, with what they stand in; the word "block" ends a block.

    Args:
        without: attributes and tags of elements that are left out.
    """
    around = (*inside, element.tag, *element.attrib)
    if {"data-demo", *NOT_PROSE, *without} & {element.tag, *element.attrib}:
        return
    yield element.text or "", around
    for child in element:
        yield from pieces(child, *without, inside=around)
        yield child.tail or "", around
    if element.tag in ("p", "li", "h1", "h2", "h3", "summary", "div"):
        yield "\n", around


def sentences(element: Element, *without: str) -> list[str]:
    blocks = "".join(piece for piece, _ in pieces(element, *without)).splitlines()
    texts = [" ".join(block.split()) for block in blocks]
    return [one for block in texts for one in re.split(r"(?<=[.?!])\s+(?=[A-Z]|[a-z]\b)", block) if one]


def words(element: Element) -> int:
    """Those with a letter in them."""
    text_of = "".join(piece for piece, _ in pieces(element))
    return sum(any(letter.isalpha() for letter in word) for word in text_of.split())


def test_there_are_six_chapters_with_the_demo_that_each_needs() -> None:
    demos = {e.attrib["id"]: [d.attrib["data-demo"] for d in having(e, "data-demo")] for e in chapters()}
    assert demos == CHAPTERS
    assert [*demos] == [*CHAPTERS]


@pytest.mark.parametrize("chapter", chapters(), ids=CHAPTERS)
def test_a_chapter_begins_with_a_question_and_ends_with_what_can_be_said(chapter: Element) -> None:
    (title,) = chapter.iter("h2")
    assert text(title).endswith("?")
    assert chapter.attrib["aria-labelledby"] == title.attrib["id"] == f"{chapter.attrib['id']}-title"
    (say,) = of_class(chapter, "say")
    rest = [e for e in chapter.iter() if e.get("class") in ("asked", "say", "questions") or "data-demo" in e.attrib]
    assert rest[-1] is say or rest[-2] is say
    assert (rest[-1] is say) == (chapter.attrib["id"] != "code")


@pytest.mark.parametrize("chapter", chapters(), ids=CHAPTERS)
def test_every_chapter_has_a_motive_for_each_gate(chapter: Element) -> None:
    said = " ".join(sentences(chapter)).lower()
    for gate in ("forget gate", "input gate", "output gate"):
        assert gate in said, gate


@pytest.mark.parametrize("chapter", chapters(), ids=CHAPTERS)
def test_the_candidate_is_not_called_a_gate(chapter: Element) -> None:
    for sentence in sentences(chapter):
        assert not re.search(r"gates? g\b|\bg gate|four gates|candidate gate", sentence, re.IGNORECASE), sentence


def test_the_contents_lead_to_the_chapters() -> None:
    (contents,) = of_class(ARTICLE, "contents")
    assert [link.attrib["href"] for link in contents.iter("a")] == [f"#{name}" for name in CHAPTERS]
    numbers = [text(e).split()[0] for e in of_class(ARTICLE, "chapter-number")]
    assert numbers == [str(k) for k in range(1, len(CHAPTERS) + 1)]


def test_fifteen_questions_are_answered_and_the_last_chapter_leads_to_each() -> None:
    asked = of_class(ARTICLE, "asked")
    titles = [heading for block in asked for heading in block.iter("h3")]
    assert len(asked) == len(titles) == 15
    (index,) = of_class(chapters()[-1], "questions")
    links = [(link.attrib["href"], text(link)) for link in index.iter("a")]
    assert links == [(f"#{title.attrib['id']}", text(title)) for title in titles]
    for block in asked:
        first, *answer = sentences(block)
        assert first.endswith("?")
        assert 2 <= len(answer) <= 10, answer


def test_what_the_page_is_not_is_said_at_its_beginning() -> None:
    before = next(e for e in ARTICLE.iter() if e.tag == "header")
    said = text(one(before, "id", "limits"))
    for word in ("one layer", "toys", "reads text"):
        assert word in said


def test_every_sentence_about_a_network_is_on_the_list() -> None:
    says = {e.attrib["id"] for e in having(ARTICLE, "data-says")}
    known = {f"{demo}-{name}" for demo, names in JUDGED.items() for name in names}
    assert says <= known
    assert {e.attrib["id"] for e in having(ARTICLE, "data-fact")} == MARKED.keys()
    for demo, names in JUDGED.items():
        assert any(f"{demo}-{name}" in says for name in names), demo
    said = {name.partition("-says-")[2] for name in says}
    assert said == {name.removeprefix("says-") for names in JUDGED.values() for name in names}


def test_every_sentence_with_a_number_in_it_is_on_the_list() -> None:
    found = [
        s
        for e in chapters()
        for s in sentences(e, "data-says", "data-fact", "cite", "figcaption")
        if re.search(r"\d", s)
    ]
    found = [s for s in found if not re.fullmatch(r"\d \N{MIDDLE DOT} [\w ]+", s)]  # above the titles of chapters
    assert set(found) == STATED.keys()


@pytest.mark.parametrize("name", MARKED)
def test_a_marked_sentence_is_true(name: str) -> None:
    MARKED[name](text(one(ARTICLE, "id", name)))


@pytest.mark.parametrize("sentence", STATED)
def test_a_stated_sentence_is_true(sentence: str) -> None:
    STATED[sentence](sentence)


@pytest.mark.parametrize("name", ["draw-fact-size", "draw-fact-reads", "draw-fact-answers", "draw-fact-window"])
def test_another_number_is_noticed(name: str) -> None:
    wrong = re.sub(r"\d+", "7", text(one(ARTICLE, "id", name)), count=1)
    with pytest.raises(AssertionError):
        MARKED[name](wrong)


def test_sentences_are_short() -> None:
    long = [s for e in [ARTICLE] for s in sentences(e) if len(s.split()) >= LONGEST]
    assert long == []


@pytest.mark.parametrize("chapter", chapters(), ids=CHAPTERS)
def test_chapters_are_short(chapter: Element) -> None:
    assert 250 <= words(chapter) <= MOST_WORDS


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_explained_where_it_is_met_first(term: str) -> None:
    for piece, around in pieces(ARTICLE):
        if re.search(rf"\b{term}\b", piece):
            assert "em" in around, piece
            return
    raise AssertionError(f"{term} is nowhere")


def test_how_it_is_cited_says_what_is_known() -> None:
    whole = citation("What?", "https://example.org/lstm/", date(2026, 11, 5))
    assert whole == (
        "@misc{lstm-explainer,\n  title = {What?},\n  author = {{LSTM Explainer}},\n  year = {2026},\n"
        "  howpublished = {\\url{https://example.org/lstm/}},\n  note = {Changed last on 5 November 2026}\n}"
    )
    least = citation("What?", None, None)
    assert least == "@misc{lstm-explainer,\n  title = {What?},\n  author = {{LSTM Explainer}}\n}"
