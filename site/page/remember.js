// A short text of each demo's that lives through a reload of this tab; where a page may store nothing, it is forgotten.
// Python begins with the one that was there when the page was opened: what came later comes of events that it gets,
// too.
import { instanceOf } from "./demos.js";

/** @typedef {import("./demos.js").Demo} Demo */

/** @type {Map<Demo, string>} */
const atFirst = new Map();

/** @param {Demo} demo */
const keyOf = (demo) => `lstm-remembered ${location.pathname} ${instanceOf(demo)}`;

/** @param {Demo} demo @param {string} text */
export function remember(demo, text) {
  remembered(demo); // what was there before
  try {
    sessionStorage.setItem(keyOf(demo), text);
  } catch {
    // nothing may be stored here
  }
}

/** @param {Demo} demo @returns {string} */
export function remembered(demo) {
  const known = atFirst.get(demo);
  if (known !== undefined) return known;
  atFirst.set(demo, stored(demo));
  return remembered(demo);
}

/** What remembered() gave before the page was loaded again. @param {Demo} demo @param {string} text */
export const rememberedBefore = (demo, text) => atFirst.set(demo, text);

/** @param {Demo} demo */
function stored(demo) {
  try {
    return sessionStorage.getItem(keyOf(demo)) ?? "";
  } catch {
    return "";
  }
}
