"""The memory demo, on the task of the marked bit: what is shown, trained, held and taken along."""

import itertools
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from demos.holding.holds import HOLDS
from tasks.latch import LatchTask
from tests.browser.conftest import NewPage
from tests.browser.memory import (
    CELLS,
    IN_DIAGRAM,
    NAMES,
    SIGNED,
    STRIPS,
    TEST_SIZE,
    MemoryPage,
    all_read,
    count_right,
    holding,
    open_memory,
    quantities,
)
from tests.browser.recompute import shown
from tests.browser.record import watch
from tests.browser.still import held_frames

pytestmark = pytest.mark.browser

EIGHT = LatchTask(8)
BITS, MARKS = "10110100", "01001000"


@pytest.fixture
def latch(page: Page, site: str) -> MemoryPage:
    """The address of the contract."""
    return open_memory(page, site, task="latch", units=1, steps=8, seed=7)


def check_numbers(demo: MemoryPage, weights: dict[str, Any], step: int, unit: int = 1) -> None:
    """All numbers of the diagram and of the strips, as they follow from the weights; and no others."""
    bits, marks = demo.bits("Bit"), demo.bits("Mark")
    expected, steps = quantities(weights, bits, marks), len(bits)
    diagram, strips = demo.numbers_in(".stage-cells"), demo.numbers_in(".strips")
    of_unit = {name: 1 if name in ("x", "m") else unit for name in IN_DIAGRAM}
    assert diagram.keys() == {*((name, step, unit) for name in IN_DIAGRAM), ("p", steps, 1)}
    assert strips.keys() == {(name, k, of_unit[name]) for name in STRIPS for k in range(1, steps + 1)}
    for key, (value, text) in diagram.items():
        assert value == pytest.approx(expected[key[0], key[1], of_unit.get(key[0], 1)], abs=1e-9), key
        assert text == shown(value, signed=key[0] in SIGNED), key
    for key, (value, text) in strips.items():
        assert value == pytest.approx(expected[key], abs=1e-9), key
        if key[0] not in ("x", "m"):
            assert text == shown(value, signed=key[0] in SIGNED), key
    answer = "1" if expected["p", steps, 1] > 0.5 else "0"
    last_marked = bits[marks.rindex("1")]
    expect(demo.result).to_have_attribute("data-result", answer)
    expect(demo.result).to_have_attribute("data-right", "true" if answer == last_marked else "false")
    expect(demo.result).to_contain_text(re.compile(f"(the answer|the last marked bit) is {answer}"))


def test_the_contract_of_the_page(latch: MemoryPage) -> None:
    assert len(latch.bits("Bit")) == len(latch.bits("Mark")) == 8
    expect(latch.train_button).to_be_enabled()
    expect(latch.root.get_by_role("button", name="Train all three", exact=True)).to_be_enabled()
    for cell in CELLS:
        place = latch.cell_of(cell)
        expect(place).to_have_count(1)
        expect(place).to_have_attribute("data-done", "false")
        assert 0 <= latch.accuracy(cell) <= 1
        expect(latch.root.get_by_role("group", name=NAMES[cell], exact=True)).to_have_count(1)
    expect(latch.notice).to_be_empty()


def test_every_number_follows_from_the_weights(latch: MemoryPage) -> None:
    for bits, marks in (("01001011", "10001000"), (BITS, MARKS), ("11111110", "00000001")):
        latch.set_sequence(bits, marks)
        weights = latch.exported()
        check_numbers(latch, weights, step=8)
        for step in (1, 5, 8):
            latch.press(f"Draw step {step}")
            expect(latch.root.get_by_role("button", name=f"Draw step {step}")).to_have_attribute("aria-pressed", "true")
            check_numbers(latch, weights, step=step)


