// The page's part: have Python started, pass events to it one at a time, put what comes back into the page. Python has
// the demos, what may become of their events, and every view; see "One data flow" in docs/developing.md. The build
// makes shim.js of this and of what it imports.
import "../python/storage.js";
import { listenToAuthor } from "./author.js";
import { listen } from "./controls.js";
import { failed, is } from "./lifeline.js";
import { all, asked, folder, isHierarchical, load, oneFile, root } from "./place.js";
import { fields, post, queue, raise } from "./python.js";
import { keptState } from "./reload.js";
import { letGo, start } from "./restart.js";
import { retry } from "./retry.js";
import { startScripts } from "./scripts.js";
import { answerFirst, showNamed } from "./startup.js";
import { takeBack } from "./takealong.js";
import { giveRoom, inTurn } from "./turns.js";

globalThis.lstmShim = true; // see supported.js

const theme = asked("theme")?.replace(/^transparent-/, ""); // see frame.js
if (theme === "light" || theme === "dark") root.dataset.theme = theme;

// Whether the browser can do what is needed. Where supported.js does not come, the page does without.
const PATIENCE = 3000; // ms
async function known() {
  const script = document.querySelector('script[src$="/supported.js"]');
  if (!script || globalThis.lstmTooOld !== undefined) return;
  await new Promise((over) => {
    for (const event of ["load", "error"]) script.addEventListener(event, over);
    setTimeout(over, PATIENCE);
  });
}

// Not those of the hand that plays samples; see demos/draw/pad.js.
/** @param {Event} event */
const countGesture = ({ isTrusted }) => isTrusted && queue.gesture++;
for (const type of ["pointerdown", "keydown"]) addEventListener(type, countGesture, true);
listen({ post, raise, fields, queue });
document.addEventListener("click", ({ target }) => {
  const button = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (target).closest?.("[data-retry]"));
  if (button) retry(button);
});

// A browser that saves a page writes down how it was at that moment, and it is not so any more.
function forgetSaved() {
  for (const element of all("[data-waiting]")) delete element.dataset.waiting;
  for (const button of all("[data-retry]")) /** @type {HTMLButtonElement} */ (button).disabled = false;
  for (const place of all("[data-keep]")) place.hidden = true; // see keep.js
  for (const place of all("[data-python-status]")) {
    if (!place.textContent.startsWith("Python is loading")) place.textContent = "Python is loading.";
  }
}

async function begin() {
  if (document.querySelector(".chapter"))
    load("prose.js")
      .then((/** @type {typeof import("../prose.js")} */ prose) => prose.listen())
      .catch(console.warn); // the text is there without it
  await known();
  forgetSaved();
  takeBack(keptState() ?? {});
  // Keeping a page is for readers who came to it, not for those of a page with a frame.
  const isOwn = isHierarchical && !oneFile && self.origin !== "null" && window.top === window.self;
  const isWithin = location.href.startsWith(folder); // else the service worker would not get to answer for it
  if (isOwn && isWithin && "serviceWorker" in navigator && document.querySelector("[data-keep]"))
    load("keep.js").catch(console.warn);
  startScripts(raise, queue);
  showNamed();
  listenToAuthor();
  if (globalThis.lstmTooOld) return;
  inTurn(start);
  giveRoom(() => is("ready") && queue.python !== null, letGo, start);
  // Not before the page is painted, which this would delay.
  requestAnimationFrame(() => setTimeout(() => answerFirst().catch(console.warn)));
}
// Where this script is damaged and yet a script, it may fail anywhere.
/** @param {Error} error */
const notBegun = ({ message }) => failed(`The page’s own script does not work (${message}).`);
const beginOrTell = () => begin().catch(notBegun);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", beginOrTell);
else beginOrTell();
