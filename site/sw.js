// The service worker of those readers who asked for the page to be kept (keep.js): with it, the site opens and trains
// without a network. bundler/offline.py writes what is kept, and a version made of all its bytes, before this:
//   VERSION   FILES = {path: sha256}
//
// Pages come from the network where there is one, so that a new version is seen at once; what they load has a hash in its
// address and comes from the cache. A new version is fetched beside the old one, and replaces it once it is whole.
const PREFIX = `lstm-explainer ${registration.scope} `; // an origin may have many sites
const NAME = PREFIX + VERSION;
const PATIENCE = 4000; // ms for a page from the network, before the kept one is shown

const addressOf = (path) => new URL(path, registration.scope).href;
const isPage = (path) => path.endsWith(".html");

async function sha256(response) {
  const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function fetched(path, mode) {
  const response = await fetch(addressOf(path), { cache: mode });
  if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
  // A page that came by a detour may not be shown as an answer to another address.
  return response.redirected ? new Response(response.body, { headers: response.headers }) : response;
}

// What is right already in an older cache or in the browser's is not fetched again; what is wrong there, is.
async function keep(cache, path) {
  const right = async (response) => (await sha256(response.clone())) === FILES[path];
  const old = await caches.match(addressOf(path));
  if (old && !isPage(path) && (await right(old))) return cache.put(addressOf(path), old);
  let response = await fetched(path, isPage(path) ? "no-cache" : "default");
  if (!(await right(response))) response = await fetched(path, "reload");
  if (!(await right(response))) throw new Error(`${path} is not what it should be; is the site just being renewed?`);
  return cache.put(addressOf(path), response);
}

async function install() {
  const cache = await caches.open(NAME);
  try {
    for (const path of Object.keys(FILES)) await keep(cache, path);
  } catch (error) {
    await caches.delete(NAME);
    for (const client of await clients.matchAll({ includeUncontrolled: true })) client.postMessage({ notKept: error.message });
    throw error;
  }
  await skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
  }
  await clients.claim();
}

// The kept copy for an address, whatever is asked of it behind the question mark; hosts may leave ".html" out.
async function kept(url) {
  const path = url.slice(registration.scope.length).split(/[?#]/)[0] || "index.html";
  const cache = await caches.open(NAME);
  const found = (await cache.match(addressOf(path))) ?? (await cache.match(addressOf(`${path}.html`)));
  // A page and a module take the address of the answer for their own. An answer that is made anew has the one that was
  // asked for, with what is behind the question mark.
  return found && url !== found.url ? new Response(found.body, found) : found;
}

async function page(request) {
  const network = fetch(request);
  network.catch(() => {}); // whoever waits for it is told; nobody may
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const first = await Promise.race([network, patience]).catch(() => null);
  return first ?? (await kept(request.url)) ?? network;
}

async function file(request) {
  // Retry asks past the caches for what may be damaged.
  if (request.cache !== "reload") return (await kept(request.url)) ?? fetch(request);
  const response = await fetch(request);
  if (response.ok && (await kept(request.url))) await (await caches.open(NAME)).put(request.url, response.clone());
  return response;
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  event.respondWith(request.mode === "navigate" ? page(request) : file(request));
});
