"""Formulas as MathML, which browsers draw and screen readers speak."""

from demos.html import Html, el
from demos.numbers import MINUS, fixed


def name(symbol: str, *subscripts: str | int) -> Html:
    """A quantity: one letter, set in italics, with its subscripts."""
    base = el("mi", None, symbol)
    if not subscripts:
        return base
    parts: list[Html] = []
    for k, subscript in enumerate(subscripts):
        is_number = isinstance(subscript, int)
        if k and is_number and isinstance(subscripts[k - 1], int):
            parts.append(operator(","))  # 2,4 is not 24
        parts.append(el("mn" if is_number else "mi", None, str(subscript)))
    return el("msub", None, base, parts[0] if len(parts) == 1 else el("mrow", None, *parts))


def number(value: float, decimals: int = 2) -> Html:
    """A number with its decimals as it stands at the beginning of an expression: after = or an opening parenthesis."""
    text = fixed(value, decimals=decimals)
    digits = el("mn", None, text.removeprefix(MINUS))
    return el("mrow", None, el("mo", {"form": "prefix"}, MINUS), digits) if text.startswith(MINUS) else digits


def operand(value: float, decimals: int = 2) -> Html:
    """A number as it stands after an operator: a negative one in parentheses."""
    plain = number(value, decimals)
    is_negative = fixed(value, decimals=decimals).startswith(MINUS)
    return el("mrow", None, operator("("), plain, operator(")")) if is_negative else plain


def operator(symbol: str) -> Html:
    """An operator, a relation or a parenthesis."""
    return el("mo", {"stretchy": "false"} if symbol in "()" else None, symbol)


def apply(function: str, *argument: Html) -> Html:
    """function(argument), the function's name upright."""
    head = el("mi", {"class": "function"}, function)
    return el("mrow", None, head, operator("("), *argument, operator(")"))


def extreme(function: str, over: Html, argument: Html) -> Html:
    """The largest or smallest value of a term, with what it is taken over written below, e.g. of q over x: max q."""
    head = el("munder", None, el("mi", {"class": "function"}, function), over)
    return el("mrow", None, head, el("mspace", {"width": "0.2em"}), argument)


def row(*parts: Html) -> Html:
    """Several parts of a formula that belong together."""
    return el("mrow", None, *parts)


def minus(left: Html, right: Html) -> Html:
    """left minus right."""
    return el("mrow", None, left, operator(MINUS), right)


def times(left: Html, right: Html) -> Html:
    """left times right, with a dot."""
    return el("mrow", None, left, operator("\N{DOT OPERATOR}"), right)


def plus(terms: list[Html]) -> Html:
    """The sum of the terms."""
    parts = [terms[0]]
    for term in terms[1:]:
        parts += (operator("+"), term)
    return el("mrow", None, *parts)


def total(term: Html) -> Html:
    """The sum of a term over all units."""
    return el("mrow", None, el("mo", None, "\N{N-ARY SUMMATION}"), term)


def line(*parts: Html) -> Html:
    """One line of a formula."""
    return el("math", {"xmlns": "http://www.w3.org/1998/Math/MathML"}, el("mrow", None, *parts))


def summed(function: str, terms: list[Html]) -> Html:
    """= function(term + term + ...), as several formulas in a row, since a browser does not break a long one.

    Without a function it is = term + term + ..., with no parentheses.
    """
    opened = [el("mi", {"class": "function"}, function), operator("(")] if function else []
    closed = [operator(")")] if function else []
    # At the beginning of a formula a browser takes a plus for a sign, with no space after it.
    and_then = el("mo", {"form": "infix", "lspace": "0"}, "+")
    first = line(operator("="), *opened, terms[0])
    middle = [line(and_then, term) for term in terms[1:-1]]
    last = line(and_then, terms[-1], *closed)
    return el("span", {"class": "terms"}, first, *middle, last)
