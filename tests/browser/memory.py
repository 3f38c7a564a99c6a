"""The memory demo as a reader works it, and its networks as the plain-float oracle has them."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Download, Frame, Locator, Page, expect

from rnn.fresh_run import held_out
from tasks.latch import LatchTask
from tasks.recall import RecallTask
from tests.browser.demo import Demo
from tests.browser.patience import LONG_PATIENCE
from tests.oracle.plain import Change, Quantities, read

type Numbers = dict[tuple[str, int, int], float]  # (quantity, step, unit)

CELLS = ("rnn", "gru", "lstm")
NAMES = {"rnn": "Plain RNN", "gru": "GRU", "lstm": "LSTM"}
IN_DIAGRAM = ("x", "m", "h_prev", "c_prev", "i", "f", "g", "o", "c", "h")
STRIPS = ("m", "x", "i", "f", "g", "o", "c", "h")  # from above
SIGNED = {"x", "m", "h_prev", "c_prev", "g", "c", "h"}  # shown with a sign in the diagram
TEST_SIZE = 256  # fresh sequences of which a network's answers are counted


class MemoryPage(Demo):
    """The memory demo on an open page, or in a frame of it."""

    def __init__(self, page: Page, frame: Frame | None = None) -> None:
        super().__init__(page, "memory", frame)
        self.experiment = self.root.get_by_role("status", name="Experiment", exact=True)
        self.grid_status = self.root.get_by_role("status", name="Experiment of recall")
        self.delay = self.root.get_by_role("slider", name=re.compile("^T"))

    # ---- The sequence ----

    def switch(self, kind: str, bit: int) -> Locator:
        """One "Bit" or "Mark"."""
        return self.root.get_by_role("switch", name=f"{kind} {bit}", exact=True)

    def bits(self, kind: str) -> str:
        switches = self.root.get_by_role("switch", name=re.compile(rf"^{kind} \d+$"))
        states = switches.evaluate_all("all => all.map(e => e.ariaChecked)")
        return "".join("1" if state == "true" else "0" for state in states)

    def set_sequence(self, bits: str, marks: str) -> None:
        """Of as many steps as there are; marks come before others go, since one has to stay."""
        for kind, wanted in (("Bit", bits), ("Mark", marks)):
            changed = [k for k, (a, b) in enumerate(zip(self.bits(kind), wanted, strict=True), start=1) if a != b]
            for k in sorted(changed, key=lambda k: wanted[k - 1] == "0"):
                self.switch(kind, k).click()
                expect(self.switch(kind, k)).to_have_attribute(
                    "aria-checked", "true" if wanted[k - 1] == "1" else "false"
                )

    def choose(self, group: str, name: str) -> None:
        """Press one choice of a group."""
        choice = self.root.get_by_role("group", name=group, exact=True).get_by_role("button", name=name, exact=True)
        choice.click()
        expect(choice).to_have_attribute("aria-pressed", "true")

    def set_delay(self, steps: int) -> None:
        """Draw the slider of the recall task."""
        self.delay.fill(str(steps))
        expect(self.delay).to_have_attribute("aria-valuetext", re.compile(rf"^{steps} "))

    def press(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()

    # ---- What is shown ----

    def numbers_in(self, selector: str) -> dict[tuple[str, int, int], tuple[float, str]]:
        """(quantity, step, unit) to (full precision, text), of what a selector finds."""
        found = self.root.locator(f"{selector} [data-quantity]").evaluate_all(
            "all => all.map(e => [{...e.dataset}, e.textContent.trim()])"
        )
        return {
            (data["quantity"], int(data["step"]), int(data.get("unit", 1))): (float(data["value"]), text)
            for data, text in found
        }

    def square(self, name: str, step: int) -> Locator:
        """A square of the strips."""
        return self.root.locator(f'.strips [data-part="{name}"][data-explain*=\'"step":{step},\']')

    def data(self, locator: Locator, name: str) -> str:
        value = locator.get_attribute(f"data-{name}")
        assert value is not None, name
        return value

    # ---- Learning ----

    def wait_trained(self) -> int:
        expect(self.status).to_have_text(re.compile(r"^trained in \d+ updates"), timeout=LONG_PATIENCE)
        return int(self.status.inner_text().split()[2])

    def train(self) -> int:
        """Press Train and wait for the end; returns the updates that the status tells."""
        self.train_button.click()
        expect(self.status).not_to_have_text(re.compile("^(learned|trained|weights)"))
        return self.wait_trained()

    def cell_of(self, cell: str) -> Locator:
        """A cell of the race."""
        return self.root.locator(f'[data-cell="{cell}"]')

    def race(self) -> None:
        """Train all three to the end."""
        self.press("Train all three")
        self.wait_raced()

    def wait_raced(self) -> None:
        for cell in CELLS:
            expect(self.cell_of(cell)).to_have_attribute("data-done", "true", timeout=LONG_PATIENCE)

    def accuracy(self, cell: str) -> float:
        return float(self.data(self.cell_of(cell), "accuracy"))

    # ---- Files ----

    def downloaded(self, button: Locator) -> Download:
        with self.page.expect_download() as download:
            button.click()
        return download.value

    def exported(self, cell: str = "") -> dict[str, Any]:
        """The weights of a cell of the race, or of the LSTM on the stage."""
        place = self.cell_of(cell) if cell else self.root.locator("#memory-learning")
        button = place.get_by_role("button", name=re.compile("^Export weights"))
        data: dict[str, Any] = json.loads(Path(self.downloaded(button).path()).read_text("utf-8"))
        return data

    def load_into(self, cell: str, content: str) -> None:
        """Choose a file for a cell of the race, or for the LSTM on the stage."""
        file_input = self.root.locator(f"#memory-load-{cell or 'stage'}")
        file = {"name": "weights.json", "mimeType": "application/json", "buffer": content.encode()}
        file_input.set_input_files(file)  # type: ignore[arg-type]

    def told_curve(self, place: Locator) -> list[float]:
        """The accuracies that a curve shows, from 0 at the lower line to 1 at the top."""
        curve, axis = (self.data_path(place.locator(f"path.{name}")) for name in ("curves-accuracy", "loss-axis"))
        low = axis[0][1]
        return [(low - y) / (low - TOP) for _, y in curve]

    def data_path(self, path: Locator) -> list[tuple[float, float]]:
        """The corners of a path that is drawn with M, L and H."""
        d = path.get_attribute("d") or ""
        points = [part.split(" ") for part in re.split("[ML]", d.partition("H")[0]) if part]
        return [(float(x), float(y)) for x, y in points]


TOP = 8.0  # where a curve has its 1


def open_memory(page: Page, site: str, path: str = "memory.html", **settings: str | int) -> MemoryPage:
    """Open the demo's page with `settings` in its address, and wait until Python runs."""
    page.goto(f"{site}/{path}?{urlencode(settings)}" if settings else f"{site}/{path}")
    demo = MemoryPage(page)
    demo.wait_ready()
    return demo


