"""The memory demo on the task of the first bit: how far the error reaches, and which cell recalls how far.

All is computed once more: gradients by small differences of the loss in plain floats, and trainings from their seeds.
"""

import csv
import io
import json
import re
from itertools import product
from math import log
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from demos.memory.training import begin
from rnn.fresh_run import FreshRun, advance
from rnn.native.fresh_backend import fastest
from tasks.recall import RecallTask
from tests.browser.memory import CELLS, TEST_SIZE, MemoryPage, count_right, fresh_sequences, open_memory
from tests.browser.patience import LONG_PATIENCE
from tests.browser.still import held_frames
from tests.oracle.plain import CARRIED, STEPS, Quantities, affine, sigmoid

pytestmark = pytest.mark.browser

SEQUENCES = 32  # over which the page takes its means
SMALL = 1e-5
LENGTHS = (5, 10, 20, 30, 40)


@pytest.fixture
def recall(page: Page, site: str) -> MemoryPage:
    return open_memory(page, site, task="recall", steps=20, units=4, seed=3)


def rerun(seed: int, cell: str, steps: int, bias: str = "3", units: int = 4) -> FreshRun:
    """The same training to its end, in this process."""
    run = begin(seed, cell, units, RecallTask(steps), bias)
    return advance(run, run.source.recipe.updates, fastest())


def test_the_page_of_the_contract(recall: MemoryPage) -> None:
    expect(recall.notice).to_be_empty()
    expect(recall.delay).to_have_value("20")
    expect(recall.root.get_by_role("switch")).to_have_count(0)
    for cell in CELLS:
        expect(recall.cell_of(cell)).to_contain_text("4 units")
        expect(recall.cell_of(cell)).to_have_attribute("data-done", "false")


def test_the_race_is_the_same_as_one_that_is_run_elsewhere(recall: MemoryPage) -> None:
    recall.race()
    for cell in CELLS:
        run, exported = rerun(3, cell, 20), recall.exported(cell)
        assert recall.accuracy(cell) == run.accuracy == count_right(exported, RecallTask(20)) / TEST_SIZE, cell
        solved = recall.data(recall.cell_of(cell), "solved")
        assert solved == ("" if run.solved_after is None else str(run.solved_after)), cell
        assert recall.told_curve(recall.cell_of(cell)) == pytest.approx(run.accuracies, abs=0.01), cell
        words = "Solved after" if run.accuracy == 1 else "Not solved"
        expect(recall.cell_of(cell)).to_contain_text(words)
    assert recall.accuracy("rnn") < 0.9 < recall.accuracy("gru")


def test_all_three_are_seen_to_learn_at_once(recall: MemoryPage) -> None:
    """And where the error reaches meanwhile."""
    before = {cell: reach_shown(recall, cell) for cell in CELLS}
    with held_frames(recall.page, when="document.querySelector('[data-cell=lstm]').dataset.updates > 20"):
        recall.press("Train all three")
        expect(recall.cell_of("lstm")).not_to_have_attribute("data-updates", "0")
        recall.page.wait_for_function("document.querySelector('[data-cell=lstm]').dataset.updates > 20")
        made = [int(recall.data(recall.cell_of(cell), "updates")) for cell in CELLS]
        assert max(made) - min(made) <= 10
        assert max(made) < 500
        assert {cell: reach_shown(recall, cell) for cell in CELLS} != before
    recall.wait_raced()


# ---- The reach of the error ----


def reach_shown(demo: MemoryPage, cell: str) -> list[float]:
    """What the curve of a cell is drawn from: after every step, from the first."""
    values: list[float] = json.loads(recall_path(demo, cell).get_attribute("data-values") or "")
    return values


def recall_path(demo: MemoryPage, cell: str) -> Any:
    return demo.root.locator(f'[data-cell-reach="{cell}"]')


