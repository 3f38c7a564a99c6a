"""How many of all faults that a file of the page may have are survived: the page works, or names the file.

The table of files and faults is that of tests/browser/test_fault_matrix.py, which fails where one is not.
"""

import sys
from collections import Counter
from contextlib import ExitStack

from playwright.sync_api import expect

from bench.chromium import browser
from bench.peers import ROOT
from bench.report import table
from tests.browser.faulty_site import Fault, FaultySite, serve_faulty
from tests.browser.test_fault_matrix import FAULTS, HALFWAY, TABLE, check, faults_of, open_faulty, paths_of

DIST = ROOT / "dist"
PATIENCE, START = 15_000, 90_000  # ms


def faults(quick: bool) -> str:
    """The table, as Markdown with its note."""
    tried, survived = Counter[str](), Counter[str]()
    expect.set_options(timeout=PATIENCE)
    with ExitStack() as stack:
        sites: dict[Fault, FaultySite] = {
            fault: stack.enter_context(serve_faulty(DIST)) for fault in (*FAULTS, *HALFWAY)
        }
        running = stack.enter_context(browser())
        for file in list(TABLE)[:: 4 if quick else 1]:
            paths = paths_of(DIST, file)
            for fault, kind in faults_of(file).items():
                with running.new_context() as context:
                    page = context.new_page()
                    open_faulty(page, sites[fault], paths, file, fault)
                    tried[fault.__name__] += 1
                    try:
                        check(page, paths, getattr(TABLE[file], kind), START)
                        survived[fault.__name__] += 1
                    except AssertionError:
                        print(f"not survived: {file}, {fault.__name__}", file=sys.stderr, flush=True)
                print(".", end="", file=sys.stderr, flush=True)
    rows = [
        [(fault.__doc__ or "").strip(), str(tried[fault.__name__]), str(survived[fault.__name__])] for fault in sites
    ]
    rows.append(["all", str(tried.total()), str(survived.total())])
    note = (
        "Of each file that a page asks for. Survived is: the page works, or it says which file it is and offers Retry."
    )
    return f"{table(['fault', 'tried', 'survived'], rows)}\n\n{note}"
