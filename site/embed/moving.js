// Sentences of the page that move a demo, <a href="#lstm:two-bit?step=2&hold=forget">: the demo nearest to the link is
// shown with these settings, and as it was before by a second press.
import { pictures } from "./element.js";
import { frames, nameOf } from "./frames.js";

const MOVING = 'a[href^="#lstm:"]';
// The demos whose pages have a script of their own, of which Python does not know all.
const NEVER_MOVED = ["draw", "own-cell"];
const MOVES = /^#lstm:([\w-]*)\??(.*)$/s;
/** @type {WeakMap<HTMLIFrameElement, {link: HTMLAnchorElement, show: string}>} */
const moved = new WeakMap(); // by the link that holds it

/** @param {HTMLIFrameElement} frame @param {string} show "" to take back what was shown */
const ask = (frame, show) => frame.contentWindow?.postMessage({ lstm: 1, show }, "*");

/** @param {HTMLIFrameElement} frame whose page was loaded, perhaps again */
export function move(frame) {
  const held = moved.get(frame);
  if (held) ask(frame, held.show);
}

/** The link that holds it does so no longer. @param {HTMLIFrameElement} frame */
export function release(frame) {
  const held = moved.get(frame);
  if (held) mark(held.link, false);
  moved.delete(frame);
}

/** @param {HTMLAnchorElement} link @param {boolean} holds */
function mark(link, holds) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-pressed", String(holds));
  link.style.backgroundColor = holds ? "color-mix(in srgb, currentColor 18%, transparent)" : "";
}

/** @param {HTMLAnchorElement} link @returns {[name: string, show: string]} a demo's, or "" for any; its settings */
function partsOf(link) {
  const [, name, show] = /** @type {string[]} */ (MOVES.exec(/** @type {string} */ (link.getAttribute("href"))));
  return [name, show];
}

/** The frames and the pictures that a link may be about. @param {HTMLAnchorElement} link */
function demosFor(link) {
  const [name, show] = partsOf(link);
  /** @param {string | null} own name of a demo */
  const fits = (own) => show && (!name || own === name) && !NEVER_MOVED.includes(own ?? "");
  return [
    ...frames().filter((frame) => fits(nameOf(frame))),
    ...[...pictures].filter((demo) => fits(demo.getAttribute("name"))),
  ];
}

/** The one of them that it is about: what is not shown anywhere is near to nothing. @param {HTMLAnchorElement} link */
function nearest(link) {
  const at = link.getBoundingClientRect();
  /** @param {Element} demo */
  const away = (demo) => {
    const { top, bottom } = demo.getBoundingClientRect();
    return Math.max(top - at.bottom, at.top - bottom, 0);
  };
  const shown = demosFor(link).filter((demo) => demo.checkVisibility());
  return shown.sort((a, b) => away(a) - away(b))[0];
}

/** @param {HTMLAnchorElement} link */
function press(link) {
  const [, show] = partsOf(link);
  const holding = frames().find((frame) => moved.get(frame)?.link === link); // another may be nearer by now
  const demo = holding ?? nearest(link);
  if (!demo) return;
  const frame = demo instanceof HTMLIFrameElement ? demo : demo.start();
  release(frame);
  if (holding) ask(frame, "");
  else {
    mark(link, true);
    moved.set(frame, { link, show });
    move(frame);
  }
  const { top, bottom } = frame.getBoundingClientRect();
  if (bottom < 0 || top > innerHeight) frame.scrollIntoView({ block: "nearest" });
}

/** Also one inside of a component. @param {Event} event @returns {HTMLAnchorElement | undefined} */
const linkOf = (event) =>
  /** @type {HTMLAnchorElement[]} */ (event.composedPath()).find(
    (node) => node instanceof Element && node.matches(MOVING),
  );

/** Makes the links that move something, and that nobody has pressed, look like buttons. */
export function markLinks() {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(MOVING));
  for (const link of links) if (!link.hasAttribute("aria-pressed") && demosFor(link).length) mark(link, false);
}

export function startMovingLinks() {
  addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault(); // such an address leads nowhere, and would be one more step back
    press(link);
  });
  // Those that are buttons, to which the space bar belongs.
  addEventListener("keydown", (event) => {
    const link = linkOf(event);
    if (!link?.hasAttribute("aria-pressed") || event.key !== " " || event.repeat) return;
    event.preventDefault();
    link.click();
  });
}
