"""How long one full-batch epoch takes in PyTorch, TF.js, numpy in Pyodide and our kernel, and that all do the same."""

import sys
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.chromium import browser
from bench.flops import epoch_flops
from bench.limits import Limits, limits
from bench.peers import ROOT, tfjs
from bench.problem import one_bias_losses, problem, reference_losses
from bench.report import number, ratio, spread, table, verdict
from bench.serving import serve
from bench.trainers import TFJS_BACKENDS, Contender, our_contenders, tfjs_contenders, torch_contender
from bundler.errors import BuildError

type Size = tuple[int, int]  # units, bits

HERE = Path(__file__).parent
SIZES: list[Size] = [(units, bits) for units in (1, 2, 4, 8, 16) for bits in (2, 4, 6, 8)]
QUICK: list[Size] = [(4, 4), (16, 8)]
PATHS = ("PyTorch", "TF.js", "numpy in Pyodide", "kernel")
COMPARED, TOLERANCE = 10, 1e-4  # epochs whose losses are compared with the reference path's, and how close they must be
CALM = 0.01  # learning rate for that; with the demo's 0.1 large networks jump, and rounding in float32 grows tenfold
OF_TORCH: dict[Size, float] = {(4, 4): 1 / 20, (16, 8): 1.0}  # budget: at most this much of PyTorch's time
OF_TFJS = 1 / 10  # budget, at every size
MOST = 5000  # epochs timed in one go, however fast they are
NONE = "–"


class Measured:
    """Seconds an epoch by size and contender, and the reasons for what is not there."""

    def __init__(self) -> None:
        self.seconds: dict[tuple[Size, Contender], list[float]] = defaultdict(list)
        self.missing: dict[str, str] = {}  # by path

    def best(self, size: Size, path: str) -> tuple[list[float], str] | None:
        """Every round of the way of a path that is fastest by its median, and its name; None if none was measured."""
        ways = [
            (values, contender.way)
            for (at, contender), values in self.seconds.items()
            if at == size and contender.path == path
        ]
        return min(ways, key=lambda way: median(way[0]), default=None)


