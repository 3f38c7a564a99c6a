import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.numbers import MINUS, coordinate, duration, fixed, probability, short


@pytest.mark.parametrize(
    ("value", "plain", "signed"),
    [
        (0.0, "0.00", "+0.00"),
        (-0.0, "0.00", "+0.00"),
        (0.5, "0.50", "+0.50"),
        (-0.5, f"{MINUS}0.50", f"{MINUS}0.50"),
        (-0.004, "0.00", "+0.00"),
        (-0.006, f"{MINUS}0.01", f"{MINUS}0.01"),
        (12.345678, "12.35", "+12.35"),
    ],
)
def test_two_decimals(value: float, plain: str, signed: str) -> None:
    assert fixed(value) == plain
    assert fixed(value, signed=True) == signed


@given(st.floats(0, 1) | st.floats(-1e-6, 1e-6).map(lambda near: 0.5 + near))
def test_a_probability_is_written_so_that_its_side_is_seen(p: float) -> None:
    text = probability(p)
    assert (float(text) > 0.5) == (p > 0.5)
    assert len(text) >= 4
    if len(text) > 4:  # no more decimals than it takes
        assert float(f"{p:.{len(text) - 3}f}") == 0.5


def test_how_many_decimals_a_probability_has() -> None:
    texts = [probability(p) for p in (0.5, 0.5004, 0.4996, 0.5037, 0.506, 0.02)]
    assert texts == ["0.50", "0.5004", "0.4996", "0.504", "0.51", "0.02"]


@given(st.floats(-1e6, 1e6))
def test_the_text_is_the_nearest_hundredth(value: float) -> None:
    for text in (fixed(value), fixed(value, signed=True)):
        assert abs(float(text.replace(MINUS, "-")) - value) <= 0.005 + 1e-9
        assert "-" not in text  # a hyphen is not a minus sign
        assert float(text.removeprefix(MINUS)) != 0 or MINUS not in text


def test_short() -> None:
    assert short(0.69315) == "0.693"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(8.7e-4, "0.87 ms"), (0.0123, "12 ms"), (0.126, "130 ms"), (0.9994, "1000 ms"), (1.0, "1 s"), (12.3, "12 s")],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (100.0, "100"), (1 / 3, "0.33"), (0.5, "0.5"), (-0.001, "0"), (-1.25, "-1.25")]
)
def test_coordinate(value: float, text: str) -> None:
    assert coordinate(value) == text


@given(st.floats(-1e4, 1e4))
def test_a_coordinate_is_the_nearest_hundredth(value: float) -> None:
    assert abs(float(coordinate(value)) - value) <= 0.005 + 1e-9
