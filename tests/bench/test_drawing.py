"""The drawing table: who did other work is found out, the fastest way stands for its path, every budget is told."""

import pytest

from bench.drawing import PARTS, Learn, alternate, check, fastest, latency_row, part_rows, remarks
from bench.latency import Latency
from bench.trainers import Training


def taking(seconds: float) -> Learn:
    return lambda updates, rate: Training([1.0] * updates, seconds * updates)


def test_other_losses_are_other_work() -> None:
    check("kernel", [2.0, 1.0], [2.0, 1.00001])
    with pytest.raises(AssertionError, match=r"TF\.js does other work"):
        check("TF.js", [2.0, 1.0], [2.0, 1.1])
    with pytest.raises(AssertionError, match="kernel does not learn"):
        check("kernel", [1.0, 2.0], [1.0, 2.0])


def test_the_fastest_way_stands_for_its_path() -> None:
    name, _, seconds = fastest({"wasm": taking(0.25), "cpu": taking(0.5)})
    assert (name, seconds) == ("wasm", 0.25)


def test_every_path_has_a_time_each_round() -> None:
    found = {"kernel": fastest({"": taking(0.125)}), "TF.js": fastest({"cpu": taking(0.5)})}
    assert alternate(found, 2, 1.0) == {"kernel": [0.125, 0.125], "TF.js cpu": [0.5, 0.5]}


def test_a_row_tells_of_the_budget() -> None:
    quick = Latency(12, 0, 2, [5.0] * 9 + [12.0], [5.0] * 12, [1.0] * 10, [1.0], [3.0], [1.0], {}, 600, 3, 0.0, 210.4)
    row = latency_row("mouse", quick)
    assert row[:6] == ["mouse", "10", "5.0", "12.0", "≤ 16: met", "12.0"]
    assert row[7] == "13.0"
    assert row[-3:] == ["3 of 600", "none over 50", "210"]
    slow = quick._replace(changing=[5.0, 40.0], before=[0.0, 0.0], late={"behind work, pad only": 1}, rate=None)
    assert latency_row("mouse", slow)[4] == "≤ 16: missed"
    assert latency_row("mouse", slow)[-2:] == ["none over 50", "–"]
    assert remarks(slow).endswith("1 took more than 16 ms (1 behind work, pad only).")


def test_every_part_has_words() -> None:
    assert part_rows(dict.fromkeys(PARTS, 0.001))[0] == ["a forecast of 13 futures, 50 steps each", "1.00"]
