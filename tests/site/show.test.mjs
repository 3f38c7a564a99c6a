// An answer of Python's on the page: its regions, what is said of it, and what it asks to be done beside.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const notice = {
  textContent: "",
  replaceChildren(words) {
    this.textContent = words.textContent;
  },
};
const demo = { dataset: { demo: "two-bit" } };
globalThis.location = new URL("https://a.example/two-bit.html");
globalThis.document = {
  baseURI: "https://a.example/",
  currentScript: { src: "https://a.example/assets/shim.js", dataset: { core: "core.js", interpreter: "i.mjs" } },
  createElement: () => ({ textContent: "" }),
  getElementById: (id) => (id === "two-bit-notice" ? notice : id),
};
const { effects } = await import("../../site/page/files.js");
const { show } = await import("../../site/page/show.js");
const fields = { morphing: { beforeNodeMorphed: () => true, beforeAttributeUpdated: () => true }, settleAll() {} };

let changed; // [[place, HTML]] in order
let saved;
const patching = {
  morph(place, html, { callbacks }) {
    if (html === "broken") throw new Error("no such place");
    assert.equal(callbacks.beforeAttributeUpdated("data-waiting", {}), false); // marks of presses that wait stay
    if (place === notice) notice.textContent = html;
    changed.push([place, html]);
  },
};
const item = (more = {}) => ({
  demo,
  message: { ask: "event", event: { type: "step" } },
  policy: {},
  gesture: 1,
  ...more,
});

beforeEach(() => {
  [changed, saved, notice.textContent] = [[], [], ""];
  effects.save = (what) => saved.push(what);
});

test("every region goes to its place", () => {
  show(item(), { regions: { a: "<p>1</p>", b: "<p>2</p>" } }, patching, fields);
  assert.deepEqual(changed, [
    ["a", "<p>1</p>"],
    ["b", "<p>2</p>"],
  ]);
});

test("a region that cannot be shown is not passed over", () => {
  assert.throws(() => show(item(), { regions: { a: "broken" } }, patching, fields), /no such place/);
});

test("what Python complains of is told, and taken back with the next event", () => {
  show(item(), { error: "That was not understood." }, patching, fields);
  assert.equal(notice.textContent, "That was not understood.");
  show(item({ message: { ask: "work" }, gesture: 2 }), {}, patching, fields);
  assert.equal(notice.textContent, "That was not understood.");
  show(item({ policy: { quiet: true }, gesture: 3 }), {}, patching, fields);
  assert.equal(notice.textContent, "That was not understood.");
  show(item({ gesture: 4 }), {}, patching, fields);
  assert.equal(notice.textContent, "");
});

test("what was just said stays where one gesture is two events, and goes with the next gesture", () => {
  show(item({ gesture: 5 }), { regions: { "two-bit-notice": "5000 is too large." } }, patching, fields);
  show(item({ gesture: 5 }), { regions: { "two-bit-notice": "" } }, patching, fields);
  assert.equal(notice.textContent, "5000 is too large.");
  show(item({ gesture: 6 }), { regions: { "two-bit-notice": "" } }, patching, fields);
  assert.equal(notice.textContent, "");
});

test("what it does beside is done once, and not again when an event is done again", () => {
  const answer = { effects: [{ type: "save", name: "weights.json" }] };
  show(item(), answer, patching, fields);
  show(item({ again: true }), answer, patching, fields);
  assert.deepEqual(saved, [{ name: "weights.json" }]);
});

test("an effect that fails is told, and the next is carried out all the same", () => {
  const calls = [];
  effects.save = ({ name }) => {
    calls.push(name);
    if (name === "first") throw new Error("the disk is full");
  };
  const answer = { effects: [{ type: "save", name: "first" }, { type: "unknown" }, { type: "save", name: "second" }] };
  show(item(), answer, patching, fields);
  assert.deepEqual(calls, ["first", "second"]);
  assert.match(notice.textContent, /the disk is full/);
});
