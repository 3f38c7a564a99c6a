// What a script writes into a window goes by the address of the page with that script, of which it is told by no navigation.
globalThis.lstmWritten = (() => {
  const bare = (url) => url?.split("#")[0];
  const goesByOurs = (page) => {
    try {
      return page && page !== window && bare(page.location.href) === bare(location.href);
    } catch {
      return false; // it is of another origin
    }
  };
  const fetched = performance.getEntriesByType("navigation")[0]?.name;
  return bare(fetched) !== bare(location.href) && [parent, opener].some(goesByOurs);
})();

// What the address asks for, before Python is there: the last value of a setting, or null. What happens to links on their
// way is undone here as in demos/query.py; an &#38; makes a fragment of all that follows.
globalThis.lstmAsked = (name, written = lstmWritten ? "" : location.search + location.hash) => {
  const plain = (text) => text.replace(/%[0-7][\da-f]/gi, (escaped) => decodeURIComponent(escaped));
  const address = plain(plain(plain(written)));
  const found = [...address.matchAll(new RegExp(`[?&;](?:amp)?${name}=(?:3D)?([\\w-]*)`, "g"))];
  return found.at(-1)?.[1] ?? null;
};

// In a frame: tells the page around it how high the demo is, and takes that page's colours; see embed/embed.js. It comes
// before anything is drawn, so that a dark page does not flash.
(() => {
  if (parent === window) return;
  const { documentElement } = document;
  const asked = lstmAsked("theme") ?? "";
  const [, theme] = /^(?:transparent-)?(light|dark)$/.exec(asked) ?? []; // by the address, which the page does not overrule
  const transparent = /^transparent(?:-light|-dark)?$/.test(asked);
  const tell = (message) => parent.postMessage({ lstm: 1, theme, transparent, ...message }, "*");
  // Of the whole document: a margin at the end of the body sticks out of it, and then the frame would scroll by itself.
  const tellHeight = () => tell({ height: Math.ceil(documentElement.getBoundingClientRect().height) });

  // Transparent only by the word of somebody who knows the ground: dark ink on a dark page could not be read.
  function wear(name, ground) {
    documentElement.dataset.theme = name;
    if (!transparent) return;
    documentElement.dataset.transparent = "";
    documentElement.style.setProperty("--behind", CSS.supports("color", ground) ? ground : "");
  }
  if (theme) wear(theme, "");

  addEventListener("message", ({ source, data }) => {
    if (source !== parent || data?.lstm !== 1) return;
    if (["light", "dark"].includes(data.theme)) wear(theme ?? data.theme, (theme ?? data.theme) === data.theme ? data.ground : "");
    if (document.readyState !== "loading") tellHeight(); // embed.js may not have been there to hear it before
  });
  tell({ hello: true });
  addEventListener("DOMContentLoaded", () => new ResizeObserver(tellHeight).observe(documentElement));
})();
