"""One line on the terminal for every step that takes time."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print `title` when the block starts and its duration when it ends; an exception passes through unchanged."""
    print(f"  {title} ... ", end="", flush=True)
    start = time.perf_counter()
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.perf_counter() - start:.1f} s", flush=True)


def show_bytes(done: int, total: int | None) -> None:
    """Overwrite the running line's end with a download's progress; silent when nobody is watching."""
    if sys.stderr.isatty():
        amount = f"{done / 1e6:5.1f} MB" + (f" of {total / 1e6:.1f}" if total else "")
        print(f"{amount}\b" + "\b" * (len(amount) - 1), end="", file=sys.stderr, flush=True)
