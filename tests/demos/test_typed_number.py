import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.typed_number import typed_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.5", 0.5),
        ("0,5", 0.5),
        (",5", 0.5),
        ("5.", 5.0),
        (" -1,25 ", -1.25),
        ("\N{MINUS SIGN}2", -2.0),
        ("+3", 3.0),
        ("1e-3", 0.001),
        ("2,5E2", 250.0),
        ("\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC DECIMAL SEPARATOR}\N{ARABIC-INDIC DIGIT FIVE}", 1.5),
    ],
)
def test_numbers_as_people_write_them(text: str, number: float) -> None:
    assert typed_number(text) == number


@pytest.mark.parametrize(
    "text", ["", " ", ".", ",", "-", "1,5,5", "1.234,5", "1 000", "1_0", "0x1", "nan", "inf", "--1"]
)
def test_what_is_no_number_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no number: write one such as 0\.5 or 0,5"):
        typed_number(text)


def test_too_large_a_number_is_called_so() -> None:
    with pytest.raises(ValueError, match="1e999 is too large a number"):
        typed_number("1e999")


@given(st.text(max_size=2000))
def test_any_text_is_a_number_or_refused_in_few_words(text: str) -> None:
    message = ""
    try:
        assert isinstance(typed_number(text), float)
    except ValueError as error:
        message = str(error)
    assert len(message) < 80


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_writes_is_read(number: float) -> None:
    assert typed_number(repr(number)) == number
    assert typed_number(repr(number).replace(".", ",")) == number
