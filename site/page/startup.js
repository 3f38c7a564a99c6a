// Start-up: Python is fetched and started, and then every demo on the page.
import { allDemos, instanceOf, pageOf, written } from "./demos.js";
import { FirstAnswers } from "./first_answers.js";
import { failed, is, loading, say, signOfLife } from "./lifeline.js";
import * as place from "./place.js";
import { early, journal, patchWith, queue } from "./python.js";
import { canReload } from "./reload.js";
import { remembered } from "./remember.js";
import { reload } from "./takealong.js";
import { takeRoom } from "./turns.js";

/** @typedef {import("./demos.js").Demo} Demo */

// With an opaque origin, browsers run no module in a worker: in a sandboxed frame, and in a file from disk. There
// Python runs on the page's main thread, and this is its channel to the page, for python.mjs and web/entry.py.
/** @type {LstmChannel | null} */
export const channel = place.oneFile || self.origin === "null" ? new EventTarget() : null;
if (channel) globalThis.lstmChannel = channel;

const NOT_ALONE = "here the page has no address of its own, without which only a page that is one file can start";
const FROM_DISK =
  "this page lies on a disk without the files that Python is made of, which browsers do not save along with a page. " +
  "Open it where it came from; its file offline.html, if you have it, runs from a disk";

const ANSWERS_READY = ["Python is loading; first answers are ready", ", worked out when this page was built"];
const THEMES = ["light", "dark", "transparent", "transparent-light", "transparent-dark"]; // as in demos/settings.py

/** @type {string[]} */
export const downloaded = []; // addresses of what start.js has fetched

/** Throws what went wrong. Python that is there already is not started again, the demos are. */
export async function startAll() {
  loading();
  signOfLife();
  if (!place.oneFile && !place.isHierarchical) throw new Error(NOT_ALONE);
  if (!place.oneFile && location.protocol === "file:") throw new Error(FROM_DISK);
  /** @type {typeof import("../start.js")} */
  const { startPython } = await place.load("start.js");
  const { core, interpreter, beside } = place;
  const packages = [...new Set(allDemos().map((demo) => pageOf(demo).package))];
  const given = { core, interpreter, channel, beside, signOfLife, failed: failedAt, say, downloaded, packages };
  const starting = queue.python ?? startPython(given);
  const [python, { Idiomorph }] = await Promise.all([starting, place.load("idiomorph.js")]);
  queue.python = python;
  patchWith(Idiomorph);
  await startDemos(allDemos());
}

/** @param {string} cause @param {boolean} [lacksMemory] */
function failedAt(cause, lacksMemory) {
  failed(cause);
  if (lacksMemory) whenOthersMakeRoom().catch(console.warn);
}

async function whenOthersMakeRoom() {
  if ((await takeRoom()) && is("failed") && (await canReload())) reload();
}

/** Answers from what the build worked out, until Python is there; without these files all waits for it. */
export async function answerFirst() {
  const { Idiomorph } = await place.load("idiomorph.js");
  patchWith(Idiomorph);
  const begun = allDemos().filter((demo) => pageOf(demo).answers && !journal.states.has(demo) && !remembered(demo));
  const opening = begun.map(async (demo) => {
    /** @type {{default: import("./first_answers.js").Written}} */
    const { default: written } = await place.load(`answers/${instanceOf(demo)}.js`);
    early.open(demo, new FirstAnswers(written), inOrder(queryOf(demo), demo));
    if (is("loading") && !queue.python) say(ANSWERS_READY[0], ANSWERS_READY[1]);
  });
  for (const { reason } of /** @type {PromiseRejectedResult[]} */ (await Promise.allSettled(opening)))
    if (reason) console.warn(reason);
}

/** The demo that the address names, if it does. */
function named() {
  const [demos, name] = [allDemos(), place.asked("demo")];
  return demos.find((one) => instanceOf(one) === name) ?? demos.find((one) => pageOf(one).name === name);
}

/** A link to one of many demos leads to it. */
export function showNamed() {
  const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const isElsewhere = window.top !== window.self || location.hash || navigation?.type !== "navigate";
  if (!isElsewhere && allDemos().length > 1) named()?.scrollIntoView();
}

/** The settings in the address, if they are for this demo. @param {Demo} demo */
export function queryOf(demo) {
  // On a page with several demos they are for the one that the address names, or else the first.
  return demo === (named() ?? allDemos()[0]) && !journal.settings.has(demo) ? place.settings : "";
}

/**
 * Settings as first answers know them, by name, without those that change nothing in the demo. What is written in any
 * unusual way is left as it is, and thus not known: what it means is Python's to say; see demos/query.py.
 * @param {string} query
 * @param {Demo} demo
 */
function inOrder(query, demo) {
  const [, written] = /^(?:\?([a-z]+=[\w-]+(?:&[a-z]+=[\w-]+)*))?(?:#[\w-]*)?$/.exec(query) ?? [null, query];
  const others = [`demo=${pageOf(demo).name}`, `demo=${instanceOf(demo)}`, ...THEMES.map((theme) => `theme=${theme}`)];
  const asked = (written ?? "").split("&").filter((setting) => !others.includes(setting));
  return asked.sort().join("&");
}

/** @param {Demo[]} demos */
async function startDemos(demos) {
  for (const demo of demos) {
    const message = beginning(demo, queryOf(demo), journal.states.get(demo));
    const { error } = await queue.ask({ demo, message, policy: {} });
    if (error) throw new Error(error);
  }
}

/**
 * What has a demo begin.
 * @param {Demo} demo
 * @param {string} query settings
 * @param {string} [kept] a state, for it to go on from
 * @returns {import("./queue.js").Message}
 */
export function beginning(demo, query, kept) {
  const { package: folder, name, says } = pageOf(demo);
  const { settings, demos, others } = /** @type {Record<string, string>} */ (place.root.dataset);
  return {
    ask: "start",
    package: folder,
    name,
    data: written(demo, "[data-demo-data]"),
    query,
    address: allDemos().length > 1 ? `${place.address}?demo=${instanceOf(demo)}` : place.address,
    kept,
    says,
    remembered: remembered(demo),
    settings: settings.split(" "),
    demos: demos.split(" "),
    others: others.split(" "),
  };
}
