from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.html import VOID, Html, el, escape, join


class Reader(HTMLParser):
    """What a browser would make of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.other: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)


def test_an_element() -> None:
    assert el("p") == "<p></p>"
    assert el("p", {"class": "note"}, "one", None, "two") == '<p class="note">onetwo</p>'


def test_text_is_escaped() -> None:
    assert el("p", None, "<b> & 'c'") == "<p>&lt;b&gt; &amp; &#39;c&#39;</p>"


def test_attributes_are_escaped() -> None:
    assert el("p", {"title": """"><script>'"""}) == '<p title="&quot;&gt;&lt;script&gt;&#39;"></p>'


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "<p></p>"),
        (False, "<p></p>"),
        (True, "<p a></p>"),
        ("", '<p a=""></p>'),
        (0, '<p a="0"></p>'),
        (1.5, '<p a="1.5"></p>'),
    ],
)
def test_values_of_attributes(value: str | float | bool | None, written: str) -> None:
    assert el("p", {"a": value}) == written


@pytest.mark.parametrize("tag", sorted(VOID))
def test_void_elements_have_no_end(tag: str) -> None:
    assert el(tag, {"id": "x"}) == f'<{tag} id="x">'


def test_what_is_html_already_is_not_escaped_again() -> None:
    inner = el("b", None, "1 < 2")
    assert el("p", None, inner, " & more") == "<p><b>1 &lt; 2</b> &amp; more</p>"
    assert escape(inner) is inner
    assert escape("1 < 2") == "1 &lt; 2"


def test_only_a_literal_or_an_element_is_html() -> None:
    assert isinstance(el("p"), Html)
    assert isinstance(el("p", None, "1 < 2"), Html)
    assert not isinstance(el("p") + "<b>", Html)  # so that it will be escaped
    assert el("i", None, el("p") + "<b>") == "<i>&lt;p&gt;&lt;/p&gt;&lt;b&gt;</i>"


def test_join() -> None:
    joined = join([el("p"), el("b")])
    assert joined == "<p></p><b></b>"
    assert isinstance(joined, Html)
    assert join([]) == ""


@given(
    st.text() | st.sampled_from(["<b>", "&lt;", "&amp;lt;", "&#60;", "</p>", "<!--", "-->", "<?x", "<![CDATA[", "'\""])
)
def test_any_text_comes_back_and_never_makes_an_element(text: str) -> None:
    reader = Reader(el("p", {"title": text, "class": "x"}, text))
    assert reader.elements == [("p", {"title": text, "class": "x"})]
    assert reader.text == text
    assert reader.other == []
