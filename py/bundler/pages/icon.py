"""The site's icon: the two states of a unit, in the palette's light colours."""

from pathlib import Path
from string import Template

from demos.palette import PALETTE

FILE = "icon.svg"


def write_icon(templates: Path, target: Path) -> None:
    """Fill the icon in the folder `templates` and write it into the folder `target`."""
    template = Template((templates / FILE).read_text("utf-8"))
    colours = {name: colour.light for name, colour in PALETTE.items() if name.isidentifier()}
    (target / FILE).write_text(template.substitute(colours), "utf-8")
