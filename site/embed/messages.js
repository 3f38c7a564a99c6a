// What this page and the demos in its frames tell each other: their height, its colours.
import { around, behind, parentOf, system } from "./behind.js";
import { pictures } from "./element.js";
import { frames, makeHigh } from "./frames.js";

const [LOWEST, HIGHEST] = [200, 8000]; // px
const A_LOOK = 1000; // ms from one look at the page's colours to the next, for changes that nothing tells of

/** @type {WeakMap<HTMLIFrameElement, {theme: string | undefined, transparent: boolean}>} */
const own = new WeakMap(); // what a frame's address asks for
/** @type {WeakMap<HTMLIFrameElement, import("./behind.js").Behind>} */
const posted = new WeakMap();

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
  posted.set(frame, news);
  wear(frame, news.theme);
  frame.contentWindow?.postMessage({ lstm: 1, ...news }, "*");
}

function tellNews() {
  for (const frame of frames()) {
    const [before, now] = [posted.get(frame), lookBehind(frame)];
    if (before?.theme !== now.theme || before.ground !== now.ground) tell(frame);
  }
  for (const picture of pictures) picture.followColours();
}

// A page's switch for its colours sets some attribute, by whatever name, of something around the frame, or changes
// what is in the head; or it is a box to tick that only the styles know of.
const observer = new MutationObserver(tellNews);
/** @param {HTMLIFrameElement} frame */
function meet(frame) {
  for (const element of around(parentOf(frame))) observer.observe(element, { attributes: true });
  tell(frame);
}

/**
 * Listens to frames, and to whatever changes the page's colours.
 * @param {(frame: HTMLIFrameElement) => void} onMoves what to do with a demo that says that it can be moved
 */
export function startMessages(onMoves) {
  addEventListener("message", ({ source, data }) => {
    if (data?.lstm !== 1) return;
    const frame = frames().find((frame) => frame.contentWindow === source);
    if (!frame) return;
    if (data.moves === true) return onMoves(frame); // its page was loaded, perhaps again
    const { hello, height } = data;
    const [theme, transparent] = [["light", "dark"].find((name) => name === data.theme), data.transparent === true];
    const before = own.get(frame) ?? { theme: undefined, transparent: false };
    own.set(frame, { theme, transparent });
    if (hello === true)
      meet(frame); // it was loaded, or loaded again
    else if (theme !== before.theme || transparent !== before.transparent) tell(frame);
    if (Number.isFinite(height)) makeHigh(frame, Math.min(Math.max(height, LOWEST), HIGHEST));
  });

  observer.observe(document.head, { subtree: true, childList: true, attributes: true, characterData: true });
  system.addEventListener("change", tellNews);
  for (const type of ["transitionend", "animationend", "change"]) addEventListener(type, tellNews);
  addEventListener("load", tellNews, true); // also of stylesheets, which come after their link
  setInterval(() => document.hidden || tellNews(), A_LOOK);
  frames().forEach(meet); // those that were loaded before this script
}