def test_step_by_step_only_what_was_read_is_shown(latch: MemoryPage) -> None:
    latch.start_over.click()
    expect(latch.result).to_have_attribute("data-result", "")
    assert latch.numbers_in(".strips") == {}
    expected = quantities(latch.exported(), latch.bits("Bit"), latch.bits("Mark"))
    for step in range(1, 9):
        latch.step_button(step).click()
        expect(latch.square("h", step)).to_have_attribute("data-value", re.compile("."))
        strips = latch.numbers_in(".strips")
        assert strips.keys() == {(name, k, 1) for name in STRIPS for k in range(1, step + 1)}
        assert all(value == pytest.approx(expected[key], abs=1e-9) for key, (value, _) in strips.items())
    expect(latch.result).to_have_attribute("data-result", re.compile("[01]"))
    latch.press("Step back")
    expect(latch.result).to_have_attribute("data-result", "")
    expect(latch.square("h", 8)).not_to_have_attribute("data-value", re.compile("."))


def test_the_formula_of_a_square_is_told_by_mouse_and_by_click(latch: MemoryPage) -> None:
    latch.square("f", 5).hover()
    expect(latch.explanation).to_contain_text("Forget gate f, step 5.")
    latch.square("i", 2).click()
    expect(latch.explanation).to_contain_text("Input gate i, step 2.")
    expect(latch.square("i", 2)).to_have_attribute("aria-pressed", "true")
    value = quantities(latch.exported(), latch.bits("Bit"), latch.bits("Mark"))["i", 2, 1]
    expect(latch.explanation).to_contain_text(shown(value, signed=False))


def test_the_sequence_grows_and_shrinks_within_its_limits_and_always_has_a_mark(latch: MemoryPage) -> None:
    add, remove = (latch.root.get_by_role("button", name=f"{what} a step", exact=True) for what in ("Add", "Remove"))
    for steps in range(9, 13):
        add.click()
        expect(latch.root.get_by_role("switch", name=re.compile(r"^Bit \d+$"))).to_have_count(steps)
    expect(add).to_be_disabled()
    check_numbers(latch, latch.exported(), step=12)
    for steps in range(11, 5, -1):
        remove.click()
        expect(latch.root.get_by_role("switch", name=re.compile(r"^Bit \d+$"))).to_have_count(steps)
    expect(remove).to_be_disabled()
    check_numbers(latch, latch.exported(), step=6)
    latch.set_sequence("010011", "100000")
    latch.switch("Mark", 1).click()
    expect(latch.notice).to_contain_text("mark another one first")
    assert latch.bits("Mark") == "100000"
    for _ in range(5):
        before = latch.bits("Bit"), latch.bits("Mark")
        latch.press("Random")
        expect(latch.notice).to_be_empty()
        latch.page.wait_for_function(
            """([bits, marks]) => {
              const of = (kind) => [...document.querySelectorAll(`[aria-label^="${kind} "][role=switch]`)]
                .map((e) => (e.ariaChecked === "true" ? "1" : "0")).join("");
              return of("Bit") !== bits || of("Mark") !== marks;
            }""",
            arg=list(before),
        )
        assert "1" in latch.bits("Mark")
        assert len(latch.bits("Bit")) == 6


def cases_of(weights: dict[str, Any], task: LatchTask) -> dict[str, float]:
    """Means of each gate by case, as data-case names them, over all steps but the first."""
    sums: dict[str, list[float]] = {}
    for steps in all_read(weights, task):
        for q, gate in itertools.product(steps[1:], "figo"):
            x, m = q["x"]
            sums.setdefault(f"{gate}-{int(m > 0)}-{int(x > 0)}", []).append(q[gate][0])
    return {case: sum(values) / len(values) for case, values in sums.items()}


def check_cases(demo: MemoryPage) -> None:
    found = demo.root.locator("[data-case]").evaluate_all("all => all.map(e => [e.dataset.case, e.dataset.value])")
    expected = cases_of(demo.exported(), LatchTask(len(demo.bits("Bit"))))
    assert len(found) == len(expected) == 16
    assert {case: float(value) for case, value in found} == pytest.approx(expected, abs=1e-9)


