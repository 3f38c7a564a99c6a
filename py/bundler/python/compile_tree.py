"""Runs inside Pyodide: compiles every .py file below /sources to a .pyc file below /bytecode.

The .pyc files are never checked against a source (their header says so), and hold neither docstrings nor asserts. They
name the file they come from by its path below /sources. They do not know which line an instruction comes from, which
would be a third of their bytes; tracebacks name functions.
"""

import importlib.util
import marshal
from pathlib import Path
from types import CodeType

NO_LOCATION = b"\xff"  # for 8 code units (CPython, InternalDocs/code_objects.md: code 15)
UNCHECKED = (1).to_bytes(4, "little")  # PEP 552: valid by a hash of the source, which nobody compares


def without_lines(code: CodeType) -> CodeType:
    """The code, and all code in it, with a table of lines that knows none."""
    constants = [without_lines(one) if isinstance(one, CodeType) else one for one in code.co_consts]
    # An empty table would do for running, but tracebacks could not be told. Each entry stands for up to 8 code units.
    whole, rest = divmod(len(code.co_code) // 2, 8)
    table = NO_LOCATION * whole + bytes([NO_LOCATION[0] - 8 + rest] * (rest > 0))
    return code.replace(co_linetable=table, co_consts=tuple(constants))


def compile_tree(sources: Path, bytecode: Path) -> int:
    """Compile all files, in the order of their names, and return how many they were."""
    files = sorted(sources.rglob("*.py"))
    for file in files:
        name = file.relative_to(sources).as_posix()
        source = file.read_bytes()
        code = without_lines(compile(source, name, "exec", dont_inherit=True, optimize=2))
        target = (bytecode / name).with_suffix(".pyc")
        target.parent.mkdir(parents=True, exist_ok=True)
        header = importlib.util.MAGIC_NUMBER + UNCHECKED + importlib.util.source_hash(source)
        target.write_bytes(header + marshal.dumps(code))
    return len(files)


str(compile_tree(Path("/sources"), Path("/bytecode")))
