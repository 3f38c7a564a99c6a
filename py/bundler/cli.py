"""The commands of build.py.

Only the standard library is imported at the top: build.py checks the command line with `parse` before there is an
environment to import anything else from.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from bundler.errors import BuildError

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
PORT = 8000
# Of the benchmark; each is a function in bench/__main__.py.
TABLES = (
    *("start-up", "first-answer", "smoothness", "bytes", "epochs", "views", "strokes", "drawing", "memory"),
    *("faults", "many", "frames", "soak", "page", "frameworks"),
)
# Tables of quality and not of speed take longer; --quick leaves them out.
HOW_WELL = ("strokes", "memory", "faults", "many", "frames", "soak", "page", "frameworks")
QUICK_TABLES = tuple(name for name in TABLES if name not in HOW_WELL)
# Browser tests wait half of their time, so there is one process more than cores; a file is not split among them.
PROCESSES = min(4, (os.cpu_count() or 1) + 1)
SIDE_BY_SIDE = [f"--numprocesses={PROCESSES}", "--dist=loadfile", "--no-loadscope-reorder"]


def parse(argv: list[str]) -> argparse.Namespace:
    """Options from the command line; exits with a usage message if it makes no sense, or when asked for help."""
    parser = argparse.ArgumentParser(prog="build.py", description="Build, serve or test the site.")
    commands = parser.add_subparsers(dest="command", metavar="command")
    build = commands.add_parser("build", help="write the static site to dist/ (also without a command)")
    build.add_argument("--url", type=_url, help="where the site will be, as in https://example.org/lstm/")
    serve = commands.add_parser("serve", help="build, serve dist/ on this machine and open it in the browser")
    serve.add_argument("--port", type=_port, default=PORT, help=f"default {PORT}; if taken, any free one")
    serve.add_argument("--no-open", action="store_true", help="do not open a browser window")
    test = commands.add_parser("test", help="build, find or install a browser, run every test", add_help=False)
    test.add_argument("pytest", nargs=argparse.REMAINDER, help="passed on to pytest")
    bench = commands.add_parser("bench", help="build, set up what to compare with, print the benchmark tables")
    how = bench.add_mutually_exclusive_group()
    how.add_argument("--quick", action="store_true", help="fewer sizes and runs, without strokes: three minutes")
    # Not by default: comparing two builds, or measuring on a busy machine, must not change the document.
    how.add_argument("--write", action="store_true", help="also put each table into docs/measurements.md")
    bench.add_argument("tables", nargs="*", type=_table, metavar="table", help=f"{', '.join(TABLES)}; default all")
    commands.add_parser("trace", help="find out anew which parts of Python and numpy the product imports")
    commands.add_parser("check", help="lint and check types: ruff and mypy, and for the page biome and tsc")
    if argv[:1] == ["test"]:  # argparse's REMAINDER stumbles over a leading option such as -k
        return argparse.Namespace(command="test", pytest=argv[1:])
    if not argv or argv[0].startswith("--url"):
        argv = ["build", *argv]
    return parser.parse_args(argv)


def run(options: argparse.Namespace) -> int:
    """Carry out a parsed command. Returns the process's exit code; a BuildError becomes its message and 1."""
    try:
        match options.command:
            case "serve":
                return _serve(options.port, options.no_open)
            case "test":
                return _test(options.pytest)
            case "bench":
                return _bench(["--quick"] * options.quick + ["--write"] * options.write + options.tables)
            case "trace":
                return _trace()
            case "check":
                return _check()
            case _:
                return _build(options.url)
    except BuildError as error:
        print(f"\nbuild.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def main(argv: list[str]) -> int:
    """`parse` and `run` in one."""
    return run(parse(argv))


def _build(url: str | None = None) -> int:
    """Build the native library, and dist/ for this address unless it is up to date."""
    from bundler.python.native import build_native
    from bundler.stamp import inputs_hash, is_current

    build_native(ROOT)
    start = time.perf_counter()
    inputs = inputs_hash(ROOT, url or "")
    if is_current(DIST, inputs):
        print("dist/ is up to date")
        return 0
    print("Building dist/", flush=True)
    from bundler.site import build

    build(ROOT, DIST, inputs, url)
    print(f"Built dist/ in {time.perf_counter() - start:.1f} s", flush=True)
    return 0


def _serve(port: int, no_open: bool) -> int:
    from bundler.server import serve, someone_is_looking

    _build()
    serve(DIST, port, open_page=not no_open and someone_is_looking())
    return 0


def _test(arguments: list[str]) -> int:
    from bundler.fetch.browser import VARIABLE, ensure_browser

    _build()
    browser = ensure_browser()
    print(f"Testing with {browser}", flush=True)
    paths = [] if any(_is_test_path(argument) for argument in arguments) else _test_paths()
    # All tests, or all of a kind, run in parallel; some run in one process, so that a debugger can be used.
    is_kind = len(arguments) == 2 and arguments[0] == "-m"
    side_by_side = SIDE_BY_SIDE if not arguments or is_kind else []
    command = [sys.executable, "-P", "-m", "pytest", *side_by_side, *arguments, *paths]
    return subprocess.call(command, cwd=ROOT, env={**os.environ, VARIABLE: str(browser)})


def _bench(arguments: list[str]) -> int:
    from bundler.fetch.browser import VARIABLE, ensure_browser

    _build()
    command = [sys.executable, "-m", "bench", *arguments]
    paths = {VARIABLE: str(ensure_browser()), "PYTHONPATH": str(ROOT / "py")}
    return subprocess.call(command, cwd=ROOT, env={**os.environ, **paths})


def _trace() -> int:
    from bundler.fetch.browser import ensure_browser
    from bundler.python.trace import LIST, renew_list
    from bundler.site import fetched
    from bundler.wasm.split import HOT
    from bundler.wasm.trace import renew_hot

    modules, numpy = fetched(ROOT)
    count = renew_list(ROOT, modules, numpy)
    print(f"{LIST.relative_to(ROOT)} names {count} files", flush=True)
    _build()
    count = renew_hot(modules / "pyodide", DIST, ensure_browser())
    print(f"{HOT.relative_to(ROOT)} names {count} functions")
    return 0


def _test_paths() -> list[str]:
    """Everything in tests/, the slow browser tests last, so that a simple mistake shows up first."""
    tests = [path for path in sorted((ROOT / "tests").iterdir()) if path.is_dir() or path.name.startswith("test_")]
    return [str(path.relative_to(ROOT)) for path in sorted(tests, key=lambda path: path.name == "browser")]


def _is_test_path(argument: str) -> bool:
    return not argument.startswith("-") and (ROOT / argument.partition("::")[0]).exists()


def _check() -> int:
    from bundler.page_check import check_page

    codes = [subprocess.call([sys.executable, "-P", "-m", *tool], cwd=ROOT) for tool in (("ruff", "check"), ("mypy",))]
    return max(*codes, check_page(ROOT))


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number (1 to 65535)")
    return int(text)


def _url(text: str) -> str:
    """The address of a folder, with a slash at its end."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f"{text!r} is not the address of a folder, as https://example.org/lstm/ is")
    if parts.path.endswith(".html"):
        raise argparse.ArgumentTypeError(f"{text!r} is a page; give the address of the folder that it is in")
    return text.rstrip("/") + "/"


def _table(text: str) -> str:
    # Not `choices`, which rejects the empty list that no table at all gives.
    if text not in TABLES:
        raise argparse.ArgumentTypeError(f"{text!r} is not a table (choose from {', '.join(TABLES)})")
    return text
