// What the address asks for, before Python is there: the last value of a setting, or null. What happens to links on their
// way is undone here as in demos/query.py; an &#38; makes a fragment of all that follows.
globalThis.lstmAsked = (name, written = location.search + location.hash) => {
  const plain = (text) => text.replace(/%[0-7][\da-f]/gi, (escaped) => decodeURIComponent(escaped));
  const address = plain(plain(plain(written)));
  const found = [...address.matchAll(new RegExp(`[?&;](?:amp)?${name}=(?:3D)?([\\w-]*)`, "g"))];
  return found.at(-1)?.[1] ?? null;
};

// In a frame: tells the page around it how high the demo is, and takes that page's colours; see embed/embed.js. It comes
// before anything is drawn, so that a dark page does not flash.
(() => {
  if (parent === window) return;
  const asked = lstmAsked("theme") !== null; // by the address, which the page does not overrule
  const { documentElement } = document;
  const tell = (message) => parent.postMessage({ lstm: 1, ...message }, "*");
  // Of the whole document: a margin at the end of the body sticks out of it, and then the frame would scroll by itself.
  const tellHeight = () => tell({ height: Math.ceil(documentElement.getBoundingClientRect().height) });

  addEventListener("message", ({ source, data }) => {
    if (source !== parent || data?.lstm !== 1) return;
    if (!asked && ["light", "dark"].includes(data.theme)) documentElement.dataset.theme = data.theme;
    if (document.readyState !== "loading") tellHeight(); // embed.js may not have been there to hear it before
  });
  tell({ hello: true });
  addEventListener("DOMContentLoaded", () => new ResizeObserver(tellHeight).observe(documentElement));
})();