def loss_from(weights: dict[str, Any], cell: str, xs: list[list[float]], state: Any, answer: bool) -> float:
    """The loss of what is read from a state on; at the end of the sequence, of the state itself."""
    for x in xs:
        state = STEPS[cell](weights[cell], x, state, Quantities())
    (logit,) = affine(weights["linear"]["weight"], weights["linear"]["bias"], state[0])
    return -log(sigmoid(logit if answer else -logit))


def gradient_lengths(weights: dict[str, Any], cell: str, task: RecallTask) -> dict[str, list[float]]:
    """For the state after each step: how much the loss changes with it, by small differences; means over sequences."""
    sequences, answers = fresh_sequences(task)
    units, count = len(weights[cell]["weight_hh_l0"][0]), CARRIED[cell]
    sums = {name: [0.0] * task.steps for name in ("all", "h", "c")}
    for xs, answer in list(zip(sequences, answers, strict=True))[:SEQUENCES]:
        state = tuple([0.0] * units for _ in range(count))
        for step in range(task.steps):
            state = STEPS[cell](weights[cell], xs[step], state, Quantities())
            squares = []
            for part in range(count):
                total = 0.0
                for unit in range(units):
                    ends = []
                    for change in (SMALL, -SMALL):
                        moved = tuple(list(one) for one in state)
                        moved[part][unit] += change
                        ends.append(loss_from(weights, cell, xs[step + 1 :], moved, answer))
                    total += ((ends[0] - ends[1]) / (2 * SMALL)) ** 2
                squares.append(total)
            for name, square in zip(("all", "h", "c"), (sum(squares), *squares), strict=False):
                sums[name][step] += square**0.5 / SEQUENCES
    return sums


@pytest.mark.parametrize("bias", ["0", "3"])
def test_the_reach_is_that_of_the_gradient(page: Page, site: str, bias: str) -> None:
    demo = open_memory(page, site, task="recall", steps=6, units=4, seed=3, bias=bias)
    for cell in CELLS:
        expected = gradient_lengths(demo.exported(cell), cell, RecallTask(6))
        assert reach_shown(demo, cell) == pytest.approx(expected["all"], rel=1e-4, abs=1e-8)
        if cell == "lstm":
            for name in ("h", "c"):
                demo.choose("Of the LSTM", f"{name} alone")
                assert reach_shown(demo, cell) == pytest.approx(expected[name], rel=1e-4, abs=1e-8)


def test_the_slider_moves_the_task_its_bounds_included(recall: MemoryPage) -> None:
    for steps in (2, 50, 7):
        recall.set_delay(steps)
        for cell in CELLS:
            assert len(reach_shown(recall, cell)) == steps
            expect(recall.cell_of(cell)).to_have_attribute("data-done", "false")
    assert recall.exported("gru")["about"]["steps"] == 7
    recall.race()
    for cell in CELLS:
        assert recall.accuracy(cell) == rerun(3, cell, 7).accuracy


def test_another_bias_is_what_the_training_begins_with(recall: MemoryPage) -> None:
    for title, bias in (("0", "0"), ("log T", "log"), ("chrono", "chrono")):
        group = recall.root.get_by_role("group", name="Bias of f at the start")
        choice = group.get_by_role("button", name=title, exact=title != "chrono")
        choice.click()
        expect(choice).to_have_attribute("aria-pressed", "true")
        weights = recall.exported("lstm")["lstm"]
        run = begin(3, "lstm", 4, RecallTask(20), bias)
        assert weights["bias_ih_l0"] == pytest.approx(run.network.cell[2].tolist())
        recall.race()
        assert recall.accuracy("lstm") == rerun(3, "lstm", 20, bias).accuracy


# ---- The experiment ----


def table(demo: MemoryPage) -> dict[tuple[str, ...], tuple[int, int, str]]:
    """(cell, length, bias) to solved, tried, and the median of updates."""
    found = demo.root.locator("[data-grid]").evaluate_all("all => all.map(e => ({...e.dataset}))")
    return {tuple(data["grid"].split("-")): (int(data["solved"]), int(data["tried"]), data["median"]) for data in found}


