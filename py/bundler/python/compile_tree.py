"""Runs inside Pyodide: compiles every .py file below /libraries or below /ours to a .pyc file below /bytecode.

The .pyc files are never checked against a source (their header says so), and hold neither docstrings nor asserts. They
name the file they come from by its path below /sources. They do not know which line an instruction comes from, which
would be a third of their bytes; tracebacks name functions.

What is ours loses its annotations, which were a tenth of its bytes and half of the time that importing it takes: a
named tuple evaluates those of its fields. Nothing reads them but the table of events, which asks for built-in types.
"""

import ast
import builtins
import importlib.util
import marshal
from pathlib import Path
from types import CodeType
from typing import override

LIBRARIES, OURS, BYTECODE = Path("/libraries"), Path("/ours"), Path("/bytecode")
NO_LOCATION = b"\xff"  # for 8 code units (CPython, InternalDocs/code_objects.md: code 15)
UNCHECKED = (1).to_bytes(4, "little")  # PEP 552: valid by a hash of the source, which nobody compares


class WithoutAnnotations(ast.NodeTransformer):
    """Takes annotations away; where one makes a name a field, None takes its place, unless it is a built-in type."""

    @override
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    @override
    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    @override
    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if not (isinstance(node.annotation, ast.Name) and node.annotation.id in vars(builtins)):
            node.annotation = ast.copy_location(ast.Constant(None), node.annotation)
        return self.generic_visit(node)


def without_lines(code: CodeType) -> CodeType:
    """The code, and all code in it, with a table of lines that knows none."""
    constants = [without_lines(one) if isinstance(one, CodeType) else one for one in code.co_consts]
    # An empty table would do for running, but tracebacks could not be told. Each entry stands for up to 8 code units.
    whole, rest = divmod(len(code.co_code) // 2, 8)
    table = NO_LOCATION * whole + bytes([NO_LOCATION[0] - 8 + rest] * (rest > 0))
    return code.replace(co_linetable=table, co_consts=tuple(constants))


def compile_tree(sources: Path, bytecode: Path, *, annotated: bool) -> int:
    """Compile all files, in the order of their names, and return how many they were."""
    files = sorted(sources.rglob("*.py"))
    for file in files:
        name = file.relative_to(sources).as_posix()
        source = file.read_bytes()
        tree = ast.parse(source, name)
        if not annotated:
            tree = WithoutAnnotations().visit(tree)
        code = without_lines(compile(tree, name, "exec", dont_inherit=True, optimize=2))
        target = (bytecode / name).with_suffix(".pyc")
        target.parent.mkdir(parents=True, exist_ok=True)
        header = importlib.util.MAGIC_NUMBER + UNCHECKED + importlib.util.source_hash(source)
        target.write_bytes(header + marshal.dumps(code))
    return len(files)


str(compile_tree(OURS if OURS.is_dir() else LIBRARIES, BYTECODE, annotated=not OURS.is_dir()))
