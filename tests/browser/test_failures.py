"""Whatever goes wrong while Python starts, the reader is told what, and Retry helps once it is right again."""

import re
import threading

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.faulty_site import (
    Fault,
    FaultySite,
    bit_by_bit,
    corrupted,
    cut_off,
    missing,
    plain_text,
    rewritten,
    silent,
    stalled,
    truncated,
    web_page,
)
from tests.browser.patience import LONG_PATIENCE
from tests.browser.test_early_clicks import check_progress, runtime

pytestmark = pytest.mark.browser

WASM, LIBRARY, NUMPY, OURS = "pyodide.asm.wasm", "python.bin", "numpy.bin", "lstm-explainer.bin"
PYODIDE, PYODIDE_CORE, CORE = "pyodide.mjs", "pyodide.asm.mjs", "core.js"
SHIM, INTERPRETER, RUNTIME = "shim.js", "interpreter.mjs", "runtime.mjs"

DEADLINE = 60  # seconds of silence that the page bears

# Files that come whole and are called something else; test_fault_matrix.py has what else may be wrong with a file.
CASES: list[tuple[str, Fault, str]] = [
    (WASM, corrupted, "pyodide.asm.wasm is damaged"),
    (LIBRARY, web_page, "python.bin has \\d+ bytes instead of"),
    (PYODIDE, plain_text, "pyodide.mjs"),
    (PYODIDE_CORE, plain_text, "pyodide.asm.mjs"),
    (CORE, plain_text, "core.js"),
]


def shorten_deadline(site: FaultySite, seconds: float) -> None:
    """Make the page lose patience sooner than it really does."""
    site.faults["two-bit.html"] = rewritten(f'data-deadline="{DEADLINE}"', f'data-deadline="{seconds}"')


def check_failed(demo: Demo, cause: str) -> None:
    """The start has failed, the page says why and offers Retry, and the picture is still there."""
    html = demo.place.locator("html")
    expect(html).to_have_attribute("data-python", "failed", timeout=LONG_PATIENCE)
    panel = demo.root.get_by_role("alert").filter(has_text="Python is not running.")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text(re.compile(cause))
    expect(panel.get_by_role("button", name="Retry")).to_be_visible()
    expect(demo.part("f", 1)).to_be_visible()  # as drawn when the page was built, or of what was pressed since


def fail(page: Page, site: FaultySite, cause: str) -> Demo:
    """Open the page on a faulty site."""
    page.goto(f"{site.url}/two-bit.html")
    demo = Demo(page)
    check_failed(demo, cause)
    return demo


@pytest.mark.parametrize(
    ("file", "fault", "cause"), CASES, ids=[f"{file}-{fault.__name__}" for file, fault, _ in CASES]
)
def test_a_fault_is_told(page: Page, faulty_site: FaultySite, file: str, fault: Fault, cause: str) -> None:
    faulty_site.faults = {file: fault}
    fail(page, faulty_site, cause)


def test_a_script_that_fails_as_it_begins_is_told(page: Page, faulty_site: FaultySite) -> None:
    """One bit may be another name, and the script a script all the same."""
    faulty_site.faults[SHIM] = rewritten("async function startScripts(", "async function startScriptz(")
    fail(page, faulty_site, "shim.js is damaged")


@pytest.mark.parametrize("fault", [silent, stalled])
@pytest.mark.parametrize("file", [WASM, PYODIDE_CORE])
def test_silence_is_told(page: Page, faulty_site: FaultySite, file: str, fault: Fault) -> None:
    shorten_deadline(faulty_site, 1.5)
    faulty_site.faults[file] = fault
    fail(page, faulty_site, "Nothing happened for 1.5 seconds|does not come")


@pytest.mark.parametrize("file", [WASM, OURS])
def test_retry_does_not_wait_for_a_server_that_is_silent(page: Page, faulty_site: FaultySite, file: str) -> None:
    """Which it may still be for that file; when it is well, the page is."""
    shorten_deadline(faulty_site, 1.5)
    faulty_site.faults[file] = silent
    page.goto(f"{faulty_site.url}/two-bit.html", wait_until="commit")
    check_failed(Demo(page), "Nothing happened for 1.5 seconds|does not come")
    with page.expect_event("domcontentloaded", timeout=LONG_PATIENCE):
        page.get_by_role("button", name="Retry").first.click()
    faulty_site.faults = {}
    page.goto(f"{faulty_site.url}/two-bit.html")
    Demo(page).wait_ready()


def test_a_wrong_type_of_the_webassembly_file_does_no_harm(page: Page, faulty_site: FaultySite) -> None:
    faulty_site.faults = {WASM: plain_text}
    page.goto(f"{faulty_site.url}/two-bit.html")
    Demo(page).wait_ready()


