// The button with which readers keep the page for reading offline, and let it go again; see sw.js. shim.js loads this on a
// page of its own, never in a frame.
const place = document.querySelector("[data-keep]");
const button = place.querySelector("[data-keep-button]");
const status = place.querySelector("[data-keep-status]");
const [KEEP, OFFER] = [button.textContent, status.textContent];
const { serviceWorker } = navigator;
const scope = new URL("./", location.href).href;

function show(registration) {
  const isKept = Boolean(registration?.active);
  button.textContent = isKept ? "Do not keep it any longer" : KEEP;
  status.textContent = isKept ? "This page is kept in this browser and opens without a network." : OFFER;
  button.dataset.kept = isKept;
}

// The one for this very folder: a site around it may have a service worker of its own.
async function ours() {
  const registration = await serviceWorker.getRegistration(scope);
  return registration?.scope === scope ? registration : undefined;
}

async function keep() {
  status.textContent = "Being kept. This takes as long as loading the page did.";
  const told = new Promise((_, fail) =>
    serviceWorker.addEventListener("message", ({ data }) => data?.notKept && fail(new Error(data.notKept))),
  );
  const registration = await serviceWorker.register(new URL("sw.js", scope), { scope, updateViaCache: "none" });
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  const done = new Promise((resolve, fail) => {
    const look = () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") setTimeout(fail, 500, new Error("the browser gave up")); // after its own words
    };
    worker.addEventListener("statechange", look);
    look();
  });
  await Promise.race([done, told]);
}

async function letGo() {
  await (await ours())?.unregister();
  for (const name of await caches.keys()) {
    if (name.startsWith(`lstm-explainer ${scope} `)) await caches.delete(name);
  }
}

button.addEventListener("click", async () => {
  button.disabled = true;
  try {
    await (button.dataset.kept === "true" ? letGo() : keep());
    show(await ours());
  } catch (error) {
    show(await ours().catch(() => undefined));
    status.textContent = `It could not be kept (${error.message}).`;
  }
  button.disabled = false;
});

try {
  show(await ours());
  place.hidden = false;
} catch {
  // with storage blocked, browsers may not even be asked
}
