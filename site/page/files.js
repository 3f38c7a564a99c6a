// Files and pages to the reader, and files from the reader.
import { complain, pageOf } from "./demos.js";
import { printPages } from "./print.js";
import { remember } from "./remember.js";

/**
 * What a sandbox has to allow, and what is to be said where it does not, or where that cannot be known: a download or a
 * print dialog that a sandbox blocks raises no event; browsers only log it in the console.
 * @typedef {{token: string, refused: string, doubtful: string}} Permission
 */

/** @type {Permission} */
const SAVING = {
  token: "allow-downloads",
  refused: "No file has come: a page around this one does not let it save any (sandbox without allow-downloads).",
  doubtful:
    "If no file has come: the page around this one, or its host, does not let it save any (sandbox without allow-downloads).",
};
/** @type {Permission} */
const PRINTING = {
  token: "allow-modals",
  refused: "Nothing is printed: a page around this one does not let it print (sandbox without allow-modals).",
  doubtful:
    "If nothing is printed: the page around this one, or its host, does not let it print (sandbox without allow-modals).",
};

/** As far as can be seen, whether this page may do something: what is to be said. @param {Permission} permission */
function doubtOf({ token, refused, doubtful }) {
  // The host may have set a sandbox by a header (Content-Security-Policy).
  if (self.origin === "null") return location.protocol === "file:" && window.top === window.self ? "" : doubtful;
  for (let around = /** @type {Window} */ (window); around !== window.top; around = around.parent) {
    try {
      const frame = /** @type {HTMLIFrameElement | null} */ (around.frameElement);
      if (!frame) return doubtful; // of another origin
      if (frame.hasAttribute("sandbox") && !frame.sandbox.contains(token)) return refused;
    } catch {
      return doubtful;
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
  const doubt = doubtOf(SAVING);
  if (doubt) complain(demo, doubt);
};

/**
 * What Python asks the page to do beside showing the view; see demos/effects.py.
 * @typedef {{type: string, [field: string]: unknown}} Effect
 *
 * By type, what carries an effect out; it knows the fields of its own.
 * @typedef {Record<string, ((effect: any, demo: import("./demos.js").Demo) => void) | undefined>} Effects
 */

/** @type {Record<string, string>} by the end of a file's name */
const TYPES = { csv: "text/csv", py: "text/x-python", safetensors: "application/octet-stream" };

/** @type {Effects} */
export const effects = {
  /** @param {{html: string}} pages @param {import("./demos.js").Demo} demo */
  print: ({ html }, demo) => {
    printPages(html);
    const doubt = doubtOf(PRINTING);
    if (doubt) complain(demo, doubt);
  },
  /** @param {{text: string}} kept @param {import("./demos.js").Demo} demo */
  remember: ({ text }, demo) => remember(demo, text),
  /** @param {{name: string, text?: string, base64?: string}} file @param {import("./demos.js").Demo} demo */
  save: ({ name, text, base64 }, demo) => {
    const content = text ?? Uint8Array.from(atob(base64 ?? ""), (letter) => letter.charCodeAt(0));
    saveFor(demo)(name, new Blob([content], { type: TYPES[name.split(".").at(-1) ?? ""] ?? "application/json" }));
  },
};

/** Its text; or, of a file that is none, its bytes as a data: address. @param {File} file */
async function textOrBytes(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    if (!bytes.includes(0)) return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // no text
  }
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return `data:application/octet-stream;base64,${btoa(letters)}`;
}

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
      const text = input.dataset.takes === "bytes" ? await textOrBytes(file) : await file.text();
      return { ...JSON.parse(/** @type {string} */ (input.dataset.file)), name: file.name, text };
    }
  } catch (error) {
    reason = /** @type {Error} */ (error).message;
  }
  const type = pageOf(demo).raised["refused-file"];
  if (!type) complain(demo, `${file.name} was not loaded: ${reason}.`);
  return type ? { type, name: file.name, reason } : null;
}
