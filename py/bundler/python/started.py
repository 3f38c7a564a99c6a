"""Runs inside Pyodide, first of all: which modules it has by then, as the paths of their files, one a line.

What is frozen into the interpreter is not read from a file, though it may name one. Nothing may be imported here.
"""

import sys

_files = [
    module.__file__
    for module in sys.modules.values()
    if getattr(module, "__file__", None) and module.__spec__ and module.__spec__.origin != "frozen"
]
"\n".join(sorted({file for file in _files if file}))
