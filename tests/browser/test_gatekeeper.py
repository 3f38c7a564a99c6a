"""Be the gates, as a reader does: by mouse, and by keyboard alone."""

import re
from math import tanh
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.memory import MemoryPage, open_memory, quantities
from tests.browser.recompute import shown

pytestmark = pytest.mark.browser

NAMES = {"f": ("forget (0)", "keep (1)"), "i": ("do not write (0)", "write (1)"), "o": ("hide (0)", "show (1)")}
GATES = {"f": "forget gate", "i": "input gate", "o": "output gate"}


class GatekeeperPage(MemoryPage):
    """The reader in the place of the gates."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.panel = self.root.locator("#memory-gatekeeper")
        self.words = self.panel.get_by_role("status", name="Be the gates")

    def radio(self, gate: str, value: int) -> Any:
        group = self.panel.get_by_role("group", name=re.compile(GATES[gate]))
        return group.get_by_role("radio", name=NAMES[gate][value], exact=True)

    def row(self, kind: str, name: str) -> dict[int, float]:
        """The numbers of a row, "yours" or "network", by step."""
        squares = self.panel.locator(f"[data-{kind}={name}][data-value]")
        return {
            int(step): float(value)
            for step, value in squares.evaluate_all("all => all.map(e => [e.dataset.step, e.dataset.value])")
        }

    def sequence(self) -> tuple[str, str]:
        """Bits and marks, as they are read aloud and shown."""
        bits = self.panel.locator(".gate-x .square").all_inner_texts()
        marks = self.panel.locator(".gate-m .square").all_text_contents()
        return "".join(bits), "".join("0" if "not marked" in mark else "1" for mark in marks)

    def wait_taken(self, step: int) -> None:
        expect(self.panel.locator(f'[data-yours="c"][data-step="{step}"]')).to_have_attribute(
            "data-value", re.compile(".")
        )


def opened(page: Page, site: str) -> GatekeeperPage:
    open_memory(page, site)
    return GatekeeperPage(page)


def wanted_gates(marks: str) -> list[dict[str, int]]:
    """Write where a step is marked, keep elsewhere, and show at the end."""
    last = len(marks) - 1
    return [{"f": 1 - int(mark), "i": int(mark), "o": int(step == last)} for step, mark in enumerate(marks)]


def check_end(demo: GatekeeperPage, chosen: list[dict[str, int]]) -> None:
    """The reader's c and h, the network's gates, and both answers."""
    bits, marks = demo.sequence()
    c, expected_c, expected_h = 0.0, {}, {}
    for step, (bit, gates) in enumerate(zip(bits, chosen, strict=True), start=1):
        c = gates["f"] * c + gates["i"] * (1 if bit == "1" else -1)
        expected_c[step], expected_h[step] = c, gates["o"] * tanh(c)
    assert demo.row("yours", "c") == expected_c
    assert demo.row("yours", "h") == pytest.approx(expected_h)
    expected = quantities(demo.exported(), bits, marks)
    for name in "fioch":
        found = demo.row("network", name)
        assert found == pytest.approx({step: expected[name, step, 1] for step in range(1, len(bits) + 1)}, abs=1e-9)
    wanted = bits[marks.rindex("1")]
    h = expected_h[len(bits)]
    said = "" if h == 0 else "1" if h > 0 else "0"
    expect(demo.panel.locator("[data-answer]")).to_have_attribute("data-answer", said)
    right = "right" if said == wanted else "wrong"
    expect(demo.words).to_contain_text(f"Your answer, read from h = {shown(h, signed=True)}, is {said}: {right}")
    p = expected["p", len(bits), 1]
    right = "right" if (p > 0.5) == (wanted == "1") else "wrong"
    expect(demo.words).to_contain_text(f"The network answers {int(p > 0.5)} (p = {shown(p, signed=False)}): {right}")


def test_by_mouse(page: Page, site: str) -> None:
    demo = opened(page, site)
    for turn in range(2):  # the first sequence, and another
        chosen = wanted_gates(demo.sequence()[1])
        if turn:
            chosen[-1] = {"f": 0, "i": 1, "o": 1}  # overwritten at the last moment
        for step, gates in enumerate(chosen, start=1):
            for gate, value in gates.items():
                demo.radio(gate, value).check()
                expect(demo.panel.locator(f'[data-yours="{gate}"][data-step="{step}"]')).to_have_attribute(
                    "data-value", f"{value:.1f}"
                )
            assert demo.row("network", "f") == {}  # not before the end
            demo.press(f"Take step {step}")
            demo.wait_taken(step)
        check_end(demo, chosen)
        expect(demo.radio("f", 1)).to_be_disabled()
        expect(demo.notice).to_be_empty()
        before = demo.sequence()
        demo.press("Another sequence")
        expect(demo.words).to_contain_text("Step 1 of 6")
        assert demo.sequence() != before
        for gate in GATES:
            for value in (0, 1):
                expect(demo.radio(gate, value)).not_to_be_checked()
    demo.radio("f", 0).check()
    demo.press("Play it again")
    expect(demo.radio("f", 0)).not_to_be_checked()


def test_by_keyboard_alone(page: Page, site: str) -> None:
    demo = opened(page, site)
    chosen = wanted_gates(demo.sequence()[1])
    press = page.keyboard.press
    demo.root.get_by_role("button", name="Train", exact=True).focus()
    press("Tab")
    expect(demo.radio("f", 0)).to_be_focused()
    before: dict[str, int] = {}
    for step, gates in enumerate(chosen, start=1):
        for gate, value in gates.items():
            if gate not in before:
                press("Space" if value == 0 else "ArrowDown")
            elif before[gate] != value:
                press("ArrowDown" if value else "ArrowUp")
            expect(demo.radio(gate, value)).to_be_checked()
            expect(demo.radio(gate, value)).to_be_focused()
            expect(demo.panel.locator(f'[data-yours="{gate}"][data-step="{step}"]')).to_have_attribute(
                "data-value", f"{value:.1f}"
            )
            press("Tab")
        before = gates
        expect(demo.panel.get_by_role("button", name=f"Take step {step}")).to_be_focused()
        press("Enter")
        demo.wait_taken(step)
        if step < len(chosen):
            for _ in GATES:
                press("Shift+Tab")
    press("Tab")
    undo = demo.panel.get_by_role("button", name="Undo the last step")
    expect(undo).to_be_focused()
    check_end(demo, chosen)
    undo.focus()
    press("Enter")
    expect(demo.words).to_contain_text("Step 6 of 6")
    assert demo.row("network", "f") == {}