def test_training_is_real_and_its_end_is_right(latch: MemoryPage) -> None:
    before = latch.exported()["lstm"]
    check_cases(latch)
    updates = latch.train()
    assert updates == EIGHT.recipe.updates
    exported = latch.exported()
    assert exported["about"]["updates"] == updates
    assert exported["lstm"] != before
    assert exported["about"]["seed"] == 7
    right = count_right(exported, EIGHT)
    assert float(latch.data(latch.detail, "accuracy")) == right / TEST_SIZE
    expect(latch.detail).to_contain_text(f"{right} of {TEST_SIZE} fresh sequences right")
    check_numbers(latch, exported, step=8)
    check_cases(latch)
    assert latch.told_curve(latch.root.locator(".train-row").first)[-1] == pytest.approx(right / TEST_SIZE, abs=0.01)
    latch.train()
    assert latch.exported() == exported  # the same seed again


def test_the_picture_and_the_cases_move_while_it_trains(latch: MemoryPage) -> None:
    with held_frames(latch.page, when="/update [1-9]/.test(document.querySelector('.detail').textContent)"):
        before = {case.get_attribute("data-value") for case in latch.root.locator("[data-case]").all()}
        latch.train_button.click()
        expect(latch.detail).to_have_text(re.compile(r"update [1-9]"))
        check_cases(latch)
        assert {case.get_attribute("data-value") for case in latch.root.locator("[data-case]").all()} != before
    latch.wait_trained()


def test_an_experiment_says_what_holding_did(latch: MemoryPage) -> None:
    """Counted once more: in plain floats, with the gates put at their value by hand."""
    for hold in HOLDS.values():
        weights = latch.exported()
        change = holding(**dict(hold.gates))
        latch.press(f"{hold.title} ({hold.equations})")
        expect(latch.root.get_by_role("button", name=hold.title)).to_have_attribute("aria-pressed", "true")
        right, free = count_right(weights, EIGHT, change), count_right(weights, EIGHT)
        expect(latch.experiment).to_contain_text(f"{right} of {TEST_SIZE} fresh sequences right")
        word = "falls" if right < free else "rises" if right > free else "stays"
        expect(latch.experiment).to_contain_text(f"The accuracy {word}")
        expected = quantities(weights, latch.bits("Bit"), latch.bits("Mark"), change)
        for key, (value, _) in latch.numbers_in(".strips").items():
            assert value == pytest.approx(expected[key], abs=1e-9), key
        latch.press("Let go")
        expect(latch.experiment).not_to_contain_text("The accuracy")
        check_numbers(latch, weights, step=8)


def test_it_is_trained_on_with_a_gate_held(latch: MemoryPage) -> None:
    latch.press("Always forget (f = 0)")
    latch.press("Train on with it held")
    assert latch.wait_trained() == EIGHT.recipe.updates
    expect(latch.status).to_contain_text("f = 0")
    right = count_right(latch.exported(), EIGHT, holding(f=0.0))
    expect(latch.experiment).to_contain_text(f"{right} of {TEST_SIZE} fresh sequences right")
    f = [value for (name, *_), (value, _) in latch.numbers_in(".strips").items() if name == "f"]
    assert f == pytest.approx([0] * 8, abs=1e-9)


