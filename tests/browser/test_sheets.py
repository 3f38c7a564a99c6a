"""Every rule of the style sheets is for something that there is.

The browser itself says what a selector matches: in the pages as they are built, and in what the demos answer when
everything is done once. What readers do to an element, as hovering, and what scripts write on one, counts as there.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser

PAGES = ("index.html", "two-bit.html", "offline.html")
RUNTIME = '<script type="text/plain"'  # in a page that is one file, what comes from here on is not to be seen

READ = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const within = (rules) => [...rules].flatMap((rule) => [rule, ...(rule.cssRules ? within(rule.cssRules) : [])]);
  const rules = within(sheet.cssRules);
  const properties = rules.flatMap((rule) => [...(rule.style ?? [])].filter((name) => name.startsWith("--")));
  return {
    selectors: rules.map((rule) => rule.selectorText).filter(Boolean),
    properties: [...new Set(properties)],
    animations: rules.filter((rule) => rule instanceof CSSKeyframesRule).map(({ name }) => name),
    played: rules.map((rule) => rule.style?.animationName).filter(Boolean),
    text: rules.map((rule) => rule.cssText).join("\\n"),
  };
}"""
UNMATCHED = """([pages, answers, selectors, written]) => {
  let left = selectors;
  const look = (page) => (left = left.filter((selector) => !page.querySelector(selector)));
  for (const html of pages) {
    const page = new DOMParser().parseFromString(html, "text/html");
    look(page);
    for (const element of [page.documentElement, page.querySelector("button")]) {
      for (const [name, value] of written) {
        element.setAttribute(name, value);
        look(page);
      }
    }
    for (const { regions, effects } of answers) {
      for (const [id, region] of Object.entries(regions ?? {})) {
        const place = page.getElementById(id);
        if (place) place.innerHTML = region;
      }
      const sheets = page.createElement("div");
      sheets.id = "print-sheets";
      sheets.innerHTML = (effects ?? []).map(({ html }) => html ?? "").join("");
      page.body.append(sheets);
      look(page);
      sheets.remove();
    }
  }
  return left;
}"""
WRITTEN = (  # by the page's scripts, on the page or on a button
    ("data-asks", ""),  # before what ends with Python that failed
    *(("data-python", value) for value in ("loading", "ready", "failed")),
    *(("data-theme", value) for value in ("light", "dark")),
    *((name, "") for name in ("data-transparent", "data-prints", "data-waiting", "data-damaged", "hidden")),
)
BY_READERS = re.compile(r":(?:hover|focus|focus-visible|focus-within|disabled|target)(?![\w-])|\.lit(?![\w-])|::[\w-]+")
ONE_OF = re.compile(r":is\(([^()]*)\)")


class Sheet(NamedTuple):
    """A sheet as the browser reads it."""

    selectors: list[str]
    properties: list[str]  # that it sets
    animations: list[str]  # that it describes
    played: list[str]  # values of animation-name
    text: str


def read(page: Page, css: str) -> Sheet:
    return Sheet(**page.evaluate(READ, css))


def alternatives(selector: str) -> list[str]:
    """The selectors of a list, each alone, also those within ``:is()``, without what readers do."""
    parts, depth = [""], 0
    for letter in selector:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    if len(parts) > 1:
        return [one for part in parts for one in alternatives(part)]
    bare = BY_READERS.sub("", selector).strip() or "*"
    if found := ONE_OF.search(bare):
        return [one for name in found[1].split(",") for one in alternatives(bare.replace(found[0], name.strip(), 1))]
    return [bare]


@pytest.fixture(scope="module")
def answers() -> list[dict[str, Any]]:
    command = [sys.executable, "-P", str(Path(__file__).with_name("everything_shown.py"))]
    done = subprocess.run(command, env={"PYTHONPATH": str(ROOT / "py")}, capture_output=True, text=True, check=True)
    computed: list[dict[str, Any]] = json.loads(done.stdout)
    return computed


@pytest.fixture(scope="module")
def css(dist: Path) -> str:
    """The sheet of the article, on which are all demos."""
    (sheet,) = dist.glob("assets/app-*/article.css")
    return sheet.read_text("utf-8")


def unmatched(page: Page, sheet: Sheet, dist: Path, answers: list[dict[str, Any]]) -> list[str]:
    """Selectors that match nothing at any time."""
    pages = [(dist / name).read_text("utf-8").partition(RUNTIME)[0] for name in PAGES]
    alone = sorted({one for selector in sheet.selectors for one in alternatives(selector)})
    left: list[str] = page.evaluate(UNMATCHED, [pages, answers, alone, list(WRITTEN)])
    return left


def test_every_selector_matches_something(page: Page, dist: Path, css: str, answers: list[dict[str, Any]]) -> None:
    assert unmatched(page, read(page, css), dist, answers) == []
    planted = ".gone, .alone .gone:hover, :is(.demo, .went)::before { color: red }"
    assert unmatched(page, read(page, css + planted), dist, answers) == [".alone .gone", ".gone", ".went"]


def test_every_property_and_every_animation_is_used(page: Page, css: str) -> None:
    sheet = read(page, css)
    assert [name for name in sheet.properties if not re.search(rf"var\({name}[,)]", sheet.text)] == []
    assert set(sheet.animations) <= set(sheet.played)
