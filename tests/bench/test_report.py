"""Figures, budgets and tables."""

import pytest

from bench.report import number, percentile, ratio, spread, table, verdict


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.01234, "0.0123"),
        (0.35, "0.350"),
        (1.234, "1.23"),
        (12.34, "12.3"),
        (123.4, "123"),
        (12345.6, "12346"),
        (-1.5, "-1.50"),
    ],
)
def test_three_digits_without_an_exponent(value: float, text: str) -> None:
    assert number(value) == text


def test_a_spread_is_a_median_between_its_extremes() -> None:
    found = spread([3.0, 1.0, 10.0])
    assert found == (3.0, 1.0, 10.0)
    assert str(found.scaled(1000)) == "3000 (1000–10000)"


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert [percentile(values, share) for share in (0, 0.5, 0.95, 1)] == [1, 50, 95, 100]
    assert percentile([3.0], 0.95) == 3


def test_ratios_are_taken_round_by_round() -> None:
    assert ratio([1.0, 10.0, 2.0], [2.0, 20.0, 8.0]) == (0.5, 0.25, 0.5)


def test_a_budget_may_be_used_up() -> None:
    assert (verdict(0.35, 0.35), verdict(0.36, 0.35)) == ("met", "missed")


def test_a_table_is_markdown() -> None:
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_a_row_must_fill_the_table() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 headings"):
        table(["a", "b"], [["1"]])