def rows(demo: MemoryPage) -> list[dict[str, str]]:
    download = demo.downloaded(demo.root.get_by_role("button", name="Save as CSV"))
    assert download.suggested_filename.endswith(".csv")
    return list(csv.DictReader(io.StringIO(Path(download.path()).read_text("utf-8"))))


def check_table(demo: MemoryPage, lines: list[dict[str, str]]) -> None:
    """The tables count what the file lists."""
    counted = table(demo)
    assert {key[:2] for key in counted} >= {(cell, str(length)) for cell in CELLS for length in LENGTHS}
    assert sum(tried for _, tried, _ in counted.values()) >= len(lines)
    for key, (solved, tried, median) in counted.items():
        of_field = [line for line in lines if (line["cell"], line["length"], line["bias"]) == key]
        updates = sorted(int(line["updates"]) for line in of_field if line["solved"] == "yes")
        assert (solved, tried) == (len(updates), len(of_field)), key
        middle = len(updates) // 2
        assert median == ("" if not updates else repr((updates[middle] + updates[~middle]) / 2)), key


def check_rows(lines: list[dict[str, str]]) -> None:
    """Each is what its seed gives, once more."""
    for line in lines:
        run = rerun(int(line["seed"]), line["cell"], int(line["length"]), line["bias"])
        assert line["updates"] == ("" if run.solved_after is None else str(run.solved_after)), line
        assert line["solved"] == ("no" if run.solved_after is None else "yes"), line


def test_what_was_computed_at_build_time_is_what_its_seeds_give(recall: MemoryPage) -> None:
    lines = rows(recall)
    expect(recall.grid_status).to_contain_text(f"{len(lines)} of {len(lines)} trainings")
    seeds = {line["seed"] for line in lines}
    assert len(seeds) >= 16
    for cell, length in product(CELLS, LENGTHS):
        tried = [
            line["seed"] for line in lines if (line["cell"], line["length"], line["bias"]) == (cell, str(length), "3")
        ]
        assert sorted(tried) == sorted(seeds), (cell, length)
    check_table(recall, lines)
    check_rows(lines[5::37])


@pytest.fixture
def running(recall: MemoryPage) -> MemoryPage:
    """The experiment, begun here with another bias, and stopped where every field of the grid has a training."""
    recall.choose("Bias of f at the start", "1")
    recall.root.get_by_role("button", name="Run it here").click()
    recall.page.wait_for_function(
        "document.querySelector('[data-grid=lstm-40-1]')?.dataset.tried > 0", timeout=LONG_PATIENCE
    )
    recall.press("Pause")
    expect(recall.root.get_by_role("button", name="Go on", exact=True)).to_be_visible()
    return recall


def test_the_experiment_runs_pauses_goes_on_and_is_cancelled(running: MemoryPage) -> None:
    status, lines = running.grid_status.inner_text(), rows(running)
    assert len(lines) >= 15
    assert re.search(rf"\b{len(lines)} of \d+", status)
    check_table(running, lines)
    check_rows(lines[:15])
    assert running.grid_status.inner_text() == status  # nothing goes on
    running.press("Go on")
    expect(running.grid_status).not_to_have_text(status)
    running.press("Cancel")
    expect(running.grid_status).to_have_text(re.compile(r"\b(\d+) of \1 trainings"))
    ours = [line for line in rows(running) if line["length"] != "20"]
    assert {line["bias"] for line in ours} == {"3"}


def test_training_and_turning_to_the_other_task_leave_the_experiment_its_results(running: MemoryPage) -> None:
    lines, status = rows(running), running.grid_status.inner_text()
    running.race()
    running.choose("Task", "Remember a marked bit")
    running.choose("Task", "Recall the first bit")
    assert rows(running) == lines
    running.press("Go on")
    expect(running.grid_status).not_to_have_text(status)
    assert rows(running)[: len(lines)] == lines
