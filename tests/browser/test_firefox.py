"""The main journeys in Firefox: from a server and from disk, in frames of other pages, and kept for reading offline.

Playwright does not drive Debian's Firefox, so scripts for Node do; see firefox/.
"""

import json
import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from bundler.commands import run
from bundler.fetch.npm import node_modules
from tests.browser.blog import Blog
from tests.browser.faulty_site import FaultyHandler, FaultySite, answering, unreachable, withheld_halfway
from tests.browser.journeys import HOMES, as_json, teach
from tests.browser.keeping import KEPT, listed
from tests.browser.record import EXPECTED
from tests.browser.without_address import FAILS_AT_FIRST, SCRIPTS, with_first_script, write_around

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent / "firefox"
VARIABLE = "LSTM_FIREFOX"
SECONDS = 2400.0  # for a whole journey, with all that it waits for
TAUGHT = as_json(teach("two-bit", 2))
TEXT = "<p>A long text.</p>" * 200
SANDBOX = 'sandbox="allow-scripts"'
POLICY = "default-src 'none'; frame-src 'self'; script-src 'self'"
COOKIES = "network.cookie.cookieBehavior"  # and all other storage of third parties
APART, BLOCKED = 5, 1  # by itself, Firefox keeps it apart for each site that frames them
NO_HTTP_CACHE = {"browser.cache.disk.enable": False, "browser.cache.memory.enable": False}


@pytest.fixture(scope="session")
def firefox() -> str:
    """The path of Firefox; without one, the test is skipped."""
    named = os.environ.get(VARIABLE)
    program = named or shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip(f"no Firefox was found; install Debian's firefox-esr, or set {VARIABLE} to the path of one")
    return program


def drive(script: str, **task: Any) -> dict[str, Any]:
    """What a script in firefox/ tells when it is given this task."""
    node_modules(FOLDER)
    answer: dict[str, Any] = json.loads(
        run(["node", FOLDER / script, json.dumps(task)], what=f"Firefox, {script}", timeout=SECONDS)
    )
    return answer


def check_complaints(report: dict[str, Any], *expected: str) -> None:
    """Nothing but what is expected was complained about."""
    assert [text for text in report["complaints"] if not any(words in text for words in (EXPECTED, *expected))] == []


@pytest.mark.parametrize(("home", "page"), HOMES)
def test_the_main_journeys(firefox: str, request: pytest.FixtureRequest, home: str, page: str) -> None:
    """From disk without a network and in a private window."""
    folder, from_disk = request.getfixturevalue(home), home == "disk"
    journeys = {name: as_json(steps) for name, steps in HOMES[home, page].items()}
    report = drive(
        "journey.mjs",
        program=firefox,
        url=f"{folder}/{page}",
        journeys=journeys,
        offline=from_disk,
        private=from_disk,
    )
    own = (f"{folder}/", "null/")
    assert [url for url in report["asked"] if not url.removeprefix("blob:").startswith(own)] == []
    if not from_disk:  # so that foreign ones would have been seen
        assert any(url.endswith("core.js") for url in report["asked"])
    check_complaints(report)


def test_a_press_is_answered_before_python_is_there(firefox: str, faulty_site: FaultySite) -> None:
    go = threading.Event()

    def signalled(handler: FaultyHandler, file: Path) -> None:
        go.set()
        handler.answer(b"", "text/plain")

    faulty_site.faults = {"/go": signalled, "pyodide.asm.wasm": withheld_halfway(go)}
    task = {"url": f"{faulty_site.url}/two-bit.html", "go": f"{faulty_site.url}/go"}
    seen = drive("first_answer.mjs", program=firefox, **task)
    assert (seen["early"], seen["late"]) == (1, 1)  # of the two that the page begins with
    check_complaints(seen)


def post(
    blog: Blog, dist: Path, name: str, src: str = "lstm/two-bit.html", attributes: str = "", head: str = ""
) -> str:
    """A page called localhost with a demo from there or elsewhere, far below its beginning; returns its address."""
    snippet = (dist / "embed" / "snippet.html").read_text("utf-8")
    snippet = snippet.replace('"lstm/two-bit.html', f'"{src}').replace("<iframe", f"<iframe {attributes}")
    _, link, demo = snippet.split("\n", 2)  # without the comment
    address = blog.write(link + TEXT + demo + TEXT, head, name=f"{name}.html")
    return address.replace("127.0.0.1", "localhost")


def check_post(seen: dict[str, Any], what: str, *, storage: str, inline: bool = True) -> None:
    """All that the guide promises of a demo in a frame."""
    assert seen["early"] is False, what
    assert seen["skipped"] is True, what
    (closed, _), (opened, _) = seen["heights"]
    assert opened > closed > 200, what
    assert seen["colours"] == ["light", "dark", "light"], what
    assert seen["scrolled"] > 300, what
    assert (seen["storage"], seen["inline"]) == (storage, inline), what


