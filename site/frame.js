// In a frame: tells the page around it how high the demo is, and takes that page's colours; see embed/embed.js.
const asked = new URLSearchParams(location.search).has("theme"); // by the address, which the page does not overrule
// Of the whole document: a margin at the end of the body sticks out of it, and then the frame would scroll by itself.
const { documentElement } = document;
const tell = () => parent.postMessage({ lstm: 1, height: Math.ceil(documentElement.getBoundingClientRect().height) }, "*");

new ResizeObserver(tell).observe(documentElement);
addEventListener("message", ({ source, data }) => {
  if (source !== parent || data?.lstm !== 1) return;
  if (!asked && ["light", "dark"].includes(data.theme)) documentElement.dataset.theme = data.theme;
  tell(); // it may not have been there to hear it before
});
