import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.draw.state import MAX_TEMPERATURE
from tests.demos.draw.drawing import start


@pytest.mark.parametrize(
    ("value", "temperature"),
    [
        ("0.8", 0.8),
        ("0,8", 0.8),
        (",5", 0.5),
        ("1", 1.0),
        ("1.", 1.0),
        ("1e-1", 0.1),
        ("-0", 0.0),
        ("0.8).", 0.8),
        ("+1", 1.0),
    ],
)
def test_a_number_however_it_is_written(value: str, temperature: float) -> None:
    state = start(f"?temperature={value}").state
    assert (state.temperature, state.notice) == (temperature, "")


NO_NUMBER = "{} is no number: write one such as 0.5 or 0,5"
TOO_MUCH = f"temperature goes from 0 to {MAX_TEMPERATURE}"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2", TOO_MUCH),
        ("1e400", "{} is too large a number"),
        ("-1e400", "{} is too large a number"),
        ("9" * 5000, "{} is too large a number"),
        ("-0.1", TOO_MUCH),
        ("nan", NO_NUMBER),
        ("inf", NO_NUMBER),
        ("", "nothing is no number: write one such as 0.5 or 0,5"),
        ("1_0", NO_NUMBER),
        ("0,8,1", NO_NUMBER),
        ("0x1", NO_NUMBER),
    ],
)
def test_what_is_no_number_that_can_be(value: str, reason: str) -> None:
    state = start(f"?temperature={value}").state
    assert state.temperature == start().state.temperature
    shown = value if len(value) <= 20 else value[:20] + "\N{HORIZONTAL ELLIPSIS}"
    assert state.notice == f"The address asks for temperature={shown}, but {reason.format(shown)}."


@pytest.mark.parametrize(
    ("query", "temperature"),
    [("?adventure=0.8", 0.8), ("?adventure=0,8", 0.8), ("?adventure=0.3&temperature=0.9", 0.9)],
)
def test_links_made_when_it_was_called_adventure_go_on_working(query: str, temperature: float) -> None:
    state = start(query).state
    assert (state.temperature, state.notice) == (temperature, "")


def test_a_mangled_address() -> None:
    state = start("?temperature=1,2&amp;learning=off&amp;theme=dark").state
    assert (state.temperature, state.learning, state.notice) == (1.2, False, "")


@pytest.mark.parametrize(
    "query",
    [
        "?Temperature=1",
        "?Adventure=1",
        "?learn=off&learnin=off",
        "?target=10",
        "?demo=two-bit",
        "?learning=on&learning=off",
    ],
)
def test_what_would_be_lost_is_told(query: str) -> None:
    assert start(query).state.notice.startswith("The address asks for ")


@pytest.mark.parametrize("query", ["?utm_source=x", "?demo=draw", "?with=weights", ""])
def test_what_needs_no_words(query: str) -> None:
    assert start(query).state.notice == ""


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(["temperature", "learning", "theme", "demo"]), st.text())
def test_any_value_is_used_or_told(name: str, value: str) -> None:
    state = start(f"?{name}={value}").state
    assert 0 <= state.temperature <= MAX_TEMPERATURE
    assert len(state.notice) < 300
