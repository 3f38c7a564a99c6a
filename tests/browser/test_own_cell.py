"""Readers change the cell: what they write is trained, what is wrong with it is told, and nothing of it is lost."""

import json
import re
import threading
from collections.abc import Iterator
from html import escape
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from demos.own_cell.source import source_of
from own_cell.code import OF_NUMPY, PROMISED
from own_cell.experiments import EXPERIMENTS, CodeExperiment, applied
from own_cell.trial import begin, go_on
from tasks.latch import LatchTask
from tests.browser.blog import Blog
from tests.browser.conftest import DESKTOP, PHONE, NewPage, new_context
from tests.browser.faulty_site import FaultySite, missing, withheld
from tests.browser.own_cell import OwnCellPage
from tests.browser.patience import LONG_PATIENCE

pytestmark = pytest.mark.browser

LSTM = source_of("lstm")
STEPS = 8  # of the page's sequences
FORGETS, KEEPS = "    c = f * c_prev + i * g\n    tanh_c", "    c = c_prev + i * g\n    tanh_c"
MINE = f"    # mine\n{FORGETS}"


@pytest.fixture
def own(page: Page, site: str) -> OwnCellPage:
    return OwnCellPage(page).open(f"{site}/own-cell.html")


@pytest.fixture(scope="module")
def opened(browser: Browser, site: str) -> Iterator[OwnCellPage]:
    """A page for many tests, in any state."""
    page = new_context(browser, **DESKTOP).new_page()
    yield OwnCellPage(page).open(f"{site}/own-cell.html")
    page.context.close()


