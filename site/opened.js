// A demo in a frame of its own, with a Python of its own, that a press opens within the article: its page is fetched
// only then, and what happens to its Python happens to no other demo.
const [LOWEST, HIGHEST] = [200, 12_000]; // px

/** @param {HTMLElement} button with the address of the demo's page */
export function open(button) {
  const { open: address, title } = /** @type {Record<string, string>} */ (button.dataset);
  const { theme } = document.documentElement.dataset;
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.className = "opened";
  Object.assign(frame.style, { display: "block", width: "100%", height: "60rem", border: "0" });
  frame.src = theme ? `${address}?theme=${theme}` : address;
  frame.allow = "clipboard-write";
  addEventListener("message", ({ source, data }) => {
    // See frame.js.
    if (source !== frame.contentWindow || data?.lstm !== 1 || !Number.isFinite(data.height)) return;
    frame.style.height = `${Math.min(Math.max(data.height, LOWEST), HIGHEST)}px`;
  });
  button.replaceWith(frame);
  frame.focus({ preventScroll: true });
}
