"""The main journeys in WebKitGTK, the nearest to Safari that Debian has: from a server, in frames and from disk.

Playwright does not drive Debian's WebKitGTK; its own driver does, with Selenium. See webkit.py.
"""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from demos.pattern.presets import PRESETS
from tests.browser.blog import Blog
from tests.browser.journeys import HOMES, JOURNEYS, teach
from tests.browser.webkit import ASKED, WebKit, start
from tests.browser.without_address import SCRIPTS, write_around

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"),  # Selenium's own
]

VARIABLE = "LSTM_WEBKIT"
ALONE = {
    **{name: teach(name, len(preset.target)) for name, preset in PRESETS.items()},
    "memory": JOURNEYS["three cells race"],
    "draw": JOURNEYS["the pad learns and draws on"],
}
SANDBOXED = f'<iframe sandbox="{SCRIPTS}" src="{{}}" title="demo" width="100%" height="900"></iframe>'


@pytest.fixture(scope="session")
def driver() -> str:
    """The path of WebKitGTK's driver; without one, or without a screen for it, the test is skipped."""
    program = os.environ.get(VARIABLE) or shutil.which("WebKitWebDriver")
    if program is None:
        pytest.skip(f"no WebKitGTK was found; install Debian's webkit2gtk-driver, or set {VARIABLE} to its driver")
    if shutil.which("Xvfb") is None:
        pytest.skip("WebKitGTK needs a screen, and no Xvfb was found; install Debian's xvfb")
    return program


@pytest.fixture(scope="module")
def webkit(driver: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebKit]:
    with start(driver, tmp_path_factory.mktemp("webkit")) as webkit:
        print(f"WebKitGTK {webkit.version}")
        yield webkit


@pytest.fixture(scope="module")
def cut_off(driver: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebKit]:
    """WebKitGTK without a network."""
    with start(driver, tmp_path_factory.mktemp("webkit"), network=False) as webkit:
        yield webkit


@pytest.mark.parametrize(("home", "page"), HOMES)
def test_the_main_journeys(request: pytest.FixtureRequest, home: str, page: str) -> None:
    folder = request.getfixturevalue(home)
    webkit: WebKit = request.getfixturevalue("webkit" if home == "site" else "cut_off")
    webkit.open(f"{folder}/{page}")
    webkit.wait_ready()
    for name, steps in HOMES[home, page].items():
        print(name)  # is shown where a step cannot be done
        webkit.walk(steps)
    asked: list[str] = webkit.run(ASKED)
    if home == "site":
        assert any(url.endswith("core.js") for url in asked)  # so that foreign ones would have been seen
        asked = [url for url in asked if not url.removeprefix("blob:").startswith(f"{folder}/")]
    assert [url for url in asked if not url.startswith(("blob:", "data:")) or home == "site"] == []


@pytest.mark.parametrize("name", [*PRESETS, "memory", "draw"])
def test_from_disk_a_demo_works_alone(cut_off: WebKit, disk: str, name: str) -> None:
    cut_off.open(f"{disk}/{name}.html")
    cut_off.wait_ready()
    cut_off.walk(ALONE[name])


def test_from_disk_weights_and_pictures_go_out_and_weights_come_in(cut_off: WebKit, disk: str) -> None:
    cut_off.open(f"{disk}/two-bit.html")
    cut_off.wait_ready()
    cut_off.click("Export weights")
    before = json.loads(cut_off.saved("lstm-two-bit-10.json"))
    cut_off.walk(teach("two-bit", 2))
    file = cut_off.downloads / "lstm-two-bit-10.json"
    cut_off.find('[data-demo="two-bit"] input[type="file"]').send_keys(str(file))
    cut_off.until("loading", lambda: cut_off.status("two-bit"), lambda words: "still knows 10" in words)
    assert cut_off.notice("two-bit") == ""
    file.unlink()
    cut_off.click("Export weights")
    after = json.loads(cut_off.saved(file.name))
    assert (after["lstm"], after["linear"]) == (before["lstm"], before["linear"])
    cut_off.click("Take it along")
    cut_off.click("Diagram as PNG")
    assert cut_off.saved("lstm-two-bit.png").startswith(b"\x89PNG\r\n\x1a\n")


def test_in_sandboxed_frames(webkit: WebKit, blog: Blog, site: str) -> None:
    for src in (f"{site}/two-bit.html", "lstm/offline/two-bit.html"):
        webkit.open(blog.write(SANDBOXED.format(src)))
        webkit.enter_frame()
        webkit.wait_ready()
        webkit.walk(teach("two-bit", 2))


@pytest.mark.parametrize(
    ("home", "way", "sandbox"),
    [("host", "srcdoc", SCRIPTS), ("disk", "blob", None)],  # Chromium is tried with every way there is
)
def test_in_frames_without_an_address(
    webkit: WebKit, blog: Blog, dist: Path, home: str, way: str, sandbox: str | None
) -> None:
    page = (dist / "offline" / "two-bit.html").read_text("utf-8")
    file = write_around(blog.folder, "notebook", page, way, sandbox)
    webkit.open(f"{blog.url}/{file.name}" if home == "host" else file.as_uri())
    webkit.enter_frame()
    webkit.wait_ready()
    webkit.walk(teach("two-bit", 2))
