// Has Python started, and hands on to it what downloads.mjs fetches.
import { run } from "./python/run.js";

/**
 * What shim.js calls this with.
 * @typedef {object} Page
 * @property {string} core the address of PyScript
 * @property {string} interpreter the address of what PyScript takes for Pyodide
 * @property {LstmChannel | null} channel where Python is to run on the page, what they talk over
 * @property {(name: string) => string} beside the address of a file beside this one
 * @property {() => void} signOfLife to be told that things go on
 * @property {(cause: string) => void} failed to be told why not
 * @property {(status: string) => void} say shows what Python's status is
 * @property {string[]} downloaded to which the addresses of all that is fetched are added
 *
 * @typedef {import("./python/run.js").Part} Part
 * @typedef {{add: (part: Part) => void, release: () => void}} Parts
 */

const { oneFile } = globalThis; // in a page that is one file; see one-file/page.js
const root = document.documentElement;
/** @param {string} selector */
const all = (selector) => document.querySelectorAll(selector);
const NO_DOWNLOADS = "downloads.mjs could not be loaded or run.";

/** @param {Page} page @returns {Promise<import("./page/queue.js").Python>} */
export async function startPython(page) {
  document.addEventListener("securitypolicyviolation", (event) => {
    const cause = forbidden(event);
    if (cause) page.failed(cause);
  });
  const { core, interpreter, channel } = page;
  /** @type {Parts | undefined} */
  let parts;
  /** @type {Worker | undefined} */
  let downloads;
  const python = await run({
    ...{ core, interpreter, channel },
    hear: (data) => heard(page, data, parts),
    begin(post) {
      parts = partsFor(post);
      downloads = startDownloads(page, parts);
    },
  });
  return {
    dispatch: python.dispatch,
    stop() {
      downloads?.terminate();
      python.stop();
    },
  };
}

// A host's policy may keep Python from starting; what it keeps from an extension of the browser is not for the page to say.
/** @param {SecurityPolicyViolationEvent} violation */
function forbidden({ blockedURI, disposition, effectiveDirective }) {
  const isEssential = /^(script-src|script-src-elem|worker-src|connect-src)$/.test(effectiveDirective);
  const isOurs = ["eval", "wasm-eval", "blob"].includes(blockedURI) || blockedURI.startsWith(location.origin);
  if (disposition !== "enforce" || !isEssential || !isOurs) return null;
  return `The host's Content-Security-Policy forbids it (${effectiveDirective}: ${blockedURI}).`;
}

// ---- Downloads -------------------------------------------------------------------------------------------------

// Done by a worker of their own. It may come from a page's own origin only, which a sandboxed frame has not, but it may
// import from elsewhere; and in such a frame it may not be a module itself.
/** @param {string} address */
function downloadsWorker(address) {
  const source = `import(${JSON.stringify(address)}).catch(() => postMessage({ failed: ${JSON.stringify(NO_DOWNLOADS)} }));`;
  return new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
}

/** @param {Page} page @param {Parts} parts */
function startDownloads({ beside, downloaded, signOfLife, failed }, parts) {
  const address = beside("downloads.mjs");
  const downloads = oneFile?.downloads(address) ?? downloadsWorker(address);
  downloads.onerror = () => failed(NO_DOWNLOADS);
  downloads.onmessage = ({ data }) => {
    if (data.addresses) downloaded.push(...data.addresses);
    if (data.failed) failed(data.failed);
    if (data.part) parts.add(data);
    if (data.total && root.dataset.python === "loading") {
      signOfLife();
      showProgress(data);
    }
  };
  return downloads;
}

/** @param {{loaded: number, total: number}} bytes */
function showProgress({ loaded, total }) {
  for (const bar of /** @type {NodeListOf<HTMLProgressElement>} */ (all("[data-python-progress]")))
    bar.value = loaded / total;
  const megabytes = `${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
  for (const place of all("[data-python-percent]")) place.textContent = megabytes;
}

// The parts of Python on their way to the interpreter, where they wait until that listens.
/** @param {import("./python/run.js").Post} post @returns {Parts} */
function partsFor(post) {
  /** @param {Part} part */
  const send = (part) => post(part, part.content instanceof ArrayBuffer ? [part.content] : []);
  /** @type {Part[]} */
  const waiting = [];
  let listens = false;
  return {
    add: (part) => (listens ? send(part) : waiting.push(part)),
    release() {
      listens = true;
      waiting.splice(0).forEach(send);
    },
  };
}

/**
 * The interpreter tells how it gets on.
 * @param {Page} page
 * @param {import("./python/python.mjs").Told} data
 * @param {Parts | undefined} parts there before it can be heard
 */
function heard({ signOfLife, failed, say }, data, parts) {
  if (data.failed) return failed(data.failed);
  if (data.listening) parts?.release();
  if (root.dataset.python !== "loading") return;
  signOfLife();
  if (data.phase) say(data.phase);
}
