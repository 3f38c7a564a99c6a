"""The four-bit demo, ready and shared by the tests of this folder; each begins with the preset network and no panel."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, new_context
from tests.browser.four.four_bit import FourBit


@pytest.fixture(scope="session")
def shared_four(browser: Browser, site: str) -> Iterator[FourBit]:
    page = new_context(browser, **DESKTOP, accept_downloads=True).new_page()
    page.goto(f"{site}/four-bit.html")
    demo = FourBit(page)
    demo.wait_ready()
    yield demo
    page.context.close()


@pytest.fixture(scope="session")
def shared_four_file(browser: Browser, disk: str) -> Iterator[FourBit]:
    """The same in one file, opened from disk with the network off."""
    page = new_context(browser, **DESKTOP, accept_downloads=True, offline=True).new_page()
    page.goto(f"{disk}/four-bit.html")
    demo = FourBit(page)
    demo.wait_ready()
    yield demo
    page.context.close()


@pytest.fixture
def four(shared_four: FourBit) -> FourBit:
    return prepared(shared_four)


@pytest.fixture
def four_file(shared_four_file: FourBit) -> FourBit:
    return prepared(shared_four_file)


def prepared(demo: FourBit) -> FourBit:
    """The demo with four units, four bits, and a network freshly trained on 1010."""
    for page in demo.page.context.pages:
        if page is not demo.page:
            page.close()
    demo.page.bring_to_front()  # a page behind another one rests, and its training with it
    demo.page.mouse.move(0, 0)
    demo.change_network(4, 4)
    opened = demo.root.locator('.tab[aria-expanded="true"]')
    if opened.count():
        opened.click()
    expect(opened).to_have_count(0)
    demo.set_bits("Target", "1010")
    demo.set_bits("Test", "1010")
    demo.train()
    return demo
