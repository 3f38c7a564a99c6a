"""Pyodide's WebAssembly, sent in two parts: what every visit runs, and the rest."""
