"""Code that would never end is stopped, wherever it is stuck, and what ends is left alone."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from own_cell.code import OwnCell, Problem, compiled
from own_cell.watch import SECONDS
from tests.own_cell.test_code import LSTM, line_of


def passing(a_look: float) -> Callable[[], float]:
    """A clock on which so many seconds pass from one look to the next."""

    def ticks() -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            now += a_look

    return ticks().__next__


STUCK = {
    "loop": ("while True: pass\n", "while True"),
    "for": ("for _ in iter(int, 1):\n    pass\n", ""),
    "comprehension": ("[x for x in iter(int, 1)]\n", "for x in"),
    "generator": ("any(x for x in iter(int, 1))\n", "for x in"),
    "calls": ("def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(99)\n", ""),
    "inside": ("def f():\n    def g():\n        while True:\n            pass\n    g()\nf()\n", "            pass"),
    "caught": ("while True:\n    try:\n        x = 1\n    except BaseException:\n        pass\n", ""),
    "lambda": ("(lambda: [0 for _ in iter(int, 1)])()\n", "lambda"),
}


@pytest.mark.parametrize("name", STUCK)
def test_what_does_not_end_is_stopped_and_says_where(name: str) -> None:
    text, piece = STUCK[name]
    with pytest.raises(Problem, match=f"had not ended after {SECONDS:g} seconds") as caught:
        compiled(text, passing(0.01))
    lines = text.splitlines()
    assert 1 <= caught.value.line <= len(lines)
    if piece:
        assert piece in lines[caught.value.line - 1] or "while" in lines[caught.value.line - 1]


def test_what_ends_in_time_is_left_alone() -> None:
    looks = 100
    text = f"for _ in range({64 * looks}):\n    pass\n"
    compiled(text + LSTM, passing(0.99 * SECONDS / looks))
    with pytest.raises(Problem, match="had not ended"):
        compiled(text + LSTM, passing(1.05 * SECONDS / looks))


def test_a_slice_has_its_own_time() -> None:
    """What was taken by the ones before is not counted."""
    slow = "    for _ in range(64 * 60):\n        pass\n"
    cell = compiled(LSTM.replace("    h = o * tanh_c\n", f"{slow}    h = o * tanh_c\n"), passing(SECONDS / 100))
    for _ in range(5):
        cell.watch.begin()
        cell.step(*_zeros(cell))
    with pytest.raises(Problem, match="had not ended"):
        cell.step(*_zeros(cell))  # which has not begun anew


def test_of_two_cells_the_one_that_has_begun_is_watched() -> None:
    stuck = "    while True:\n        pass\n"
    text = LSTM.replace("    h = o * tanh_c\n", f"{stuck}    h = o * tanh_c\n")
    first = compiled(text, passing(0.01))
    compiled(LSTM, passing(0.01))
    first.watch.begin()
    with pytest.raises(Problem, match="had not ended") as caught:
        first.step(*_zeros(first))
    assert caught.value.line in (line_of(text, "while True"), line_of(text, "while True") + 1)


def _zeros(cell: OwnCell) -> tuple[Any, Any, Any]:
    params = cell.Params(*(np.zeros(size) for size in cell.shapes(2, 1)))
    return params, np.zeros((3, 2)), cell.State(*(np.zeros((3, 1)) for _ in cell.State._fields))
