// <lstm-demo name="two-bit" target="10">: a frame with a demo, or a picture of it until it is pressed.
import { firstHeight, join, leave, makeFrame } from "./frames.js";
import { makePicture } from "./picture.js";

let kit = ""; // the address of embed.js, from which those of demos and pictures follow
/** @type {(frame: HTMLIFrameElement) => void} */
let onLeave; // what else is to be done when a frame goes

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
  /** @type {ReturnType<typeof makePicture> | undefined} */
  #picture;
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
    if (this.#frame) {
      leave(this.#frame);
      onLeave(this.#frame);
    }
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
    const frame = makeFrame(this.#source, this.#title);
    frame.dataset.lstm = "";
    this.#frame = frame;
    this.#shadow.replaceChildren(frame);
    join(frame);
    const height = Number(this.getAttribute("height"));
    if (height > 0) frame.style.height = `${height}px`;
    else firstHeight(frame);
    return frame;
  }

  // The picture that is there stays, and with it the focus, unless it is of something else.
  #showPicture() {
    const [name, text] = [this.#name, `Start: ${this.#title}`];
    if (this.#picture?.name !== name || this.#picture.text !== text || !this.#picture.box.isConnected) {
      const address = new URL(`pictures/${name}.html`, kit).href;
      this.#picture = makePicture(name, address, text, () => this.start().focus());
      this.#shadow.replaceChildren(this.#picture.box);
    }
    pictures.add(this);
    this.followColours();
  }

  /** Those that its theme asks for, or those of the page; for one that shows a picture. */
  followColours() {
    this.#picture?.wear(/(light|dark)$/.exec(this.getAttribute("theme") ?? "")?.[1]);
  }
}

/** @param {string} address of embed.js @param {(frame: HTMLIFrameElement) => void} whenGone */
export function defineElement(address, whenGone) {
  [kit, onLeave] = [address, whenGone];
  customElements.define("lstm-demo", LstmDemo);
}