def test_three_cells_are_trained_side_by_side(latch: MemoryPage) -> None:
    """One unit: a plain RNN cannot, and the others can, from this seed. What was opened before stays open."""
    for cell in CELLS:
        latch.cell_of(cell).get_by_text("The numbers", exact=True).click()
    latch.race()
    for cell in CELLS:
        exported = latch.exported(cell)
        right = count_right(exported, EIGHT)
        assert latch.accuracy(cell) == right / TEST_SIZE, cell
        assert exported["about"] | {"task": "latch", "steps": 8, "seed": 7} == exported["about"]
        states = latch.cell_of(cell).locator("[data-state]").evaluate_all("all => all.map(e => ({...e.dataset}))")
        expected = quantities(exported, latch.bits("Bit"), latch.bits("Mark"))
        assert [state["state"] for state in states] == (["h", "c"] if cell == "lstm" else ["h"])
        shown = latch.cell_of(cell).locator("details p")
        expect(shown.first).to_be_visible()
        for state, shown_states in zip(states, shown.all_inner_texts(), strict=True):
            numbers = [
                float(number) for number in re.findall(r"[+-]\d\.\d\d", shown_states.replace("\N{MINUS SIGN}", "-"))
            ]
            assert shown_states.startswith(state["state"])
            assert numbers == pytest.approx([float(value) for value in state["values"].split(",")], abs=0.00501)
            values = [float(value) for value in state["values"].split(",")]
            assert len(values) == 8
            for step, value in enumerate(values, start=1):
                key = state["state"], step, int(state["unit"])
                assert value == pytest.approx(expected[key], abs=1e-9), (cell, key)
    assert latch.accuracy("rnn") < 0.7
    assert latch.accuracy("gru") == latch.accuracy("lstm") == 1
    for cell, words in (("rnn", "Not solved"), ("lstm", "Solved after")):
        expect(latch.cell_of(cell)).to_contain_text(words)


def test_two_units_and_as_many_parameters(latch: MemoryPage) -> None:
    latch.choose("Units", "2")
    for cell, numbers in (("rnn", 12), ("gru", 36), ("lstm", 48)):
        expect(latch.cell_of(cell)).to_contain_text(f"2 units, {numbers} parameters")
    latch.root.get_by_role("checkbox", name="about as many parameters").check()
    expect(latch.cell_of("rnn")).to_contain_text("5 units, 45 parameters")
    sizes = {}
    for cell in CELLS:
        sizes[cell] = len(latch.exported(cell)[cell]["weight_hh_l0"][0])
    assert sizes == {"lstm": 2, "gru": 2, "rnn": 5}  # 48 numbers, 36 (and not 63), and 45
    latch.train()
    weights = latch.exported()
    for unit in (1, 2):
        latch.choose("Unit", str(unit))
        check_numbers(latch, weights, step=8, unit=unit)


# ---- Files ----


def test_weights_go_out_and_in_again(latch: MemoryPage) -> None:
    latch.race()
    trained = {cell: latch.exported(cell) for cell in CELLS}
    accuracies = {cell: latch.accuracy(cell) for cell in CELLS}
    latch.choose("Bias of f at the start", "0")
    for cell in CELLS:
        expect(latch.cell_of(cell)).to_have_attribute("data-done", "false")
        assert latch.exported(cell)[cell] != trained[cell][cell]
        latch.load_into(cell, json.dumps(trained[cell]))
        expect(latch.cell_of(cell)).to_contain_text("loaded from a file")
        expect(latch.notice).to_be_empty()
        assert latch.exported(cell)[cell] == trained[cell][cell]
        assert latch.accuracy(cell) == accuracies[cell]


def test_weights_of_the_stage_go_out_and_in_again(latch: MemoryPage) -> None:
    first = latch.exported()
    latch.train()
    latch.load_into("", json.dumps(first))
    expect(latch.status).to_contain_text("loaded from a file")
    assert latch.exported()["lstm"] == first["lstm"]
    check_numbers(latch, first, step=8)


def seen(demo: MemoryPage) -> list[str]:
    """All that the demo shows, but for the notice."""
    return [demo.root.locator(f"#memory-{name}").inner_html() for name in ("setup", "sequence", "stage", "race")]


BAD: dict[str, Callable[[str], str]] = {
    "it is not JSON": lambda text: text[:-20],
    "has an unknown tensor": lambda text: text.replace("bias_hh_l0", "bias"),
    "is missing": lambda text: text.replace('"linear"', '"readout"'),
    "not finite": lambda text: re.sub(r"-?\d+\.\d+", "1e999", text, count=1),
    "has a weight beyond": lambda text: re.sub(r"-?\d+\.\d+", "123456.5", text, count=1),
    "larger than": lambda text: text + " " * 1_000_000,
}


