from xml.etree import ElementTree

import pytest

from demos.html import Html
from demos.mathml import apply, extreme, line, minus, name, number, operand, operator, plus, row, summed, times
from demos.numbers import MINUS
from tests.demos.support import text


def spoken(*parts: Html) -> str:
    """The text of a line of MathML, which must be well-formed XML."""
    return text(ElementTree.fromstring(line(*parts)))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.25, "0.25"),
        (-0.25, f"({MINUS}0.25)"),
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (-0.004, "0.00"),  # no sign where nothing is left of the number
        (17.0, "17.00"),
        (-1234.5, f"({MINUS}1234.50)"),
    ],
)
def test_negative_numbers_stand_in_parentheses_after_an_operator_and_only_there(value: float, shown: str) -> None:
    assert spoken(operand(value)) == shown
    assert spoken(number(value)) == shown.strip("()")
    assert spoken(apply("tanh", number(value))) == f"tanh({shown.strip('()')})"


def test_the_digits_of_a_negative_number_are_a_number_and_its_sign_is_an_operator() -> None:
    root = ElementTree.fromstring(number(-0.25))
    assert [(e.tag, e.text) for e in root] == [("mo", MINUS), ("mn", "0.25")]


def test_a_plus_that_begins_a_line_is_no_sign_and_has_its_space() -> None:
    """A sum is several formulas in a row, and a browser takes an operator that begins one for a sign."""
    lines = list(ElementTree.fromstring(summed("tanh", [number(1), operand(-2), operand(-3)])))
    assert [text(e) for e in lines] == ["=tanh(1.00", f"+({MINUS}2.00)", f"+({MINUS}3.00))"]
    for e in lines[1:]:
        assert e[0][0].attrib["form"] == "infix"


def test_names() -> None:
    assert name("p") == "<mi>p</mi>"
    assert name("h", 1) == "<msub><mi>h</mi><mn>1</mn></msub>"
    assert name("w", "f") == "<msub><mi>w</mi><mi>f</mi></msub>"
    assert name("h", 2, 4) == "<msub><mi>h</mi><mrow><mn>2</mn><mo>,</mo><mn>4</mn></mrow></msub>"
    assert name("w", "f", 2) == "<msub><mi>w</mi><mrow><mi>f</mi><mn>2</mn></mrow></msub>"


def test_a_formula() -> None:
    formula = [
        name("h", 1),
        operator("="),
        times(name("o", 1), apply("tanh", plus([number(-0.5), operand(-2), name("b")]))),
    ]
    assert spoken(*formula) == f"h1=o1\N{DOT OPERATOR}tanh({MINUS}0.50+({MINUS}2.00)+b)"


def test_parentheses_do_not_grow_with_what_is_in_them() -> None:
    assert operator("(") == '<mo stretchy="false">(</mo>'
    assert operator("=") == "<mo>=</mo>"


def test_an_operator_is_escaped() -> None:
    assert spoken(operator("<")) == "<"


def test_a_line_is_mathml() -> None:
    assert ElementTree.fromstring(line(number(1))).tag == "{http://www.w3.org/1998/Math/MathML}math"


def test_the_largest_of_a_difference() -> None:
    over = row(name("t"), operator("="), operator("1"))
    formula = ElementTree.fromstring(extreme("max", over, minus(name("a"), name("b"))))
    assert text(formula) == f"maxt=1a{MINUS}b"
    assert formula[0].tag == "munder"
    assert [text(e) for e in formula[0]] == ["max", "t=1"]
