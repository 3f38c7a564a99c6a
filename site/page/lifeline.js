// Whether Python is loading, ready or failed, and whether it still shows signs of life.
import { all, root } from "./place.js";

// Counts only time in which the page could run: while the computer sleeps, or the browser holds the tab, nobody answers.
const [BEAT, LONGEST_BEAT] = [250, 1000]; // ms
/** @type {ReturnType<typeof setInterval> | undefined} */
let beating;

/** Python, or its download, has got on: the time in which something must happen begins anew. */
export function signOfLife() {
  stopWaiting();
  const seconds = Number(root.dataset.deadline);
  let [waited, last] = [0, performance.now()];
  beating = setInterval(() => {
    const now = performance.now();
    waited += Math.min(now - last, LONGEST_BEAT);
    last = now;
    if (waited >= seconds * 1000) failed(`Nothing happened for ${seconds} seconds.`);
  }, BEAT);
}
const stopWaiting = () => clearInterval(beating);

/** @param {"loading" | "ready" | "failed"} state */
export const is = (state) => root.dataset.python === state;

export function loading() {
  root.dataset.python = "loading";
}

/** @param {string} cause */
export function failed(cause, what = "Python is not running.") {
  stopWaiting();
  if (is("failed")) return; // what comes after the first cause is its consequence
  root.dataset.python = "failed";
  for (const place of all("[data-cause]")) place.textContent = cause;
  for (const place of all("[data-failure] strong")) place.textContent = what;
}

/** Also where something was late: an answer after all heals the page. */
export function alive() {
  stopWaiting();
  if (!is("ready")) root.dataset.python = "ready";
}

/**
 * What Python's status is, without a full stop; details are told where there is room for them.
 * @param {string} text
 * @param {string} details
 */
export function say(text, details = "") {
  for (const place of all("[data-python-status]")) {
    const more = Object.assign(document.createElement("span"), { className: "python-details", textContent: details });
    place.replaceChildren(text, more, ".");
  }
}
