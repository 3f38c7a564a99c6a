"""The drawing demo as a reader works it."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.draw.by_hand import Array

SAMPLES = ("Loops", "Wave", "Zigzag", "Spiral", "Square", "Figure eight", "A word")

# Writes down where the pen draws, as the page itself is told, and what the page says of it: that may be over soon.
LISTEN = """
const pad = document.querySelector("[data-pad]");
window.pen = [];
const status = document.querySelector('[data-demo="draw"] [aria-label="Drawing status"]');
window.announced = [];
new MutationObserver(() => {
  if (status.textContent !== window.announced.at(-1)) window.announced.push(status.textContent);
}).observe(status, { childList: true, subtree: true, characterData: true });
for (const type of ["pointerdown", "pointermove"]) pad.addEventListener(type, (event) => {
  const { left, top } = pad.querySelector("canvas").getBoundingClientRect();
  if (type === "pointerdown") window.pen.push([]);
  for (const { clientX, clientY } of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) {
    window.pen.at(-1)?.push([Math.round(10 * (clientX - left)) / 10, Math.round(10 * (clientY - top)) / 10]);
  }
}, { capture: true });
"""

# Touches the pad as soon as the page says that the network draws, so that its line is as short on a busy machine.
TOUCH = """
const pad = document.querySelector("[data-pad]");
const status = document.querySelector('[data-demo="draw"] [aria-label="Drawing status"]');
new MutationObserver((_, observer) => {
  if (status.textContent !== "It draws on by itself.") return;
  observer.disconnect();
  const { left, top } = pad.getBoundingClientRect();
  const place = { clientX: left + 3, clientY: top + 3, pointerId: 1e6, pointerType: "pen", bubbles: true };
  for (const type of ["pointerdown", "pointerup"]) pad.dispatchEvent(new PointerEvent(type, place));
}).observe(status, { childList: true, subtree: true, characterData: true });
"""


class Pad(Demo):
    """The pad on an open page."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "draw")
        self.pad = self.root.locator("[data-pad]")
        self.status = self.root.get_by_role("status", name="Drawing status")
        self.errors = self.root.locator(".draw-errors")
        self.counter = self.root.locator(".draw-learned")
        self.draw_on = self.root.get_by_role("button", name=re.compile("^(Let the network draw on|Stop the network)$"))
        self.learning = self.root.get_by_role("switch", name="Learn from what I draw")

    def open(self, url: str) -> "Pad":
        """Open the page and wait until Python runs."""
        self.page.goto(url)
        self.wait_ready()
        self.page.evaluate(f"() => {{ {LISTEN} }}")
        return self

    def play(self, name: str) -> Array:
        """Let a sample be played to its end; where the pen was (n, 2)."""
        self.page.evaluate("window.pen = []; window.announced = []")
        self.root.get_by_role("button", name=name, exact=True).click()
        self.wait_told("You are drawing.")
        expect(self.status).not_to_have_text("You are drawing.")
        return np.array(self.page.evaluate("window.pen.findLast((line) => line.length > 1)"))  # not a tap

    def play_and_stop(self, name: str) -> Array:
        """Let a sample be played; the network's line is stopped as it begins. Where the pen was (n, 2)."""
        self.page.evaluate(f"() => {{ {TOUCH} }}")
        pen = self.play(name)
        self.wait_told("It draws on by itself.")
        expect(self.draw_on).to_have_text("Let the network draw on")
        return pen

    def stop(self) -> None:
        """Have the network stop drawing on, if it has not yet; its button would begin a line anew that is over."""
        self.pad.click(position={"x": 3, "y": 3})
        expect(self.draw_on).to_have_text("Let the network draw on")

    def wait_told(self, words: str) -> None:
        """Wait until the page has said this of the drawing, since it was opened or a sample began to be played."""
        self.page.wait_for_function("words => window.announced.includes(words)", arg=words)

    def stroke(self, points: list[tuple[float, float]], lift: bool = True) -> None:
        """Draw with the mouse, through points of the pad."""
        self.pad.scroll_into_view_if_needed()
        box = self.pad.bounding_box()
        assert box
        mouse = self.page.mouse
        mouse.move(box["x"] + points[0][0], box["y"] + points[0][1])
        mouse.down()
        for x, y in points[1:]:
            mouse.move(box["x"] + x, box["y"] + y)
        if lift:
            mouse.up()

    def path(self, kind: str) -> Array:
        """The points (n, 2) of a line in the picture, in px."""
        data = self.root.locator(f"path.{kind}").get_attribute("d") or ""
        return np.array([[float(n) / 10 for n in pair.split()] for pair in data.removeprefix("M").split("L")])

    def exported(self, folder: Path) -> dict[str, Any]:
        """What Export weights gives."""
        with self.page.expect_download() as download:
            self.root.get_by_role("button", name="Export weights").click()
        file = folder / "draw.json"
        download.value.save_as(file)
        data: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return data

    def updates(self) -> int:
        """Gradient steps, as the page counts them."""
        return int(self.counter.inner_text().split()[0])

    def wait_learned(self, before: int) -> int:
        """Wait until the page counts more gradient steps than before; returns how many."""
        count = "Number.parseInt(document.querySelector('.draw-learned').textContent)"
        self.page.wait_for_function(f"{count} > {before}")
        return self.updates()

    def ink(self) -> int:
        """How many px of the canvas are not empty."""
        count: int = self.pad.locator("canvas").evaluate("""canvas => {
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            let count = 0;
            for (let k = 3; k < data.length; k += 4) count += data[k] > 0;
            return count;
        }""")
        return count

    def ink_colour(self) -> tuple[int, int, int]:
        """Red, green and blue where the ink covers the paper best."""
        colour: list[int] = self.pad.locator("canvas").evaluate("""canvas => {
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            let best = 3;
            for (let k = 3; k < data.length; k += 4) if (data[k] > data[best]) best = k;
            return [...data.slice(best - 3, best)];
        }""")
        return (colour[0], colour[1], colour[2])
