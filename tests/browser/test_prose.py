"""What the article's text names is in the picture: letters light up there, names of buttons press them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, new_context
from tests.browser.demo import Demo, open_demo
from tests.browser.memory import MemoryPage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def article(browser: Browser, site: str) -> Iterator[Page]:
    page = new_context(browser, **DESKTOP).new_page()
    open_demo(page, f"{site}/index.html")
    yield page
    page.context.close()


def lit(page: Page) -> list[str]:
    """The parts, gates and lines that are lit up now."""
    found: list[str] = page.locator(".lit").evaluate_all(
        "all => all.map(e => e.dataset.part ?? e.dataset.quantity ?? e.classList[0])"
    )
    return found


@pytest.mark.parametrize(
    ("chapter", "letter", "places"),
    [
        ("cell", "f", ["f", "f"]),
        ("cell", "c", ["c_prev", "c", "c_prev", "c"]),
        ("forget", "o", ["o"] * 9),
        ("units", "h", ["lane-h"] * 16),
    ],
)
def test_a_letter_lights_up_where_it_is_drawn(article: Page, chapter: str, letter: str, places: list[str]) -> None:
    named = article.locator(f"#{chapter} :is(.prose, .asked) i", has_text=re.compile(f"^{letter}$")).first
    named.hover()
    assert sorted(lit(article)) == sorted(places)
    article.locator("h1").hover()
    assert lit(article) == []


def test_a_letter_of_another_chapter_lights_up_nothing(article: Page) -> None:
    named = article.locator("#plain .prose i", has_text=re.compile("^h$")).first
    named.hover()
    assert lit(article) == []


def named(page: Page, name: str) -> None:
    page.locator(".named", has_text=re.compile(f"^{name}$")).click()


def test_the_names_of_buttons_press_them(article: Page) -> None:
    demo = Demo(article)
    named(article, "Run inference")
    expect(demo.result).to_contain_text("1 more bit to read")
    expect(demo.root.get_by_role("button", name="Run inference")).to_be_in_viewport()
    before = demo.detail.inner_text()
    named(article, "Train")
    expect(demo.detail).not_to_have_text(before)
    demo.wait_trained()
    named(article, "A long stream")
    expect(article.locator('[data-demo="four-bit"] .panel')).to_contain_text("Bits without end")


def test_what_is_not_there_yet_comes_with_what_is_named_before_it(article: Page) -> None:
    memory = MemoryPage(article)
    title = memory.root.get_by_role("heading", name="Take a gate away")
    article.evaluate("scrollTo(0, 0)")
    named(article, "Train on with it held")
    expect(title).to_be_in_viewport()
    memory.root.get_by_role("button", name="Always keep (f = 1)").click()
    expect(memory.root.get_by_role("button", name="Train on with it held")).to_be_visible()
    named(article, "Train on with it held")
    expect(memory.status).to_have_text(re.compile(r"^trained in \d+ updates with"))


def test_a_button_of_another_chapter_is_pressed_there(article: Page) -> None:
    memory = MemoryPage(article)
    named(article, "Train all three")
    memory.wait_raced()
    expect(article.locator('[data-demo="recall"] [data-done="true"]')).to_have_count(0)


def test_everything_named_is_there(article: Page) -> None:
    names = article.locator(".named").all_inner_texts()
    assert len(names) >= 6
    shown = article.locator("[data-demo] :is(button, h3)").all_inner_texts()
    for name in {*names} - {"Train on with it held"}:  # see above
        assert any(text.strip() == name or text.startswith(f"{name} (") for text in shown), name


def test_papers_are_linked_from_the_text_and_lead_to_where_they_are(article: Page) -> None:
    papers = article.locator(".papers li")
    wanted = papers.evaluate_all("all => all.map(e => e.id)")
    linked = article.locator('a[href^="#paper-"]').evaluate_all("all => all.map(e => e.hash.slice(1))")
    assert set(linked) == set(wanted)
    for link in papers.locator("a").all():
        assert re.match(
            r"https://(doi\.org/10\.\d+|arxiv\.org/abs/\d{4}\.\d{5}|arxiv\.org/abs/\d{4}\.\d{4})",
            link.get_attribute("href") or "",
        )


def test_figures_are_counted(article: Page) -> None:
    captions = article.locator("figure:has([data-demo]) > figcaption").all_text_contents()
    assert [caption.split(". ")[0] for caption in captions] == [f"Figure {k}" for k in range(1, 6)]


def test_the_page_says_when_it_was_changed(article: Page) -> None:
    when = article.locator(".papers time")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", when.get_attribute("datetime") or "")
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ 20\d\d", when.inner_text())
