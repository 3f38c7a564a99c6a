"""The demo as a reader works it: by the names of its controls."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Frame, Locator, Page, expect

from tests.browser.patience import LONG_PATIENCE

# An expression of the page, true when it has shown ten epochs of a training; it then is far from over.
IN_TRAINING = "/epoch \\d\\d/.test(document.querySelector('.detail').textContent)"
PATTERNS = ("00", "01", "10", "11")


class Demo:
    """One pattern demo on an open page, or in a frame of it."""

    def __init__(self, page: Page, name: str = "two-bit", frame: Frame | None = None) -> None:
        self.page, self.name = page, name
        self.place = frame or page
        self.root = self.place.locator(f'[data-demo="{name}"]')
        self.status = self.root.get_by_role("status", name="Training status")
        self.detail = self.root.locator(".detail")  # the loss, the seed, and while it trains the epoch
        self.result = self.root.get_by_role("status", name="Result")
        self.explanation = self.root.get_by_role("status", name="Explanation")
        self.notice = self.root.locator(f"#{name}-notice")
        self.train_button = self.root.get_by_role("button", name="Train", exact=True)
        self.start_over = self.root.get_by_role("button", name="Start over")
        self.file_input = self.root.locator("input[type=file]")

    def click(self, what: Locator) -> None:
        """As a reader does."""
        what.click()

    def wait_ready(self) -> None:
        """Wait until Python runs; a failed start is told at once."""
        root = self.place.locator("html")
        expect(root).to_have_attribute("data-python", re.compile("ready|failed"), timeout=LONG_PATIENCE)
        cause = self.place.locator("[data-cause]").first.text_content()
        assert root.get_attribute("data-python") == "ready", f"Python did not start: {cause}"

    def wait_healed(self) -> None:
        """Wait until Python runs on a page that says, perhaps for a while yet, that it does not."""
        expect(self.place.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)

    def switch(self, kind: str, bit: int) -> Locator:
        """One bit of the "Target" or the "Test" input."""
        return self.root.get_by_role("switch", name=f"{kind} bit {bit}", exact=True)

    def bits(self, kind: str) -> str:
        """The bits as the switches say them."""
        states = [self.switch(kind, bit).get_attribute("aria-checked") for bit in (1, 2)]
        return "".join({"true": "1", "false": "0"}[str(state)] for state in states)

    def set_bits(self, kind: str, wanted: str) -> None:
        """Click those switches that do not stand right."""
        for bit, value in enumerate(wanted, start=1):
            switch = self.switch(kind, bit)
            if switch.get_attribute("aria-checked") != ("true" if value == "1" else "false"):
                self.click(switch)
                expect(switch).to_have_attribute("aria-checked", "true" if value == "1" else "false")

    def train(self) -> int:
        """Press Train and wait for the end. Returns the number of epochs that the status says."""
        before = self.detail.inner_text()
        self.click(self.train_button)
        expect(self.detail).not_to_have_text(before)  # it names another seed; the status may read as it did before
        return self.wait_trained()

    def wait_trained(self) -> int:
        """Wait for the end of a training that begins or runs."""
        expect(self.status).to_have_text(re.compile(r"^trained in \d+ epochs"), timeout=LONG_PATIENCE)
        expect(self.detail).not_to_contain_text("epoch")
        found = re.match(r"trained in (\d+) epochs", self.status.inner_text())
        assert found
        return int(found[1])

    @property
    def seed(self) -> int:
        """The seed that stands beside the status."""
        text = self.detail.inner_text()
        found = re.search(r"seed (\d+)\s*$", text)
        assert found, f"no seed in {text!r}"
        return int(found[1])

    def step_button(self, step: int) -> Locator:
        return self.root.get_by_role("button", name=f"Run inference (step {step})")

    def step(self, step: int) -> None:
        """Run one step and wait until its numbers are there."""
        self.click(self.step_button(step))
        expect(self.cell(step)).to_have_attribute("data-reached", "true")

    def run(self, test_input: str) -> None:
        """Feed the whole test input, from the beginning."""
        self.set_bits("Test", test_input)
        self.click(self.start_over)
        for step in (1, 2):
            self.step(step)

    def cell(self, step: int) -> Locator:
        return self.root.locator(f"#{self.name}-cell-{step}")

    def part(self, name: str, step: int) -> Locator:
        """A gate or wire of the diagram."""
        return self.root.locator(f'[data-part="{name}"][data-explain*=\'"step":{step}\']')

    def explain(self, name: str, step: int) -> None:
        """Ask for the formula of a part."""
        part = self.part(name, step)
        part.dispatch_event("click")
        expect(part).to_have_attribute("aria-pressed", "true")

    def numbers(self) -> dict[tuple[str, int], tuple[float, str]]:
        """All numbers in the diagram: (quantity, step) to (full precision, text)."""
        elements = self.root.locator("[data-quantity]")
        found = elements.evaluate_all("all => all.map(e => [{...e.dataset}, e.textContent])")
        return {(data["quantity"], int(data["step"])): (float(data["value"]), text) for data, text in found}

    def export_text(self) -> str:
        """The file that Export weights hands over."""
        with self.page.expect_download() as download:
            self.root.get_by_role("button", name="Export weights").click()
        return Path(download.value.path()).read_text("utf-8")

    def export(self) -> dict[str, Any]:
        """The exported weights."""
        data: dict[str, Any] = json.loads(self.export_text())
        return data

    def weights(self) -> dict[str, Any]:
        """The exported weights without what is said about them."""
        data = self.export()
        return {"lstm": data["lstm"], "linear": data["linear"]}

    def load(self, content: str | bytes, name: str = "weights.json") -> None:
        """Choose a file in the dialog of Load weights."""
        body = content.encode() if isinstance(content, str) else content
        self.file_input.set_input_files({"name": name, "mimeType": "application/json", "buffer": body})


def open_demo(page: Page, url: str, **settings: str | int) -> Demo:
    """Open a demo's page with `settings` in its address, and wait until Python runs."""
    page.goto(f"{url}?{urlencode(settings)}" if settings else url)
    demo = Demo(page)
    demo.wait_ready()
    return demo
