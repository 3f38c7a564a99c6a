// Whether Python is loading, ready or failed, and whether it still shows signs of life.
import { all, beside, load, oneFile, root } from "./place.js";

// Counts only time in which the page could run: while the computer sleeps, or the browser holds the tab, nobody
// answers.
const [BEAT, LONGEST_BEAT] = [250, 1000]; // ms
/** @type {ReturnType<typeof setInterval> | undefined} */
let beating;

/**
 * Python, or its download, has got on: the time in which something must happen begins anew.
 * @param {number} [patience] s, where less is borne than elsewhere
 * @param {(cause: string, seconds: number) => void} [silent] told when nothing has happened
 */
export function signOfLife(patience, silent = (cause) => failed(cause)) {
  stopWaiting();
  const seconds = patience || Number(root.dataset.deadline);
  let [waited, last] = [0, performance.now()];
  beating = setInterval(() => {
    const now = performance.now();
    waited += Math.min(now - last, LONGEST_BEAT);
    last = now;
    if (waited < seconds * 1000) return;
    stopWaiting();
    silent(`Nothing happened for ${seconds} seconds.`, seconds);
  }, BEAT);
}
const stopWaiting = () => clearInterval(beating);
/** Nothing is waited for. */
export const rest = stopWaiting;

/** @param {"loading" | "ready" | "failed"} state */
export const is = (state) => root.dataset.python === state;

/** @param {"loading" | "ready" | "failed"} state */
function become(state) {
  root.dataset.python = state;
  for (const panel of all("[data-failure]")) panel.hidden = state !== "failed";
}

export const loading = () => become("loading");

/** @param {string} cause */
export function failed(cause, what = "Python is not running.") {
  stopWaiting();
  if (is("failed")) return; // what comes after the first cause is its consequence
  become("failed");
  for (const place of all("[data-failure] strong")) place.textContent = what;
  tell(cause);
  if (!oneFile) lookAtFiles(cause).catch(console.warn);
}

/** @param {string} cause */
function tell(cause) {
  for (const place of all("[data-cause]")) place.textContent = cause;
}

const SILENT = 5000; // ms, from which on a server is taken to be
// A frame with sandbox has an opaque origin, and may load modules only from a host that allows all origins (CORS).
async function lackOfHeader() {
  if (self.origin !== "null") return "";
  const [script, options] = [
    beside("start.js"),
    /** @type {RequestInit} */ ({ cache: "no-cache", signal: AbortSignal.timeout(SILENT) }),
  ];
  const isRefused = await fetch(script, options).then(
    () => false,
    () => true,
  );
  const isThere = await fetch(script, { ...options, mode: "no-cors" }).then(
    () => true,
    () => false,
  );
  return isRefused && isThere ? NO_HEADER : "";
}
const NO_HEADER =
  "In a frame with sandbox it needs a header that its host does not send: Access-Control-Allow-Origin: * " +
  "with every file. The picture above is the one that was drawn when the page was built.";

// Browsers name the module that was asked for, and not the one of its imports that is damaged, or none.
/** @param {string} shown */
async function lookAtFiles(shown) {
  /** @type {typeof import("../diagnose.js") | null} */
  const diagnose = await load("diagnose.js").catch(() => null);
  const found = diagnose ? await diagnose.cause() : await lackOfHeader();
  if (found && is("failed") && all("[data-cause]")[0]?.textContent === shown) tell(found);
}

/** Also where something was late: an answer after all heals the page. */
export function alive() {
  stopWaiting();
  if (!is("ready")) become("ready");
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
