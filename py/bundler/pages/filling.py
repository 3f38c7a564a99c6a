"""Templates filled, and a demo in its place on a page."""

import json
from pathlib import Path
from string import Template
from typing import Any

from demos.demo import Place
from demos.html import escape
from demos.page import Page

TEMPLATES = Path(__file__).parents[3] / "site" / "templates"


def fill(template: str, **values: str) -> str:
    """A template of the site, by its name."""
    return filled(TEMPLATES / f"{template}.html", **values)


def filled(template: Path, **values: str) -> str:
    """A template in which every ``$name`` has its value; KeyError if one has none."""
    return Template(template.read_text(encoding="utf-8")).substitute(values).strip()


def placed(
    page: Page, data: Any, instance: str = "", says: tuple[str, ...] = (), title: str = "", heard: bool = True
) -> str:
    """A demo as it looks before Python is there, with what Python begins with.

    Args:
        instance: its name on the page.
        says: its sentences that stand in the text around it.
        title: what it is called there, if it stands there more than once.
        heard: whether what becomes of Python is read aloud there; it is one for all demos of a page.
    """
    demo, instance = page.demo, instance or page.demo.name
    known = {
        "package": page.package,
        "name": demo.name,
        "says": says,
        "answers": bool(page.first_events),
        "policies": demo.events.policies(),
        "raised": {what: demo.events.name(kind) for what, kind in demo.raised.items()},
    }
    return filled(
        page.folder / page.template,
        status=fill("status", role=' role="status"' if heard else ""),
        instance=instance,
        title=title or demo.title,
        page=_embedded_json(known),
        data=_embedded_json(data),
        script=f"{page.package}/{page.script}",
        **{name: escape(text) for name, text in page.fields(data).items()},
        **demo.view(demo.begin(data, Place(instance)), True),
    )


def _embedded_json(data: Any) -> str:
    """JSON that can stand inside a script element: nothing in it can end the element."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
