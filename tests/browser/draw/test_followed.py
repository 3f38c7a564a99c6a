"""Whatever changes while the page is open, ink on the canvas follows: theme, forced colours, print, density."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage
from tests.browser.draw.pad import Pad

pytestmark = pytest.mark.browser

# The commonest colour of what is drawn, as [red, green, blue], and how many canvas points there are in a CSS px.
INK = """() => {
  const canvas = document.querySelector("[data-pad] canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = new Map();
  for (let k = 0; k < data.length; k += 4)
    if (data[k + 3] === 255) found.set(data.slice(k, k + 3).join(), (found.get(data.slice(k, k + 3).join()) ?? 0) + 1);
  const [[ink] = ["128,128,128"]] = [...found].sort(([, a], [, b]) => b - a);
  return { ink: ink.split(",").map(Number), scale: canvas.width / canvas.clientWidth };
}"""


def ink(page: Page) -> list[int]:
    found: list[int] = page.evaluate(INK)["ink"]
    return found


def wait_for(page: Page, condition: str) -> None:
    page.wait_for_function(f"() => {{ const {{ ink, scale }} = ({INK})(); return {condition}; }}")


DARK, PALE = "Math.max(...ink) < 90", "Math.min(...ink) > 180"


@pytest.fixture
def dark(new_page: NewPage, site: str) -> Page:
    """A pad with ink, in dark colours."""
    page = new_page(color_scheme="dark")
    Pad(page).open(f"{site}/draw.html")
    page.get_by_role("button", name="Square", exact=True).click()
    wait_for(page, PALE)
    return page


def test_themes(dark: Page) -> None:
    for scheme, condition in (("light", DARK), ("dark", PALE)):
        dark.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        wait_for(dark, condition)
    dark.evaluate("document.documentElement.dataset.theme = 'light'")
    wait_for(dark, DARK)


def test_forced_colours(dark: Page) -> None:
    dark.emulate_media(forced_colors="active", color_scheme="light")
    wait_for(dark, DARK)
    dark.emulate_media(forced_colors="none", color_scheme="dark")
    wait_for(dark, PALE)


@pytest.mark.parametrize("way", ["media", "events"])
def test_on_paper_it_is_dark_and_on_the_screen_as_before(dark: Page, way: str) -> None:
    def paper(on: bool) -> None:
        if way == "media":
            dark.emulate_media(media="print" if on else "screen")
        else:
            dark.evaluate("name => dispatchEvent(new Event(name))", "beforeprint" if on else "afterprint")

    before = ink(dark)
    paper(True)
    wait_for(dark, DARK)
    paper(False)
    wait_for(dark, PALE)
    assert ink(dark) == before


def test_density(new_page: NewPage, site: str) -> None:
    page = new_page(color_scheme="dark")
    page.add_init_script(
        """const { matchMedia } = window;
        window.matchMedia = (query) => {
          const found = matchMedia(query);
          if (query.includes("resolution")) window.density = found;
          return found;
        };"""
    )
    Pad(page).open(f"{site}/draw.html")
    page.get_by_role("button", name="Square", exact=True).click()
    wait_for(page, PALE)
    session = page.context.new_cdp_session(page)
    size: dict[str, Any] = {"width": 1280, "height": 900, "mobile": False}
    for scale in (2, 1.5, 1):
        session.send("Emulation.setDeviceMetricsOverride", {**size, "deviceScaleFactor": scale})
        page.evaluate("density.dispatchEvent(new Event('change'))")  # of an emulated density browsers tell nobody
        wait_for(page, f"Math.abs(scale - {scale}) < 0.01")
