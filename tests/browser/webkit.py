"""WebKitGTK, driven by the WebDriver protocol on a screen that nobody sees."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import TimeoutException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.journeys import JourneyStep, Press, See, Turn

START = 240.0  # s that Python may take to start
PATIENCE = 240.0  # s for anything else
# As in Chromium, see conftest.py: code of a page that is soon closed is not worth being compiled a second time.
ONE_COMPILER = {"JSC_useOMGJIT": "0"}
BETWEEN = 0.05  # s from one look to the next
NOBODY = "127.0.0.1:9"  # a proxy that is not there: whatever is asked for over a network fails
NO_NETWORK = {"proxyType": "manual", "httpProxy": NOBODY, "sslProxy": NOBODY}
STATE = """
const { python } = document.documentElement.dataset;
return python === "failed" ? `failed: ${document.querySelector("[data-cause]").textContent}` : python;
"""
# What is laid out only when it comes near, its driver does not scroll to; a reader does. And the driver would click
# where the element was before the page had scrolled. Whether the click came to it is kept on the window, since the
# element may be another one after the click.
COME_NEAR = """
const [element, tell] = arguments;
window.isHeard = false;
element.addEventListener("click", () => { window.isHeard = true; }, { once: true, capture: true });
element.scrollIntoView({ block: "nearest" });
let before;
requestAnimationFrame(function look() {
  const { top } = element.getBoundingClientRect();
  if (top === before) return tell();
  before = top;
  requestAnimationFrame(look);
});
"""
HEARD = "return window.isHeard"
ASKED = "return performance.getEntriesByType('resource').map((entry) => entry.name)"


class WebKit:
    """A window of WebKitGTK; `downloads` is the folder in which it saves files."""

    def __init__(self, driver: webdriver.WebKitGTK, downloads: Path) -> None:
        self.driver, self.downloads = driver, downloads

    @property
    def version(self) -> str:
        return str(self.driver.capabilities["browserVersion"])

    def open(self, url: str) -> None:
        self.driver.switch_to.default_content()
        self.driver.get(url)

    def enter_frame(self) -> None:
        """Go on in the page's only frame."""
        self.driver.switch_to.frame(self.find("iframe"))

    def until[Found](
        self,
        what: str,
        read: Callable[[], Found],
        right: Callable[[Found], object] = bool,
        seconds: float = PATIENCE,
    ) -> Found:
        """Look until there is something right, and give it back; `what` is for the message if there never is.

        What goes wrong with looking is no answer: an element may just be replaced.
        """
        seen: list[object] = [None]

        def look(_: object) -> tuple[Found] | None:
            found = seen[0] = read()
            return (found,) if right(found) else None

        try:
            wait = WebDriverWait(self.driver, seconds, BETWEEN, ignored_exceptions=[WebDriverException])
            found = wait.until(look)
        except TimeoutException:
            raise AssertionError(f"{what}: after {seconds:g} s still {seen[0]!r}") from None
        assert found
        return found[0]

    def wait_ready(self) -> None:
        """Wait until Python runs; a failed start is told at once."""
        state = self.until(
            "Python's start", lambda: self.run(STATE), lambda now: now and now != "loading", seconds=START
        )
        assert state == "ready", f"Python did not start: {state}"

    def run(self, script: str) -> Any:
        """What a script on the page returns."""
        return self.driver.execute_script(script)

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def click(self, words: str, demo: str = "") -> None:
        """Press the button with exactly these words."""
        self._press(f'[data-demo="{demo}"] button' if demo else "button", words)

    def text(self, selector: str) -> str:
        """All text in an element, also what is still being faded in."""
        return _text(self.find(selector))

    def notice(self, demo: str) -> str:
        return self.text(f"#{demo}-notice")

    def status(self, demo: str) -> str:
        return self.text(f'[data-demo="{demo}"] [aria-label="Training status"]')

    def walk(self, steps: list[JourneyStep]) -> None:
        """Walk a journey, or a part of one."""
        for step in steps:
            match step:
                case Press(selector, words):
                    self._press(selector, words)
                case Turn(selector, on):
                    self._turn(selector, on)
                case See(what, look, wanted):
                    self.until(what, partial(self.run, f"return String({look})"), re.compile(wanted).match, START)

    def _turn(self, switch: str, on: bool) -> None:
        def state() -> bool:
            return self.find(switch).get_attribute("aria-checked") == "true"

        if state() != on:
            self._press(switch)
        self.until(f"{switch} is {on}", state, lambda now: now == on)

    def _press(self, selector: str, words: str = "") -> None:
        """Click as soon as that is possible."""

        def press() -> bool:
            for found in self.driver.find_elements(By.CSS_SELECTOR, selector):
                if not words or _text(found) == words:
                    self.driver.execute_async_script(COME_NEAR, found)
                    found.click()
                    return bool(self.run(HEARD))
            return False

        self.until(f"{selector} {words}", press)

    def saved(self, name: str) -> bytes:
        """The content of a file that the page has just saved."""
        file = self.downloads / name
        return self.until(f"the file {name}", lambda: file.read_bytes() if file.is_file() else b"")


def _text(element: WebElement) -> str:
    return str(element.get_property("textContent")).strip()


@contextmanager
def start(program: str, folder: Path, *, network: bool = True) -> Iterator[WebKit]:
    """Start WebKitGTK by its driver, with nothing of the reader's; `folder` is for what it saves."""
    downloads = folder / "downloads"
    downloads.mkdir(parents=True)
    (folder / "user-dirs.dirs").write_text(f'XDG_DOWNLOAD_DIR="{downloads}"\n')
    options = Options()
    if not network:
        options.set_capability("proxy", NO_NETWORK)
    with _screen() as display:
        environment = {"DISPLAY": display, "GDK_BACKEND": "x11", "XDG_CONFIG_HOME": str(folder), **ONE_COMPILER}
        driver = webdriver.WebKitGTK(options, Service(program, env={**os.environ, **environment}))
        try:
            driver.set_window_size(1280, 900)
            yield WebKit(driver, downloads)
        finally:
            driver.quit()


@contextmanager
def _screen() -> Iterator[str]:
    """A screen in memory; gives the name of its display."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as line:  # it writes there once it listens, and closes it if it cannot
                number = line.readline().strip()
            assert number, f"Xvfb did not start (exit code {server.poll()})"
            yield f":{number}"
        finally:
            server.terminate()
