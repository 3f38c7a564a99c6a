"""Which functions of Pyodide's WebAssembly run when everything is done on every page, found out in a browser.

`wasm-split --instrument` makes a module that keeps count. Each page is opened with it in the place of its own, from the
built site, and once Python is ready is asked all that the tour asks (bundler.python.tour).
"""

import hashlib
import json
import re
import struct
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Worker, sync_playwright

from bundler.commands import run
from bundler.errors import BuildError
from bundler.files import sha256
from bundler.python.tour import TourVisit
from bundler.server import serve_background
from bundler.wasm.split import PROGRAM, WHOLE, Hot, write_list
from demos.page import all_pages

PROFILE = "__write_profile"  # what an instrumented module exports
HEAD, PER_FUNCTION = 8, 4  # bytes of a profile: the module's hash, then for each function when it ran first, or 0
PATIENCE = 240_000  # ms for Python to start
# Python is not there yet when its worker is; whichever module keeps count is Python's.
NOTE = f"""() => {{
  const {{ instantiate }} = WebAssembly;
  WebAssembly.instantiate = async (module, imports) => {{
    const made = await instantiate(module, imports);
    if (made.exports?.{PROFILE}) globalThis.counting = made.exports;
    return made;
  }};
}}"""
READ = f"""(size) => {{
  const at = counting.malloc(size);
  return [...new Uint8Array(counting.memory.buffer, at, counting.{PROFILE}(at, size))];
}}"""
ASK = "(message) => document.querySelector('script[type=\"py\"]').xworker.sync.dispatch(message)"


def renew_hot(package: Path, dist: Path, browser: Path) -> int:
    """Take the tour of the site in `dist`, write hot.txt, and return how many functions are on it.

    `package` is Pyodide's npm package. Raises BuildError if there is no wasm-split.
    """
    whole = package / WHOLE
    with tempfile.TemporaryDirectory() as temporary:
        counting = Path(temporary) / WHOLE
        run([PROGRAM, "-all", "--instrument", whole, "-o", counting], what="The functions could not be counted")
        module = counting.read_bytes()
    ran = set[int]()
    with serve_background(dist) as url, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for page in all_pages():
            ran |= _taken(chromium, url, page.demo.name, module, _runtime(dist, module))
        chromium.close()
    write_list(Hot(sha256(whole), frozenset(ran)))
    return len(ran)


def _runtime(dist: Path, module: bytes) -> str:
    """The site's runtime.mjs, with the counting module, whole, in the place of its own."""
    (file,) = dist.glob("assets/app-*/runtime.mjs")
    text = file.read_text("utf-8")
    exports = dict(re.findall(r"^export const (\w+) = (.*?);$", text, re.MULTILINE | re.DOTALL))
    files: dict[str, dict[str, Any]] = json.loads(exports["files"])
    files[WHOLE] |= {"bytes": len(module), "sha256": hashlib.sha256(module).hexdigest()}
    exports |= {"files": json.dumps(files), "later": "{}"}
    return "".join(f"export const {name} = {value};\n" for name, value in exports.items())


def _taken(browser: Browser, url: str, name: str, module: bytes, runtime: str) -> set[int]:
    """The numbers of the functions that run on the page of one demo."""
    page = browser.new_page()
    page.route(f"**/{WHOLE}", lambda route: route.fulfill(body=module, content_type="application/wasm"))
    page.route("**/runtime.mjs", lambda route: route.fulfill(body=runtime, content_type="text/javascript"))
    page.on("worker", lambda worker: worker.evaluate(NOTE))
    page.goto(f"{url}/{name}.html")
    page.wait_for_function("document.documentElement.dataset.python === 'ready'", timeout=PATIENCE)
    visit = TourVisit(name, lambda message: page.evaluate(ASK, message))
    for _ in visit.page.tour(visit.ask):
        pass
    kept = visit.ask({"ask": "keep"})["kept"]  # as where Python is started again
    visit.ask({"ask": "start", "query": "", "address": "", "kept": kept})
    profile = bytes(_python_of(page).evaluate(READ, HEAD + PER_FUNCTION * 2**16))
    page.close()
    times = struct.unpack(f"<{(len(profile) - HEAD) // PER_FUNCTION}I", profile[HEAD:])
    return {number for number, time in enumerate(times) if time}


def _python_of(page: Page) -> Worker:
    for worker in page.workers:
        if worker.evaluate("'counting' in globalThis"):
            return worker
    raise BuildError(f"No worker of {page.url} counts what runs; see bundler/wasm/trace.py.")
