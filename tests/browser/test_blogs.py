"""Posts made by real Hugo and real Jekyll, under a sub-path, hold working demos."""

import html
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bundler.commands import run
from bundler.errors import BuildError
from bundler.server import serve_background
from tests.browser.patience import LONG_PATIENCE
from tests.browser.test_embed import check_height, check_training

pytestmark = pytest.mark.browser

BLOGS = Path(__file__).parents[1] / "blogs"
EMBED = Path(__file__).parents[2] / "site" / "embed"


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


MAKERS: dict[str, Callable[[Path, Path, Path], str]] = {"hugo": make_with_hugo, "jekyll": make_with_jekyll}


def blog_of(program: str, tmp_path: Path) -> Path:
    """A copy of the blog for a program; skips the test where there is no such program."""
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program} here; Debian has it as a package of that name")
    return Path(shutil.copytree(BLOGS / program, tmp_path / "blog"))


@contextmanager
def served(program: str, tmp_path: Path, dist: Path) -> Iterator[str]:
    """The address of the post, made by a program."""
    path = MAKERS[program](blog_of(program, tmp_path), dist, tmp_path / "site" / "sub" / "path")
    with serve_background(tmp_path / "site") as url:
        yield f"{url}/sub/path/{path}"


def test_nothing_is_called_as_jekyll_leaves_it_out(dist: Path) -> None:
    names = [part for path in dist.rglob("*") for part in path.relative_to(dist).parts]
    assert names
    assert [name for name in names if name.startswith(("_", ".", "#", "~")) or name in ("vendor", "node_modules")] == []


POSTS = {"hugo": Path("content", "posts", "lstm.md"), "jekyll": Path("_posts", "2026-11-24-lstm.md")}


def made_of(program: str, call: str, tmp_path: Path) -> str:
    """What Hugo or Jekyll makes of a post with `call` in it; BuildError if nothing."""
    blog = blog_of(program, tmp_path)
    shutil.copytree(EMBED, tmp_path / "dist" / "embed")
    calls = {"hugo": f"{{{{< {call} >}}}}", "jekyll": f"{{% include {call} %}}"}
    (blog / POSTS[program]).write_text(f"---\nlayout: post\ntitle: A post\n---\n\n{calls[program]}\n", "utf-8")
    path = MAKERS[program](blog, tmp_path / "dist", tmp_path / "out")
    file = tmp_path / "out" / path
    return (file / "index.html" if file.is_dir() else file).read_text("utf-8")


@pytest.mark.parametrize("program", ["hugo", "jekyll"])
@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ("", "/sub/path/lstm/two-bit.html"),
        ('folder="demos/lstm" demo="draw"', "/sub/path/demos/lstm/draw.html"),
        ('folder="/lstm/"', "/sub/path/lstm/two-bit.html"),
        ('folder="https://example.net/lstm/"', "https://example.net/lstm/two-bit.html"),
        ('target="01" theme="a&b c"', "/sub/path/lstm/two-bit.html?target=01&theme=a%26b+c"),
        ('theme="transparent-dark"', "/sub/path/lstm/two-bit.html?theme=transparent-dark"),
        ('demo="draw" adventure="0.8" title="A pad" height="500"', "/sub/path/lstm/draw.html?adventure=0.8"),
    ],
)
def test_where_a_frame_leads(tmp_path: Path, program: str, settings: str, address: str) -> None:
    name = "lstm" if program == "hugo" else "lstm.html"
    made = made_of(program, f"{name} {settings}", tmp_path)
    frame, script = (html.unescape(address) for address in re.findall(r' src="([^"]*)"', made))
    assert frame == address
    assert script == f"{address.partition('lstm/')[0]}lstm/embed/embed.js"


@pytest.mark.parametrize(
    ("call", "complaint"),
    [('lstm "draw"', "with names"), ("lstm target=01", "Bits need quotes")],
)
def test_hugo_says_what_it_cannot_use(tmp_path: Path, call: str, complaint: str) -> None:
    with pytest.raises(BuildError, match=complaint):
        made_of("hugo", call, tmp_path)


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
        for inside, target in ((first, "01"), (second, "0110")):
            # Another target than the build's waits for Python.
            expect(inside.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
            switches = inside.get_by_role("switch", name=re.compile("Target bit"))
            expect(switches).to_have_count(len(target))
            for k, bit in enumerate(target):
                expect(switches.nth(k)).to_have_attribute("aria-checked", str(bit == "1").lower())
        check_height(page, 'iframe[src*="two-bit"]')
        assert len(page.locator("[id^=after-lstm]").evaluate_all("all => [...new Set(all.map(e => e.id))]")) == 3
        for link in page.get_by_role("link", name="Skip past the demo").all():
            expect(page.locator(str(link.get_attribute("href")))).to_have_count(1)
        # Everything that is asked for is there, but for the icon that browsers look for by themselves.
        assert [url for url in failed if not url.endswith("/favicon.ico")] == []
        page.mouse.move(640, 400)
        page.mouse.wheel(0, 300)
        page.wait_for_function("scrollY > 200")
