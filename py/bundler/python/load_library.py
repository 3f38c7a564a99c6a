"""Runs inside Pyodide: loads the native library as the product does, and returns why that cannot be, or nothing."""

from native.library import Unavailable, load

found = load()
found.reason if isinstance(found, Unavailable) else ""
