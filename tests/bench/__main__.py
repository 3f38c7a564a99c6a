"""Prints the benchmark's tables, and writes them into docs/measurements.md; run by `python3 build.py bench`."""

import os
import sys
import time
from collections.abc import Callable

from bundler.cli import QUICK_TABLES, TABLES, parse
from tests.bench.cost import views
from tests.bench.drawing import drawing
from tests.bench.epochs import epochs
from tests.bench.faults import faults
from tests.bench.first_answer import first_answer
from tests.bench.frames import frames
from tests.bench.frameworks import frameworks
from tests.bench.many import many
from tests.bench.measurements import FILE, missing, section_of, versions, write
from tests.bench.memory import memory
from tests.bench.page import page
from tests.bench.report import machine
from tests.bench.sizes import bytes_per_file
from tests.bench.smoothness import smoothness
from tests.bench.soak import soak
from tests.bench.startup import start_up
from tests.bench.strokes import strokes

PRINTERS: dict[str, Callable[[bool], str]] = {
    "start-up": start_up,
    "first-answer": first_answer,
    "smoothness": smoothness,
    "bytes": bytes_per_file,
    "epochs": epochs,
    "views": views,
    "strokes": strokes,
    "drawing": drawing,
    "memory": memory,
    "faults": faults,
    "many": many,
    "frames": frames,
    "soak": soak,
    "page": page,
    "frameworks": frameworks,
}


def main(argv: list[str]) -> None:
    """Measure and print the tables that the command line names, or all (if quick, the quick ones), one by one.

    Where that is asked for, each is written into docs/measurements.md as soon as it is measured.
    """
    options = parse(["bench", *argv])
    names = options.tables or (QUICK_TABLES if options.quick else TABLES)
    if options.write and (homeless := missing(FILE.read_text("utf-8"), tuple(names))):
        sys.exit(f"In {FILE.name} there is no place for {', '.join(homeless)}, or more than one.")
    where = machine()
    print(f"Measured {where}{', with few sizes and runs' if options.quick else ''}.")
    for name in names:
        start = time.perf_counter()
        text = PRINTERS[name](options.quick)
        print(f"\n### {name}\n\n{text}", flush=True)
        if options.write:
            write(name, section_of(name, text, where, versions(os.environ)), FILE)
        print(f"  {name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
