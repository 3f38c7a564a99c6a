"""Servers that show a page at another address than its file: what it needs is found, and its links lead back to it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import override

import pytest
from playwright.sync_api import Page, expect

from bench.serving import MountedHandler, Server, serve
from tests.browser.conftest import NewPage
from tests.browser.demo import Demo
from tests.browser.four.four_bit import FourBit
from tests.browser.record import watch

pytestmark = pytest.mark.browser

type Habit = Callable[[str], str]  # the address that a file is shown at, from its own


def as_files(path: str) -> str:
    return path.removesuffix("index.html")


def without_slash(path: str) -> str:
    return path.removesuffix(".html").removesuffix("/index")


def with_slash(path: str) -> str:
    return f"{without_slash(path)}/" if path.endswith(".html") else path


HABITS: list[Habit] = [as_files, without_slash, with_slash]


class HabitualHandler(MountedHandler):
    """Shows every page at one address only, and leads there from all others that may be meant."""

    habit: Habit

    @override
    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        bare = path.rstrip("/")
        names = (path, f"{bare}.html", f"{bare}/index.html")
        name = next((name for name in names if Path(self.translate_path(name)).is_file()), path)
        shown = type(self).habit(name)
        if shown == path:
            self.path = name
            super().do_GET()
        else:
            self.send_response(308)
            self.send_header("Location", f"{shown}?{query}" if query else shown)
            self.send_header("Content-Length", "0")
            self.end_headers()


@pytest.fixture(params=HABITS, ids=lambda habit: habit.__name__)
def server(request: pytest.FixtureRequest, dist: Path) -> Iterator[Server]:
    with serve([("/blog/2026/lstm-1.0/", dist)], HabitualHandler, habit=staticmethod(request.param)) as server:
        yield server


def link_of(demo: Demo) -> str:
    demo.root.get_by_role("button", name="Take it along").click()
    field = demo.root.get_by_label("Link", exact=True)
    expect(field).to_be_visible()
    return field.input_value()


def without_settings(address: str) -> str:
    return address.partition("?")[0].partition("#")[0]


def test_the_page_of_a_demo(page: Page, new_page: NewPage, server: Server) -> None:
    record = watch(page)
    page.goto(f"{server.url}/blog/2026/lstm-1.0/two-bit.html?input=11")
    demo = Demo(page)
    demo.wait_ready()
    demo.set_bits("Target", "01")
    demo.train()
    assert record.errors == []
    link = link_of(demo)
    assert without_settings(link) == without_settings(page.url)
    other = new_page()
    other.goto(link)
    again = Demo(other)
    again.wait_ready()
    assert (again.bits("Target"), again.bits("Test")) == ("01", "11")
    assert without_settings(other.url) == without_settings(page.url)


def test_the_article(page: Page, new_page: NewPage, server: Server) -> None:
    record = watch(page)
    page.goto(f"{server.url}/blog/2026/lstm-1.0/index.html")
    four = FourBit(page)
    four.wait_ready()
    four.set_bits("Target", "0110")
    page.get_by_role("navigation").get_by_role("link", name="Four units").click()
    assert page.evaluate("location.hash") == "#units"
    expect(page.locator("#units h2")).to_be_in_viewport()
    assert four.bits("Target") == "0110"  # it is the page that was there
    assert record.errors == []
    link = link_of(four)
    assert without_settings(link) == without_settings(page.url)
    other = new_page()
    other.goto(link)
    again = FourBit(other)
    expect(again.root).to_be_in_viewport(ratio=0.2)
    again.wait_ready()
    assert again.bits("Target") == "0110"
    assert Demo(other).bits("Target") == "10"  # the settings are not for this one
    assert without_settings(other.url) == without_settings(page.url)
    other.goto(other.get_by_role("link", name="two-bit.html", exact=True).evaluate("link => link.href"))
    expect(Demo(other).part("f", 1)).to_be_visible()


def test_what_the_service_worker_could_not_answer_for_is_not_kept(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/blog/2026/lstm-1.0/index.html")
    Demo(page).wait_ready()
    can = page.url.endswith("/lstm-1.0/")
    expect(page.get_by_role("button", name="Keep this page for reading offline")).to_be_visible(visible=can)
