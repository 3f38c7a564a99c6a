"""What follows an equals sign is what the printed numbers make: judged from the printed text alone."""

from collections.abc import Callable, Iterable
from math import prod

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from demos.adds_up import ABOUT, EQUAL, LEAST, MOST, decimals_for, follows, read_back, sign
from demos.numbers import fixed, scientific
from tests import printed

numbers = st.floats(-20, 20)


@given(st.floats(-1e6, 1e6) | st.floats(-1e-6, 1e-6))
def test_a_number_is_read_back_as_it_is_printed(value: float) -> None:
    for text in (fixed(value), fixed(value, signed=True), fixed(value, decimals=4), scientific(value)):
        assert read_back(text) == pytest.approx((printed.number(text), printed.half_unit(text)), rel=1e-12)
        assert printed.is_rounded(text, value)


def test_what_follows() -> None:
    assert follows(0.4656, "0.47")
    assert not follows(0.4656, "0.46")
    assert follows(0.125, "0.13")
    assert follows(0.125, "0.12")  # half-way both are right
    assert follows(-3.89, "\N{MINUS SIGN}3.89")
    assert not follows(3.90, "3.89")


@pytest.mark.parametrize(("decimals", "wanted"), [(2, None), (3, 3), (4, 3)])
def test_as_few_decimals_as_are_enough(decimals: int, wanted: int | None) -> None:
    values = (0.474, 0.474)  # to two decimals 0.47 + 0.47 is 0.94
    assert decimals_for(lambda d: sum(round(v, d) for v in values), "0.95", decimals) == wanted


def check(values: list[float], work: Callable[[Iterable[float]], float]) -> None:
    """With the decimals that are chosen the printed numbers make the printed result; or none of those allowed does."""
    result = fixed(work(values))
    found = decimals_for(lambda d: work(round(v, d) for v in values), result)
    tried = range(LEAST, MOST + 1) if found is None else (found,)
    for decimals in tried:
        texts = [fixed(value, decimals=decimals) for value in values]
        made = work(printed.number(text) for text in texts)
        holds = abs(made - printed.number(result)) <= printed.half_unit(result) * (1 + 1e-6)
        assert holds == (found is not None), (texts, result)
    assert sign(found is not None) == (ABOUT if found is None else EQUAL)


@given(st.lists(numbers, min_size=1, max_size=6))
@example([0.474, 0.474])
@example([0.0049, 0.0049, 0.0049])
def test_sums(values: list[float]) -> None:
    check(values, sum)


@given(st.lists(numbers, min_size=2, max_size=3))
@example([0.475, 0.975])
def test_products(values: list[float]) -> None:
    check(values, prod)


@given(st.lists(numbers, min_size=1, max_size=6), st.floats(-0.5, 0.5))
def test_a_result_that_is_not_that_of_the_numbers_is_not_said_to_be(values: list[float], off: float) -> None:
    wrong = sum(values) + (0.02 if off >= 0 else -0.02) + off
    found = decimals_for(lambda d: sum(round(v, d) for v in values), fixed(wrong))
    if abs(wrong - sum(values)) > 0.005 + 6 * 0.005:
        assert found is None


def test_the_calculator_of_the_tests_finds_a_false_sum() -> None:
    assert printed.check(["=0.48⋅0.97=0.47"]) == 0
    assert printed.check(["=0.48⋅0.97≈0.46"]) == 1
    for lines in (["=0.48⋅0.97=0.46"], ["=σ(1.00⋅(−1.00)+0.25)", "=σ(−0.74)=0.32"], ["=tanh(1.00)=0.75"]):
        with pytest.raises(AssertionError):
            printed.check(lines)
