"""What the editor begins with: the parameters and the step of a cell, cut from its file as they stand there."""

import ast
import inspect
import re
from importlib import import_module

CUT = ("Params", "State", "Trace", "shapes", "step")  # all but the backward pass, and what the page tells of quantities
_TO_A_TOOL = re.compile(r"  # (?:type: ignore|noqa)\S*$", re.MULTILINE)


def source_of(name: str) -> str:
    """The source of the cell of that name, without comments to our tools.

    Raises:
        ModuleNotFoundError: there is no such cell.
    """
    text = inspect.getsource(import_module(f"rnn.cells.{name}"))
    lines = text.splitlines()
    pieces = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name in CUT:
            pieces.append("\n".join(lines[node.lineno - 1 : node.end_lineno]))
    return _TO_A_TOOL.sub("", "\n\n\n".join(pieces)) + "\n"
