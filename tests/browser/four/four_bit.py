"""The four-bit demo as a reader works it, and its network as the plain-float oracle has it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo import Demo
from tests.oracle.plain import read_bits

type Quantities = dict[tuple[str, int, int], float]  # (name, step, unit)

SHOWN = ("i", "f", "g", "o", "c", "h")  # of each unit in each step


class FourBit(Demo):
    """The pattern demo where it shows lanes."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "four-bit")
        self.panel = self.root.locator("#four-bit-panel")
        self.slider = self.root.locator("#four-bit-epoch")

    def bits(self, kind: str) -> str:
        states = self.root.get_by_role("switch", name=f"{kind} bit").evaluate_all("all => all.map(e => e.ariaChecked)")
        return "".join("1" if state == "true" else "0" for state in states)

    def open(self, title: str) -> Locator:
        """Open a panel, if it is not open."""
        tab = self.root.get_by_role("button", name=title, exact=True)
        if tab.get_attribute("aria-expanded") != "true":
            tab.click()
        expect(tab).to_have_attribute("aria-expanded", "true")
        return self.panel

    def change_network(self, units: int, bits: int) -> None:
        """A new size, by the panel for it."""
        self.open("Change the network")
        for title, number in (("Units", units), ("Bits", bits)):
            choice = self.panel.get_by_role("group", name=title).get_by_role("button", name=str(number), exact=True)
            choice.click()
            expect(choice).to_have_attribute("aria-pressed", "true")

    def run(self, test_input: str) -> None:
        """Feed the whole test input, from the beginning."""
        self.set_bits("Test", test_input)
        self.start_over.click()
        for step in range(1, len(test_input) + 1):
            self.step(step)

    def step(self, step: int) -> None:
        self.step_button(step).click()
        expect(self.lane(1, step)).to_have_attribute("data-reached", "true")

    def lane(self, unit: int, step: int) -> Locator:
        """One unit in one step."""
        return self.root.locator(f"#four-bit-lane-{unit}-{step}")

    def quantities(self) -> Quantities:
        """All numbers of the lanes."""
        data = self.root.locator(".lanes [data-quantity]").evaluate_all("all => all.map(e => ({...e.dataset}))")
        return {(one["quantity"], int(one["step"]), int(one["unit"])): float(one["value"]) for one in data}

    @property
    def verdict(self) -> str | None:
        return self.result.get_attribute("data-result")


def recompute_units(weights: dict[str, Any], bits: str) -> tuple[Quantities, float]:
    """Every quantity of every unit in every step, and the probability at the end."""
    steps = read_bits(weights, bits)
    values = {
        (name, step, unit): value
        for step, q in enumerate(steps, start=1)
        for name in SHOWN
        for unit, value in enumerate(q[name], start=1)
    }
    return values, steps[-1]["p"][0]
