"""Finds a Chromium-like browser for the tests, or gets one."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from bundler.commands import run
from bundler.errors import BuildError
from bundler.progress import step

VARIABLE = "LSTM_BROWSER"
COMMANDS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    *("microsoft-edge", "msedge", "brave-browser", "brave"),
)
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Brave Browser.app/Contents/MacOS/Brave Browser",
)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
    "BraveSoftware/Brave-Browser/Application/brave.exe",
)
INSTALL_SECONDS = 600.0


def find_browser() -> Path | None:
    """A browser that is on this machine: LSTM_BROWSER's, Playwright's own, or an installed one; None without one.

    Raises BuildError if LSTM_BROWSER names something that is not there, since then it was meant.
    """
    if chosen := os.environ.get(VARIABLE):
        path = shutil.which(chosen)
        if path is None:
            raise BuildError(f"{VARIABLE} is {chosen}, which is not a program. Correct it, or unset it to search.")
        return Path(path)
    return next((path for path in _candidates() if path.is_file()), None)


def without_windows(browser: Path) -> Path:
    """The same engine without what windows need, if that is installed: a page starts with half the computing in it.

    Debian's chromium, e.g., draws the tools of each window by a page of its own, also of windows that nobody sees.
    """
    found = shutil.which(f"{browser.name}-headless-shell")
    return Path(found) if found else browser


def ensure_browser() -> Path:
    """A browser, installed if need be: by Playwright, or by apt-get where that is possible. BuildError if all fails."""
    if found := find_browser():
        return found
    failures = []
    for install in (_install_with_playwright, _install_with_apt):
        try:
            install()
        except BuildError as error:
            failures.append(f"  - {error}")
        if found := find_browser():
            return found
    raise BuildError(
        "The browser tests need Chromium, Chrome, Edge or Brave, and none was found or could be installed.\n"
        + "\n".join(failures)
        + f"\nInstall one, or set {VARIABLE} to the path of one."
    )


def _candidates() -> Iterator[Path]:
    try:
        with sync_playwright() as playwright:
            yield Path(playwright.chromium.executable_path)
    except PlaywrightError:
        pass  # Playwright itself cannot start; an installed browser may still be there to be told about
    yield from (Path(path) for command in COMMANDS if (path := shutil.which(command)))
    yield from (Path(path) for path in MAC)
    folders = (os.environ.get(name) for name in WINDOWS_FOLDERS)
    yield from (Path(folder) / path for folder in folders if folder for path in WINDOWS)


def _install_with_playwright() -> None:
    with step("no browser found; asking Playwright for its own"):
        run(
            [sys.executable, "-m", "playwright", "install", "chromium"],
            what="playwright install chromium",
            timeout=INSTALL_SECONDS,
        )


def _install_with_apt() -> None:
    apt = shutil.which("apt-get")
    if apt is None or os.name == "nt" or os.geteuid() != 0:
        raise BuildError("apt-get install chromium: only for root on Debian and Ubuntu")
    with step("installing Debian's chromium"):
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run([apt, "update"], what="apt-get update", env=quiet, timeout=INSTALL_SECONDS)
        install = [apt, "install", "-y", "--no-install-recommends", "chromium"]
        run(install, what="apt-get install chromium", env=quiet, timeout=INSTALL_SECONDS)
