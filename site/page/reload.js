// Loading the page again, with all that must not be lost.
import { all, beside, core, isHierarchical, isWritten, oneFile } from "./place.js";

export const LOST =
  "From here this page may not find itself again: load the page around it anew, or open it once more.";
export const NO_ANSWER = "The server does not answer just now, so this page cannot be loaded again yet.";
const OWN_FILES = [
  ...[
    "supported.js",
    "frame.js",
    "shim.js",
    "start.js",
    "idiomorph.js",
    "keep.js",
    "picture.js",
    "prose.js",
    "diagnose.js",
    "sha256.mjs",
  ],
  ...["downloads.mjs", "runtime.mjs", "python/interpreter.mjs"],
];

const PATIENCE = 5000; // ms for a server that may be silent
const briefly = () => AbortSignal.timeout(PATIENCE);

/** Whether the server may have the page, so that trying makes sense. */
export const isServed = location.protocol.startsWith("http") && !isWritten;

/**
 * Whether loading the page again can work: a page that a script wrote is not at its address; a blob: may be revoked, or
 * not for a sandboxed frame; a server may not answer.
 */
export async function canReload() {
  if (isWritten || !/^(https?|blob):$/.test(location.protocol)) return !isWritten;
  const found = await fetch(location.href, { mode: "no-cors", signal: briefly() }).catch(() => null);
  found?.body?.cancel();
  return Boolean(found?.ok || found?.type === "opaque");
}

/**
 * A damaged file may be in the browser's cache, for ever, as files with a hash in their address are.
 * @param {string[]} downloaded
 */
export async function renewCache(downloaded) {
  if (oneFile) return;
  const used = performance.getEntriesByType("resource").map((entry) => entry.name);
  const scripts = [...all("[data-script]")].map((demo) => /** @type {string} */ (demo.dataset.script));
  const files = new Set([...used, ...downloaded, core, ...[...OWN_FILES, ...scripts].map(beside)]);
  await Promise.allSettled([...files].map((file) => fetch(file, { cache: "reload", signal: briefly() })));
}

// Clicks not yet carried out live through the reload in the history entry, which needs no storage permission. Where the
// origin or the address is opaque, they do so in window.name: there Chromium drops the state of a history entry, and
// Firefox the page of an entry with a state.
const inHistory = isHierarchical && self.origin !== "null";
const MARK = "lstm-explainer ";

/**
 * What lives through a reload. Demos stand in it under their names on the page.
 * @typedef {object} Kept
 * @property {{demo: string, message: import("./queue.js").Message, again?: boolean}[]} waiting
 * @property {{demo: string, told: string}[]} notices
 * @property {string} interpreter
 * @property {{demo: string, kept: string}[]} states
 * @property {{demo: string, kept: unknown}[]} scripts what the demos' scripts keep
 * @property {{demo: string}[]} settings see journal.js
 * @property {number} deaths
 * @property {boolean} [isAnybodys] whether the page around this one could have written it
 * @property {boolean} [focus] whether what had the focus is not there any more
 * @property {{demo: string, text: string}[]} remembered of those that begin anew, see remember.js
 */

/** @param {Kept} state */
export function reloadWith(state) {
  const { waiting, notices } = state;
  try {
    if (inHistory) history.replaceState(state, "");
  } catch {
    history.replaceState({ waiting, notices }, ""); // browsers do not take any size
  }
  if (!inHistory) window.name = MARK + JSON.stringify({ state, name: window.name });
  location.reload();
}

/** What reloadWith() was given, once, or as much of it as could be kept. @returns {Partial<Kept> | null} */
export function keptState() {
  if (inHistory) {
    const { state } = history;
    history.replaceState(null, "");
    return state;
  }
  if (!window.name.startsWith(MARK)) return null;
  const { state, name } = JSON.parse(window.name.slice(MARK.length));
  window.name = name;
  return { ...state, isAnybodys: true };
}
