"""Prints the benchmark's tables, and writes them into docs/measurements.md; run by `python3 build.py bench`."""

import os
import sys
import time
from collections.abc import Callable

from bench.cost import views
from bench.drawing import drawing
from bench.epochs import epochs
from bench.faults import faults
from bench.first_answer import first_answer
from bench.frames import frames
from bench.frameworks import frameworks
from bench.many import many
from bench.measurements import FILE, missing, section_of, versions, write
from bench.memory import memory
from bench.page import page
from bench.report import machine
from bench.sizes import bytes_per_file
from bench.smoothness import smoothness
from bench.soak import soak
from bench.startup import start_up
from bench.strokes import strokes
from bundler.cli import QUICK_TABLES, TABLES, parse

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