@pytest.fixture
def original(opened: OwnCellPage) -> OwnCellPage:
    """The page for many tests, with the LSTM's own source in its editor."""
    opened.root.get_by_role("button", name="LSTM", exact=True).click()
    expect(opened.root.get_by_role("button", name="LSTM", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(opened.root.get_by_role("group", name="Difference")).to_have_count(0)
    assert opened.text == LSTM
    return opened


def solved_after(text: str, seed: int = 1) -> int | None:
    """What a training of that code comes to, outside of any browser."""
    trial = begin(text, LatchTask(STEPS), 1, seed)
    while not trial.done:
        trial = go_on(trial, 25)
    return trial.run.solved_after


def test_the_lstms_own_source_is_trained_and_comes_to_what_it_comes_to_elsewhere(own: OwnCellPage) -> None:
    assert own.text == LSTM
    status = own.run_code()
    expect(status).to_have_attribute("data-accuracy", "1.0")
    updates = solved_after(LSTM)
    expect(status).to_contain_text(f"Your cell solved it in {updates} updates: all 256 fresh sequences are right.")
    expect(status).to_contain_text(f"the LSTM solved it in {updates} updates")
    for cell in ("own", "lstm", "gru", "rnn"):
        assert own.root.locator(f"[data-cell={cell}] .curves-accuracy").get_attribute("d")
    for name in ("i", "f", "g", "o", "c", "h", "tanh_c"):
        values = own.root.locator(f".state-row[data-state={name}]").get_attribute("data-values")
        assert values
        assert len(values.split(",")) == STEPS
    expect(own.notice).to_be_empty()


@pytest.mark.parametrize("one", EXPERIMENTS, ids=lambda one: one.name)
def test_an_experiment_is_seen_in_the_code_and_its_outcome_is_that_of_the_run(
    original: OwnCellPage, one: CodeExperiment
) -> None:
    if one.cell != "lstm":
        original.root.get_by_role("button", name="Plain RNN", exact=True).click()
        expect(original.root.get_by_role("button", name="Plain RNN", exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )
    original.root.get_by_role("button", name=one.title, exact=True).click()
    expect(original.root.get_by_role("group", name="Difference")).to_be_visible()
    after = applied(one, source_of(one.cell))
    assert original.text == after
    difference = original.root.get_by_role("group", name="Difference").inner_text()
    for edit in one.edits:
        for line in filter(None, edit.old.splitlines()):
            assert f"- {line}" in difference
        for line in filter(None, edit.new.splitlines()):
            assert f"+ {line}" in difference
    status = original.run_code()
    solved = solved_after(after)
    words = "did not solve it in 400 updates" if solved is None else f"solved it in {solved} updates"
    expect(status).to_contain_text(f"Your cell {words}")
    own_curve = original.root.locator("[data-cell=own]")
    expect(own_curve).to_contain_text(one.title)
    original.root.get_by_role("button", name="Back to the original").click()
    expect(original.root.get_by_role("group", name="Difference")).to_have_count(0)
    expect(original.status).to_contain_text("The code has changed since.")


def test_an_experiment_that_does_not_fit_says_so(original: OwnCellPage) -> None:
    original.replace(FORGETS, KEEPS)
    original.root.get_by_role("button", name="No forget gate (1997)").click()
    expect(original.notice).to_contain_text("changes the line “c = f * c_prev + i * g”, which is not in the code")
    assert KEEPS in original.text


def test_what_is_promised_can_be_imported_and_used(own: OwnCellPage) -> None:
    """Of numpy also what needs compiled code that no other page has."""
    modules = ", ".join((*PROMISED, *(f"numpy.{name}" for name in OF_NUMPY)))
    lines = (
        f"import {modules}",
        "print(np.linalg.inv(np.array([[2.0, 0.0], [0.0, 4.0]])).tolist())",
        "print(np.fft.rfft([0.0, 1.0, 0.0, -1.0]).imag.round(9).tolist())",
        "print(np.random.RandomState(3).randint(0, 100, 3).tolist())",
    )
    own.type("\n".join((*lines, own.text)))
    expect(own.run_code()).to_contain_text("Your cell solved it")
    expect(own.printed).to_contain_text("[[0.5, 0.0], [0.0, 0.25]]")
    expect(own.printed).to_contain_text("[0.0, -2.0, 0.0]")
    expect(own.printed).to_contain_text(str(np.random.RandomState(3).randint(0, 100, 3).tolist()))


MISTAKES = {
    "syntax": ("+ i * g\n    tanh_c", "+ * g\n    tanh_c", "SyntaxError: invalid syntax", "+ * g"),
    "shape": (
        "return State(h, c)",
        "return State(h, a)",
        "step must return c of shape (32, 1), not (32, 4)",
        "def step",
    ),
    "name": ("h = o * tanh_c", "h = o * tan_c", "name 'tan_c' is not defined", "o * tan_c"),
    "in place": ("    h = o * tanh_c", "    c[:, 0] = 0\n    h = o * tanh_c", "instead", "c[:, 0]"),
    "import": ("class Params(", "import torch\n\n\nclass Params(", PROMISED[1], "import torch"),
    "loop": (
        "    h = o * tanh_c",
        "    while True:\n        pass\n    h = o * tanh_c",
        "after 3 seconds",
        "    while True",
    ),
    "not a number": (FORGETS, f"    g = np.exp(np.exp(9 + g))\n{FORGETS}", "is no number any more", ""),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line_and_the_last_good_outcome_stays(original: OwnCellPage, mistake: str) -> None:
    good = original.run_code().inner_text()
    old, new, words, piece = MISTAKES[mistake]
    original.replace(old, new)
    lines = [k for k, line in enumerate(original.text.splitlines(), start=1) if piece and piece in line]
    original.run_button.click()
    expect(original.problem).to_contain_text(words, timeout=LONG_PATIENCE)
    if lines and mistake != "loop":
        assert original.problem.get_attribute("data-line") == str(lines[0])
        expect(original.root.locator(".own-line-wrong")).to_have_text(re.compile(re.escape(piece.strip())))
    expect(original.status).to_have_text(f"{good} The code has changed since.")
    original.replace(new, old)
    original.run_code()
    expect(original.problem).to_have_count(0)


def test_a_call_that_never_ends_ends_its_worker_and_nothing_is_lost(own: OwnCellPage) -> None:
    good = own.run_code().inner_text()
    own.replace("    h = o * tanh_c", "    sum(iter(int, 1))\n    h = o * tanh_c")
    own.run_button.click()
    expect(own.problem).to_contain_text("had not ended after 8 seconds", timeout=LONG_PATIENCE)
    expect(own.place.locator("html")).to_have_attribute("data-python", "ready")
    assert "sum(iter(int, 1))" in own.text
    expect(own.status).to_have_text(f"{good} The code has changed since.")
    own.replace("    sum(iter(int, 1))\n", "")
    own.run_button.click()
    expect(own.status).to_have_text(good, timeout=LONG_PATIENCE)
    expect(own.problem).to_have_count(0)


def test_what_the_code_prints_is_shown_at_most_a_hundred_lines(own: OwnCellPage) -> None:
    own.replace("    h_prev, c_prev = state", "    print('<b>', x.shape[0])\n    h_prev, c_prev = state")
    own.run_code()
    lines = own.printed.inner_text().splitlines()
    assert len(lines) == 101
    assert lines[0] == "<b> 32"  # the step that is tried first
    assert re.fullmatch(r"\(\d+ more lines\)", lines[-1])


def test_a_training_can_be_paused_and_cancelled(own: OwnCellPage) -> None:
    own.root.get_by_role("button", name="Recall the first bit").click()
    own.root.get_by_role("button", name="8", exact=True).click()
    own.run_button.click()
    own.root.get_by_role("button", name="Pause").click()
    expect(own.status).to_contain_text("Paused.")
    updates = own.status.get_attribute("data-updates")
    own.root.get_by_role("button", name="Go on").click()
    expect(own.status).not_to_have_attribute("data-updates", str(updates))
    own.root.get_by_role("button", name="Cancel").click()
    expect(own.root.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(own.status).to_have_attribute("data-done", "true")


def test_the_gradient_by_hand_is_the_recorded_one(original: OwnCellPage) -> None:
    for name in ("LSTM", "GRU", "plain RNN"):
        original.root.get_by_role("button", name=name[0].upper() + name[1:], exact=True).click()
        original.root.get_by_role("button", name=f"Compare both for the {name}").click()
        table = original.root.get_by_role("table", name=f"The gradient of the {name}'s loss")
        expect(table).to_be_visible()
        rows = table.locator("tr[data-difference]")
        differences = rows.evaluate_all("all => all.map((row) => Number(row.dataset.difference))")
        assert len(differences) >= 4
        assert max(differences) < 1e-9


def test_what_was_typed_lives_through_a_reload_and_is_not_run(own: OwnCellPage) -> None:
    own.replace(FORGETS, MINE)
    own.page.reload()
    own.wait_ready()
    own.wait_editor()
    assert MINE in own.text
    expect(own.status).to_contain_text("Nothing was run yet.")
    assert own.run_code().get_attribute("data-accuracy")
    expect(own.status).not_to_contain_text("changed since")


def test_it_is_saved_and_loaded_again(own: OwnCellPage, tmp_path: Path) -> None:
    own.replace(FORGETS, KEEPS)
    with own.page.expect_download() as caught:
        own.root.get_by_role("button", name="Save as .py").click()
    assert caught.value.suggested_filename == "own-cell.py"
    saved = Path(caught.value.path()).read_text("utf-8")
    assert saved == LSTM.replace(FORGETS, KEEPS)
    own.root.get_by_role("button", name="Back to the original").click()
    expect(own.root.get_by_role("button", name="LSTM", exact=True)).to_have_attribute("aria-pressed", "true")
    assert own.text == LSTM
    own.root.get_by_role("button", name="Bring my code back").click()
    expect(own.root.get_by_role("button", name="Bring my code back")).to_have_count(0)
    assert own.text == saved
    file = tmp_path / "mine.py"
    file.write_text(saved.replace("\n", "\r\n"), "utf-8")
    own.root.get_by_role("button", name="Back to the original").click()
    own.file_input.set_input_files(file)
    expect(own.root.get_by_role("button", name="LSTM", exact=True)).to_have_attribute("aria-pressed", "false")
    assert own.text == saved


def test_by_keyboard_it_is_run_and_left(own: OwnCellPage) -> None:
    own.code.focus()
    own.page.keyboard.press("Control+End")
    own.page.keyboard.press("Tab")
    assert own.text.endswith("    ")
    own.page.keyboard.press("Control+Enter")
    own.wait_done()
    assert own.text == LSTM + "    "
    own.code.focus()
    own.page.keyboard.press("Escape")
    own.page.keyboard.press("Tab")
    assert not own.code.evaluate("e => e.contains(document.activeElement)")


def test_another_learning_rate_is_taken_and_one_that_is_too_high_learns_nothing(own: OwnCellPage) -> None:
    own.root.get_by_label("Learning rate, any").fill("10")
    own.root.get_by_label("Learning rate, any").press("Enter")
    status = own.run_code()
    expect(status).to_contain_text("Your cell did not solve it")
    own.root.get_by_label("Learning rate, any").fill("fast")
    own.root.get_by_label("Learning rate, any").press("Enter")
    expect(own.notice).to_contain_text("is no number")
    expect(own.root.get_by_label("Learning rate, any")).to_have_value("10")


# --- Doors ---


def test_code_comes_from_no_address_and_no_message(page: Page, site: str) -> None:
    """Nor from what is stored: that is shown, and not run."""
    page.add_init_script(
        "const key = `lstm-code ${location.pathname} own-cell`;"
        "if (!sessionStorage.getItem(key)) sessionStorage.setItem(key, 'print(1)\\n1 / 0\\n');"
    )
    own = OwnCellPage(page).open(f"{site}/own-cell.html?text=1/0&code=1/0&run=1&edit=1/0#run")
    assert own.text == "print(1)\n1 / 0\n"
    edit = {"type": "edit", "text": "1 / 0"}
    for message in (edit, {"type": "run"}, {"lstm": 1, "event": {"type": "run"}}, {"ask": "event", "event": edit}):
        page.evaluate("message => { postMessage(message, '*'); postMessage(JSON.stringify(message), '*') }", message)
    own.root.get_by_role("button", name="2", exact=True).click()  # an answer after all of these
    expect(own.root.get_by_role("button", name="2", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(own.problem).to_have_count(0)
    expect(own.status).to_contain_text("Nothing was run yet.")
    own.fails("ZeroDivisionError", 2)


def test_a_page_around_it_cannot_have_code_run(page: Page, blog: Blog) -> None:
    """In a sandbox what waits lives through a reload in the window's name, which the page around can write as well."""
    events = [{"type": "edit", "text": "1 / 0"}, {"type": "run", "text": "1 / 0"}]
    waiting = [{"demo": "own-cell", "message": {"ask": "event", "event": event}} for event in events]
    name = escape(f"lstm-explainer {json.dumps({'state': {'waiting': waiting, 'notices': []}, 'name': ''})}")
    src = "lstm/offline/own-cell.html"
    page.goto(blog.write(f'<iframe sandbox="allow-scripts" name="{name}" src="{src}" title="d" height="900"></iframe>'))
    own = OwnCellPage(page, page.frames[1])
    own.wait_ready()
    own.wait_editor()
    own.root.get_by_role("button", name="2", exact=True).click()  # an answer after all of these
    expect(own.root.get_by_role("button", name="2", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(own.problem).to_have_count(0)
    expect(own.status).to_contain_text("Nothing was run yet.")
    assert own.text == LSTM
    own.run_code()  # what the editor shows


def test_what_is_typed_after_a_press_counts_and_is_what_runs(page: Page, faulty_site: FaultySite) -> None:
    """Though the answer to the press, which would write into the editor, comes after it."""
    release = threading.Event()
    faulty_site.faults = {"own-cell.bin": withheld(release)}
    page.goto(f"{faulty_site.url}/own-cell.html")
    own = OwnCellPage(page)
    own.wait_editor()
    own.root.get_by_role("button", name="GRU", exact=True).click()
    own.type("1 / 0\n")
    release.set()
    own.wait_ready()
    expect(own.root.locator("[data-waiting]")).to_have_count(0)
    assert own.text == "1 / 0\n"
    own.fails("ZeroDivisionError", 1)


def test_without_the_editors_script_the_plain_field_does(page: Page, faulty_site: FaultySite) -> None:
    faulty_site.faults = {"editor.js": missing}
    page.goto(f"{faulty_site.url}/own-cell.html")
    own = OwnCellPage(page)
    own.wait_ready()
    field = own.root.locator("textarea")
    expect(field).to_be_visible()
    field.fill(LSTM.replace(FORGETS, MINE))
    own.run_code()
    expect(own.status).not_to_contain_text("changed since")


def test_what_is_typed_before_python_is_there_is_what_runs(page: Page, faulty_site: FaultySite) -> None:
    """And a start that fails loses none of it."""
    faulty_site.faults = {"own-cell.bin": missing}
    page.goto(f"{faulty_site.url}/own-cell.html")
    own = OwnCellPage(page)
    own.wait_editor()
    own.type("1 / 0\n")
    own.run_button.click()
    expect(page.locator("html")).to_have_attribute("data-python", "failed", timeout=LONG_PATIENCE)
    expect(page.locator("[data-cause]")).to_contain_text("own-cell.bin")
    faulty_site.faults = {}
    page.get_by_role("button", name="Retry").click()
    expect(own.problem).to_contain_text("ZeroDivisionError", timeout=LONG_PATIENCE)
    assert own.text == "1 / 0\n"


# --- Where it stands ---


def test_no_other_page_fetches_what_this_one_needs(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/two-bit.html")
    OwnCellPage(page).wait_ready()
    names = [url.rpartition("/")[2] for url in asked]
    assert "downloads.mjs" in names
    assert {"own-cell.bin", "own.js", "editor.js", "own_cell.css"}.isdisjoint(names)


def test_in_the_article_a_press_opens_it_with_a_python_of_its_own(page: Page, site: str) -> None:
    page.goto(f"{site}/index.html")
    OwnCellPage(page).wait_ready()
    assert not any("own-cell" in frame.url for frame in page.frames)
    page.get_by_role("button", name="Rewrite the cell").click()
    frame = page.locator("iframe.opened")
    expect(frame).to_be_visible()
    content = frame.element_handle().content_frame()
    assert content
    own = OwnCellPage(page, content)
    own.wait_ready()
    own.wait_editor()
    page.wait_for_function(
        "() => { const frame = document.querySelector('iframe.opened');"
        " return frame.contentDocument.documentElement.scrollHeight <= frame.clientHeight + 1 }"
    )
    own.replace("    h = o * tanh_c", "    sum(iter(int, 1))\n    h = o * tanh_c")
    own.run_button.click()
    # Meanwhile the other demos go on.
    page.locator('[data-demo="two-bit"]').get_by_role("button", name="Train", exact=True).click()
    expect(page.locator('[data-demo="two-bit"]').get_by_role("status", name="Training status")).to_have_text(
        re.compile(r"^trained in \d+ epochs"), timeout=LONG_PATIENCE
    )
    expect(own.problem).to_contain_text("had not ended after 8 seconds", timeout=LONG_PATIENCE)


def test_from_disk_it_works_and_says_what_cannot_be_stopped_there(page: Page, disk: str) -> None:
    own = OwnCellPage(page).open(f"{disk}/own-cell.html")
    expect(own.root.get_by_text("Here Python runs on the page itself")).to_be_visible()
    good = own.run_code()
    expect(good).to_have_attribute("data-accuracy", "1.0")
    own.replace("    h = o * tanh_c", "    while True:\n        pass\n    h = o * tanh_c")
    own.run_button.click()
    expect(own.problem).to_contain_text("after 3 seconds", timeout=LONG_PATIENCE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_screen(new_page: NewPage, site: str, scheme: str) -> None:
    page = new_page(**{**PHONE, "color_scheme": scheme})
    own = OwnCellPage(page).open(f"{site}/own-cell.html")
    own.root.get_by_role("button", name="Peepholes").tap()
    expect(own.root.get_by_role("group", name="Difference")).to_be_visible()
    own.run_button.tap()
    own.wait_done()
    own.root.get_by_role("button", name="Compare both for the LSTM").tap()
    expect(own.root.get_by_role("table")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "peep_o" in own.text
