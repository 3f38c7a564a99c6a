"""The demo with a reader's own cell as a reader works it."""

from typing import Any

from playwright.sync_api import Frame, Locator, Page, expect

from tests.browser.demo import Demo
from tests.browser.patience import LONG_PATIENCE

# CodeMirror's own way from an element to its editor; what is not in view is not in the page.
HELD = "root => root.querySelector('.cm-content')?.cmTile?.root.view.state.doc.toString() ?? null"


class OwnCellPage(Demo):
    """On an open page, or in a frame of it."""

    def __init__(self, page: Page, frame: Frame | None = None) -> None:
        super().__init__(page, "own-cell", frame)
        self.code = self.root.get_by_role("textbox", name="Code of the cell")
        self.status = self.root.get_by_role("status", name="Own cell")
        self.problem = self.root.get_by_role("alert", name="Problem")
        self.run_button = self.root.get_by_role("button", name="Run", exact=True)
        self.printed = self.root.get_by_role("group", name="Printed")

    def open(self, url: str) -> "OwnCellPage":
        """Open the page and wait until Python and the editor are there."""
        self.page.goto(url)
        self.wait_ready()
        self.wait_editor()
        return self

    def wait_editor(self) -> None:
        """The editor has taken the place of the plain field, which it does when that comes near."""
        self.root.locator(".own-editor").scroll_into_view_if_needed()  # which stays, unlike the field in it
        expect(self.root.locator(".cm-editor")).to_be_visible()

    @property
    def text(self) -> str:
        """What the editor, or the field, holds."""
        held: str | None = self.root.evaluate(HELD)
        return self.root.locator("textarea").input_value() if held is None else held

    def type(self, text: str) -> None:
        """Have the editor hold another text, as somebody does who selects all and pastes."""
        self.code.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def replace(self, old: str, new: str) -> None:
        """Change a piece of the text, which is in it once."""
        text = self.text
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        self.type(text.replace(old, new))

    def run_code(self) -> Locator:
        """Press Run and wait for the end; returns the status."""
        self.status.evaluate("status => { status.dataset.before = '' }")  # which its next picture takes away
        self.run_button.click()
        expect(self.status).not_to_have_attribute("data-before", "", timeout=LONG_PATIENCE)
        expect(self.status).not_to_contain_text("The code has changed since.")  # as an earlier outcome may say
        return self.wait_done()

    def wait_done(self) -> Locator:
        """Wait until a training has ended."""
        expect(self.status).to_have_attribute("data-done", "true", timeout=LONG_PATIENCE)
        return self.status

    def fails(self, words: Any, line: int | None) -> None:
        """Press Run, and the problem is told with these words, at this line."""
        self.run_button.click()
        expect(self.problem).to_contain_text(words, timeout=LONG_PATIENCE)
        assert self.problem.get_attribute("data-line") == (None if line is None else str(line))
