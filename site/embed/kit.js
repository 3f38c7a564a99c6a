// Optional, for a page with LSTM demos in frames (<iframe data-lstm>): every frame becomes as high as its demo and
// follows the page's light or dark colours; where its address asks for it, the page is seen through it. Without this
// the frames work as well, with the height that they have.
import { FIRST, heightAt } from "./heights.js";

(() => {
  /**
   * Red, green, blue and alpha, each from 0 to 1.
   * @typedef {[number, number, number, number]} Parts
   *
   * What is painted over all of an element.
   * @typedef {Parts & {isOfPicture?: boolean}} Layer
   *
   * What is behind a frame; the ground only where that is one colour.
   * @typedef {{theme: string, ground?: string}} Behind
   */

  if (window.lstmEmbed) return; // it may be there once for every demo
  window.lstmEmbed = true;
  const [LOWEST, HIGHEST] = [200, 8000]; // px
  const A_LOOK = 1000; // ms from one look at the page's colours to the next, for changes that nothing tells of
  /** @type {Set<HTMLIFrameElement>} */
  const inElements = new Set(); // frames of <lstm-demo>, which may be inside of components
  const frames = () => [
    .../** @type {NodeListOf<HTMLIFrameElement>} */ (document.querySelectorAll("iframe[data-lstm]")),
    ...inElements,
  ];
  // Some pages load scripts by scripts, and then none of them is the current one.
  const script = document.currentScript ?? document.querySelector('script[src*="embed/embed.js"]');
  const address = /** @type {HTMLScriptElement | null} */ (script)?.src || document.baseURI;
  const system = matchMedia("(prefers-color-scheme: dark)");

  // ---- Colours -------------------------------------------------------------------------------------------------

  /**
   * A colour of any notation; null where this browser cannot tell. Browsers give many notations back as they are, so an
   * element that is there for a moment, and never seen, has it converted.
   * @param {string} colour
   * @returns {Parts | null}
   */
  function convert(colour) {
    const probe = document.createElement("lstm-colour");
    /** @param {string} name @param {string} value */
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

  /** @type {Map<string, Parts | null>} */
  const known = new Map(); // by colour
  /** @param {string} colour @param {string} where it is, if that tells what it looks like @returns {Parts} */
  function partsOf(colour, where = "") {
    const name = `${colour} ${where}`;
    if (!known.has(name)) known.set(name, convert(colour));
    return known.get(name) ?? [0, 0, 0, 0];
  }

  /** @param {Parts | number[]} parts */
  const brightness = ([red, green, blue]) => 0.3 * red + 0.59 * green + 0.11 * blue;

  // Of a page that paints nothing: white, or black where its colour-scheme says so for this reader.
  function canvas() {
    const { colorScheme } = getComputedStyle(document.documentElement);
    /** @type {NodeListOf<HTMLMetaElement>} */
    const metas = document.querySelectorAll("meta[name='color-scheme' i]");
    return partsOf("Canvas", [colorScheme, ...[...metas].map(({ content }) => content), system.matches].join(", "));
  }

  /** The parts of a list in CSS, whose commas are in no brackets and no quotes. @param {string} list */
  function partsOfList(list) {
    let depth = 0;
    const parts = [""];
    for (const [token] of list.matchAll(/"(?:[^"\\]|\\.)*"|[(),]|[^"(),]+/g)) {
      depth += Number(token === "(") - Number(token === ")");
      if (token === "," && !depth) parts.push("");
      else parts[parts.length - 1] += token;
    }
    return parts.map((part) => part.trim());
  }

  /**
   * What an element paints behind its content, from the front to the back; null stands for what cannot be known. What
   * is there for decoration - a line at an edge, a grid, dots, letters - says nothing of the ground that it is on.
   * @param {Element} element
   * @returns {(Layer | null)[]}
   */
  function layersOf(element) {
    const style = getComputedStyle(element);
    if (style.display === "contents") return [];
    const images = partsOfList(style.backgroundImage);
    /**
     * @param {"backgroundClip" | "backgroundSize" | "backgroundRepeat" | `backgroundPosition${"X" | "Y"}`} name
     * @param {number} k
     */
    const ofLayer = (name, k) => {
      const all = partsOfList(style[name]);
      return all[k % all.length];
    };
    /** @param {number} k */
    const isForLetters = (k) => ofLayer("backgroundClip", k) === "text";
    /** @param {string} size @param {string} position @param {string} repeat @param {number} length */
    const reaches = (size, position, repeat, length) => {
      if (repeat === "repeat" || repeat === "round") return true;
      if (!/^(?:0px|\d[\d.]*%)$/.test(position)) return false;
      if (/^(?:auto|cover|contain)$/.test(size)) return true; // a gradient has no size of its own
      return size.endsWith("%") ? parseFloat(size) >= 100 : parseFloat(size) >= length;
    };
    /** @param {number} k */
    const isEverywhere = (k) => {
      const [wide, high = /^(?:cover|contain)$/.test(wide) ? wide : "auto"] = ofLayer("backgroundSize", k).split(
        / (?![^(]*\))/,
      );
      const repeat = ofLayer("backgroundRepeat", k);
      /** @type {Record<string, string[]>} */
      const short = { "repeat-x": ["repeat", "no"], "repeat-y": ["no", "repeat"] };
      const [across, down = across] = short[repeat] ?? repeat.split(" ");
      const { width, height } = element.getBoundingClientRect();
      const [x, y] = [ofLayer("backgroundPositionX", k), ofLayer("backgroundPositionY", k)];
      return reaches(wide, x, across, width) && reaches(high, y, down, height);
    };
    const last = images.length - 1; // the colour goes with it
    /** @type {Parts} */
    const colour = isForLetters(last) ? [0, 0, 0, 0] : partsOf(style.backgroundColor);
    // A background colour under a picture is usually chosen to match it.
    const picture = colour[3] > 0.5 ? Object.assign(/** @type {Parts} */ ([...colour]), { isOfPicture: true }) : null;
    /** @type {Layer[]} */
    const layers = [];
    for (const [k, image] of images.entries()) {
      if (image === "none" || isForLetters(k) || !isEverywhere(k)) continue;
      if (!/^[-a-z]*gradient\(/.test(image)) return [...layers, picture];
      const stops = image
        .replace(/\bcurrentcolor\b/gi, style.color)
        .match(/\b(?:rgba?|color|(?:ok)?(?:lab|lch))\([^()]*\)/g);
      if (!stops) continue;
      const all = stops.map((stop) => partsOf(stop));
      const alphas = all.map(([, , , alpha]) => alpha);
      if (Math.min(...alphas) <= Math.max(...alphas) / 2) continue; // in places what is behind it is seen
      const sum = alphas.reduce((sum, alpha) => sum + alpha);
      const dark = all.filter((stop) => brightness(stop) < 0.5).length;
      if (dark === 0 || dark === all.length) {
        /** @param {number} part */
        const mean = (part) => all.reduce((sum, stop) => sum + stop[part] * stop[3], 0) / sum;
        layers.push([mean(0), mean(1), mean(2), sum / all.length]);
      } else if (sum / all.length > 0.5) {
        return [...layers, picture]; // dark here and light there
      }
    }
    return [...layers, colour];
  }

  /** What a dialog has between itself and the page. @param {Element} element @returns {Iterable<Layer>} */
  function* behindDialog(element) {
    if (!element.matches(":is(:modal, :popover-open)")) return;
    yield partsOf(getComputedStyle(element, "::backdrop").backgroundColor);
  }

  // As they are drawn, with the insides of components.
  /** @param {Element} element @returns {Element | undefined} */
  const parentOf = (element) =>
    element.assignedSlot ?? element.parentElement ?? /** @type {ShadowRoot} */ (element.getRootNode()).host;
  /** @param {Element | undefined} element */
  function* around(element) {
    for (; element; element = parentOf(element)) yield element;
  }

  /**
   * Told by what is painted, since not every dark page calls itself one. Of what cannot be known, the page's text
   * tells: it has to be read on it.
   * @param {HTMLElement} frame
   * @returns {Behind}
   */
  function behind(frame) {
    /** @param {Element} element */
    const colourAt = (element) => getComputedStyle(element).color;
    const place = /** @type {Element} */ (parentOf(frame));
    const text = partsOf(colourAt(place));
    const isLight = text[3] > 0.5 && brightness(text) > 0.5;
    const byText = { theme: isLight ? "dark" : "light" };
    const ground = [0, 0, 0];
    let through = 1; // how much of what is farther behind is seen
    /** @type {Element | null} */
    let painter = null; // whose paint most of it is; null stands for the browser
    /** @type {boolean | undefined} */
    let isOfPicture = false;
    /** @param {Layer} layer @param {Element | null} element */
    const paint = (layer, element) => {
      const [red, green, blue, alpha] = layer;
      [red, green, blue].forEach((part, k) => {
        ground[k] += through * alpha * part;
      });
      if (through > 0.5 && through * (1 - alpha) <= 0.5) [painter, isOfPicture] = [element, layer.isOfPicture];
      through *= 1 - alpha;
    };
    for (const element of around(own.get(/** @type {HTMLIFrameElement} */ (frame))?.transparent ? frame : place)) {
      for (const layer of [...layersOf(element), ...behindDialog(element)]) {
        if (!layer) return byText;
        paint(layer, element);
        if (through < 0.01) break;
      }
      if (through < 0.01) break;
    }
    paint(canvas(), null);
    // Light text that cannot be read on what was found: there must be something else that this does not see, as a
    // body::before or a picture that lies under the page. Unless that text is of the page farther out, and what paints
    // is for the frame.
    const outside = painter && parentOf(painter);
    const isMeant = isLight && !(outside && colourAt(outside) === colourAt(place));
    if (isMeant && !isOfPicture && brightness(ground) > 0.5 && brightness(ground) - brightness(text) < 0.3)
      return byText;
    return {
      theme: brightness(ground) < 0.5 ? "dark" : "light",
      ground: `rgb(${ground.map((part) => Math.round(255 * part)).join(", ")})`,
    };
  }

  // ---- Frames --------------------------------------------------------------------------------------------------

  /** @type {WeakMap<HTMLIFrameElement, {theme: string | undefined, transparent: boolean}>} */
  const own = new WeakMap(); // what a frame's address asks for
  /** @type {WeakMap<HTMLIFrameElement, Behind>} */
  const told = new WeakMap();

  // Browsers paint a frame whose colour-scheme is not that of the page in it: nothing would be seen through it.
  /** @param {HTMLIFrameElement} frame @param {string} theme of what is behind it */
  function wear(frame, theme) {
    const scheme = own.get(frame)?.theme ?? theme;
    if (frame.style.colorScheme !== scheme) frame.style.colorScheme = scheme;
  }

  /** @param {HTMLIFrameElement} frame */
  function tell(frame) {
    const news = behind(frame);
    told.set(frame, news);
    wear(frame, news.theme);
    frame.contentWindow?.postMessage({ lstm: 1, ...news }, "*");
  }

  function tellNews() {
    for (const frame of frames()) {
      const [before, now] = [told.get(frame), behind(frame)];
      if (before?.theme !== now.theme || before.ground !== now.ground) tell(frame);
    }
  }

  // A page's switch for its colours sets some attribute, by whatever name, of something around the frame, or changes
  // what is in the head; or it is a box to tick that only the styles know of.
  const observer = new MutationObserver(tellNews);
  /** @param {HTMLIFrameElement} frame */
  function meet(frame) {
    for (const element of around(parentOf(frame))) observer.observe(element, { attributes: true });
    tell(frame);
  }

  addEventListener("message", ({ source, data }) => {
    if (data?.lstm !== 1) return;
    const frame = frames().find((frame) => frame.contentWindow === source);
    if (!frame) return;
    if (data.moves === true) return move(frame); // its page was loaded, perhaps again
    const { hello, height } = data;
    const [theme, transparent] = [["light", "dark"].find((name) => name === data.theme), data.transparent === true];
    const before = own.get(frame) ?? { theme: undefined, transparent: false };
    own.set(frame, { theme, transparent });
    if (hello === true)
      meet(frame); // it was loaded, or loaded again
    else if (theme !== before.theme || transparent !== before.transparent) tell(frame);
    if (Number.isFinite(height)) makeHigh(frame, Math.min(Math.max(height, LOWEST), HIGHEST));
  });

  // Whatever the page's own styles say of frames, which would have it scroll, or swallow the wheel.
  const FIXED = Object.entries({ "max-height": "none", "min-height": "0", "flex-shrink": "0" });
  /** @param {HTMLIFrameElement} frame @param {number} height */
  function makeHigh(frame, height) {
    for (const [name, value] of FIXED) frame.style.setProperty(name, value, "important");
    frame.style.setProperty("height", `${height + edges(frame)}px`, "important");
  }

  /** @param {HTMLIFrameElement} frame */
  const nameOf = (frame) => /([\w-]+?)(?:\.html)?\/?$/.exec(frame.src.split(/[?#]/)[0])?.[1] ?? "";

  /** @param {HTMLIFrameElement} frame */
  function firstHeight(frame) {
    const name = nameOf(frame);
    if (FIRST[name] && !frame.style.height && frame.clientWidth)
      makeHigh(frame, heightAt(FIRST[name], frame.clientWidth));
  }

  // ---- <lstm-demo name="two-bit" target="10"> --------------------------------------------------------------------

  // Whatever is not a page's own attribute is a setting.
  const NO_SETTINGS =
    /^(?:name|title|height|load|id|class|style|hidden|lang|dir|slot|part|is|role|tabindex|translate|inert|on\w+|data-.*|aria-.*)$/;
  class LstmDemo extends HTMLElement {
    #shadow = this.attachShadow({ mode: "open" });
    #observer = new MutationObserver(() => this.#show());
    /** @type {HTMLIFrameElement | undefined} */
    #frame;
    #wasPressed = false;

    connectedCallback() {
      this.style.display ||= "block";
      this.#observer.observe(this, { attributes: true });
      this.#show();
    }

    disconnectedCallback() {
      this.#observer.disconnect();
      if (this.#frame) inElements.delete(this.#frame);
      this.#frame = undefined;
    }

    get #title() {
      return this.title || `An LSTM to work with: ${this.#name}`;
    }

    get #name() {
      return this.getAttribute("name") ?? "";
    }

    get #source() {
      const settings = [...this.attributes].filter(({ name }) => !NO_SETTINGS.test(name));
      const query = settings.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("&");
      return new URL(`../${this.#name}.html${query && `?${query}`}`, address).href;
    }

    #show() {
      if (!/^[\w-]+$/.test(this.#name)) this.#shadow.textContent = "Which demo? <lstm-demo> needs its name.";
      else if (this.getAttribute("load") === "click" && !this.#wasPressed) this.#showPicture();
      else if (!this.#frame) this.#showDemo();
      else if (this.#frame.src !== this.#source) this.#frame.src = this.#source;
    }

    #showDemo() {
      const frame = frameOf(this.#source, this.#title);
      frame.dataset.lstm = "";
      this.#frame = frame;
      this.#shadow.replaceChildren(frame);
      inElements.add(frame);
      const height = Number(this.getAttribute("height"));
      if (height > 0) frame.style.height = `${height}px`;
      else firstHeight(frame);
      if (this.#wasPressed) frame.focus();
    }

    #showPicture() {
      const [box, button, label] = ["div", "button", "span"].map((name) => document.createElement(name));
      box.style.position = "relative";
      button.setAttribute("type", "button");
      label.textContent = `Start: ${this.#title}`;
      button.append(label);
      Object.assign(button.style, {
        ...{ position: "absolute", inset: "0", width: "100%", padding: "1em", cursor: "pointer", font: "inherit" },
        ...{ display: "flex", alignItems: "end", justifyContent: "center", border: "0", background: "none" },
      });
      Object.assign(label.style, {
        ...{ padding: "0.5em 1em", border: "1px solid", borderRadius: "5px" },
        ...{ color: "CanvasText", background: "Canvas" },
      });
      button.addEventListener("click", () => {
        this.#wasPressed = true;
        this.#showDemo();
      });
      box.append(button);
      this.#shadow.replaceChildren(box);
      const theme = /(light|dark)$/.exec(this.getAttribute("theme") ?? "")?.[1] ?? behind(button).theme;
      label.style.colorScheme = theme;
      const heights = FIRST[`pictures/${this.#name}`];
      if (!heights) return Object.assign(button.style, { position: "static" });
      const picture = frameOf(new URL(`pictures/${this.#name}.html#${theme}`, address).href, "");
      picture.sandbox.value = ""; // it has no script
      Object.assign(picture, { tabIndex: -1, ariaHidden: "true" });
      picture.style.colorScheme = theme;
      box.prepend(picture);
      const follow = () => {
        picture.style.height = `${heightAt(heights, picture.clientWidth)}px`;
      };
      new ResizeObserver(follow).observe(box);
      follow();
    }
  }

  /** @param {string} src @param {string} title */
  function frameOf(src, title) {
    const frame = document.createElement("iframe");
    Object.assign(frame, { src, title, loading: "lazy", width: "100%" });
    Object.assign(frame.style, { display: "block", width: "100%", border: "0" });
    return frame;
  }

  // Many pages give everything a height with its border, and some give frames a border.
  /** @param {HTMLIFrameElement} frame */
  function edges(frame) {
    const style = getComputedStyle(frame);
    if (style.boxSizing !== "border-box") return 0;
    const { borderTopWidth, borderBottomWidth, paddingTop, paddingBottom } = style;
    return [borderTopWidth, borderBottomWidth, paddingTop, paddingBottom].reduce((sum, px) => sum + parseFloat(px), 0);
  }

  // The links around a frame, wherever a base element says that links lead from, and on a page that lists whole posts,
  // where many have the same name: past it leads what comes next.
  addEventListener("click", (event) => {
    const around = 'a[href^="#after-lstm"], [id^="after-lstm"] > a[href="#"]';
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest?.(around));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const [before, name] = link.href.split("#");
    /** @param {Element} place */
    const isAfter = (place) => link.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING;
    const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(`[id="${name}"]`)]);
    const place = name ? places.find(isAfter) : document.body;
    const isHere = before === location.href.split("#")[0] && !document.querySelector("base[target]");
    if (!place || (isHere && (!name || place === places[0]))) return; // the browser knows the way
    event.preventDefault();
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    if (name) place.scrollIntoView();
    else scrollTo(0, 0);
  });

  // ---- Sentences that move a demo ------------------------------------------------------------------------------

  // <a href="#lstm:two-bit?step=2&hold=forget">: the demo nearest to the link is shown with these settings, and as it
  // was before by a second press.
  const MOVES = /^#lstm:([\w-]*)\??(.*)$/s;
  /** @type {WeakMap<HTMLIFrameElement, {link: HTMLAnchorElement, show: string}>} */
  const moved = new WeakMap();

  /** @param {HTMLIFrameElement} frame */
  function move(frame) {
    const show = moved.get(frame)?.show;
    if (show !== undefined) frame.contentWindow?.postMessage({ lstm: 1, show }, "*");
  }

  /** @param {HTMLAnchorElement} link @param {boolean} holds */
  function mark(link, holds) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-pressed", String(holds));
    link.style.backgroundColor = holds ? "color-mix(in srgb, currentColor 18%, transparent)" : "";
  }

  /** @param {HTMLAnchorElement} link @param {string} name of a demo, or "" for any */
  function nearest(link, name) {
    const at = link.getBoundingClientRect();
    /** @param {HTMLIFrameElement} frame */
    const away = (frame) => {
      const { top, bottom } = frame.getBoundingClientRect();
      return Math.max(top - at.bottom, at.top - bottom, 0);
    };
    const fitting = frames().filter((frame) => !name || nameOf(frame) === name);
    return fitting.sort((a, b) => away(a) - away(b))[0];
  }

  /** @param {HTMLAnchorElement} link */
  function press(link) {
    const [, name, show] = /** @type {string[]} */ (MOVES.exec(/** @type {string} */ (link.getAttribute("href"))));
    const frame = nearest(link, name);
    if (!frame) return false;
    const before = moved.get(frame)?.link;
    const isOver = before === link && link.getAttribute("aria-pressed") === "true";
    if (before) mark(before, false);
    mark(link, !isOver);
    moved.set(frame, { link, show: isOver ? "" : show });
    move(frame);
    const { top, bottom } = frame.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) frame.scrollIntoView({ block: "nearest" });
    return true;
  }

  const MOVING = 'a[href^="#lstm:"]';
  const links = () => /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(MOVING));
  /** @param {Event} event @returns {HTMLAnchorElement | null} */
  const linkOf = ({ target }) => /** @type {Element} */ (target).closest?.(MOVING);
  addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (press(link)) event.preventDefault();
  });
  // They are buttons, to which the space bar belongs.
  addEventListener("keydown", (event) => {
    const link = linkOf(event);
    if (!link || event.key !== " " || event.repeat) return;
    event.preventDefault();
    link.click();
  });

  observer.observe(document.head, { subtree: true, childList: true, attributes: true, characterData: true });
  system.addEventListener("change", tellNews);
  for (const type of ["transitionend", "animationend", "change"]) addEventListener(type, tellNews);
  addEventListener("load", tellNews, true); // also of stylesheets, which come after their link
  setInterval(() => document.hidden || tellNews(), A_LOOK);
  frames().forEach(meet); // those that were loaded before this script
  customElements.define("lstm-demo", LstmDemo);
  const begin = () => {
    frames().forEach(firstHeight);
    for (const link of links()) mark(link, false);
  };
  begin();
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin); // those that stand below it
})();
