// <lstm-demo name="two-bit" target="10">: a frame with a demo, or a picture of it until it is pressed.
import { behind } from "./behind.js";
import { firstHeight, join, leave } from "./frames.js";
import { FIRST, heightAt } from "./heights.js";

let kit = ""; // the address of embed.js, from which those of demos and pictures follow

// Whatever is not a page's own attribute is a setting.
const NO_SETTINGS =
  /^(?:name|title|height|load|id|class|style|hidden|lang|dir|slot|part|is|role|tabindex|translate|inert|on\w+|data-.*|aria-.*)$/;

/** @type {Set<LstmDemo>} */
export const pictures = new Set(); // elements that show one

// The page's own styles come before these. A sheet made here is no inline style, which the page's policy may forbid.
const sheet = new CSSStyleSheet();
sheet.replaceSync(":host { display: block } :host([hidden]) { display: none }");

class LstmDemo extends HTMLElement {
  #shadow = this.attachShadow({ mode: "open" });
  #observer = new MutationObserver(() => this.#show());
  /** @type {HTMLIFrameElement | undefined} */
  #frame;
  #wasPressed = false;

  constructor() {
    super();
    this.#shadow.adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    this.#observer.observe(this, { attributes: true });
    this.#show();
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    this.#leave();
  }

  #leave() {
    if (this.#frame) leave(this.#frame);
    this.#frame = undefined;
    pictures.delete(this);
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
    return new URL(`../${this.#name}.html${query && `?${query}`}`, kit).href;
  }

  #show() {
    const isNamed = /^[\w-]+$/.test(this.#name);
    const isPicture = this.getAttribute("load") === "click" && !this.#wasPressed;
    if (!isNamed || isPicture) this.#leave();
    if (!isNamed) this.#shadow.textContent = "Which demo? <lstm-demo> needs its name.";
    else if (isPicture) this.#showPicture();
    else if (!this.#frame) this.#showDemo();
    else if (this.#frame.src !== this.#source) this.#frame.src = this.#source;
  }

  /** The demo in place of its picture; the focus stays where it is. */
  start() {
    this.#wasPressed = true;
    return this.#showDemo();
  }

  #showDemo() {
    pictures.delete(this);
    const frame = frameOf(this.#source, this.#title);
    frame.dataset.lstm = "";
    this.#frame = frame;
    this.#shadow.replaceChildren(frame);
    join(frame);
    const height = Number(this.getAttribute("height"));
    if (height > 0) frame.style.height = `${height}px`;
    else firstHeight(frame);
    return frame;
  }

  #showPicture() {
    pictures.add(this);
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
      ...{ color: "CanvasText", background: "Canvas", position: "sticky", bottom: "1em" }, // in view as soon as the picture is
    });
    button.addEventListener("click", () => this.start().focus());
    box.append(button);
    this.#shadow.replaceChildren(box);
    const theme = /(light|dark)$/.exec(this.getAttribute("theme") ?? "")?.[1] ?? behind(button).theme;
    label.style.colorScheme = theme;
    const heights = FIRST[`pictures/${this.#name}`];
    if (!heights) return Object.assign(button.style, { position: "static" });
    const picture = frameOf(new URL(`pictures/${this.#name}.html#${theme}`, kit).href, "");
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

/** @param {string} address of embed.js */
export function defineElement(address) {
  kit = address;
  customElements.define("lstm-demo", LstmDemo);
}
