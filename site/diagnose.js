// Which of the page's files is not what the build made, by the list SHA256SUMS: looked up when something does not work,
// and once when all does. Not in a page that is one file, nor where the host does not let the page read its own files.
const [FOLDER, LIST] = [new URL("../../", import.meta.url), "SHA256SUMS"];
// Fonts and pictures do no harm.
const LOOKED_AT = /^[0-9a-f]{64} {2}(assets\/.+\.(?:m?js|css|wasm|bin))$/;
const PATIENCE = 5000; // ms for one file

/**
 * The name of a file, what is wrong with it as the end of a sentence, and whether it came and is another one.
 * @typedef {{file: string, why: string, differs: boolean}} Fault
 */

/** As the page got it: from the browser's cache, if it is there. @param {string} address */
const again = (address) => fetch(address, { cache: "force-cache", signal: AbortSignal.timeout(PATIENCE) });

/** @param {ArrayBuffer} content */
async function sha256(content) {
  // On plain http pages other than localhost browsers have none of their own.
  const digest = crypto.subtle
    ? new Uint8Array(await crypto.subtle.digest("SHA-256", content))
    : (await import("./sha256.mjs")).sha256(new Uint8Array(content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What is wrong with a file, if anything is. @param {string} line of LIST @returns {Promise<Fault | null>} */
async function look(line) {
  const [hash, path] = line.split("  ");
  const file = /** @type {string} */ (path.split("/").pop());
  /** @param {string} why */
  const away = (why) => ({ file, why, differs: false });
  try {
    const response = await again(new URL(path, FOLDER).href);
    if (!response.ok) return away(`could not be fetched (the server answered ${response.status})`);
    if ((await sha256(await response.arrayBuffer())) === hash) return null;
    const isPage = response.headers.get("Content-Type")?.startsWith("text/html");
    return { file, why: isPage ? "is not there, a web page came in its place" : "is damaged", differs: true };
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    return away(name === "TimeoutError" ? "does not come, the server is silent" : `could not be fetched (${message})`);
  }
}

/** @param {(path: string) => boolean} isMeant */
async function faults(isMeant) {
  const list = await fetch(new URL(LIST, FOLDER), { signal: AbortSignal.timeout(PATIENCE) });
  const all = (await list.text()).split("\n").filter((line) => LOOKED_AT.test(line));
  if (!all.length) return [{ file: LIST, why: "is damaged, so that no other can be compared with it", differs: true }];
  const lines = all.filter((line) => isMeant(/** @type {RegExpExecArray} */ (LOOKED_AT.exec(line))[1]));
  return (await Promise.all(lines.map(look))).filter((fault) => fault !== null);
}

/** @param {Fault[]} found */
const listed = (found) => found.map(({ file, why }) => `${file} ${why}.`).join(" ");

/** The cause of a failure, as its files tell it, or "" if they are as they should be. */
export async function cause() {
  const found = await faults(Boolean);
  return listed(found.slice(0, 3)) + (found.length > 3 ? ` So it is with ${found.length - 3} other files.` : "");
}

// What a worker has loaded is not among what the page has; downloads.mjs checks the rest of Python by itself.
const OF_PYTHON = /\/(?:python(?:-\w+)?\/[\w.]+\.m?js|(?:downloads|runtime)\.mjs)$/;

/** What is not as it was built though the page works, or "". Only what was loaded is looked at. */
export async function damage() {
  const loaded = new Set(performance.getEntriesByType("resource").map(({ name }) => name));
  /** @param {string} path */
  const isLoaded = (path) => /css$|js$/.test(path) && loaded.has(new URL(path, FOLDER).href);
  // This file itself shows nothing that could be wrong.
  const found = await faults((path) => (isLoaded(path) && !import.meta.url.endsWith(path)) || OF_PYTHON.test(path));
  return listed(found.filter(({ file, differs }) => differs && file !== LIST)); // some hosts send no list
}

// Where shim.js is not there to ask; see supported.js.
if (!globalThis.lstmShim) {
  const why = await cause();
  for (const place of document.querySelectorAll("[data-cause]")) if (why) place.textContent = why;
}
