// Sentences of the page that move a demo, <a href="#lstm:two-bit?step=2&hold=forget">: the demo nearest to the link is
// shown with these settings, and as it was before by a second press.
import { pictures } from "./element.js";
import { frames, nameOf } from "./frames.js";

const MOVING = 'a[href^="#lstm:"]';
const MOVES = /^#lstm:([\w-]*)\??(.*)$/s;
/** @type {WeakMap<HTMLIFrameElement, {link: HTMLAnchorElement, show: string}>} */
const moved = new WeakMap();

/** @param {HTMLIFrameElement} frame */
export function move(frame) {
  const show = moved.get(frame)?.show;
  if (show !== undefined) frame.contentWindow?.postMessage({ lstm: 1, show }, "*");
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

/** The frame or the picture that a link is about. @param {HTMLAnchorElement} link */
function nearest(link) {
  const [name] = partsOf(link);
  const at = link.getBoundingClientRect();
  /** @param {Element} demo */
  const away = (demo) => {
    const { top, bottom } = demo.getBoundingClientRect();
    return Math.max(top - at.bottom, at.top - bottom, 0);
  };
  const fitting = [
    ...frames().filter((frame) => !name || nameOf(frame) === name),
    ...[...pictures].filter((demo) => !name || demo.getAttribute("name") === name),
  ];
  return fitting.sort((a, b) => away(a) - away(b))[0];
}

/** @param {HTMLAnchorElement} link */
function press(link) {
  const [, show] = partsOf(link);
  const demo = nearest(link);
  if (!demo) return;
  const frame = demo instanceof HTMLIFrameElement ? demo : demo.start();
  const before = moved.get(frame)?.link;
  const isOver = before === link && link.getAttribute("aria-pressed") === "true";
  if (before) mark(before, false);
  mark(link, !isOver);
  moved.set(frame, { link, show: isOver ? "" : show });
  move(frame);
  const { top, bottom } = frame.getBoundingClientRect();
  if (bottom < 0 || top > innerHeight) frame.scrollIntoView({ block: "nearest" });
}

/** @param {Event} event @returns {HTMLAnchorElement | null} */
const linkOf = ({ target }) => /** @type {Element} */ (target).closest?.(MOVING);

/** Makes the links that move something, and that nobody has pressed, look like buttons. */
export function markLinks() {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(MOVING));
  for (const link of links) if (!link.hasAttribute("aria-pressed") && nearest(link)) mark(link, false);
}

export function startMovingLinks() {
  addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault(); // such an address leads nowhere, and would be one more step back
    press(link);
  });
  // They are buttons, to which the space bar belongs.
  addEventListener("keydown", (event) => {
    const link = linkOf(event);
    if (!link || event.key !== " " || event.repeat) return;
    event.preventDefault();
    link.click();
  });
}