def epochs(quick: bool) -> str:
    """The tables, as Markdown with their notes."""
    sizes, rounds, seconds = (QUICK, 5, 0.2) if quick else (SIZES, 7, 0.2)
    measured, versions = Measured(), []
    with ExitStack() as stack:
        mounts = [("/bench/", HERE / "pages"), ("/bench/", HERE), ("/", ROOT / "dist")]
        try:
            mounts.insert(0, ("/peers/", tfjs()))
        except BuildError as error:
            measured.missing["TF.js"] = str(error)
        server = stack.enter_context(serve(mounts))
        contenders = []
        try:
            contender, version = stack.enter_context(torch_contender())
            contenders.append(contender)
            versions.append(f"PyTorch {version}, one thread, fused Adam")
        except BuildError as error:
            measured.missing["PyTorch"] = str(error)
        chromium = stack.enter_context(browser())
        if "TF.js" not in measured.missing:
            some, version = tfjs_contenders(chromium, server.url, TFJS_BACKENDS[:2] if quick else TFJS_BACKENDS)
            contenders += some
            versions.append(f"TF.js {version}")
        contenders += our_contenders(chromium, server.url)
        versions.append(f"Chromium {chromium.version}")
        most = limits(chromium, server.url)
        for size in sizes:
            _measure(size, contenders, rounds, seconds, measured)
            print(".", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
    return "\n\n".join(
        [
            _times(sizes, measured),
            f"{', '.join(versions)}. Milliseconds for one epoch: median (smallest–largest) of {rounds} alternating "
            "rounds, each after a warm-up. TF.js stands for the fastest of its backends and of two ways to write it, "
            "which is named. Ratios are taken round by round.\n"
            f"All of them did the same work: the losses of the first {COMPARED} epochs are within {TOLERANCE:g} "
            "of our reference path's at every size.",
            *(f"{path} is missing: {reason}" for path, reason in measured.missing.items()),
            _rates(sizes, measured, most),
        ]
    )


def _measure(size: Size, contenders: Sequence[Contender], rounds: int, seconds: float, measured: Measured) -> None:
    """Check and then time every contender that is there; a round asks each in turn for about `seconds`."""
    run = problem(*size)
    cold: dict[Contender, float] = {}
    for contender in contenders:
        if contender.path in measured.missing:
            continue
        try:
            cold[contender] = _check(size, contender) / COMPARED
        except BuildError as error:
            measured.missing[contender.path] = str(error)
    some = _within(4.0, cold)
    warm = _within(1.5, {contender: min(contender.train(run, 5).seconds / 5 for _ in range(3)) for contender in some})
    for _ in range(rounds):
        for contender, estimate in warm.items():
            count = min(max(2, round(seconds / max(estimate, 1e-6))), MOST)
            contender.train(run, max(2, count // 4))  # caches are cold after the others' turns
            measured.seconds[size, contender].append(contender.train(run, count).seconds / count)


def _within(factor: float, seconds: dict[Contender, float]) -> dict[Contender, float]:
    """Of each path the ways that may still be its fastest: TF.js has six, and some take ten times as long as others."""
    fastest: dict[str, float] = {}
    for contender, time in seconds.items():
        fastest[contender.path] = min(time, fastest.get(contender.path, time))
    return {contender: time for contender, time in seconds.items() if time <= factor * fastest[contender.path]}


def _check(size: Size, contender: Contender) -> float:
    """Raise AssertionError unless the contender's losses are those of the reference path, and fall; its seconds."""
    run = problem(*size, learning_rate=CALM)
    expected = (one_bias_losses if contender.one_bias else reference_losses)(run, COMPARED)
    found, seconds = contender.train(run, COMPARED)
    apart = max(abs(a - b) for a, b in zip(found, expected, strict=True))
    name = f"{contender.path} {contender.way}".strip()
    assert apart <= TOLERANCE, f"{name} does other work at {size[0]} units, {size[1]} bits: a loss is {apart} apart"
    assert found[-1] < found[0], f"{name} does not learn at {size[0]} units, {size[1]} bits: {found}"
    return seconds


def _times(sizes: Sequence[Size], measured: Measured) -> str:
    headings = ["units", "bits", *(f"{path}, ms" for path in PATHS)]
    headings += ["kernel / PyTorch", "budget", "kernel / TF.js", "budget"]
    rows = []
    for size in sizes:
        best = {path: measured.best(size, path) for path in PATHS}
        cells = [NONE if found is None else _milliseconds(*found) for found in best.values()]
        times = {path: found[0] for path, found in best.items() if found}
        of_torch = _against(times, "PyTorch", OF_TORCH.get(size))
        rows.append([str(size[0]), str(size[1]), *cells, *of_torch, *_against(times, "TF.js", OF_TFJS)])
    return table(headings, rows)


def _milliseconds(seconds: list[float], way: str) -> str:
    return f"{spread(seconds).scaled(1000)}{f' {way}' if way else ''}"


def _against(times: dict[str, list[float]], peer: str, budget: float | None) -> tuple[str, str]:
    """The kernel's ratio to a peer and whether it keeps its budget, as cells."""
    limit = "" if budget is None else f"≤ {budget:g}"
    if "kernel" not in times or peer not in times:
        return NONE, limit
    found = ratio(times["kernel"], times[peer])
    return str(found), f"{limit}: {verdict(found.median, budget)}" if budget is not None else ""


def _rates(sizes: Sequence[Size], measured: Measured, most: Limits) -> str:
    """How fast each path computes, beside what the machine can do."""
    rows = []
    for units, bits in sizes:
        flops = epoch_flops(problem(units, bits).shape, bits, 2**bits)
        best = [measured.best((units, bits), path) for path in PATHS]
        rates = [NONE if found is None else number(flops / median(found[0]) / 1e9) for found in best]
        rows.append([str(units), str(bits), number(flops / 1e6), *rates])
    relaxed = "" if most.relaxed is None else f", {number(most.relaxed / 1e9)} with relaxed SIMD's fused multiply-add"
    return (
        table(["units", "bits", "MFLOP an epoch", *(f"{path}, GFLOP/s" for path in PATHS)], rows)
        + f"\n\nThe machine's own limits, one thread, float32, in GFLOP/s: in the browser {number(most.wasm / 1e9)} in "
        f"a loop of SIMD multiplications and additions without memory{relaxed}; a native product of 512 x 512 matrices "
        f"by numpy's BLAS {number(most.sgemm / 1e9)}. Operations are counted on paper (`bench/flops.py`)."
    )
