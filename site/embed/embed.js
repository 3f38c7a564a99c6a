// Optional, for a page with LSTM demos in frames (<iframe data-lstm>): every frame becomes as high as its demo and follows
// the page's light or dark colours; where its address asks for it, the page is seen through it. Without this the frames
// work as well, with the height that they have.
(() => {
  if (window.lstmEmbed) return; // it may be there once for every demo
  window.lstmEmbed = true;
  const [LOWEST, HIGHEST] = [200, 8000]; // px
  const A_LOOK = 1000; // ms from one look at the page's colours to the next, for changes that nothing tells of
  const frames = () => [...document.querySelectorAll("iframe[data-lstm]")];
  const system = matchMedia("(prefers-color-scheme: dark)");

  // ---- Colours -------------------------------------------------------------------------------------------------

  // A colour of any notation as [red, green, blue, alpha], each from 0 to 1; null where this browser cannot tell. Browsers
  // give many notations back as they are, so an element that is there for a moment, and never seen, has it converted.
  function convert(colour) {
    const probe = document.createElement("lstm-colour");
    const set = (name, value) => probe.style.setProperty(name, value, "important"); // whatever the page's own styles say
    for (const name of ["display", "transition", "animation", "forced-color-adjust"]) set(name, "none");
    set("color", colour);
    set("color", `color-mix(in srgb, ${colour}, ${colour})`); // for Firefox before 128
    set("color", `color(from ${colour} srgb r g b)`); // what a browser does not know leaves what was set before
    document.documentElement.append(probe);
    const told = getComputedStyle(probe).color;
    probe.remove();
    const [, kind, parts] = /^(rgba?\(|color\(srgb )(.*)\)$/.exec(told) ?? [];
    if (!kind) return null;
    const numbers = parts.split(/[\s,/]+/).map((part) => Number(part) || 0); // a part may be "none"
    const scaled = numbers.map((number, k) => (kind.startsWith("rgb") && k < 3 ? number / 255 : number));
    const [red, green, blue, alpha = 1] = scaled.map((number) => Math.min(Math.max(number, 0), 1)); // or out of sRGB
    return [red, green, blue, alpha];
  }

  const known = new Map(); // {colour: parts}
  function partsOf(colour, where = "") {
    const name = `${colour} ${where}`;
    if (!known.has(name)) known.set(name, convert(colour));
    return known.get(name) ?? [0, 0, 0, 0];
  }

  const brightness = ([red, green, blue]) => 0.3 * red + 0.59 * green + 0.11 * blue;

  // Of a page that paints nothing: white, or black where its colour-scheme says so for this reader.
  function canvas() {
    const { colorScheme } = getComputedStyle(document.documentElement);
    const metas = [...document.querySelectorAll("meta[name='color-scheme' i]")].map(({ content }) => content);
    return partsOf("Canvas", [colorScheme, ...metas, system.matches].join(", "));
  }

  // What an element paints behind its content, from the front to the back; null stands for a picture.
  function layersOf(element) {
    const { display, backgroundColor, backgroundImage } = getComputedStyle(element);
    if (display === "contents") return [];
    const colour = partsOf(backgroundColor);
    // Who gives a picture a colour chooses one like it.
    if (/\b(?:url|image|image-set|cross-fade|element|paint)\(/.test(backgroundImage)) return [colour[3] > 0.5 ? colour : null];
    const stops = backgroundImage.match(/\b(?:rgba?|color|(?:ok)?(?:lab|lch))\([^()]*\)/g)?.map((stop) => partsOf(stop)) ?? [];
    if (!stops.length) return [colour];
    const mean = (k) => stops.reduce((sum, stop) => sum + stop[k], 0) / stops.length;
    return [[0, 1, 2, 3].map(mean), colour];
  }

  // As they are drawn, with the insides of components.
  const parentOf = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host;
  function* around(element) {
    for (; element; element = parentOf(element)) yield element;
  }

  // What is behind a frame: {theme}, and {ground} where that is one colour. Told by what is painted, since not every dark page
  // calls itself one. Of what cannot be known, the page's text tells: it has to be read on it.
  function behind(frame) {
    const text = partsOf(getComputedStyle(parentOf(frame)).color);
    const byText = { theme: text[3] > 0.5 && brightness(text) > 0.5 ? "dark" : "light" };
    const ground = [0, 0, 0];
    let through = 1; // how much of what is farther behind is seen
    const paint = ([red, green, blue, alpha]) => {
      [red, green, blue].forEach((part, k) => (ground[k] += through * alpha * part));
      through *= 1 - alpha;
    };
    for (const element of around(own.get(frame)?.transparent ? frame : parentOf(frame))) {
      for (const layer of layersOf(element)) {
        if (!layer) return byText;
        paint(layer);
        if (through < 0.01) break;
      }
      if (through < 0.01) break;
    }
    const white = canvas();
    // Light text on nothing: there must be something that this does not see, as a body::before.
    if (through > 0.5 && brightness(white) > 0.5 && byText.theme === "dark") return byText;
    paint(white);
    return {
      theme: brightness(ground) < 0.5 ? "dark" : "light",
      ground: `rgb(${ground.map((part) => Math.round(255 * part)).join(", ")})`,
    };
  }

  // ---- Frames --------------------------------------------------------------------------------------------------

  const own = new WeakMap(); // {frame: what its address asks for: {theme, transparent}}
  const told = new WeakMap(); // {frame: what is behind it}

  // Browsers paint a frame whose colour-scheme is not that of the page in it: nothing would be seen through it.
  function wear(frame) {
    const scheme = own.get(frame)?.theme ?? told.get(frame).theme;
    if (frame.style.colorScheme !== scheme) frame.style.colorScheme = scheme;
  }

  function tell(frame) {
    const news = behind(frame);
    told.set(frame, news);
    wear(frame);
    frame.contentWindow?.postMessage({ lstm: 1, ...news }, "*");
  }

  function tellNews() {
    for (const frame of frames()) {
      const [before, now] = [told.get(frame), behind(frame)];
      if (before?.theme !== now.theme || before.ground !== now.ground) tell(frame);
    }
  }

  // A page's switch for its colours sets some attribute, by whatever name, of something around the frame, or changes what is
  // in the head; or it is a box to tick that only the styles know of.
  const observer = new MutationObserver(tellNews);
  function meet(frame) {
    for (const element of around(parentOf(frame))) observer.observe(element, { attributes: true });
    tell(frame);
  }

  addEventListener("message", ({ source, data }) => {
    if (data?.lstm !== 1) return;
    const frame = frames().find((frame) => frame.contentWindow === source);
    if (!frame) return;
    const { hello, height } = data;
    const [theme, transparent] = [["light", "dark"].find((name) => name === data.theme), data.transparent === true];
    const before = own.get(frame) ?? { transparent: false };
    own.set(frame, { theme, transparent });
    if (hello === true) meet(frame); // it was loaded, or loaded again
    else if (theme !== before.theme || transparent !== before.transparent) tell(frame);
    if (Number.isFinite(height)) frame.style.height = `${Math.min(Math.max(height, LOWEST), HIGHEST)}px`;
  });

  observer.observe(document.head, { subtree: true, childList: true, attributes: true, characterData: true });
  system.addEventListener("change", tellNews);
  for (const type of ["transitionend", "animationend", "change"]) addEventListener(type, tellNews);
  addEventListener("load", tellNews, true); // also of stylesheets, which come after their link
  setInterval(() => document.hidden || tellNews(), A_LOOK);
  frames().forEach(meet); // those that were loaded before this script
})();
