"""What a page shows first of each demo, alone and without a script.

The embed kit has it in place of a frame that is not loaded before it is pressed.
"""

from pathlib import Path
from string import Template

from bundler.pages.filling import fill
from bundler.pages.sheets import sheet
from demos.demo import Place
from demos.page import Page, Practise, all_pages


def write_pictures(site: Path, folder: Path, practise: Practise) -> list[Path]:
    """Write a page for every demo with a picture into the new folder ``folder``; returns them.

    Args:
        site: the folder with the sheets that all pages have in common.
        folder: it will be beside embed.js.
        practise: trains what a demo needs trained, or knows what came of it.
    """
    folder.mkdir()
    written = []
    for page in all_pages():
        if not page.picture:
            continue
        file = folder / f"{page.demo.name}.html"
        rules = sheet(site, [page], fonts=())
        file.write_text(fill("picture", title=page.demo.title, sheet=rules, picture=_picture(page, practise)), "utf-8")
        written.append(file)
    return written


def _picture(page: Page, practise: Practise) -> str:
    """The demo as it begins, as far as it is in the picture."""
    demo = page.demo
    view = demo.view(demo.begin(page.data(practise), Place(demo.name)), True)
    return Template(page.picture).substitute(view)
