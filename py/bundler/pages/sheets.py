"""One style sheet for each page: the palette, what all pages have in common, and the sheets of the demos on it.

They are one file, since a browser shows nothing before it has all of a page's sheets, and each more would be asked for
beside a dozen other files.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

from demos.draw import demo as draw
from demos.palette import PALETTE, Colour
from demos.pattern import demo as pattern

FONTS, COMMON = "fonts.css", ("fallbacks.css", "base.css")  # in site/
DEMOS: dict[str, tuple[ModuleType, ...]] = {
    "article.css": (pattern, draw),
    "pattern.css": (pattern,),
    "draw.css": (draw,),
}
"""By the name of a page's sheet: the declarations of the demos on the page, each of which names its own sheet."""

KEPT = ("ink", "zero")  # needed where the reader chose the colours too, in what is coloured by its value

_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_INDENT = re.compile(r"\n\s*")


def write_sheets(site: Path, target: Path) -> None:
    """Write every page's sheet into the folder `target`; `site` is the folder with what they have in common."""
    for name, demos in DEMOS.items():
        (target / name).write_text(sheet(site, demos), "utf-8")


def sheet_without_fonts(site: Path, name: str) -> str:
    """A page's sheet, for where the fonts come by themselves."""
    return sheet(site, DEMOS[name], fonts=())


def sheet(site: Path, demos: Iterable[ModuleType], fonts: tuple[str, ...] = (FONTS,)) -> str:
    """The sheet of a page with these demos, without comments and indents."""
    files = [*(site / name for name in (*fonts, *COMMON)), *(_sheet_of(demo) for demo in demos)]
    text = "\n".join([palette_rules(), *(file.read_text("utf-8") for file in files)])
    return _INDENT.sub("\n", _COMMENT.sub("", text)).lstrip()


def palette_rules() -> str:
    """The palette as custom properties: for the screen, for readers who chose their own colours, and for paper."""
    forced = [f"--own-{name}: {_themed(PALETTE[name])};" for name in KEPT]
    return "\n".join(
        [
            _rule(_named(_on_screen)),
            f"@media (forced-colors: active) {{ {_rule(forced + _named(lambda colour: colour.forced))} }}",
            f"@media print {{ {_rule(_named(lambda colour: colour.printed))} }}",
        ]
    )


def _sheet_of(demo: ModuleType) -> Path:
    return Path(str(demo.__file__)).with_name(demo.STYLE)


def _named(value: Callable[[Colour], str | None]) -> list[str]:
    values = {name: value(colour) for name, colour in PALETTE.items()}
    return [f"--{name}: {told};" for name, told in values.items() if told]


def _on_screen(colour: Colour) -> str:
    return f"var({colour.behind}, {_themed(colour)})" if colour.behind else _themed(colour)


def _themed(colour: Colour) -> str:
    return f"light-dark({colour.light}, {colour.dark})"


def _rule(declarations: Iterable[str]) -> str:
    return f":root {{ {' '.join(declarations)} }}"