def test_a_slow_server_is_waited_for_and_progress_is_shown(page: Page, faulty_site: FaultySite) -> None:
    """Longer in all than silence would be borne. How late it is for the page is for the test to say."""
    more, parts = threading.Semaphore(0), 5
    faulty_site.faults[WASM] = bit_by_bit(more, parts)
    page.clock.install()
    page.goto(f"{faulty_site.url}/two-bit.html")
    demo = Demo(page)
    sizes = {file.name: file.stat().st_size for file in runtime(faulty_site)}
    total = sum(sizes.values())
    for part in range(1, parts):
        more.release()
        check_progress(page, (sizes[LIBRARY] + sizes[WASM] * part // parts) / total)  # the others come after it
        expect(demo.root.get_by_role("progressbar")).to_be_visible()
        page.clock.run_for(DEADLINE * 1000 // 2)
    more.release()
    demo.wait_ready()


def test_retry_helps_where_the_pages_own_script_was_damaged(page: Page, faulty_site: FaultySite) -> None:
    faulty_site.faults = {SHIM: web_page}
    fail(page, faulty_site, "own script|shim.js")
    faulty_site.faults = {}
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name="Retry").click()
    Demo(page).wait_ready()


def retry_until_ready(page: Page, site: FaultySite, faults: dict[str, tuple[Fault, str]]) -> None:
    """Mend whatever is told and press Retry, until Python is ready; then clicks from all the while are carried out.

    `faults` gives for each file what is wrong with it and how the page tells it; nothing may be told twice.
    """
    site.faults |= {file: fault for file, (fault, _) in faults.items()}
    page.goto(f"{site.url}/two-bit.html")
    demo = Demo(page)
    test_bits = demo.bits("Test")
    demo.switch("Test", 2).click()
    left = {file: cause for file, (_, cause) in faults.items()}
    while left:
        check_failed(demo, ".")
        if len(left) == len(faults):
            demo.root.get_by_role("button", name="Run inference").click()  # after a fault, clicks wait too
        words = page.locator("[data-cause]").inner_text()
        named = [file for file, cause in left.items() if re.search(cause, words)]
        assert named, f"the page says {words!r}, but only {', '.join(left)} is still wrong"
        for file in named:
            del left[file], site.faults[file]
        # Not expect_navigation: what Retry leaves in the history entry counts as one, before the page is loaded anew.
        with page.expect_event("domcontentloaded"):
            page.get_by_role("button", name="Retry").click()
    demo.wait_ready()
    expect(demo.cell(2)).to_have_attribute("data-reached", "false")  # unlike in the first view
    expect(demo.cell(1)).to_have_attribute("data-reached", "true")  # by the last of the clicks
    assert demo.bits("Test") == test_bits[0] + "10"[int(test_bits[1])]
    expect(demo.root.get_by_role("alert").filter(has_text="Python is not running.")).to_be_hidden()


def test_retry_helps_once_the_server_and_the_line_are_well_again(page: Page, faulty_site: FaultySite) -> None:
    faults: dict[str, tuple[Fault, str]] = {
        CORE: (missing, "core.js"),
        INTERPRETER: (missing, "interpreter.mjs"),
        WASM: (cut_off, "wasm|Failed to fetch|network error"),
    }
    retry_until_ready(page, faulty_site, faults)


def test_retry_does_not_take_damaged_files_from_the_cache(page: Page, faulty_site: FaultySite) -> None:
    """The server lets browsers keep these files for ever, also when something on the way has damaged them."""
    faults: dict[str, tuple[Fault, str]] = {
        CORE: (plain_text, "core.js"),
        RUNTIME: (plain_text, "interpreter.mjs|downloads.mjs|runtime.mjs"),
        PYODIDE_CORE: (plain_text, "pyodide.asm.mjs"),
        OURS: (corrupted, "lstm-explainer.bin"),
        LIBRARY: (corrupted, "python.bin"),
        NUMPY: (corrupted, "numpy.bin"),
        WASM: (truncated, "pyodide.asm.wasm"),
    }
    retry_until_ready(page, faulty_site, faults)


@pytest.mark.parametrize("fault", [web_page, truncated, missing])
def test_a_host_that_has_lost_every_script_is_told_of(page: Page, faulty_site: FaultySite, fault: Fault) -> None:
    """As one that sends its own page for whatever it does not know."""
    faulty_site.faults = dict.fromkeys((".js", ".mjs"), fault)
    page.goto(f"{faulty_site.url}/two-bit.html")
    check_failed(Demo(page), "shim.js could not be loaded, or is no script")
    faulty_site.faults = {}
    page.get_by_role("button", name="Retry").click()
    Demo(page).wait_healed()


def test_without_the_list_of_files_it_is_said_that_none_can_be_named(page: Page, faulty_site: FaultySite) -> None:
    faulty_site.faults = {"start.js": truncated, "SHA256SUMS": web_page}
    page.goto(f"{faulty_site.url}/two-bit.html")
    check_failed(Demo(page), "SHA256SUMS is damaged")


def test_what_had_the_focus_is_where_readers_go_on(page: Page, faulty_site: FaultySite) -> None:
    faulty_site.faults = {WASM: missing}
    page.goto(f"{faulty_site.url}/two-bit.html")
    demo = Demo(page)
    check_failed(demo, WASM)
    faulty_site.faults = {}
    page.get_by_role("button", name="Retry").press("Enter")
    demo.wait_healed()
    expect(demo.root).to_be_focused()
