// The button with which readers keep the page for reading offline, and let it go again; see sw.js. shim.js loads this
// on a page of its own, never in a frame.
const place = /** @type {HTMLElement} */ (document.querySelector("[data-keep]"));
const button = /** @type {HTMLButtonElement} */ (place.querySelector("[data-keep-button]"));
const status = /** @type {HTMLElement} */ (place.querySelector("[data-keep-status]"));
const [KEEP, OFFER] = [button.textContent, status.textContent];
const { serviceWorker } = navigator;
const scope = new URL("./", document.baseURI).href; // see folder.js
const NEWS = `lstm-explainer ${scope}`;
const OURS = `lstm-explainer ${scope} `; // how caches begin, and the lock of whoever makes or takes away one; see sw.js

/** The label says what a click does. @param {boolean} isRegistered @param {string} words */
function show(isRegistered, words) {
  button.dataset.kept = String(isRegistered);
  button.textContent = isRegistered ? "Do not keep it any longer" : KEEP;
  status.textContent = words;
  place.hidden = false;
}

// The one for this very folder: a site around it may have a service worker of its own.
async function ours() {
  const registration = await serviceWorker.getRegistration(scope);
  return registration?.scope === scope ? registration : undefined;
}

/**
 * @param {ServiceWorker} worker
 * @param {"keep" | "mend" | "isWhole"} wanted
 * @returns {Promise<unknown>}
 */
function ask(worker, wanted) {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => (data.failed ? reject(new Error(data.failed)) : resolve(data.value));
    worker.postMessage(wanted, [port2]);
  });
}

/**
 * Has the newest version that there is made whole, by its own worker, which is asked to keep or to mend; fails with the
 * reason.
 * @param {ServiceWorkerRegistration} registration
 * @param {"keep" | "mend"} wanted
 */
async function fill(registration, wanted) {
  // One that was let go and comes back is not installed anew, and may be older than the site.
  if (registration.active) await registration.update().catch(() => {});
  const newest = registration.installing ?? registration.waiting ?? registration.active;
  const isOver = () => !newest || ["activated", "redundant"].includes(newest.state);
  while (!isOver()) await new Promise((resolve) => newest?.addEventListener("statechange", resolve, { once: true }));
  if (!registration.active) throw new Error("the browser gave up");
  await ask(registration.active, wanted);
  if (!(await ask(registration.active, "isWhole"))) throw new Error("something else in this browser deletes it");
}

async function register() {
  /** @type {RegistrationOptions} */
  const options = { scope, updateViaCache: "none" };
  try {
    return await serviceWorker.register(new URL("sw.js", scope), options);
  } catch (error) {
    throw navigator.onLine ? error : new Error("there is no network");
  }
}

async function forget() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS)) await caches.delete(name);
  }
}

async function letGo() {
  const registration = await ours();
  const workers = [registration?.installing, registration?.waiting, registration?.active];
  for (const worker of workers) worker?.postMessage("letGo");
  await registration?.unregister();
  await forget();
  // A worker that is just mending it may have made a cache anew. What it has made goes when it is done; see sw.js.
  navigator.locks.request(OURS, forget).catch(console.warn);
}

async function keep() {
  status.textContent = "Being kept. This takes as long as loading the page did.";
  const others = await ours(); // another tab may be at it, or be done
  try {
    await fill(others?.active ? others : await register(), "keep");
  } catch (error) {
    if (!others?.active) await letGo(); // nothing is half kept
    throw error;
  }
}

// Other tabs hear of every change of the storage, which this leaves as it was. (The page has no real BroadcastChannel;
// see python/storage.js.)
function tellOthers() {
  try {
    localStorage.setItem(NEWS, "look");
    localStorage.removeItem(NEWS);
  } catch {
    // it is full or blocked; they look when the reader comes to them
  }
}

// Says what is so, after looking at every byte, and mends what is not whole. Only the latest look has a say.
let looks = 0;
async function look() {
  const mine = ++looks;
  /** @type {typeof show} */
  const say = (isRegistered, words) => mine === looks && show(isRegistered, words);
  const registration = await ours();
  if (!registration?.active) return say(false, OFFER);
  if (place.hidden) say(true, "Looking whether all of it is still kept in this browser.");
  if (!(await ask(registration.active, "isWhole"))) {
    if (button.dataset.kept === "false") return; // another tab is just keeping it, and will say when it is done
    say(true, "Not all of it is in this browser any more. What is missing is being fetched again.");
    try {
      await fill(registration, "mend");
    } catch (error) {
      if (!(await ours())?.active) return say(false, OFFER); // let go meanwhile, by another tab
      counted = await count();
      return say(
        true,
        `This page is not kept whole (${/** @type {Error} */ (error).message}). Without a network it may not open.`,
      );
    }
  }
  counted = await count();
  say(true, "This page is kept in this browser and opens without a network.");
}

// What is there of it, as far as can be told without reading 15 MB: other programs of the same origin may delete it. To
// open a cache that was just deleted would make it anew. So it is asked for, and while a worker is at them none is
// opened: that is for the next glance.
const count = () =>
  navigator.locks.request(OURS, { ifAvailable: true }, async (lock) => {
    if (!lock) return counted;
    const names = (await caches.keys()).filter((name) => name.startsWith(OURS));
    /** @param {string} name */
    const open = async (name) => ((await caches.has(name)) ? caches.open(name) : undefined);
    return String(await Promise.all(names.map(async (name) => (await (await open(name))?.keys())?.length)));
  });
const A_GLANCE = 3000; // ms from one to the next
let counted = ""; // when it was looked at last
async function glance() {
  if (document.hidden || button.disabled || looking || button.dataset.kept !== "true") return;
  if ((await count()) !== counted) lookAgain();
}

// Not while the button is at work, which looks when it is done.
let looking = 0;
async function lookAgain() {
  if (button.disabled) return;
  looking++;
  await look().catch(console.warn);
  looking--;
}

button.addEventListener("click", async () => {
  button.disabled = true;
  looks++; // what is being looked at is no longer what it was
  const isKept = button.dataset.kept === "true";
  let failure = "";
  try {
    if (isKept) await letGo();
    else await keep();
  } catch (error) {
    failure = `It could not be ${isKept ? "let go" : "kept"} (${/** @type {Error} */ (error).message}).`;
  }
  tellOthers();
  await look().catch(console.warn);
  if (failure) status.textContent = failure;
  button.disabled = false;
});

try {
  await ours();
  for (const event of ["focus", "online"]) addEventListener(event, lookAgain);
  document.addEventListener("visibilitychange", () => document.hidden || lookAgain());
  serviceWorker.addEventListener("controllerchange", lookAgain);
  addEventListener("storage", ({ key, newValue }) => key === NEWS && newValue && lookAgain()); // see tellOthers()
  await look();
  setInterval(() => glance().catch(console.warn), A_GLANCE);
} catch {
  // with storage blocked, browsers may not even be asked
}
