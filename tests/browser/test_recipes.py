"""What RECIPES.txt says to write, built by the program that it is for, holds a demo that trains."""

import json
import re
import shutil
from pathlib import Path
from typing import override

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from bench.environment import environment
from bench.serving import MountedHandler, serve
from bundler.commands import run
from bundler.fetch.npm import node_modules
from bundler.server import serve_background
from tests.browser.blog import Blog
from tests.browser.own_build import copy_sources
from tests.browser.test_embed import check_training

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
BLOGS = ROOT / "tests" / "blogs"
RECIPES = (ROOT / "site" / "embed" / "RECIPES.txt").read_text("utf-8")


class JupyterHandler(MountedHandler):
    """Sends files as Jupyter's server does: in a sandbox."""

    @override
    def end_headers(self) -> None:
        if not self.path.endswith("post.html"):  # the notebook itself
            self.send_header("Content-Security-Policy", "frame-ancestors 'self'; sandbox allow-scripts")
        super().end_headers()


def boxes(title: str) -> list[str]:
    """What stands in the boxes of a recipe."""
    (recipe,) = [part for part in re.split("^## ", RECIPES, flags=re.MULTILINE)[1:] if part.startswith(title)]
    return re.findall(r"^```\w+\n(.*?)^```$", recipe, flags=re.MULTILINE | re.DOTALL)


def post_with(text: str) -> str:
    """A post in Markdown around a demo."""
    return f"# A post\n\nWhat an LSTM does:\n\n{text}\nThat is all.\n"


@pytest.fixture(scope="session")
def python_of_recipes() -> Path:
    """A Python with the programs of ``tests/blogs/requirements.txt``, made once."""
    return environment(ROOT / ".venv-recipes", BLOGS / "requirements.txt")


def run_module(python: Path, name: str, *arguments: str, env: dict[str, str] | None = None) -> None:
    """``python -m name arguments``."""
    run([python, "-m", name, *arguments], what=name, env=env, timeout=600.0)


def check_element(page: Page | FrameLocator, element: Locator) -> None:
    """The frame of an ``<lstm-demo>`` holds a demo that trains."""
    expect(element).to_have_count(1)
    check_training(element.locator("iframe").content_frame)


def test_a_plain_page(page: Page, blog: Blog) -> None:
    (text,) = boxes("A plain page")
    page.goto(blog.write(text))
    check_element(page, page.locator("lstm-demo"))


def test_mkdocs(page: Page, dist: Path, tmp_path: Path, python_of_recipes: Path) -> None:
    settings, text = boxes("MkDocs")
    blog = Path(shutil.copytree(BLOGS / "mkdocs", tmp_path / "blog"))
    with (blog / "mkdocs.yml").open("a") as file:
        file.write(settings)
    (blog / "docs" / "posts").mkdir(parents=True)
    (blog / "docs" / "index.md").write_text("# A handbook\n", "utf-8")
    (blog / "docs" / "posts" / "lstm.md").write_text(
        f"# A post\n\nWhat an LSTM does:\n\n{text}\nThat is all.\n", "utf-8"
    )
    shutil.copytree(dist, blog / "docs" / "lstm")
    target = tmp_path / "site" / "sub" / "path"
    run_module(python_of_recipes, "mkdocs", "build", "-q", "-f", str(blog / "mkdocs.yml"), "-d", str(target))
    with serve_background(tmp_path / "site") as url:
        page.goto(f"{url}/sub/path/posts/lstm/")
        expect(page.get_by_text("That is all.")).to_be_visible()
        check_element(page, page.locator("lstm-demo"))


def test_mdx_also_after_another_page_was_shown(page: Page, dist: Path, tmp_path: Path) -> None:
    (text,) = boxes("MDX")
    folder = BLOGS / "mdx"
    node_modules(folder)
    post, site = tmp_path / "post.mdx", tmp_path / "site"
    post.write_text(post_with(text), "utf-8")
    site.mkdir()
    run(["node", folder / "build.mjs", post, site, "/lstm/embed/embed.js"], what="MDX")
    shutil.copytree(dist, site / "lstm")
    with serve_background(site) as url:
        page.goto(f"{url}/")
        check_element(page, page.locator("lstm-demo"))
        page.get_by_role("button", name="Another post").click()
        check_element(page, page.locator("lstm-demo"))
        assert page.locator("html").get_attribute("data-mismatch") is None


def test_a_notebook(page: Page, dist: Path, site: str, tmp_path: Path, python_of_recipes: Path) -> None:
    """With the one file beside it, and with the address of a site."""
    sources = [code.replace("https://example.org/lstm", site) for code in boxes("A Jupyter notebook")]
    cell: dict[str, object] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": kernel,
        "cells": [{**cell, "id": f"cell-{k}", "source": source} for k, source in enumerate(sources)],
    }
    (tmp_path / "post.ipynb").write_text(json.dumps(notebook), "utf-8")
    shutil.copy(dist / "offline" / "two-bit.html", tmp_path)
    options = ("--to", "html", "--execute", "--log-level", "ERROR", str(tmp_path / "post.ipynb"))
    own = {name: str(tmp_path / name) for name in ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    run_module(python_of_recipes, "nbconvert", *options, env=own)
    with serve([("/", tmp_path)], JupyterHandler) as server:
        page.goto(f"{server.url}/post.html")
        expect(page.locator("iframe")).to_have_count(2)
        for frame in page.locator("iframe").all():
            frame.scroll_into_view_if_needed()
            check_training(frame.content_frame)


def test_an_editor_that_allows_frames_only(page: Page, site: str, blog: Blog, python_of_recipes: Path) -> None:
    (text,) = boxes("Moodle")
    written = f"<h2>Exercise</h2>{text}<script>alert(1)</script><lstm-demo></lstm-demo>"
    allowed = "tags={'h2', 'iframe'}, attributes={'iframe': {'src', 'title', 'width', 'height'}}"
    clean = f"import nh3, sys; print(nh3.clean(sys.argv[1], {allowed}))"
    cleaned = run([python_of_recipes, "-c", clean, written], what="nh3")
    assert "script" not in cleaned
    assert "lstm-demo" not in cleaned
    page.goto(blog.write(cleaned.replace("https://example.org/lstm", site)))
    check_training(page.frame_locator("iframe"))
    expect(page.locator("iframe")).to_have_attribute("height", "2340")


def test_the_workflow_for_github_pages_builds_what_it_publishes(tmp_path: Path) -> None:
    """Its own command, in a copy of the repository, with the address that GitHub would give."""
    steps = (ROOT / ".github" / "workflows" / "pages.yml").read_text("utf-8")
    (command,) = re.findall(r"^        run: (.*)$", steps, flags=re.MULTILINE)
    (published,) = re.findall(r"^          path: (.*)$", steps, flags=re.MULTILINE)
    copy_sources(tmp_path)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    run(["bash", "-c", command], what=command, cwd=tmp_path, env={"URL": "https://ada.github.io/lstm"}, timeout=600.0)
    page = (tmp_path / published / "two-bit.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://ada.github.io/lstm/two-bit.html">' in page
    assert (tmp_path / published / "SHA256SUMS").is_file()
