"""The Python that the browser gets: trimmed, compiled, packed; and the C library in it."""
