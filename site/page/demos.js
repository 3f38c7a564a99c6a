// The demos on this page, what the build says of each, and what the page itself says to their readers.

/**
 * An element with data-demo.
 * @typedef {HTMLElement} Demo
 *
 * What may become of an event; see demos/events.py.
 * @typedef {{latest?: boolean, gathers?: string, quiet?: boolean, passing?: boolean, aside?: boolean}} Policy
 *
 * Where a demo's Python is, whether the build worked out its first answers, the types of the events that the page
 * raises for it, its events' policies by type, and which of its sentences stand in the text around it.
 * @typedef {{package: string, name: string, answers: boolean, says: string[], raised: Record<string, string>,
 *   policies: Record<string, Policy>}} Page
 */

/** @type {Map<Demo, Page>} */
const pages = new Map();

/** @param {Demo} demo */
export function pageOf(demo) {
  const page = pages.get(demo) ?? /** @type {Page} */ (written(demo, "[data-demo-page]"));
  pages.set(demo, page);
  return page;
}

/** The JSON that the build wrote into an element of a demo. @param {Demo} demo @param {string} selector */
export const written = (demo, selector) =>
  JSON.parse(/** @type {Element} */ (demo.querySelector(selector)).textContent);

/** @returns {Demo[]} */
export const allDemos = () => [...document.querySelectorAll("[data-demo]")].map((demo) => /** @type {Demo} */ (demo));

/** Its name on this page, with which its ids begin. @param {Demo} demo */
export const instanceOf = (demo) => /** @type {string} */ (demo.dataset.demo);

// A message of the page's own; Python, which does not know of it, cannot take it away again.
/** @type {Set<Demo>} */
const complained = new Set();

/** @param {Demo} demo */
export const noticeOf = (demo) => /** @type {HTMLElement} */ (document.getElementById(`${instanceOf(demo)}-notice`));

/** @param {Demo} demo @param {string} text */
export function complain(demo, text) {
  const words = document.createElement("p");
  words.textContent = text;
  noticeOf(demo).replaceChildren(words);
  complained.add(demo);
}

/** @param {Demo} demo */
export function takeComplaintBack(demo) {
  if (complained.delete(demo)) noticeOf(demo).textContent = "";
}
