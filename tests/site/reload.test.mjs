// What lives through a reload, where browsers keep it in the history, where they refuse its size, and where they have
// none.
import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";

const PAGE = new URL("../../site/page/", import.meta.url);

const KEPT = {
  waiting: [{ demo: "two-bit", message: { ask: "event", event: { type: "step" } } }],
  notices: [{ demo: "two-bit", told: "It was started again." }],
  states: [{ demo: "two-bit", kept: "x".repeat(100) }],
  deaths: 1,
};

let limit; // characters that a history entry takes
let reloads;

/** The module as a page of this kind would have it. */
async function pageOf({ origin = "https://a.example", href = "https://a.example/two-bit.html", written = false } = {}) {
  const url = new URL(href);
  globalThis.self = { origin };
  globalThis.location = { href, protocol: url.protocol, search: "", hash: "", reload: () => reloads++ };
  globalThis.lstmWritten = written;
  globalThis.document = {
    baseURI: "https://a.example/",
    currentScript: { src: "https://a.example/assets/shim.js", dataset: { core: "core.js", interpreter: "i.mjs" } },
    querySelectorAll: () => [],
  };
  globalThis.history = {
    state: null,
    replaceState(state) {
      if (JSON.stringify(state).length > limit) throw new RangeError("too large");
      this.state = state;
    },
  };
  globalThis.window = { name: "the page around calls it so" };
  // Each page has modules of its own.
  const folder = await mkdtemp(join(tmpdir(), "page-"));
  for (const name of ["place.js", "reload.js"]) await copyFile(new URL(name, PAGE), join(folder, name));
  await writeFile(join(folder, "package.json"), '{"type": "module"}');
  try {
    return await import(pathToFileURL(join(folder, "reload.js")));
  } finally {
    await rm(folder, { recursive: true });
  }
}

beforeEach(() => {
  limit = 1e6;
  reloads = 0;
});

test("what was not done yet is there after the reload, once", async () => {
  const page = await pageOf();
  page.reloadWith(KEPT);
  assert.equal(reloads, 1);
  assert.deepEqual(page.keptState(), KEPT);
  assert.equal(page.keptState(), null);
  assert.equal(window.name, "the page around calls it so");
});

test("where the history takes no states of that size, at least what was pressed is kept", async () => {
  const page = await pageOf();
  limit = JSON.stringify(KEPT).length - 1;
  page.reloadWith(KEPT);
  assert.equal(reloads, 1);
  assert.deepEqual(page.keptState(), { waiting: KEPT.waiting, notices: KEPT.notices });
});

for (const [what, place] of Object.entries({
  "in a sandboxed frame": { origin: "null" },
  "in srcdoc": { href: "about:srcdoc" },
})) {
  test(`${what} it goes by the window's name, which is given back`, async () => {
    const page = await pageOf(place);
    page.reloadWith(KEPT);
    assert.equal(history.state, null);
    assert.deepEqual(page.keptState(), { ...KEPT, isAnybodys: true }); // the page around could have written it
    assert.equal(window.name, "the page around calls it so");
    assert.equal(page.keptState(), null);
  });
}

test("a page that a script wrote cannot be loaded again, one whose server fails cannot now, one from disk can", async () => {
  globalThis.fetch = () => Promise.reject(new TypeError("no network"));
  assert.equal(await (await pageOf({ written: true })).canReload(), false);
  assert.equal(await (await pageOf()).canReload(), false);
  assert.equal(await (await pageOf({ href: "file:///a/two-bit.html", origin: "null" })).canReload(), true);
  for (const [answer, expected] of [
    [{ ok: true, type: "basic" }, true],
    [{ ok: false, type: "basic" }, false],
    [{ ok: false, type: "opaque" }, true], // where one is not told how the server answers
  ]) {
    globalThis.fetch = async () => answer;
    assert.equal(await (await pageOf()).canReload(), expected);
  }
});
