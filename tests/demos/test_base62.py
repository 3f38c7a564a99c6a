import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.base62 import ALPHABET, CHUNK, decode, encode, length_of


@given(st.binary(max_size=3 * CHUNK))
def test_out_and_in_again(data: bytes) -> None:
    text = encode(data)
    assert set(text) <= set(ALPHABET)
    assert len(text) == length_of(len(data))
    assert decode(text, len(data)) == data


def test_the_alphabet_is_letters_and_digits() -> None:
    assert len(set(ALPHABET)) == 62
    assert ALPHABET.isascii()
    assert ALPHABET.isalnum()


@pytest.mark.parametrize(
    ("size", "length"), [(0, 0), (1, 2), (2, 3), (4, 6), (31, 42), (32, 43), (33, 45), (4936, 6633)]
)
def test_length(size: int, length: int) -> None:
    assert length_of(size) == length


@given(st.text(ALPHABET, min_size=6, max_size=6))
def test_every_text_is_that_of_its_bytes_or_refused(text: str) -> None:
    try:
        data = decode(text, 4)
    except ValueError:
        return
    assert encode(data) == text


@pytest.mark.parametrize(
    ("text", "size"), [("zz", 1), ("0", 1), ("000", 1), ("0-", 1), ("0\u0661", 1), ("", 1), ("0", 0)]
)
def test_what_encode_did_not_make(text: str, size: int) -> None:
    with pytest.raises(ValueError, match=r"characters|letter"):
        decode(text, size)
