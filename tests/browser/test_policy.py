"""A host that sends a Content-Security-Policy with the site's own pages."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.demo import Demo
from tests.browser.draw.pad import Pad
from tests.browser.faulty_site import FaultySite
from tests.browser.memory import MemoryPage
from tests.browser.record import watch
from tests.browser.test_failures import check_failed

pytestmark = pytest.mark.browser

FORBIDS = "The host's Content-Security-Policy forbids it ("
GUIDE = Path(__file__).parents[2] / "docs" / "hosting.md"


def least() -> dict[str, str]:
    """The least policy that the guide names: {directive: sources}."""
    found = re.search(r"^(default-src[^`]*)^```", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert found
    pairs = (part.split(maxsplit=1) for part in found[1].split(";"))
    return {directive: sources.strip() for directive, sources in pairs}


def send(site: FaultySite, policy: dict[str, str]) -> None:
    site.headers["Content-Security-Policy"] = "; ".join(f"{name} {sources}" for name, sources in policy.items())


def test_the_least_policy_of_the_guide_is_enough(page: Page, faulty_site: FaultySite) -> None:
    send(faulty_site, least())
    record = watch(page)
    page.goto(f"{faulty_site.url}/index.html")
    demo, pad = Demo(page), Pad(page)
    demo.wait_ready()
    demo.train()
    MemoryPage(page).race()
    pad.root.get_by_role("button", name="Loops", exact=True).click()
    page.wait_for_function("document.querySelector('.pad-own')?.getAttribute('d').split('L').length > 10")
    demo.root.get_by_role("button", name="Take it along").click()
    with page.expect_download():
        demo.root.get_by_role("button", name="PNG").click()
    # The handler is for pages whose other script did not come, the script for some hosts; see supported.js, folder.js.
    complaints = [text for text in record.console if "Content Security Policy" in text]
    assert all(re.search("inline (event handler|script)", text) for text in complaints), complaints


def test_the_guide_has_the_hash_of_the_script_for_hosts_with_habits(dist: Path) -> None:
    written = re.search(r"<script data-page=[^>]*>(.*?)</script>", (dist / "index.html").read_text("utf-8"), re.DOTALL)
    assert written
    digest = base64.b64encode(hashlib.sha256(written[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in GUIDE.read_text("utf-8")


@pytest.mark.parametrize(
    ("directive", "sources", "cause"),
    [
        ("script-src", "'self' blob:", FORBIDS + "script-src: eval"),
        ("script-src", "'self' 'unsafe-eval'", FORBIDS + "worker-src: blob"),
        ("connect-src", "'self'", FORBIDS + "connect-src: blob"),
        ("connect-src", "blob:", "pyodide.asm.wasm could not be fetched"),
    ],
)
def test_with_less_the_page_says_what_is_forbidden(
    page: Page, faulty_site: FaultySite, directive: str, sources: str, cause: str
) -> None:
    send(faulty_site, least() | {directive: sources})
    page.goto(f"{faulty_site.url}/two-bit.html")
    check_failed(Demo(page), re.escape(cause))


@pytest.mark.parametrize(
    "policy",
    [
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob: https:",
        "script-src 'self' 'wasm-unsafe-eval' https:",
        "default-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' https:",
        "require-trusted-types-for 'script'",
    ],
)
def test_whatever_it_forbids_nobody_else_is_asked(page: Page, faulty_site: FaultySite, policy: str) -> None:
    faulty_site.headers["Content-Security-Policy"] = policy
    record = watch(page)
    page.goto(f"{faulty_site.url}/two-bit.html")
    check_failed(Demo(page), re.escape(FORBIDS))
    own = (f"{faulty_site.url}/", "data:")
    assert [url for url in record.requests if not url.removeprefix("blob:").startswith(own)] == []


@pytest.mark.parametrize(
    ("directive", "words"),
    [("style-src", "inline style"), ("img-src", "the image"), ("font-src", "the font")],
)
def test_none_of_the_rest_can_be_left_out(page: Page, faulty_site: FaultySite, directive: str, words: str) -> None:
    send(faulty_site, least() | {directive: "'none'"})
    record = watch(page)
    page.goto(f"{faulty_site.url}/draw.html")
    Demo(page, "draw").wait_ready()
    assert [text for text in record.console if "Content Security Policy" in text and words in text], record.console
