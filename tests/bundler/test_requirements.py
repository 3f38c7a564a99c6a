"""What is imported is pinned by name, and what is pinned by name is imported, run, or has a licence that is shipped."""

import re
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from bundler.publish.licenses import FROM_PYTHON
from tests.web.test_layers import BROWSER, PY, imported

ROOT = Path(__file__).parents[2]
RUN = {"pip", "ruff", "mypy", "ziglang", "pytest-xdist"}  # python -m, or by pytest
PEERS = {"torch"}  # the benchmark's, in an environment of their own
OURS = [file for folder in ("bench", "tests") for file in (ROOT / folder).rglob("*.py")]
FILES = [*PY.rglob("*.py"), *(file for file in OURS if "node_modules" not in file.parts)]


@cache
def names() -> set[str]:
    """Everything that is imported and neither Python's nor in this checkout."""
    ours = {"tests", *(file.stem for file in FILES), *(file.parent.name for file in FILES)}
    return {name for file in FILES for name in imported(file.read_text("utf-8"))} - ours - BROWSER - PEERS


def pinned() -> dict[str, str]:
    """Version by distribution."""
    lines = (ROOT / "requirements.in").read_text("utf-8").splitlines()
    found = [re.match(r"([a-z0-9-]+)==(\S+)", line) for line in lines if line and not line.startswith("#")]
    return {one[1]: one[2] for one in found if one}


def test_requirements_list_what_is_imported_or_run() -> None:
    assert "numpy" in names()
    owners = packages_distributions()
    assert not names() & sys.stdlib_module_names
    wanted = {owners[name][0].lower().replace("_", "-") for name in names()}
    licences = {package.replace("_", "-") for package, *_ in FROM_PYTHON}
    assert wanted | RUN | licences == set(pinned())


def test_what_is_listed_is_what_is_installed_from() -> None:
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE))
    assert pinned().items() <= locked.items()
