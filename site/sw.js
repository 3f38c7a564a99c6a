// The service worker of those readers who asked for the page to be kept (keep.js): with it, the site opens and trains
// without a network. bundler/publish/offline.py writes what is kept, and a version made of all its bytes, before this:
//   VERSION   FILES = {path: sha256}
//
// What is shown is always one whole version, of which every byte was checked: the server's, if all of it can be had,
// and else the kept one. So a half-done deploy, an error or a sign-in page never takes the place of a page that works.
const PREFIX = `lstm-explainer ${registration.scope} `; // an origin may have many sites
const NAME = PREFIX + VERSION;
const LISTED = /^const VERSION = "(\w+)";\nconst FILES = (\{[\s\S]*?\n\});/; // how this file begins, in every version
const PATIENCE = 4000; // ms for a newer version, before the kept one is shown

/** @param {string} path */
const addressOf = (path) => new URL(path, registration.scope).href;
/** @param {string} path */
const isAsset = (path) => path.startsWith("assets/");
/** @param {string} path @param {string} name of a cache */
const held = (path, name) => caches.match(addressOf(path), { cacheName: name });
const ours = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));
/** A cache that may have been deleted; to open it would make it anew. @param {string} name */
const existing = async (name) => ((await caches.has(name)) ? caches.open(name) : undefined);

// ---- Keeping a version -----------------------------------------------------------------------------------------

/** @param {Response | undefined} response @param {string} hash @returns {Promise<boolean>} */
async function isRight(response, hash) {
  if (!response) return false;
  const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("") === hash;
}

/** @param {string} path @param {RequestCache} mode */
async function fetched(path, mode) {
  const response = await fetch(addressOf(path), { cache: mode }).catch((error) => {
    throw new Error(`${path} could not be fetched`, { cause: error });
  });
  if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
  // A page that came by a detour may not be shown as an answer to another address.
  return response.redirected ? new Response(response.body, { headers: response.headers }) : response;
}

/**
 * What is right already in a cache or in the browser's own is not fetched again; what is wrong there, is.
 * @param {Cache} cache
 * @param {string} path
 * @param {string} hash
 */
async function keep(cache, path, hash) {
  const address = addressOf(path);
  if (await isRight(await cache.match(address), hash)) return;
  let response = await caches.match(address);
  if (!(await isRight(response, hash))) response = await fetched(path, isAsset(path) ? "default" : "no-cache");
  if (!(await isRight(response, hash))) response = await fetched(path, "reload");
  if (!response || !(await isRight(response, hash)))
    throw new Error(`${path} is not what it should be; is the site just being renewed?`);
  await cache.put(address, response);
}

// Makes a version whole, or mends it. One at a time: tabs, and the worker of a newer version, may all be at it, and one
// may have been asked before a reader let the page go and come to it after.
let isLetGo = false;
/** @param {string} name @param {Record<string, string>} files hashes by path */
function keepAll(name, files) {
  return navigator.locks.request(PREFIX, async () => {
    if (isLetGo) throw new Error("it was let go");
    const isNew = !(await caches.has(name));
    const cache = await caches.open(name);
    /** @param {string} path */
    const add = async (path) => {
      await keep(cache, path, files[path]);
      if (isLetGo || !(await caches.has(name)))
        throw new Error("it was let go, or deleted by something else, meanwhile");
    };
    try {
      const paths = Object.keys(files);
      for (const path of paths) if (!isAsset(path)) await add(path); // where a deploy is half done, pages tell
      for (const done of await Promise.allSettled(paths.filter(isAsset).map(add)))
        if (done.status === "rejected") throw done.reason;
    } catch (error) {
      if (isNew || isLetGo) await caches.delete(name);
      throw /** @type {Error} */ (error).name === "QuotaExceededError"
        ? new Error("the browser has no room left for it")
        : error;
    }
  });
}

async function isWhole() {
  for (const path in FILES) if (!(await isRight(await held(path, NAME), FILES[path]))) return false;
  return true;
}

// ---- One version after another ---------------------------------------------------------------------------------

// The first is kept when keep.js asks for it, and hears what goes wrong. A newer one takes over once it is whole.
async function install() {
  if (registration.active) await keepAll(NAME, FILES);
  await skipWaiting();
}

