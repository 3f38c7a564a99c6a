// Who may write into a field at which moment: Python, or the reader.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

class Field {
  constructor(type, value) {
    Object.assign(this, { type, value, defaultValue: value, checked: false, defaultChecked: false });
  }
  getAttribute() {
    return this.defaultValue;
  }
  setAttribute(_, value) {
    this.defaultValue = value;
  }
}
const listeners = {};
globalThis.HTMLInputElement = globalThis.Element = Field;
globalThis.addEventListener = (type, listener) => (listeners[type] ??= []).push(listener);
const { Fields } = await import("../../site/page/fields.js");

const happens = (type, event = {}) => {
  for (const listener of listeners[type]) listener(event);
};

let fields;
let waiting;
beforeEach(() => {
  for (const type in listeners) delete listeners[type];
  waiting = new Set();
  fields = new Fields((field) => waiting.has(field));
});

// Python draws the region anew, with this value in the field; as Idiomorph asks of each node and attribute.
function morph(field, value) {
  fields.morphing.beforeNodeMorphed(field, new Field(field.type, value));
  if (fields.morphing.beforeAttributeUpdated("value", field)) field.value = field.defaultValue = value;
  fields.settleAll({ querySelectorAll: () => [field] });
}

test("a field that nobody is at follows Python", () => {
  const field = new Field("text", "1");
  morph(field, "2");
  assert.equal(field.value, "2");
});

test("what is being typed stays, and gives way to Python's value when it is left", () => {
  const field = new Field("text", "1");
  field.value = "1.";
  happens("input", { target: field });
  assert.ok(fields.isTyped(field));
  morph(field, "2");
  assert.equal(field.value, "1.");
  happens("focusout", { target: field });
  assert.equal(field.value, "2");
  assert.ok(!fields.isTyped(field));
});

test("an empty value of Python's is one too", () => {
  const field = new Field("text", "1");
  field.value = "10";
  happens("input", { target: field });
  morph(field, "");
  happens("focusout", { target: field });
  assert.equal(field.value, "");
});

test("Escape gives up what was typed; other keys do not", () => {
  const field = new Field("text", "1");
  field.value = "12";
  happens("input", { target: field });
  happens("keydown", { target: field, key: "2" });
  assert.equal(field.value, "12");
  happens("keydown", { target: field, key: "Escape" });
  assert.equal(field.value, "1");
});

test("leaving one field does not end the typing in another", () => {
  const [field, other] = [new Field("text", "1"), new Field("text", "5")];
  field.value = "12";
  happens("input", { target: field });
  happens("focusout", { target: other });
  assert.ok(fields.isTyped(field));
  assert.equal(field.value, "12");
});

test("a slider stays where the reader holds it, and goes where Python says when it is let go", () => {
  const slider = new Field("range", "0");
  happens("pointerdown");
  slider.value = "7";
  happens("input", { target: slider });
  morph(slider, "3");
  assert.equal(slider.value, "7");
  happens("pointerup");
  assert.equal(slider.value, "3");
});

test("a finger that the browser takes away lets go as well", () => {
  const slider = new Field("range", "0");
  happens("pointerdown");
  slider.value = "7";
  happens("input", { target: slider });
  happens("pointercancel");
  assert.equal(slider.value, "0");
});

test("a thumb that is held but not moved goes on with a playback", () => {
  const slider = new Field("range", "0");
  happens("pointerdown");
  morph(slider, "4");
  assert.equal(slider.value, "4");
});

test("a slider moved by keys is not held", () => {
  const slider = new Field("range", "0");
  slider.value = "1";
  happens("input", { target: slider });
  morph(slider, "5");
  assert.equal(slider.value, "5");
});

test("until Python answers what was put in, its older answers do not take it back", () => {
  const field = new Field("range", "0");
  field.value = "9";
  waiting.add(field);
  morph(field, "4");
  assert.equal(field.value, "9");
  waiting.delete(field);
  morph(field, "9");
  assert.equal(field.value, "9");
});

test("a box to tick that was clicked in vain goes back", () => {
  const box = new Field("checkbox", "on");
  box.checked = true;
  fields.settle(box);
  assert.equal(box.checked, false);
});

test("a field for files is none of these, nor is any other element", () => {
  const file = new Field("file", "");
  file.value = "weights.json";
  fields.settle(file);
  assert.equal(file.value, "weights.json");
  fields.settle(null);
  assert.equal(fields.morphing.beforeAttributeUpdated("value", {}), true);
});

test("what is chosen from a list stays while Python deals with what was chosen before", () => {
  class List {}
  globalThis.HTMLSelectElement = List;
  const list = new List();
  const option = { parentElement: list };
  const follows = () => fields.morphing.beforeAttributeUpdated("selected", option);
  assert.equal(follows(), true);
  waiting.add(list);
  assert.equal(follows(), false);
  assert.equal(fields.morphing.beforeAttributeUpdated("class", option), true);
  waiting.delete(list);
  assert.equal(follows(), true);
  assert.equal(fields.morphing.beforeAttributeUpdated("selected", { parentElement: null }), true);
});
