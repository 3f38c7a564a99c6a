// Who gets the focus when what had it is gone.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

class Box {
  constructor(parentElement, more = {}) {
    Object.assign(this, { parentElement, isConnected: true, tabIndex: 0, takes: null, ...more });
  }
  closest() {
    return this.isDemo ? this : (this.parentElement?.closest() ?? null);
  }
  querySelector() {
    return this.takes;
  }
  focus() {
    document.activeElement = this;
  }
}
const body = new Box(null);
globalThis.document = { body, activeElement: body };
const { focusKept } = await import("../../site/page/focus.js");

let list;
let demo;
let pressed;
let next;
beforeEach(() => {
  demo = new Box(body, { isDemo: true });
  list = new Box(demo);
  pressed = new Box(list);
  next = new Box(list);
  pressed.focus();
});

const afterwards = (patch) => {
  const keep = focusKept();
  patch();
  keep();
  return document.activeElement;
};
const gone = () => {
  pressed.isConnected = false;
  body.focus();
};

test("what is still there keeps it", () => {
  demo.takes = list.takes = next;
  assert.equal(
    afterwards(() => {}),
    pressed,
  );
});

test("what is gone hands it on to what is nearest", () => {
  list.takes = next;
  demo.takes = new Box(demo);
  assert.equal(afterwards(gone), next);
});

test("what can no more be pressed hands it on, too", () => {
  list.takes = next;
  assert.equal(
    afterwards(() => (pressed.disabled = true)),
    next,
  );
});

test("an empty list that can have it gets it", () => {
  list.tabIndex = -1;
  demo.takes = new Box(demo);
  assert.equal(afterwards(gone), list);
});

test("where the surroundings are gone too, what is left of those around them gets it", () => {
  demo.takes = new Box(demo);
  const after = afterwards(() => {
    gone();
    list.isConnected = false;
  });
  assert.equal(after, demo.takes);
});

test("nothing is taken from what got it meanwhile, or from a page where nothing had it", () => {
  list.takes = next;
  const other = new Box(body);
  const after = afterwards(() => {
    pressed.isConnected = false;
    other.focus();
  });
  assert.equal(after, other);
  body.focus();
  assert.equal(
    afterwards(() => {}),
    body,
  );
});
