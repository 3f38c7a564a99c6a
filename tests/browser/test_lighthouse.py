"""Lighthouse's own opinion of the built pages: nothing in accessibility, best practices and SEO that costs points.

How fast a page is depends on the machine: that is printed, and measured by ``build.py bench page``.
"""

import pytest

from tests.browser.with_lighthouse import CATEGORIES, report

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ("index", "two-bit", "four-bit", "memory", "draw", "own-cell")


@pytest.mark.parametrize(("name", "device"), [*((name, "phone") for name in PAGES), ("index", "desktop")])
def test_every_point_is_given(site: str, name: str, device: str) -> None:
    found = report(f"{site}/{name}.html", device, (*CATEGORIES, "performance"))
    print(f"{name} on a {device}: performance {found.scores.pop('performance')}, {found.measures}")
    found.failed.pop("performance")
    assert [one for failed in found.failed.values() for one in failed] == []
