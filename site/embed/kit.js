// Optional, for a page with LSTM demos in frames (<iframe data-lstm>): every frame becomes as high as its demo and
// follows the page's light or dark colours; where its address asks for it, the page is seen through it. Without this
// the frames work as well, with the height that they have.
import { around, behind, parentOf, system } from "./behind.js";
import { FIRST, heightAt } from "./heights.js";

(() => {
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

  // ---- Frames --------------------------------------------------------------------------------------------------

  /** @type {WeakMap<HTMLIFrameElement, {theme: string | undefined, transparent: boolean}>} */
  const own = new WeakMap(); // what a frame's address asks for
  /** @type {WeakMap<HTMLIFrameElement, import("./behind.js").Behind>} */
  const told = new WeakMap();

  /** @param {HTMLIFrameElement} frame */
  const lookBehind = (frame) => behind(frame, own.get(frame)?.transparent);

  // Browsers paint a frame whose colour-scheme is not that of the page in it: nothing would be seen through it.
  /** @param {HTMLIFrameElement} frame @param {string} theme of what is behind it */
  function wear(frame, theme) {
    const scheme = own.get(frame)?.theme ?? theme;
    if (frame.style.colorScheme !== scheme) frame.style.colorScheme = scheme;
  }

  /** @param {HTMLIFrameElement} frame */
  function tell(frame) {
    const news = lookBehind(frame);
    told.set(frame, news);
    wear(frame, news.theme);
    frame.contentWindow?.postMessage({ lstm: 1, ...news }, "*");
  }

  function tellNews() {
    for (const frame of frames()) {
      const [before, now] = [told.get(frame), lookBehind(frame)];
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
