"""Python source as HTML: Pygments says what each word is, the style sheet what that looks like."""

from html import escape
from itertools import groupby
from typing import Any

from pygments import lex  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
from pygments.token import Comment, Keyword, Name, Number, String  # type: ignore[import-untyped]

# What has a look of its own, by its class.
LOOKS = {
    Comment: "code-comment",
    String.Doc: "code-comment",
    String: "code-literal",
    Number: "code-literal",
    Keyword: "code-keyword",
    Name.Function: "code-name",
}


def coloured(source: str) -> str:
    """The lines of a program, for inside of a ``code`` element.

    >>> coloured("return f(1)  # as it was")
    '<span class="code-keyword">return</span> f(<span class="code-literal">1</span>)  \
<span class="code-comment"># as it was</span>'
    """
    words = lex(source.strip(), PythonLexer())
    runs = groupby(words, key=lambda word: _look(word[0]))
    return "".join(_marked(look, "".join(text for _, text in run)) for look, run in runs).rstrip()


def _look(kind: Any) -> str:
    return next((look for of, look in LOOKS.items() if kind in of), "")


def _marked(look: str, text: str) -> str:
    text = escape(text, quote=False)
    return f'<span class="{look}">{text}</span>' if look else text
