"""What this machine can do at all: the most operations a second in the browser, and in a native matrix product."""

import os
import subprocess
import sys
from typing import NamedTuple

from playwright.sync_api import Browser

# Multiplies two square float32 matrices with numpy's own BLAS and prints the operations a second of the best try.
SGEMM = """
import time, numpy
n = 512
a, b = (numpy.random.default_rng(k).random((n, n), numpy.float32) for k in range(2))
def seconds():
    start = time.perf_counter()
    a @ b
    return time.perf_counter() - start
print(2 * n**3 / min(seconds() for _ in range(40)))
"""
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Limits(NamedTuple):
    """Operations a second, on one thread, float32."""

    wasm: float  # SIMD of four lanes, a multiplication and an addition for each step
    relaxed: float | None  # the same with fused multiply-add, which leaves the rounding to the machine; if there is any
    sgemm: float


def limits(browser: Browser, url: str) -> Limits:
    """Measure all three."""
    page = browser.new_page()
    page.goto(f"{url}/bench/peak.html")
    wasm: float = page.evaluate("peak(false)")
    relaxed: float | None = page.evaluate("peak(true)")
    page.close()
    done = subprocess.run(
        [sys.executable, "-P", "-c", SGEMM],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **ONE_THREAD},
    )
    return Limits(wasm, relaxed, float(done.stdout))
