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
 * @property {(cause: string, lacksMemory?: boolean) => void} failed to be told why not
 * @property {(status: string) => void} say shows what Python's status is
 * @property {string[]} downloaded to which the addresses of all that is fetched are added
 * @property {string[]} packages of the demos on the page, of which some need more of Python than others
 *
 * @typedef {import("./python/run.js").Part} Part
 * @typedef {ReturnType<typeof partsOf>} Parts
 */

const { oneFile } = globalThis; // in a page that is one file; see one-file/page.js
const root = document.documentElement;
/** @param {string} selector */
const all = (selector) => document.querySelectorAll(selector);
const NO_DOWNLOADS = "downloads.mjs could not be loaded or run.";

/** @param {Page} given @returns {Promise<import("./page/queue.js").Python>} */
export async function startPython(given) {
  try {
    return await begin(given);
  } catch (error) {
    // Browsers throw before they tell of the violation, and name what was to be assigned.
    const isForbidden = /Trusted(?:HTML|Script)/.test(/** @type {Error} */ (error).message);
    throw isForbidden ? new Error(`${FORBIDS} (require-trusted-types-for)`) : error;
  }
}
const FORBIDS = "The host's Content-Security-Policy forbids it";

/** @param {Page} given @returns {Promise<import("./page/queue.js").Python>} */
async function begin(given) {
  const page = { ...given, failed: (/** @type {string} */ cause) => given.failed(...judged(cause)) };
  document.addEventListener("securitypolicyviolation", (event) => {
    const cause = forbidden(event);
    if (cause) page.failed(cause);
  });
  const { core, interpreter, channel } = page;
  const parts = partsOf(page.packages);
  // What lies elsewhere is asked for at once, and worked on when PyScript is under way; what is in the page is at hand.
  let downloads = oneFile ? undefined : startDownloads(page, parts);
  try {
    const python = await run({
      ...{ core, interpreter, channel },
      hear: (data) => heard(page, data, parts),
      begin(post) {
        parts.post = post;
        downloads ??= startDownloads(page, parts);
        downloads.postMessage("go");
      },
    });
    return {
      dispatch: python.dispatch,
      stop() {
        downloads?.terminate();
        python.stop();
      },
    };
  } catch (error) {
    downloads?.terminate();
    throw error;
  }
}

/** @param {string} cause @returns {[string, boolean]} what to say, and whether the browser gives it no memory */
function judged(cause) {
  const lacksMemory = /out of memory|allocat/i.test(cause);
  return [cause + (lacksMemory ? NO_MEMORY : ""), lacksMemory];
}
const NO_MEMORY = " The browser gives it no memory: close other tabs or programs, then press Retry.";

// A host's policy may keep Python from starting; what it keeps from an extension of the browser is not for the page to
// say.
/** @param {SecurityPolicyViolationEvent} violation */
function forbidden({ blockedURI, disposition, effectiveDirective }) {
  const isEssential = /^(script-src|script-src-elem|worker-src|connect-src)$/.test(effectiveDirective);
  const isOurs = ["eval", "wasm-eval", "blob"].includes(blockedURI) || blockedURI.startsWith(location.origin);
  if (disposition !== "enforce" || !isEssential || !isOurs) return null;
  return `${FORBIDS} (${effectiveDirective}: ${blockedURI}).`;
}

// ---- Downloads -------------------------------------------------------------------------------------------------

// Done by a worker of their own. It may come from a page's own origin only, which a sandboxed frame has not, but it may
// import from elsewhere; and in such a frame it may not be a module itself. The page's word to begin may come before
// the import has.
/** @param {string} address @param {string} name */
function downloadsWorker(address, name) {
  const source = `const { promise, resolve } = Promise.withResolvers();
    globalThis.mayBegin = promise;
    addEventListener("message", resolve, { once: true });
    import(${JSON.stringify(address)}).catch(() => postMessage({ failed: ${JSON.stringify(NO_DOWNLOADS)} }));`;
  return new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), { name });
}

/** @param {Page} page @param {Parts} parts */
function startDownloads({ beside, downloaded, signOfLife, failed, packages }, parts) {
  const [address, name] = [beside("downloads.mjs"), packages.join(" ")]; // from which it knows what is needed
  const downloads = oneFile?.downloads(address, name) ?? downloadsWorker(address, name);
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
/** @param {string[]} packages */
function partsOf(packages) {
  /** @type {Part[]} */
  const waiting = [];
  let listens = false;
  return {
    post: /** @type {import("./python/run.js").Post | undefined} */ (undefined),
    /** @param {Part} part */
    add(part) {
      if (listens) this.post?.(part, part.content instanceof ArrayBuffer ? [part.content] : []);
      else waiting.push(part);
    },
    release() {
      listens = true;
      this.post?.({ packages }, []);
      for (const part of waiting.splice(0)) this.add(part);
    },
  };
}

/**
 * The interpreter tells how it gets on.
 * @param {Page} page
 * @param {import("./python/python.mjs").Told} data
 * @param {Parts} parts
 */
function heard({ signOfLife, failed, say }, data, parts) {
  if (data.failed) return failed(data.failed);
  if (data.listening) parts.release();
  if (root.dataset.python !== "loading") return;
  signOfLife();
  if (data.phase) say(data.phase);
}
