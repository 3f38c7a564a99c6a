"""Every event has another name, and the demos do as ever: no page, no script and no view knows one.

What readers do with them is done by tests of the demos themselves, on a site where all events were renamed.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bundler.server import serve_background
from tests.browser import test_memory as memory
from tests.browser.conftest import NewPage
from tests.browser.demo import open_demo
from tests.browser.draw.pad import Pad
from tests.browser.four import test_by_hand, test_journey, test_maps
from tests.browser.four.conftest import prepared
from tests.browser.four.four_bit import FourBit
from tests.browser.memory import open_memory
from tests.browser.own_build import build, copy_sources

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RENAMED = """

_plain = Events.__init__


def _renamed(self: Events, declared: Mapping[str, Declared]) -> None:
    names = (name if name.endswith("-renamed") else f"{name[::-1]}-renamed" for name in declared)  # once is enough
    _plain(self, dict(zip(names, declared.values())))


Events.__init__ = _renamed
"""


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site with other names in the one place where events get theirs."""
    root = tmp_path_factory.mktemp("renamed")
    copy_sources(root)
    with (root / "py" / "demos" / "events.py").open("a", encoding="utf-8") as events:
        events.write(RENAMED)
    with serve_background(build(root)) as url:
        yield url


def test_the_two_bit_demo(new_page: NewPage, renamed: str) -> None:
    demo = open_demo(new_page(), f"{renamed}/two-bit.html")
    demo.set_bits("Target", "01")
    demo.train()
    demo.run("01")
    expect(demo.root.locator("[data-result]")).to_have_attribute("data-result", "1")
    demo.explain("f", 1)
    expect(demo.explanation).to_contain_text("Forget gate f, step 1.")
    weights = demo.weights()
    epoch = demo.root.get_by_role("slider", name="Epoch")
    epoch.fill("3")
    expect(demo.status).to_contain_text("as it was after epoch 3")
    demo.root.get_by_role("button", name="A long stream").click()
    demo.root.get_by_role("textbox", name="Bits to feed").fill("0110")
    demo.root.get_by_role("textbox", name="Bits to feed").press("Enter")
    expect(demo.root.locator(".panel")).to_contain_text("After 4 bits")
    epoch.fill(str(epoch.get_attribute("max")))
    assert demo.weights() == weights
    big = {"name": "big.json", "mimeType": "application/json", "buffer": b" " * 1_000_001}
    demo.root.locator("input[type=file]").set_input_files(big)  # type: ignore[arg-type]
    expect(demo.notice).to_contain_text("big.json was not loaded: it is larger than")


def test_the_four_bit_demo(new_page: NewPage, renamed: str) -> None:
    page = new_page()
    page.goto(f"{renamed}/four-bit.html")
    demo = FourBit(page)
    demo.wait_ready()
    prepared(demo)
    test_journey.test_the_steps_can_be_gone_back(demo)
    test_journey.test_a_unit_opens_to_the_whole_cell(demo)
    test_maps.test_a_cell_replays_its_input_by_mouse_and_by_key(demo)
    test_by_hand.test_a_weight_changes_and_comes_back(prepared(demo))
    test_by_hand.test_a_gate_is_held(prepared(demo), "f", "0")


def test_the_memory_demo(new_page: NewPage, renamed: str) -> None:
    demo = open_memory(new_page(), renamed, task="latch", units=1, steps=8, seed=7)
    memory.test_the_contract_of_the_page(demo)
    memory.test_the_formula_of_a_square_is_told_by_mouse_and_by_click(demo)
    memory.test_step_by_step_only_what_was_read_is_shown(demo)
    demo.step_button(8).click()  # of which it took one back
    expect(demo.result).to_have_attribute("data-result", "1")
    memory.test_an_experiment_says_what_holding_did(demo)
    memory.test_three_cells_are_trained_side_by_side(demo)
    memory.test_two_units_and_as_many_parameters(demo)


def test_the_pad(new_page: NewPage, renamed: str) -> None:
    pad = Pad(new_page()).open(f"{renamed}/draw.html")
    pad.root.get_by_role("button", name="Clear the pad").click()
    pad.root.get_by_role("button", name="Wave").click()
    expect(pad.status).to_have_text("You are drawing.")
    expect(pad.status).to_have_text("It draws on by itself.")
