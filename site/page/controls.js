// Turns pointer, keyboard and form events into events of the demo, by the data-attributes of the HTML from Python.
import { complain, takeComplaintBack } from "./demos.js";
import { eventOf, saveFor } from "./files.js";
import { load } from "./place.js";
import { press } from "./press.js";

/**
 * @typedef {import("./demos.js").Demo} Demo
 *
 * What a selector has found: the data-attributes that it asks for are there, and so are those that go with them.
 * @typedef {HTMLElement & {dataset: Record<string, string>}} Control
 * @typedef {HTMLInputElement & Control} Input
 */

// Keys of the browser, such as Alt and an arrow for Back, and those of an IME composition.
/** @param {KeyboardEvent} event */
const isTheBrowsers = ({ ctrlKey, metaKey, altKey, shiftKey, isComposing }) =>
  ctrlKey || metaKey || altKey || shiftKey || isComposing;
/** @type {WeakSet<Element>} */
const wasBroken = new WeakSet();
const isStill = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @param {object} page
 * @param {(demo: Demo, event: import("./queue.js").DemoEvent, element?: HTMLElement) => void} page.post
 * @param {(demo: Demo, what: string) => void} page.raise
 * @param {import("./fields.js").Fields} page.fields
 * @param {import("./queue.js").Queue} page.queue
 */
