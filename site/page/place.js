// Where this page is, and what can be had from beside it.
const script = /** @type {HTMLScriptElement} */ (document.currentScript); // shim.js, of which this is a part
export const root = document.documentElement;

/** In a page that is one file; see one-file/page.js. */
export const oneFile = globalThis.oneFile;

// This page's own address without settings, and these. In srcdoc, blob: and data: there is none that settings could be
// added to, and what a script wrote goes by that of another page; see frame.js.
export const isHierarchical = !["about:", "blob:", "data:"].includes(location.protocol);
export const isWritten = isHierarchical && globalThis.lstmWritten === true;
const hasOwn = isHierarchical && !isWritten;
export const address = hasOwn ? location.href.split(/[?#]/)[0] : "";
export const settings = hasOwn ? location.search + location.hash : "";

/** The address of a file beside shim.js. @param {string} name */
export const beside = (name) => new URL(name, script.dataset.src ?? script.src).href;
/** @param {"core" | "interpreter"} name */
const given = (name) => new URL(/** @type {string} */ (script.dataset[name]), document.baseURI).href;
export const [core, interpreter] = [given("core"), given("interpreter")];

/** Imports a module from beside shim.js. @param {string} name */
export async function load(name) {
  await oneFile?.open();
  return import(beside(name));
}

/** Of the folder that the site is in, see folder.js; blob: and data: are in none. */
export const folder = isHierarchical ? new URL("./", document.baseURI).href : "";

/** What the address asks for; see frame.js. @param {string} name */
export const asked = (name) => globalThis.lstmAsked?.(name, settings);

/** @param {string} selector @returns {NodeListOf<HTMLElement>} */
export const all = (selector) => document.querySelectorAll(selector);
