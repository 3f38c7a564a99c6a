// In a frame: tells the page around it how high the demo is, and takes that page's colours; see embed/embed.js.
const asked = new URLSearchParams(location.search).has("theme"); // by the address, which the page does not overrule
const tell = () => parent.postMessage({ lstm: 1, height: Math.ceil(document.body.getBoundingClientRect().height) }, "*");

new ResizeObserver(tell).observe(document.body);
addEventListener("message", ({ source, data }) => {
  if (source !== parent || data?.lstm !== 1) return;
  if (!asked && ["light", "dark"].includes(data.theme)) document.documentElement.dataset.theme = data.theme;
  tell(); // it may not have been there to hear it before
});