export function listen({ post, raise, fields, queue }) {
  /**
   * @template {keyof DocumentEventMap} Type
   * @template {Control} Found
   * @param {Type} type
   * @param {string} selector
   * @param {(element: Found, demo: Demo, event: DocumentEventMap[Type]) => Promise<void> | void | null} handle
   */
  function on(type, selector, handle) {
    document.addEventListener(type, (event) => {
      if (event instanceof KeyboardEvent && isTheBrowsers(event)) return;
      const target = /** @type {Element} */ (event.target);
      const element = /** @type {Found | null | undefined} */ (target.closest?.(selector));
      const demo = /** @type {Demo | null | undefined} */ (element?.closest("[data-demo]"));
      if (!element || !demo) return;
      // What it needs may not come, as a script that is fetched when it is first needed.
      /** @param {Error} error */
      const broken = ({ message }) => {
        complain(demo, `This control is broken (${message}).`);
        wasBroken.add(element);
      };
      // It works again.
      const mended = () => wasBroken.delete(element) && takeComplaintBack(demo);
      try {
        const done = handle(element, demo, event);
        if (done) done.then(mended, broken);
      } catch (error) {
        broken(/** @type {Error} */ (error));
      }
    });
  }

  // ---- Buttons, and what is asked about ----

  press();
  on("click", "[data-event]", (element, demo) => post(demo, JSON.parse(element.dataset.event), element));
  on("click", "[data-pick]", (element, demo) => {
    const { pickEvent, field } = /** @type {Control} */ (element.closest("[data-pick-event]")).dataset;
    post(demo, { ...JSON.parse(pickEvent), [field]: element.dataset.pick }, element);
  });
  /** @param {Control} element @param {Demo} demo */
  const explain = (element, demo) => post(demo, JSON.parse(element.dataset.explain));
  // Asked for on purpose, it also comes into view.
  /** @param {Control} element @param {Demo} demo */
  const ask = (element, demo) => post(demo, JSON.parse(element.dataset.explain), element);
  on("click", "[data-explain]", ask);
  on("focusin", "[data-explain]", (element, demo) =>
    (element.matches(":focus-visible") ? ask : explain)(element, demo),
  );
  on("keydown", "[data-explain]:not(button)", (element, demo, event) => {
    if (![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    ask(element, demo);
  });
  on("keydown", "[data-demo]", (_, demo, { key }) => {
    if (key === "Escape") /** @type {HTMLElement | null} */ (demo.querySelector("[data-escape]"))?.click();
  });
  // Not where the mouse is said to be over something: browsers say that also of what came under it when the page moved,
  // which nobody pointed at. They say that it moves only when it does.
  /** @type {Element | null} */
  let under = null; // the part that the mouse points at
  on("pointermove", "[data-demo]", (_, demo, { target, pointerType }) => {
    if (pointerType !== "mouse") return;
    const part = /** @type {Element} */ (target).closest("[data-explain]");
    const isNew = part !== under;
    under = part;
    if (part && isNew) explain(/** @type {Control} */ (part), demo);
  });

  // Any new input ends the telling of the current step.
  /** @param {unknown} _ @param {Demo} demo */
  const skip = (_, demo) => demo.querySelector(".playing") && raise(demo, "input");
  on("pointerdown", "[data-demo]", skip);
  on("keydown", "[data-demo]", skip);

  // ---- Fields: they send an event with their value in it, while a slider moves, or when a field is filled in ----

  /** @param {Input} input @param {Demo} demo @param {string} event */
  function postField(input, demo, event) {
    const value = input.type === "range" ? input.valueAsNumber : input.value;
    if (value !== "" || "mayBeEmpty" in input.dataset)
      post(demo, { ...JSON.parse(event), [input.dataset.field]: value }, input);
    fields.leave(input); // left empty, it gets back what there was
    if ("clear" in input.dataset) input.value = "";
  }
  on("input", "[data-input-event]", (/** @type {Input} */ input, demo) =>
    postField(input, demo, input.dataset.inputEvent),
  );
  // Only of what a reader typed: browsers also call it a change where the page put back what it showed, rounded.
  on("change", "[data-change-event]", (/** @type {Input} */ input, demo) => {
    if (fields.isTyped(input)) postField(input, demo, input.dataset.changeEvent);
  });
  // Typed anew, what stands there already may mean another number: what is shown is rounded.
  on("keydown", "[data-change-event]", (/** @type {Input} */ input, demo, { key }) => {
    const isTyped = fields.isTyped(input) && input.value === input.defaultValue;
    if (key === "Enter" && isTyped) postField(input, demo, input.dataset.changeEvent);
  });
  on("focusin", "[data-focus-event]", (input, demo) => post(demo, JSON.parse(input.dataset.focusEvent)));
  on("keydown", '[role="spinbutton"]', (/** @type {Input} */ input, demo, event) => {
    const step = /** @type {Record<string, number>} */ ({ ArrowUp: 0.1, ArrowDown: -0.1 })[event.key];
    const { changeEvent, field, value } = input.dataset;
    const typed = fields.isTyped(input) ? input.value.replace(",", ".").replace("\u2212", "-") : undefined;
    const next = Number(typed ?? queue.lastOf(input)?.message.event?.[field] ?? value) + step;
    if (Number.isNaN(next)) return;
    event.preventDefault();
    post(demo, { ...JSON.parse(changeEvent), [field]: String(next) }, input);
    fields.leave(input);
  });

  // What a lesson speaks of may be further down.
  on("click", "[data-find]", (button, demo) => {
    const found = /** @type {HTMLElement | null} */ (demo.querySelector(button.dataset.find));
    found?.focus({ preventScroll: true });
    found?.scrollIntoView({ block: "center", behavior: isStill.matches ? "auto" : "smooth" });
  });

  // ---- Files, pictures, and the clipboard ----

  on("change", "[data-file]", async (/** @type {Input} */ input, demo) => {
    const [file] = input.files ?? [];
    if (!file) return;
    queue.gesture++; // also where no press was seen, as with a screen reader: what was said of the last file is over
    const event = await eventOf(input, demo, file);
    input.value = ""; // so that the same file can be chosen again
    if (event) post(demo, event, input);
  });
  on("click", "[data-picture]", async (button, demo) => {
    /** @type {typeof import("../picture.js")} */
    const { savePicture } = await load("picture.js");
    await savePicture(demo, button.dataset.picture, saveFor(demo));
  });
  on("click", "[data-copy]", async (button) => {
    const field = /** @type {HTMLElement} */ (document.getElementById(button.dataset.copy));
    const isField = field instanceof HTMLInputElement;
    if (isField) field.select();
    else getSelection()?.selectAllChildren(field);
    try {
      await navigator.clipboard.writeText(isField ? field.value : field.textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Press Ctrl+C"; // the text is selected; some frames may not write to the clipboard
    }
  });

  // Checking one of these radio buttons is a final answer, so arrow keys only move the focus, and Space checks.
  on("keydown", '.guess [type="radio"]', (/** @type {Input} */ input, demo, event) => {
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (demo.querySelectorAll(`[name="${input.name}"]`))];
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!move) return;
    event.preventDefault();
    all[(all.indexOf(input) + move + all.length) % all.length].focus();
  });

  // ---- Arrow keys lead from part to part of a diagram, and from cell to cell of a map or of strips ----

  on("keydown", "[data-explain], [data-pick]", (element, demo, event) => {
    const selector = "explain" in element.dataset ? "[data-explain]" : "[data-pick]";
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (demo.querySelectorAll(selector))];
    const down = element.closest("tr")?.querySelectorAll(selector).length ?? 1; // in a table, a row
    /** @type {Record<string, number>} */
    const moves = { ArrowRight: 1, ArrowDown: down, ArrowLeft: -1, ArrowUp: -down };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    all[(all.indexOf(element) + move + all.length) % all.length].focus();
  });
}
