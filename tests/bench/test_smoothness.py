"""What is noted of a thread becomes figures, and nothing of it gets lost."""

import pytest

from bench.smoothness import Notes, Smoothness, row, smoothness_of
from bench.startup import tasks_text

FRAMES = [float(time) for time in range(0, 4000, 20)]


def test_tasks_belong_to_the_start_or_to_the_training() -> None:
    tasks = [[100.0, 60.0], [500.0, 90.0], [1500.0, 70.0], [3100.0, 55.0], [3900.0, 80.0]]
    found = smoothness_of(Notes(1000.0, (2000.0, 3000.0), (3000.0, 3500.0), tasks, FRAMES, [3100.0, 3200.0]))
    assert found.start == [60.0, 90.0]
    assert found.blocked == pytest.approx(0.15)
    assert found.training == [55.0]
    assert found.patches == pytest.approx(4)


def test_frames_are_compared_with_those_before() -> None:
    fewer = [time for time in FRAMES if time < 3000 or time % 40 == 0]
    found = smoothness_of(Notes(1000.0, (2000.0, 3000.0), (3000.0, 3980.0), [], fewer, fewer))
    assert found.ratio == pytest.approx(0.5, rel=0.03)
    assert found.a_frame == 1


def test_a_page_without_a_training_has_a_start_only() -> None:
    found = smoothness_of(Notes(1000.0, (0.0, 0.0), None, [[10.0, 51.0]], FRAMES, []))
    assert found == Smoothness([51.0], 0.051, [], None, None, None)
    assert row("stock", [found])[3:] == [""] * 6


def test_a_row_tells_every_long_task_and_the_budgets() -> None:
    rounds = [Smoothness([], 0.0, [54.0], 0.95, 58.0, 1.0), Smoothness([67.0, 99.0], 0.1, [], 0.97, 60.0, 1.0)]
    cells = row("ours", rounds)
    assert cells[1] == "99, 67"
    assert cells[3:5] == ["54", "≤ 50: missed"]
    assert cells[6:] == ["≥ 0.9: met", "59.0", "1.00"]


def test_no_long_task_is_told_in_words() -> None:
    assert tasks_text([]) == "none over 50"
    assert tasks_text([51.2, 755.0]) == "755, 51"
