// A demo in a frame: what it tells the page around it, and what it takes from that page's messages. How it reads
// addresses is tested beside Python's way, in tests/demos/test_query.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";

const SOURCE = readFileSync(new URL("../../site/frame.js", import.meta.url), "utf-8");
const SETTINGS = "theme units"; // that the build wrote into the page
const GROUND = "rgb(1, 2, 3)";

// A window with the script in it; `inFrame: false` for one that nobody frames.
function open({ query = "", inFrame = true, readyState = "loading" } = {}) {
  const told = [];
  const listeners = {};
  const properties = {};
  let resized = null;
  const parent = { location: { href: "https://blog.example/" }, postMessage: (message) => told.push({ ...message }) };
  const documentElement = {
    dataset: { settings: SETTINGS },
    style: { setProperty: (name, value) => Object.assign(properties, { [name]: value }) },
    getBoundingClientRect: () => ({ height: 100.2 }),
  };
  const window = {
    location: new URL(`https://example.org/two-bit.html${query}`),
    opener: null,
    performance: { getEntriesByType: () => [] },
    document: { documentElement, readyState },
    CSS: { supports: (_, value) => value === GROUND },
    addEventListener: (type, listener) => (listeners[type] ??= []).push(listener),
    ResizeObserver: class {
      constructor(act) {
        resized = act;
      }
      observe() {}
    },
    TextDecoder,
  };
  window.window = window;
  window.parent = inFrame ? parent : window;
  runInContext(SOURCE, createContext(window));
  const happens = (type, event = {}) => (listeners[type] ?? []).forEach((listener) => void listener(event));
  return {
    told,
    properties,
    get dataset() {
      const { settings, ...worn } = documentElement.dataset;
      assert.equal(settings, SETTINGS);
      return worn;
    },
    listens: () => Object.keys(listeners),
    loaded: () => happens("DOMContentLoaded"),
    resized: () => resized(),
    hears: (data, source = parent) => happens("message", { data, source }),
  };
}

test("it says at once that it is there, and what its address asks for", () => {
  const [hello] = open({ query: "?theme=transparent-dark" }).told;
  assert.deepEqual(hello, { lstm: 1, theme: "dark", transparent: true, hello: true });
  const [plain] = open().told;
  assert.deepEqual(plain, { lstm: 1, theme: undefined, transparent: false, hello: true });
});

test("outside of frames it does nothing", () => {
  const page = open({ inFrame: false, query: "?theme=dark" });
  assert.deepEqual([page.told, page.listens(), page.dataset], [[], [], {}]);
});

test("its height is told in whole px, once it is loaded and whenever it changes", () => {
  const page = open();
  page.loaded();
  page.resized();
  page.resized();
  assert.deepEqual(
    page.told.slice(1).map(({ height }) => height),
    [101, 101],
  );
});

test("a page that asks late is told the height again", () => {
  const early = open({ readyState: "loading" });
  early.hears({ lstm: 1, theme: "dark" });
  assert.equal(early.told.length, 1);
  const late = open({ readyState: "complete" });
  late.hears({ lstm: 1, theme: "dark" });
  assert.equal(late.told.at(-1).height, 101);
});

test("it takes the theme of the page around it, and not its ground unless it is asked to be transparent", () => {
  const page = open();
  page.hears({ lstm: 1, theme: "dark", ground: GROUND });
  assert.deepEqual(page.dataset, { theme: "dark" });
  assert.deepEqual(page.properties, {});
});

test("transparent, it waits for the ground, and follows it when it changes", () => {
  const page = open({ query: "?theme=transparent" });
  assert.deepEqual(page.dataset, {});
  page.hears({ lstm: 1, theme: "dark", ground: GROUND });
  assert.deepEqual(page.dataset, { theme: "dark", transparent: "" });
  assert.deepEqual(page.properties, { "--behind": GROUND });
  page.hears({ lstm: 1, theme: "light", ground: "no colour" });
  assert.equal(page.dataset.theme, "light");
  assert.deepEqual(page.properties, { "--behind": "" });
});

test("the theme of the address is not overruled, and a ground of the other theme is not taken", () => {
  const page = open({ query: "?theme=transparent-dark" });
  assert.equal(page.dataset.theme, "dark");
  page.hears({ lstm: 1, theme: "light", ground: GROUND });
  assert.equal(page.dataset.theme, "dark");
  assert.equal(page.properties["--behind"], "");
  page.hears({ lstm: 1, theme: "dark", ground: GROUND });
  assert.equal(page.properties["--behind"], GROUND);
});

test("messages of anybody else, or about anything else, change nothing", () => {
  const page = open();
  page.hears({ lstm: 1, theme: "dark" }, { postMessage() {} });
  for (const data of [null, undefined, "dark", 7, {}, { theme: "dark" }, { lstm: 2, theme: "dark" }]) page.hears(data);
  for (const theme of ["pink", null, ["dark"], { dark: 1 }]) page.hears({ lstm: 1, theme });
  assert.deepEqual(page.dataset, {});
});
