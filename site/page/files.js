// Files to the reader, and from the reader.
import { complain, pageOf } from "./demos.js";
import { remember } from "./remember.js";

// A download that a sandbox blocks raises no event; browsers only log it in the console.
const [NO_FILE, MAY_BE_REFUSED] = [
  "No file has come: a page around this one does not let it save any (sandbox without allow-downloads).",
  "If no file has come: the page around this one, or its host, does not let it save any (sandbox without allow-downloads).",
];

/** What to say of a file that was handed to the browser: as far as can be seen, whether it takes it. */
function doubtOfSaving() {
  // The host may have set a sandbox by a header (Content-Security-Policy).
  if (self.origin === "null") return location.protocol === "file:" && window.top === window.self ? "" : MAY_BE_REFUSED;
  for (let around = /** @type {Window} */ (window); around !== window.top; around = around.parent) {
    try {
      const frame = /** @type {HTMLIFrameElement | null} */ (around.frameElement);
      if (!frame) return MAY_BE_REFUSED; // of another origin
      if (frame.hasAttribute("sandbox") && !frame.sandbox.contains("allow-downloads")) return NO_FILE;
    } catch {
      return MAY_BE_REFUSED;
    }
  }
  return "";
}

/** @param {import("./demos.js").Demo} demo @returns {(name: string, blob: Blob) => void} */
export const saveFor = (demo) => (name, blob) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  const doubt = doubtOfSaving();
  if (doubt) complain(demo, doubt);
};

/**
 * What Python asks the page to do beside showing the picture; see demos/effects.py.
 * @typedef {{type: string, [field: string]: unknown}} Effect
 *
 * By type, what carries an effect out; it knows the fields of its own.
 * @typedef {Record<string, ((effect: any, demo: import("./demos.js").Demo) => void) | undefined>} Effects
 */

/** @type {Record<string, string>} by the end of a file's name */
const TYPES = { csv: "text/csv", py: "text/x-python" };

/** @type {Effects} */
export const effects = {
  /** @param {{text: string}} kept @param {import("./demos.js").Demo} demo */
  remember: ({ text }, demo) => remember(demo, text),
  /** @param {{name: string, text: string}} file @param {import("./demos.js").Demo} demo */
  save: ({ name, text }, demo) =>
    saveFor(demo)(name, new Blob([text], { type: TYPES[name.split(".").at(-1) ?? ""] ?? "application/json" })),
};

/**
 * The event that hands over the file that was chosen, or the one that tells why it cannot be.
 * @param {HTMLInputElement} input
 * @param {import("./demos.js").Demo} demo
 * @param {File} file
 * @returns {Promise<import("./queue.js").DemoEvent | null>} null where the demo takes neither
 */
export async function eventOf(input, demo, file) {
  let reason = `it is larger than ${input.dataset.maxBytes} bytes`;
  try {
    if (file.size <= Number(input.dataset.maxBytes)) {
      return { ...JSON.parse(/** @type {string} */ (input.dataset.file)), name: file.name, text: await file.text() };
    }
  } catch (error) {
    reason = /** @type {Error} */ (error).message;
  }
  const type = pageOf(demo).raised["refused-file"];
  if (!type) complain(demo, `${file.name} was not loaded: ${reason}.`);
  return type ? { type, name: file.name, reason } : null;
}
