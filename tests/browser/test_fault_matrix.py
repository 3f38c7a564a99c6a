"""Every file that a page asks for, with every fault of a server or a line: the page works, or names the file.

One table says which. A test sees to it that no file is missing from it.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.demo import Demo
from tests.browser.faulty_site import (
    Fault,
    FaultyHandler,
    FaultySite,
    cut_off,
    missing,
    rewritten,
    serve_faulty,
    silent,
    stalled,
    truncated,
    unreachable,
    web_page,
)
from tests.browser.patience import LONG_PATIENCE

pytestmark = pytest.mark.browser


def flipped(handler: FaultyHandler, file: Path) -> None:
    """One bit in the middle of the file is another one."""
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    handler.answer(bytes(body), handler.guess_type(file))


# The page has begun to compare its files with what the build made.
LOOKED = "performance.getEntriesByType('resource').some(({ name }) => name.endsWith('SHA256SUMS'))"

WORKS = "Python runs, and nothing is said"
PLAIN = "Python runs, and it is said of which style sheet there is none"
NOTED = "Python runs, and it is said which file is damaged"
NAMED = "Python does not run, and it is said of which file that comes"
EITHER = "NOTED or NAMED: what is damaged may run all the same"


class Seen(NamedTuple):
    """What must be seen where a file does not come, something else comes, half of it, another bit in it, or nothing."""

    away: str
    other: str
    half: str
    bit: str
    late: str


FAULTS: dict[Fault, str] = {
    missing: "away",
    unreachable: "away",
    web_page: "other",
    truncated: "half",
    flipped: "bit",
    silent: "late",
}
# The connection breaks off in the middle, or the server stops there; only large files are long enough for that.
HALFWAY: dict[Fault, str] = {cut_off: "away", stalled: "late"}

NEEDED = Seen(NAMED, NAMED, NAMED, EITHER, NAMED)
CHECKED = Seen(NAMED, NAMED, NAMED, NAMED, NAMED)
SPARE = Seen(WORKS, WORKS, WORKS, WORKS, WORKS)
SPARE_SCRIPT = Seen(WORKS, NOTED, NOTED, NOTED, WORKS)

TABLE: dict[str, Seen] = {
    "pattern.css": Seen(PLAIN, NOTED, NOTED, NOTED, PLAIN),
    "supported.js": SPARE_SCRIPT,
    "frame.js": SPARE_SCRIPT._replace(late=NAMED),
    "answers/two-bit.js": SPARE_SCRIPT,
    **dict.fromkeys(
        (
            *("shim.js", "start.js", "idiomorph.js", "core.js", r"core-\w+.js", r"error-\w+.js"),
            *("downloads.mjs", "runtime.mjs", "python/interpreter.mjs", "pyodide.mjs", "pyodide.asm.mjs"),
        ),
        NEEDED,
    ),
    **dict.fromkeys(("pyodide.asm.wasm", "python.bin", "numpy.bin", "lstm-explainer.bin", "random.bin"), CHECKED),
    **dict.fromkeys(("pyodide.rest.wasm", r"\w+-sans-3-latin-wght-normal.woff2", r"[\w-]+.woff2"), SPARE),
    **dict.fromkeys(("icon.svg", "diagnose.js", "SHA256SUMS", "manifest.webmanifest"), SPARE),
}


@pytest.fixture
def sites(dist: Path) -> Iterator[dict[Fault, FaultySite]]:
    """A server for each fault."""
    with ExitStack() as stack:
        yield {fault: stack.enter_context(serve_faulty(dist)) for fault in (*FAULTS, *HALFWAY)}


def asked(dist: Path, new_page: NewPage) -> set[str]:
    """All that a page asks for, until it has been there for a while."""
    with serve_faulty(dist) as site:
        page = new_page()
        page.goto(f"{site.url}/two-bit.html")
        Demo(page).wait_ready()
        page.wait_for_function(LOOKED)
        return {path.removeprefix("/") for path in site.asked if path != "/two-bit.html"}


def test_no_file_is_missing_from_the_table(dist: Path, new_page: NewPage) -> None:
    for path in asked(dist, new_page):
        assert any(re.search(rf"(?:^|/){file}$", path) for file in TABLE), path


def paths_of(dist: Path, file: str) -> list[str]:
    """Below ``dist``, of what a line of the table is about."""
    below = [path.relative_to(dist).as_posix() for path in dist.rglob("*")]
    return [path for path in below if re.search(rf"(?:^|/){file}$", path)]


def faults_of(file: str) -> dict[Fault, str]:
    """What a file is tried with, and in which column of the table it stands what is seen then."""
    return {**FAULTS, **HALFWAY} if TABLE[file] == CHECKED else FAULTS


def open_faulty(page: Page, site: FaultySite, paths: list[str], file: str, fault: Fault) -> None:
    """Open the page where these files have that fault."""
    site.faults = dict.fromkeys(paths, fault)
    # Of some faults nobody hears but by the silence. Where Python may start, it has the time to.
    if deadline := {NAMED: 2, EITHER: 20}.get(getattr(TABLE[file], faults_of(file)[fault])):
        site.faults["two-bit.html"] = rewritten('data-deadline="60"', f'data-deadline="{deadline}"')
    page.goto(f"{site.url}/two-bit.html", wait_until="commit")


@pytest.mark.parametrize("file", TABLE)
def test_the_page_works_or_names_the_file(
    dist: Path, sites: dict[Fault, FaultySite], new_page: NewPage, file: str
) -> None:
    paths, faults = paths_of(dist, file), faults_of(file)
    assert paths, "there is no such file"
    pages = {fault: new_page() for fault in faults}  # all at once: half of it is waiting
    for fault, page in pages.items():
        open_faulty(page, sites[fault], paths, file, fault)
    for fault, kind in faults.items():
        check(pages[fault], paths, getattr(TABLE[file], kind))
        pages[fault].context.close()


def check(page: Page, paths: list[str], wanted: str, start: float = LONG_PATIENCE) -> None:
    """What is seen is what is wanted; ``start`` is how many ms Python may take."""
    demo, html = Demo(page), page.locator("html")
    name = re.compile("|".join(re.escape(Path(path).name) for path in paths))
    over = ["failed"] if wanted == NAMED else ["failed", "ready"] if wanted == EITHER else ["ready"]
    expect(html).to_have_attribute("data-python", re.compile("^(" + "|".join(over) + ")$"), timeout=start)
    if html.get_attribute("data-python") == "failed":
        panel = demo.root.get_by_role("alert").filter(has_text="Python is not running.")
        expect(panel).to_be_visible()
        expect(panel).to_contain_text(name)
        expect(panel.get_by_role("button", name="Retry")).to_be_visible()
        expect(demo.part("f", 1)).to_be_visible()
        return
    demo.step(1)
    expect(demo.root.locator("[data-failure]")).to_be_hidden()
    if wanted in (NOTED, EITHER):
        expect(page.locator("[data-damaged]")).to_contain_text(name)
    elif wanted == PLAIN:
        expect(page.locator("[data-plain]")).to_contain_text(name)
    else:
        expect(page.locator("[data-plain], [data-damaged]")).to_have_count(0)


def test_a_changed_diagnosis_tells_of_others_and_not_of_itself(faulty_site: FaultySite, page: Page) -> None:
    """It comes when all is there, and shows nothing that could be wrong."""
    faulty_site.faults = {
        "diagnose.js": rewritten("PATIENCE = 5000", "PATIENCE = 5001"),
        "shim.js": rewritten("// ", "//  "),
    }
    page.goto(f"{faulty_site.url}/two-bit.html")
    damaged = page.locator("[data-damaged]")
    expect(damaged).to_have_text("shim.js is damaged. What is shown here may be wrong.", timeout=LONG_PATIENCE)
