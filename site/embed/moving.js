// Sentences of the page that move a demo, <a href="#lstm:two-bit?step=2&hold=forget">: the demo nearest to the link is
// shown with these settings, and as it was before by a second press.
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

/** @param {Event} event @returns {HTMLAnchorElement | null} */
const linkOf = ({ target }) => /** @type {Element} */ (target).closest?.(MOVING);

/** Makes all the links look like buttons that nobody pressed. */
export function markLinks() {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(MOVING));
  for (const link of links) mark(link, false);
}

export function startMovingLinks() {
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
}
