// Demos in frames of one page, each with a Python of its own: those in view start first, those out of view rest, and
// where there are more than the device has room for, the one that was out of view longest lets its Python go. It has it
// started again, where it was, when it comes back into view. Frames of one site in one page, and in its other tabs,
// talk to each other; those with sandbox cannot, nor could they start Python twice.
import { folder, oneFile, root } from "./place.js";

const NAME = `lstm-explainer ${folder}`;
const isInFrame = window.top !== window.self && !oneFile && self.origin !== "null";

const [FIRST_LOOK, ANSWERS, LET_GO] = [1000, 300, 8000]; // ms to wait for them

// ---- In view -----------------------------------------------------------------------------------------------------

let isInView = !isInFrame;
let since = 0; // when it was in view last
/** @type {Set<() => void>} */
const forView = new Set();

/** Told when the frame is in view, at once if it is. @param {() => void} tell */
export function whenInView(tell) {
  if (isInView) tell();
  else forView.add(tell);
}

function looked(/** @type {boolean} */ isSeen) {
  if (isInView && !isSeen) since = Date.now();
  isInView = isSeen;
  if (!isInView) return;
  for (const tell of forView) tell();
  forView.clear();
}

/** @type {Promise<void>} */
const firstLook = new Promise((done) => {
  if (!isInFrame) return done();
  since = Date.now();
  setTimeout(done, FIRST_LOOK); // browsers need not look at what they do not draw
  let isIntersecting = false;
  const look = () => looked(isIntersecting && !document.hidden);
  new IntersectionObserver((entries) => {
    isIntersecting = Boolean(entries.at(-1)?.isIntersecting);
    look();
    done();
  }).observe(root);
  document.addEventListener("visibilitychange", look);
});

// ---- Turns -------------------------------------------------------------------------------------------------------

/**
 * Has Python started when it is this frame's turn: at once where it is in view, else after all others that start.
 * @param {() => Promise<void>} start
 */
export async function inTurn(start) {
  if (!isInFrame) return start();
  await firstLook;
  /** @type {(value?: unknown) => void} */
  let over = () => {};
  const starting = new Promise((resolve) => (over = resolve));
  await new Promise((/** @type {(value?: unknown) => void} */ begin) => {
    whenInView(begin);
    const isTurn = () => {
      begin();
      return starting;
    };
    navigator.locks?.request(NAME, { mode: isInView ? "shared" : "exclusive" }, isTurn).catch(begin);
    if (!navigator.locks) begin(); // as on pages without https
  });
  makeRoom();
  await start().finally(over);
}

// ---- Room --------------------------------------------------------------------------------------------------------

/**
 * @typedef {{who: string} | {to: string, here: string, since: number | null} | {letGo: string} | {gone: string}} Message
 */
const me = `${Date.now()} ${Math.random()}`;
const others = isInFrame ? channel() : null;
function channel() {
  try {
    return new BroadcastChannel(NAME);
  } catch {
    return null; // where a frame may store nothing
  }
}
/** @type {Map<string, number | null>} */
const running = new Map(); // since when they are out of view, or null for those in view
/** @type {Set<string>} */
const gone = new Set();
/** @param {Message} message */
const say = (message) => others?.postMessage(message);

/** For how many Pythons, of some 150 MB each (bench frames). Browsers tell of memory in GB, up to 8, or not at all. */
function room() {
  const usual = matchMedia("(pointer: coarse)").matches ? 4 : 8;
  const { deviceMemory = usual } = /** @type {{deviceMemory?: number}} */ (navigator);
  if (deviceMemory < 4) return 2;
  return deviceMemory < 8 ? 3 : 6;
}

/** @param {number} ms */
const pause = (ms) => new Promise((over) => setTimeout(over, ms));

/** The frames out of view that run Python, those first that were out of view longest. */
async function away() {
  running.clear();
  say({ who: me });
  await pause(ANSWERS);
  const found = [...running].filter(([, since]) => since !== null);
  return found.sort(([, a], [, b]) => Number(a) - Number(b)).map(([id]) => id);
}

/** Has those let Python go that were out of view longest, if they are too many. */
async function makeRoom() {
  const found = await away();
  const tooMany = Math.max(running.size + 1 - room(), 0);
  for (const id of found.slice(0, tooMany)) say({ letGo: id });
}

/** Where the browser has no memory left: has all that are out of view let Python go. Whether one did. */
export async function takeRoom() {
  if (!others) return false;
  gone.clear();
  const found = await away();
  for (const id of found) say({ letGo: id });
  for (let waited = 0; waited < LET_GO && gone.size < found.length; waited += ANSWERS) await pause(ANSWERS);
  return gone.size > 0;
}

/**
 * Has Python let go when another frame needs its room, and started again when this one is in view.
 * @param {() => boolean} isRunning whether there is a Python
 * @param {() => Promise<void>} letGo
 * @param {() => Promise<void>} start
 */
export function giveRoom(isRunning, letGo, start) {
  if (!others) return;
  others.onmessage = async (/** @type {MessageEvent<Message>} */ { data }) => {
    if ("who" in data && isRunning()) say({ to: data.who, here: me, since: isInView ? null : since });
    if ("here" in data && data.to === me) running.set(data.here, data.since);
    if ("gone" in data) gone.add(data.gone);
    if (!("letGo" in data) || data.letGo !== me || isInView || !isRunning()) return;
    await letGo();
    say({ gone: me });
    whenInView(() => inTurn(start));
  };
}
