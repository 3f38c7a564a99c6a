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

  const tell = (frame) => frame.contentWindow?.postMessage({ lstm: 1, theme: theme(frame) }, "*");
  const tellAll = () => frames().forEach(tell);

  const told = new WeakSet(); // windows that know the theme
  addEventListener("message", ({ source, data }) => {
    if (data?.lstm !== 1 || !Number.isFinite(data.height)) return;
    const frame = frames().find((frame) => frame.contentWindow === source);
    if (!frame) return;
    frame.style.height = `${Math.min(Math.max(data.height, LOWEST), HIGHEST)}px`;
    if (told.has(source)) return;
    told.add(source);
    tell(frame);
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tellAll);
  const observer = new MutationObserver(tellAll);
  for (const element of [document.documentElement, document.body]) {
    if (element) observer.observe(element, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
  }
  tellAll();
})();
