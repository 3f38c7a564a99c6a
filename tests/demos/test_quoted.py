import pytest

from demos.quoted import quoted


def test_short_text_stays_as_it_is() -> None:
    assert quoted("Größe 日本.json", 60) == "Größe 日本.json"
    assert quoted("x" * 20) == "x" * 20


def test_long_text_is_cut_and_shows_it() -> None:
    assert quoted("x" * 21) == "x" * 20 + "…"
    assert quoted("9" * 1_000_000, 5) == "99999…"


@pytest.mark.parametrize("letter", ["\n", "\x00", "\u202e", "\ud800", "\u200b"])
def test_nothing_that_cannot_be_seen(letter: str) -> None:
    assert quoted(f"a{letter}b") == "a\N{REPLACEMENT CHARACTER}b"
