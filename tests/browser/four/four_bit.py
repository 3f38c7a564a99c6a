"""The four-bit demo as a reader works it, and its network once more in plain floats."""

from math import exp, tanh
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo import Demo

type Quantities = dict[tuple[str, int, int], float]  # (name, step, unit)


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
    lstm, linear = weights["lstm"], weights["linear"]
    units = len(linear["weight"][0])
    h, c = [0.0] * units, [0.0] * units
    values: Quantities = {}
    for step, bit in enumerate(bits, start=1):
        x = 1.0 if bit == "1" else -1.0
        sums = [
            lstm["weight_ih_l0"][row][0] * x
            + sum(weight * before for weight, before in zip(lstm["weight_hh_l0"][row], h, strict=True))
            + lstm["bias_ih_l0"][row]
            + lstm["bias_hh_l0"][row]
            for row in range(4 * units)
        ]
        new_h, new_c = [], []
        for k in range(units):
            i, f, o = (1 / (1 + exp(-sums[gate * units + k])) for gate in (0, 1, 3))
            g = tanh(sums[2 * units + k])
            new_c.append(f * c[k] + i * g)
            new_h.append(o * tanh(new_c[k]))
            here = {"i": i, "f": f, "g": g, "o": o, "c": new_c[k], "h": new_h[k]}
            values |= {(name, step, k + 1): value for name, value in here.items()}
        h, c = new_h, new_c
    z = sum(weight * last for weight, last in zip(linear["weight"][0], h, strict=True)) + linear["bias"][0]
    return values, 1 / (1 + exp(-z))