def test_in_frames_of_other_pages(firefox: str, blog: Blog, dist: Path, site: str) -> None:
    assert POLICY in " ".join((dist / "embed" / "GUIDE.txt").read_text("utf-8").split())
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    other = f"{site}/two-bit.html"  # as 127.0.0.1, which is another site
    posts = {
        "same host, strict policy": post(blog, dist, "policy", head=meta),
        "other host": post(blog, dist, "other", other),
        "sandboxed": post(blog, dist, "sandboxed", other, SANDBOX),
        "one file, sandboxed": post(blog, dist, "file", "lstm/offline/two-bit.html", SANDBOX),
    }
    report = drive("frames.mjs", program=firefox, preferences={COOKIES: APART}, posts=posts, steps=TAUGHT)
    policy, others, sandboxed, file = (report["posts"][name] for name in posts)
    check_post(policy, "same host, strict policy", storage="allowed", inline=False)
    check_post(others, "other host", storage="allowed")
    check_post(sandboxed, "sandboxed", storage="SecurityError")
    check_post(file, "one file, sandboxed", storage="SecurityError")
    check_complaints(report, "favicon.ico")  # the policy blocks it, and blogs have none


def test_in_a_frame_with_the_storage_of_third_parties_blocked(firefox: str, blog: Blog, dist: Path, site: str) -> None:
    posts = {"blocked": post(blog, dist, "blocked", f"{site}/two-bit.html")}
    report = drive("frames.mjs", program=firefox, preferences={COOKIES: BLOCKED}, posts=posts, steps=TAUGHT)
    check_post(report["posts"]["blocked"], "blocked", storage="SecurityError")
    check_complaints(report)


@pytest.mark.parametrize(
    ("home", "way", "sandbox"),
    # Chromium is tried with every way there is.
    [("host", "srcdoc", SCRIPTS), ("host", "data", None), ("disk", "written", None)],
)
def test_in_a_frame_without_an_address(
    firefox: str, blog: Blog, dist: Path, home: str, way: str, sandbox: str | None
) -> None:
    """As notebooks have them; in srcdoc it does not start before it has been loaded again, by Retry."""
    fails = way == "srcdoc"
    page = (dist / "offline" / "two-bit.html").read_text("utf-8")
    page = with_first_script(page, FAILS_AT_FIRST) if fails else page
    file = write_around(blog.folder, "notebook", page, way, sandbox)
    url = f"{blog.url}/{file.name}" if home == "host" else file.as_uri()
    report = drive("without_address.mjs", program=firefox, url=url, steps=TAUGHT, fails=fails)
    assert report["settings"].startswith("?target=01&input=")
    check_complaints(report, "sandbox")


def test_kept_for_reading_offline_and_let_go(firefox: str, own_site: FaultySite, tmp_path: Path) -> None:
    """Firefox is closed and started again between, and has nothing but what the service worker keeps."""
    profile = tmp_path / "profile"
    profile.mkdir()
    (own_site.dist / "index.html").write_text('<!doctype html><title>A blog</title><iframe src="lstm/"></iframe>')
    task = {"program": firefox, "preferences": NO_HTTP_CACHE, "profile": str(profile), "url": f"{own_site.url}/lstm/"}
    report = drive("keeping.mjs", **task, around=f"{own_site.url}/index.html")
    framed = report["framed"]
    assert framed["offered"] is False
    assert [url for url in framed["asked"] if url.endswith(("keep.js", "sw.js"))] == []
    assert [url for url in report["asked"] if url.endswith("keep.js")] != []  # so that it would have been seen
    assert report["status"] == KEPT
    assert (len(report["left"]["caches"]), report["left"]["workers"]) == (1, 1)

    own_site.faults = {"": unreachable}
    report = drive("keeping.mjs", **task, steps=TAUGHT)
    assert report["left"] == {"caches": [], "files": 0, "workers": 0}
    assert report["gone"] is True


def test_kept_again_and_shown_where_the_server_fails(firefox: str, own_site: FaultySite, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    profile.mkdir()
    task = {"program": firefox, "preferences": NO_HTTP_CACHE, "profile": str(profile), "url": f"{own_site.url}/lstm/"}
    report = drive("keeping.mjs", **task, again=True)
    assert report["status"] == KEPT
    assert (report["left"]["files"], report["left"]["workers"]) == (len(listed(own_site)), 1)

    own_site.faults = {"": answering(500)}
    report = drive("keeping.mjs", **task, steps=TAUGHT)
    assert report["status"] == KEPT
    assert report["left"] == {"caches": [], "files": 0, "workers": 0}
    assert report["gone"] is True
