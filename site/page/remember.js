// A short text of each demo's that lives through a reload of this tab; where a page may store nothing, it is forgotten.
import { instanceOf } from "./demos.js";

/** @typedef {import("./demos.js").Demo} Demo */

/** @param {Demo} demo */
const keyOf = (demo) => `lstm-remembered ${location.pathname} ${instanceOf(demo)}`;

/** @param {Demo} demo @param {string} text */
export function remember(demo, text) {
  try {
    sessionStorage.setItem(keyOf(demo), text);
  } catch {
    // nothing may be stored here
  }
}

/** @param {Demo} demo @returns {string} */
export function remembered(demo) {
  try {
    return sessionStorage.getItem(keyOf(demo)) ?? "";
  } catch {
    return "";
  }
}
