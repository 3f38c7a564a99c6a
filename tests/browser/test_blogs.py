"""Posts made by real Hugo and real Jekyll, under a sub-path, hold working demos."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bundler.commands import run
from bundler.server import serve_background
from tests.browser.test_embed import check_height, check_training

pytestmark = pytest.mark.browser

BLOGS = Path(__file__).parents[1] / "blogs"


def make_with_hugo(blog: Path, dist: Path, target: Path) -> str:
    """Build the blog for Hugo into a folder as the guide says; returns the post's path."""
    (blog / "layouts" / "shortcodes").mkdir()
    shutil.copy(dist / "embed" / "hugo-shortcode.html", blog / "layouts" / "shortcodes" / "lstm.html")
    shutil.copytree(dist, blog / "static" / "lstm")
    run(["hugo", "--source", blog, "--destination", target], what="Hugo")
    return "posts/lstm/"


def make_with_jekyll(blog: Path, dist: Path, target: Path) -> str:
    """The same for Jekyll."""
    (blog / "_includes").mkdir()
    shutil.copy(dist / "embed" / "jekyll-include.html", blog / "_includes" / "lstm.html")
    shutil.copytree(dist, blog / "lstm")
    run(["jekyll", "build", "--source", blog, "--destination", target, "--disable-disk-cache"], what="Jekyll")
    return "posts/lstm.html"


@contextmanager
def served(program: str, tmp_path: Path, dist: Path) -> Iterator[str]:
    """The address of the post, made by a program; skips the test where there is none."""
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program} here; Debian has it as a package of that name")
    make: Callable[[Path, Path, Path], str] = {"hugo": make_with_hugo, "jekyll": make_with_jekyll}[program]
    blog = Path(shutil.copytree(BLOGS / program, tmp_path / "blog"))
    path = make(blog, dist, tmp_path / "site" / "sub" / "path")
    with serve_background(tmp_path / "site") as url:
        yield f"{url}/sub/path/{path}"


def test_nothing_is_called_as_jekyll_leaves_it_out(dist: Path) -> None:
    names = [part for path in dist.rglob("*") for part in path.relative_to(dist).parts if path.name != ".build.json"]
    assert names
    assert [name for name in names if name.startswith(("_", ".", "#", "~")) or name in ("vendor", "node_modules")] == []


@pytest.mark.parametrize("program", ["hugo", "jekyll"])
def test_a_post_holds_working_demos(page: Page, dist: Path, tmp_path: Path, program: str) -> None:
    failed: list[str] = []
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    with served(program, tmp_path, dist) as address:
        page.goto(address)
        frames = page.locator("iframe")
        expect(frames).to_have_count(3)
        expect(frames.nth(1)).to_have_attribute("title", "Four bits & four units")
        first, second = frames.nth(0).content_frame, frames.nth(1).content_frame
        check_training(first)
        targets = [
            inside.get_by_role("switch", name=re.compile("Target bit")).evaluate_all(
                "all => all.map(e => e.ariaChecked === 'true' ? '1' : '0').join('')"
            )
            for inside in (first, second)
        ]
        assert targets == ["01", "0110"]
        check_height(page, 'iframe[src*="two-bit"]')
        assert len(page.locator("[id^=after-lstm]").evaluate_all("all => [...new Set(all.map(e => e.id))]")) == 3
        for link in page.get_by_role("link", name="Skip past the demo").all():
            expect(page.locator(str(link.get_attribute("href")))).to_have_count(1)
        # Everything that is asked for is there, but for the icon that browsers look for by themselves.
        assert [url for url in failed if not url.endswith("/favicon.ico")] == []
        page.mouse.move(640, 400)
        page.mouse.wheel(0, 300)
        page.wait_for_function("scrollY > 200")
