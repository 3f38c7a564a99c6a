// What becomes of the page when Python dies or cannot start, with a Python made up here in the place of the real one.
import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";

const PAGE = new URL("../../site/page/", import.meta.url);
const DECLARED = { package: "p", name: "one", raised: {}, policies: {} };

let asked; // of every Python there was, a list of what it was asked
let deadly; // event that Python dies of
let reloads;
let words; // by selector: what stands there

/** A place on the page that holds words. */
const holder = (text = "") => ({
  textContent: text,
  querySelectorAll: () => [],
  replaceChildren({ textContent }) {
    this.textContent = textContent;
  },
});

/** A page with one demo that is nothing but a name, and its modules. */
async function pageOf({ origin = "https://a.example", starts = true } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "page-"));
  const beside = pathToFileURL(`${folder}/`).href;
  words = { "[data-cause]": holder(), "[data-python-status]": holder(), notice: holder() };
  const demo = {
    dataset: { demo: "one" },
    querySelector: (selector) => ({ textContent: selector === "[data-demo-page]" ? JSON.stringify(DECLARED) : "{}" }),
    querySelectorAll: () => [],
  };
  Object.assign(globalThis, {
    self: { origin },
    location: { href: "https://a.example/one.html", protocol: "https:", search: "", hash: "", reload: () => reloads++ },
    window: { name: "" },
    history: { replaceState: (state) => (history.state = state), state: null },
    addEventListener() {},
    matchMedia: () => ({ matches: true }),
    HTMLInputElement: class {},
    fetch: async () => ({ ok: true }),
    document: {
      baseURI: "https://a.example/",
      currentScript: { src: `${beside}shim.js`, dataset: { core: "core.js", interpreter: "i.mjs" } },
      documentElement: { dataset: { settings: "theme", demos: "one", others: "", deadline: "60", python: "loading" } },
      createElement: () => holder(),
      getElementById: () => words.notice,
      querySelectorAll: (selector) => (selector === "[data-demo]" ? [demo] : [words[selector]].filter(Boolean)),
    },
    startMadeUp() {
      if (!starts) throw new Error("no room");
      const asks = [];
      asked.push(asks);
      return {
        stop: () => asks.push("stopped"),
        async dispatch(text) {
          const { ask, event } = JSON.parse(text);
          asks.push(event?.type ?? ask);
          if (event?.type === deadly) throw new Error("unreachable");
          return JSON.stringify(ask === "keep" ? { kept: "state" } : { regions: {}, effects: [] });
        },
      };
    },
  });
  await cp(PAGE, folder, { recursive: true });
  await writeFile(join(folder, "start.js"), "export const startPython = async () => globalThis.startMadeUp();");
  await writeFile(join(folder, "idiomorph.js"), "export const Idiomorph = { morph() {} };");
  await writeFile(join(folder, "package.json"), '{"type": "module"}');
  const load = (name) => import(new URL(name, beside).href);
  const [{ post, queue }, { start }] = [await load("python.js"), await load("restart.js")];
  await start();
  const state = () => document.documentElement.dataset.python;
  /** What a reader presses, one after the other. */
  const press = (...types) => types.forEach((type) => void post(demo, { type }));
  const rest = async () => {
    do {
      await queue.pumping;
      await new Promise((resolve) => setTimeout(resolve));
    } while (queue.pumping || state() === "loading");
  };
  return { press, rest, state, close: () => rm(folder, { recursive: true }) };
}

const { setInterval: begin } = globalThis;
globalThis.setInterval = (...what) => begin(...what).unref(); // so that a timer does not keep Node running

beforeEach(() => {
  [asked, deadly, reloads] = [[], "die", 0];
});

test("Python that dies of a press is started again; what was done is done again, and that press is left out", async () => {
  const page = await pageOf();
  page.press("one", "die", "two");
  await page.rest();
  assert.deepEqual(asked, [
    ["start", "one", "die", "stopped"],
    ["start", "one", "two"],
  ]);
  assert.equal(page.state(), "ready");
  assert.match(words.notice.textContent, /^Python stopped over what came last \(unreachable\)/);
  await page.close();
});

test("where Python runs on the page, the page is loaded again, with what waits and what was done", async () => {
  const page = await pageOf({ origin: "null" });
  const loaded = new Promise((resolve) => {
    location.reload = () => resolve(JSON.parse(window.name.replace(/^\S+ /, "")).state);
  });
  page.press("one", "die", "two");
  const { waiting, notices } = await loaded;
  const types = waiting.map(({ message, again }) => [message.event.type, Boolean(again)]);
  assert.deepEqual(types, [
    ["one", true],
    ["two", false],
  ]);
  assert.match(notices[0].told, /^Python stopped over what came last/);
  assert.equal(asked.length, 1);
  await page.close();
});

test("a Python that cannot start is a failure with its cause", async () => {
  const page = await pageOf({ starts: false });
  assert.equal(page.state(), "failed");
  assert.equal(words["[data-cause]"].textContent, "Python could not start (no room).");
  await page.close();
});
