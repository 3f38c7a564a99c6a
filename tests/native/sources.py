"""The C sources, for tests that plant a fault in them."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]


def copy_sources(folder: Path) -> None:
    """All C of the project and its tests, each where it would be in a checkout."""
    for file in (*(ROOT / "py").rglob("*.[ch]"), *Path(__file__).parent.glob("*.c")):
        target = folder / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
