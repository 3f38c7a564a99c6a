// Optional, for a page with LSTM demos in frames (<iframe data-lstm>): every frame becomes as high as its demo and follows
// the page's light or dark colours. Without it the frames work as well, with the height that they have.
(() => {
  if (window.lstmEmbed) return; // it may be there once for every demo
  window.lstmEmbed = true;
  const [LOWEST, HIGHEST] = [200, 8000]; // px
  const frames = () => [...document.querySelectorAll("iframe[data-lstm]")];

  // Told by what is behind the frame, since not every dark page calls itself one.
  function theme(frame) {
    for (let element = frame.parentElement; element; element = element.parentElement) {
      const [red, green, blue, alpha = 1] = (getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
      if (alpha > 0.5 && blue !== undefined) return 0.3 * red + 0.59 * green + 0.11 * blue < 128 ? "dark" : "light";
    }
    return getComputedStyle(document.documentElement).colorScheme === "dark" ? "dark" : "light";
  }

  const told = new WeakMap(); // {frame: theme}
  function tell(frame) {
    told.set(frame, theme(frame));
    frame.contentWindow?.postMessage({ lstm: 1, theme: told.get(frame) }, "*");
  }
  const tellNews = () => frames().forEach((frame) => theme(frame) !== told.get(frame) && tell(frame));

  // A page's switch for its colours sets some attribute, by whatever name, of something around the frame.
  const observer = new MutationObserver(tellNews);
  function meet(frame) {
    for (let element = frame.parentElement; element; element = element.parentElement) {
      observer.observe(element, { attributes: true });
    }
    tell(frame);
  }

  addEventListener("message", ({ source, data }) => {
    if (data?.lstm !== 1) return;
    const frame = frames().find((frame) => frame.contentWindow === source);
    if (!frame) return;
    if (data.hello === true) meet(frame); // it was loaded, or loaded again
    if (Number.isFinite(data.height)) frame.style.height = `${Math.min(Math.max(data.height, LOWEST), HIGHEST)}px`;
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tellNews);
  addEventListener("transitionend", ({ propertyName }) => propertyName.startsWith("background") && tellNews());
  frames().forEach(meet); // those that were loaded before this script
})();
