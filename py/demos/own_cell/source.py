"""What the editor begins with: the parameters and the step of a cell, cut from its file as they stand there.

A browser has no sources, so this is for the build.
"""

import ast
import re
from pathlib import Path

CELLS = Path(__file__).parents[2] / "rnn" / "cells"
CUT = ("Params", "State", "Trace", "shapes", "step")  # all but the backward pass, and what the page tells of quantities
_TO_A_TOOL = re.compile(r"  # (?:type: ignore|noqa)\S*$", re.MULTILINE)


def source_of(name: str) -> str:
    """The source of the cell of that name, without comments to our tools.

    Raises:
        FileNotFoundError: there is no such cell.
    """
    text = (CELLS / f"{name}.py").read_text("utf-8")
    lines = text.splitlines()
    pieces = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name in CUT:
            pieces.append("\n".join(lines[node.lineno - 1 : node.end_lineno]))
    return _TO_A_TOOL.sub("", "\n\n\n".join(pieces)) + "\n"