async function activate() {
  for (const name of await ours()) {
    if (name === NAME) continue;
    await inherit(name).catch(() => {}); // there may be no room
    await caches.delete(name);
  }
  await clients.claim();
}

/**
 * Tabs that show an older version may yet load assets of it, which the server may have no more.
 * @param {string} name of its cache
 */
async function inherit(name) {
  const [cache, older] = [await existing(NAME), await existing(name)];
  if (!cache || !older) return;
  for (const { url } of await older.keys()) {
    if (!url.startsWith(addressOf("assets/")) || (await cache.match(url))) continue;
    const copy = await older.match(url);
    if (copy) await cache.put(url, copy);
  }
}

// Once there is no tab of any version, nobody needs them any more.
async function disinherit() {
  if ((await clients.matchAll()).length) return;
  const cache = await existing(NAME);
  if (!cache) return;
  const listed = new Set(Object.keys(FILES).map(addressOf));
  for (const { url } of await cache.keys()) if (!listed.has(url)) await cache.delete(url);
}

// ---- Answers ---------------------------------------------------------------------------------------------------

/**
 * The kept copy for an address, whatever is asked of it behind the question mark; hosts may leave ".html" out.
 * @param {string} url
 * @param {string} name of a cache
 */
async function kept(url, name) {
  const path = url.slice(registration.scope.length).split(/[?#]/)[0] || "index.html";
  const found = (await held(path, name)) ?? (await held(`${path}.html`, name));
  // A page and a module take the address of the answer for their own. An answer that is made anew has the one that was
  // asked for, with what is behind the question mark.
  return found && url !== found.url ? new Response(found.body, found) : found;
}

/**
 * A page of the server's version, where that is another one and all that is new in it could be had. What is not new is
 * here; that version's own worker adds it when it is installed.
 * @param {string} url
 */
async function renewed(url) {
  const [, version, files] = LISTED.exec(await (await fetched("sw.js", "no-cache")).text()) ?? [];
  if (!version || version === VERSION) return undefined;
  const news = Object.entries(JSON.parse(files)).filter(([path, hash]) => FILES[path] !== hash);
  await keepAll(PREFIX + version, Object.fromEntries(news));
  return kept(url, PREFIX + version);
}

/** @param {FetchEvent} event @returns {Promise<Response>} */
async function page(event) {
  const { url } = event.request;
  event.waitUntil(disinherit());
  const copy = await kept(url, NAME);
  if (!copy) return fetch(event.request);
  const newer = renewed(url).catch(() => undefined);
  event.waitUntil(newer); // if it comes too late for this visit, it is there for the next
  /** @type {Promise<undefined>} */
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  return (await Promise.race([newer, late])) ?? copy;
}

/** @param {Request} request */
async function file(request) {
  if (request.cache === "reload") await lookAgain(request.url.slice(registration.scope.length)).catch(() => {});
  const copy = await kept(request.url, NAME);
  if (copy) return copy;
  for (const name of await ours()) {
    const other = await kept(request.url, name); // for a page that is newer than this worker
    if (other) return other;
  }
  return fetch(request);
}

/** Retry asks past the caches for what may be damaged. @param {string} path */
async function lookAgain(path) {
  const cache = await existing(NAME);
  if (cache && path in FILES) await keep(cache, path, FILES[path]);
}

// By keep.js: to keep is a reader's wish, to mend only this page's.
const mend = () => keepAll(NAME, FILES);
/** @type {Record<string, () => Promise<unknown>>} */
const WANTED = {
  isWhole,
  mend,
  keep() {
    isLetGo = false; // a worker that was let go comes back when its page is kept again
    return mend();
  },
  async letGo() {
    isLetGo = true;
  },
};

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  const [port] = event.ports; // none, if nobody waits
  const answer = WANTED[event.data]?.().then(
    (value) => port?.postMessage({ value }),
    ({ message }) => port?.postMessage({ failed: message }),
  );
  /** @type {MessageEvent & ExtendableEvent} */ (event).waitUntil(answer);
});
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  event.respondWith(request.mode === "navigate" ? page(event) : file(request));
});
