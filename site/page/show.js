// Puts what Python answered into the page, with as few changes as can be, so that focus and animations stay.
import { complain, noticeOf, takeComplaintBack } from "./demos.js";
import { effects } from "./files.js";
import { focusKept } from "./focus.js";
import { reveal } from "./reveal.js";
import { scriptOf } from "./scripts.js";

/**
 * The part of Idiomorph that is used; it fails if there is no such place.
 * @typedef {{morph: (place: Element | null, html: string, options: object) => void}} Patching
 */

/** @type {Map<import("./demos.js").Demo, number | undefined>} */
const saidIn = new Map(); // the gesture that a demo's notice is about

// What Python begins with is what the build drew, but for last digits of numbers; to compare is faster than to patch.
const LAST_DIGITS = /(\.\d{12})\d+/g; // of numbers that are for programs; those for readers have fewer
const compared = document.createElement("template");
/** @param {Element} place @param {string} html */
function isSame(place, html) {
  compared.innerHTML = html;
  const [fresh, old] = [compared, place].map(({ innerHTML }) => innerHTML.replace(LAST_DIGITS, "$1"));
  compared.innerHTML = "";
  return fresh === old;
}

/**
 * @param {import("./queue.js").Item} item
 * @param {import("./queue.js").Answer} answer
 * @param {Patching} Idiomorph
 * @param {import("./fields.js").Fields} fields
 */
export function show({ demo, message, policy, element, gesture, again }, answer, Idiomorph, fields) {
  const before = noticeOf(demo).textContent;
  if (message.ask === "event" && !policy.quiet) takeComplaintBack(demo);
  if (answer.error) complain(demo, answer.error);
  // The marks of clicks that wait stay, and what a reader is typing or has opened.
  const { beforeNodeMorphed, beforeAttributeUpdated } = fields.morphing;
  /** @type {typeof fields.morphing} */
  const callbacks = {
    beforeNodeMorphed: (old, fresh) => beforeNodeMorphed(old, fresh),
    beforeAttributeUpdated: (name, node) =>
      name !== "data-waiting" &&
      !(name === "open" && node.nodeName === "DETAILS") &&
      beforeAttributeUpdated(name, node),
  };
  const keepFocus = focusKept();
  for (const [id, html] of Object.entries(answer.regions ?? {})) {
    const place = document.getElementById(id);
    if (message.ask === "start" && place && isSame(place, html)) continue;
    Idiomorph.morph(place, html, { morphStyle: "innerHTML", callbacks });
  }
  keepFocus();
  fields.settleAll(demo);
  // A press on a button also ends the typing in a field: what is said of that must not be gone at once.
  const { textContent } = noticeOf(demo);
  if (textContent && textContent !== before) saidIn.set(demo, gesture);
  else if (before && !textContent && gesture && saidIn.get(demo) === gesture) complain(demo, before);
  if (again) return; // what it did beside was done before
  reveal(element);
  for (const { type, ...what } of answer.effects ?? []) {
    try {
      (effects[type] ?? scriptOf(demo)?.effects?.[type])?.(what, demo);
    } catch (error) {
      complain(demo, `A part of this demo is broken (${/** @type {Error} */ (error).message}).`);
    }
  }
}
