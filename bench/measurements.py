"""docs/measurements.md, as far as the benchmark writes it: a section for each table, between two comments.

    <!-- bytes: written by build.py bench -->
    Measured 2026-11-24, ...
    | file | ...
    <!-- end of bytes -->

What stands outside of the comments is written by hand and stays as it is, and so do the tables that were not measured.
"""

import textwrap
from collections.abc import Mapping
from pathlib import Path

from bench.peers import ROOT, version_of
from bundler.commands import run
from bundler.errors import BuildError
from bundler.fetch.browser import VARIABLE

FILE = ROOT / "docs" / "measurements.md"
WIDTH = 120
PACKAGES = {"PyScript": Path("@pyscript") / "core", "Pyodide": Path("pyodide")}


def begin(name: str) -> str:
    """The line before a table's section."""
    return f"<!-- {name}: written by build.py bench -->"


def end(name: str) -> str:
    """The line after it."""
    return f"<!-- end of {name} -->"


def missing(document: str, names: Mapping[str, object] | tuple[str, ...]) -> list[str]:
    """The tables that have no section of their own in a document, or more than one."""
    lines = document.splitlines()
    return [
        name
        for name in names
        if lines.count(begin(name)) != 1
        or lines.count(end(name)) != 1
        or lines.index(begin(name)) > lines.index(end(name))
    ]


def replaced(document: str, name: str, section: str) -> str:
    """The document with this text in the place of a table's section.

    Raises:
        ValueError: there is no such section, or more than one; or the text would end it.
    """
    if missing(document, (name,)):
        raise ValueError(f"there is no place for the table {name}, or more than one")
    if any(line.startswith("<!--") for line in section.splitlines()):
        raise ValueError(f"the table {name} holds a comment")
    lines = document.splitlines()
    first, last = lines.index(begin(name)), lines.index(end(name))
    return "\n".join([*lines[: first + 1], "", *section.strip().splitlines(), "", *lines[last:], ""])


def wrapped(markdown: str) -> str:
    """The same text with lines that are not too long; tables stay as they are."""
    lines = [
        line if line.startswith("|") else textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in markdown.splitlines()
    ]
    return "\n".join(lines)


def section_of(name: str, table: str, where: str, versions: Mapping[str, str]) -> str:
    """What stands between the comments: when, where, with what and how it was measured, and then the table.

    Args:
        table: what the benchmark prints.
        where: date and machine, in a few words.
        versions: of the programs that take part.
    """
    programs = ", ".join(f"{program} {version}" for program, version in versions.items())
    return wrapped(f"Measured {where}, by `python3 build.py bench {name}`, with {programs}.\n\n{table}")


def write(name: str, section: str, file: Path = FILE) -> None:
    """Put a section in its place in the file; ValueError if it has none."""
    file.write_text(replaced(file.read_text("utf-8"), name, section), "utf-8")


def versions(environment: Mapping[str, str]) -> dict[str, str]:
    """The versions of what is measured, as far as they can be had, and the commit; "+" if there are changes to it."""
    found = {name: version_of(ROOT / "node_modules" / package) for name, package in PACKAGES.items()}
    if VARIABLE in environment:
        found |= _version_of([environment[VARIABLE], "--version"])
    commit = _said(["git", "rev-parse", "--short=10", "HEAD"])
    changes = _said(["git", "status", "--porcelain", "--untracked-files=no"])
    return found | ({"commit": commit + ("+" if changes else "")} if commit else {})


def _version_of(command: list[str]) -> dict[str, str]:
    """Name and version of a program that answers with both, as "Chromium 156.0.8078.79 built on Debian"."""
    words = (_said(command) or "").split()
    number = next((k for k, word in enumerate(words) if word[0].isdigit()), 0)
    return {" ".join(words[:number]): words[number]} if number else {}


def _said(command: list[str]) -> str | None:
    """What a program says; None if it fails or is not there."""
    try:
        return run(command, what=command[0], cwd=ROOT).strip()
    except BuildError:
        return None