def test_a_bad_file_is_refused_in_words_and_changes_nothing(latch: MemoryPage) -> None:
    for cell in ("", "gru"):
        text = json.dumps(latch.exported(cell))
        before = seen(latch)
        for words, spoiled in BAD.items():
            latch.load_into(cell, spoiled(text))
            expect(latch.notice).to_contain_text("weights.json was not loaded")
            expect(latch.notice).to_contain_text(words)
            assert seen(latch) == before
        latch.load_into(cell, text)
        expect(latch.notice).to_be_empty()


def test_weights_of_another_cell_or_size_are_refused_in_words(latch: MemoryPage) -> None:
    files = {cell: json.dumps(latch.exported(cell)) for cell in CELLS}
    before = seen(latch)
    for cell, other in itertools.permutations(CELLS, 2):
        latch.load_into(cell, files[other])
        words = f"weights of an? {NAMES[other]}, and this is an? {NAMES[cell]}"
        expect(latch.notice).to_contain_text(re.compile(words, re.IGNORECASE))
        assert seen(latch) == before
    latch.choose("Units", "2")
    before = seen(latch)
    for cell in CELLS:
        latch.load_into(cell, files[cell])
        expect(latch.notice).to_contain_text(f"{cell}.weight_ih_l0 has the shape")
        assert seen(latch) == before


# ---- The address ----


def test_settings_of_the_address(new_page: NewPage, site: str) -> None:
    demo = open_memory(new_page(), site, input=BITS[:7], marks=MARKS[:7], units=2, bias="chrono", seed=11)
    assert (demo.bits("Bit"), demo.bits("Mark")) == (BITS[:7], MARKS[:7])
    expect(demo.notice).to_be_empty()
    expect(demo.cell_of("lstm")).to_contain_text("2 units")
    demo.train()
    assert demo.exported()["about"] | {"seed": 11, "steps": 7} == demo.exported()["about"]


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        # All others are tried without a browser: tests/demos/memory/test_settings.py.
        ({"marks": "00000000"}, "no step is marked"),
        ({"input": "<b>1</b>"}, "input=<b>1</b>"),
        ({"task": "recall", "steps": "51"}, "from 2 to 50"),
    ],
)
def test_bad_settings_are_told_and_leave_the_defaults(
    page: Page, site: str, settings: dict[str, str], complaint: str
) -> None:
    page.goto(f"{site}/memory.html?{urlencode(settings)}")
    demo = MemoryPage(page)
    demo.wait_ready()
    expect(demo.notice).to_contain_text(complaint)
    expect(demo.notice.locator("b")).to_have_count(0)
    if "task" not in settings:
        assert (demo.bits("Bit"), demo.bits("Mark")) == ("01001011", "10001000")
        expect(demo.cell_of("lstm")).to_contain_text("1 unit,")
    expect(demo.cell_of("rnn")).to_have_attribute("data-done", "false")


def test_nothing_complains_whatever_is_pressed_meanwhile(page: Page, site: str) -> None:
    record = watch(page)
    demo = open_memory(page, site)
    with held_frames(page, when="/update [1-9]/.test(document.querySelector('.detail')?.textContent)"):
        demo.train_button.click()
        expect(demo.detail).to_have_text(re.compile("update [1-9]"))
        demo.press("Train all three")
        demo.switch("Bit", 1).click()
        demo.press("Add a step")
        demo.root.get_by_role("button", name=re.compile("^Run inference")).click()
        demo.choose("Units", "2")
        demo.choose("Task", "Recall the first bit")
        demo.choose("Task", "Remember a marked bit")
        demo.press("Another seed")
        demo.press("Train all three")
    demo.wait_raced()
    demo.train()
    expected = quantities(demo.exported(), demo.bits("Bit"), demo.bits("Mark"))
    strips = demo.numbers_in(".strips")
    assert strips.keys() == {(name, 1, 1) for name in STRIPS}  # one step of nine was read
    assert all(value == pytest.approx(expected[key], abs=1e-9) for key, (value, _) in strips.items())
    assert record.errors == []
    assert [text for text in record.console if "SharedArrayBuffer" not in text] == []