def inputs(bits: str, marks: str) -> list[list[float]]:
    """A marked sequence as it goes in."""
    return [[2.0 * int(bit) - 1, 2.0 * int(mark) - 1] for bit, mark in zip(bits, marks, strict=True)]


def quantities(weights: dict[str, Any], bits: str, marks: str, change: Change | None = None) -> Numbers:
    """Every quantity of every step and unit."""
    values: Numbers = {}
    for step, q in enumerate(read(weights, inputs(bits, marks), change=change), start=1):
        values |= {("x", step, 1): q["x"][0], ("m", step, 1): q["x"][1]}
        values |= {(name, step, u): v for name, all_ in q.items() if name != "x" for u, v in enumerate(all_, start=1)}
    return values


def fresh_sequences(task: LatchTask | RecallTask) -> tuple[list[list[list[float]]], list[bool]]:
    """The fresh sequences of a task, each as it goes in, and their answers."""
    examples = held_out(task)
    sequences = [examples.xs[:, k].tolist() for k in range(examples.xs.shape[1])]
    return sequences, [answer > 0.5 for answer in examples.targets[-1, :, 0].tolist()]


def count_right(weights: dict[str, Any], task: LatchTask | RecallTask, change: Change | None = None) -> int:
    """How many of the fresh sequences a network answers rightly."""
    sequences, answers = fresh_sequences(task)
    claimed = [read(weights, xs, change=change)[-1]["p"][0] > 0.5 for xs in sequences]
    return sum(one == other for one, other in zip(claimed, answers, strict=True))


def holding(**gates: float) -> Change:
    """What holds gates at a value, whatever went into them."""
    return lambda _, name, values: [gates[name]] * len(values) if name in gates else values


def all_read(weights: dict[str, Any], task: LatchTask, change: Change | None = None) -> list[list[Quantities]]:
    """Every step of all fresh sequences."""
    return [read(weights, xs, change=change) for xs in fresh_sequences(task)[0]]
