// Python on this page: started, asked, and, should it die, started again where it was.
import { complain, instanceOf, pageOf, written } from "./demos.js";
import { Fields } from "./fields.js";
import { leftOfFrame, work, worked } from "./frames.js";
import { Journal } from "./journal.js";
import { alive, failed, is, loading, say, signOfLife } from "./lifeline.js";
import * as place from "./place.js";
import { Death, GivenUp, Queue } from "./queue.js";
import { canReload, isServed, LOST, NO_ANSWER, reloadWith, renewCache } from "./reload.js";
import { keepFor, scriptOf } from "./scripts.js";
import { show } from "./show.js";

/**
 * @typedef {import("./demos.js").Demo} Demo
 * @typedef {import("./queue.js").Item} Item
 */

// Where an origin is nobody's, browsers run no module in a worker: in a sandboxed frame, and in a file from disk. There
// Python runs on the page itself, and this is its channel to the page, for python.mjs and web/entry.py.
/** @type {LstmChannel | null} */
const channel = place.oneFile || self.origin === "null" ? new EventTarget() : null;
if (channel) globalThis.lstmChannel = channel;

const NOT_ALONE = "here the page has no address of its own, without which only a page that is one file can start";
const FROM_DISK =
  "this page lies on a disk without the files that Python is made of, which browsers do not save along with a page. " +
  "Open it where it came from; its file offline.html, if you have it, runs from a disk";

/** @type {string[]} */
const downloaded = []; // addresses of what start.js has fetched
/** @type {{demo: Demo, told: string}[]} */
const toTell = []; // once Python is there
/** @type {import("./show.js").Patching} */
let Idiomorph; // before the first answer
const demos = () => [...place.all("[data-demo]")];

export const queue = new Queue({
  instanceOf,
  policyOf: (demo, event) => pageOf(demo).policies[event] ?? {},
  isReady: () => is("ready"),
  asking({ message }) {
    signOfLife();
    if (message.ask === "work") message.budget = leftOfFrame();
  },
  answered,
  lost: ({ demo, message }) => message.ask === "work" && worked(demo),
  broke,
});
const journal = new Journal((demo) => queue.add(demo, { ask: "keep" }));
export const fields = new Fields((field) => queue.lastOf(field) !== undefined);

/**
 * An event of the reader's, or of the page's own; see demos/events.py.
 * @param {Demo} demo
 * @param {import("./queue.js").DemoEvent} event
 * @param {HTMLElement | null} element with which the reader asked for it
 */
export function post(demo, event, element = null) {
  if (element && !queue.python) element.dataset.waiting = "";
  queue.add(demo, { ask: "event", event }, element);
}

/**
 * What has happened on the page, if the demo wants to know of it; see demos/demo.py.
 * @param {Demo} demo
 * @param {string} what
 */
export function raise(demo, what, more = {}) {
  const type = pageOf(demo).raised[what];
  if (type) post(demo, { type, ...more });
}

/** @param {Item} item @param {import("./queue.js").Answer} answer */
function answered(item, answer) {
  const { demo, message, element } = item;
  if (message.ask === "start") signOfLife();
  else alive();
  journal.answered(item, answer);
  if (message.ask === "keep") return;
  if (element && queue.lastOf(element) === undefined) delete element.dataset.waiting;
  if (message.ask === "work") worked(demo);
  try {
    show(item, answer, Idiomorph, fields);
  } catch (error) {
    throw new NotShown(/** @type {Error} */ (error).message);
  }
  if (answer.busy) work(demo, queue);
}

class NotShown extends Error {}

/** @param {Error} error */
function broke(error) {
  if (!(error instanceof Death)) {
    return failed(`The page could not show what Python answered (${error.message}).`, "This page has stopped.");
  }
  if (!journal.blame(error.item)) return failed(`Python stopped answering (${error.message}).`);
  loading();
  setTimeout(restart, 0, error);
}

// ---- Start-up --------------------------------------------------------------------------------------------------

export async function start() {
  loading();
  signOfLife();
  try {
    if (!place.oneFile && !place.isHierarchical) throw new Error(NOT_ALONE);
    if (!place.oneFile && location.protocol === "file:") throw new Error(FROM_DISK);
    /** @type {typeof import("../start.js")} */
    const { startPython } = await place.load("start.js");
    const { core, interpreter, beside } = place;
    const starting =
      queue.python ?? startPython({ core, interpreter, channel, beside, signOfLife, failed, say, downloaded });
    const [python, patching] = await Promise.all([starting, place.load("idiomorph.js")]);
    queue.python = python;
    ({ Idiomorph } = patching);
    await startDemos(demos());
    say("Python is running in this tab.");
  } catch (error) {
    if (error instanceof GivenUp) return; // a newer start is under way
    if (error instanceof NotShown) return broke(error);
    if (error instanceof Death && journal.blame(error.item)) return restart(error);
    if (!is("failed")) failed(`Python could not start (${/** @type {Error} */ (error).message}).`);
    return;
  }
  alive();
  queue.pump();
  await queue.pumping; // what is done again takes messages away
  if (is("ready")) for (const { demo, told } of toTell.splice(0)) complain(demo, told);
}

/** @param {Demo[]} demos */
async function startDemos(demos) {
  // On a page with several demos the settings in the address are for the one it names, or else the first.
  const named = place.asked("demo");
  /** @param {Demo} demo */
  const isNamed = (demo) => pageOf(demo).name === named;
  const set = demos.find((demo) => instanceOf(demo) === named) ?? demos.find(isNamed) ?? demos[0];
  const { settings, demos: names, others } = /** @type {Record<string, string>} */ (place.root.dataset);
  const ours = { settings: settings.split(" "), demos: names.split(" "), others: others.split(" ") };
  for (const demo of demos) {
    const { package: folder, name } = pageOf(demo);
    const data = written(demo, "[data-demo-data]");
    const query = demo === set && !journal.settings.has(demo) ? place.settings : "";
    const address = demos.length > 1 ? place.addressOf(name) : place.address;
    const kept = journal.states.get(demo);
    /** @type {import("./queue.js").Message} */
    const message = { ask: "start", package: folder, name, data, query, address, kept, ...ours };
    const { error } = await queue.ask({ demo, message, policy: {} });
    if (error) throw new Error(error);
  }
}

// ---- Python starts again ---------------------------------------------------------------------------------------

// Python has died. What it died of is left out from now on; all else is as it was.
/** @param {Death} death */
async function restart(death) {
  const told = `Python stopped over what came last (${death.message}) and was started again without it.`;
  toTell.push({ demo: death.item.demo, told: `${told} What was before is as it was.` });
  if (channel) return (await canReload()) ? reload() : failed(`${told} ${LOST}`); // on a page, Python starts but once
  end();
  await start();
}

function end() {
  queue.python?.stop();
  queue.python = null;
  queue.putBack(journal.takeSince());
  say("Python is loading once more.");
}

/** @param {HTMLButtonElement} button */
export async function retry(button) {
  button.disabled = true;
  if (queue.python && !channel) {
    await askAgain();
    button.disabled = false;
    return;
  }
  if (await canReload()) {
    await renewCache(downloaded);
    return reload();
  }
  const told = isServed ? NO_ANSWER : LOST;
  for (const cause of place.all("[data-cause]")) if (!cause.textContent.endsWith(told)) cause.textContent += ` ${told}`;
  button.disabled = !isServed;
}

// With Python in a worker. If it can still be asked, all goes on where it is now, else where it was.
const PATIENCE = 5000; // ms
async function askAgain() {
  loading();
  say("Asking Python whether it is still there.");
  const isThere = await askForStates().then(
    () => true,
    () => false,
  );
  if (is("ready")) return; // the answer has come after all
  const lost = queue.inFlight;
  queue.giveUp();
  await queue.pumping;
  if (isThere) {
    journal.takeSince(); // is in the states
  } else {
    if (lost) journal.blame(lost);
    end();
  }
  const told = "What came last may not have been done. What was before is as it was.";
  if (lost?.message.ask === "event") toTell.push({ demo: lost.demo, told });
  await start();
}

async function askForStates() {
  for (const demo of demos()) {
    const { python } = queue;
    if (!python) throw new Error("It has been stopped.");
    const asked = python.dispatch(JSON.stringify({ ask: "keep", demo: instanceOf(demo) }));
    /** @type {Promise<never>} */
    const late = new Promise((_, fail) => setTimeout(fail, PATIENCE));
    const { kept } = JSON.parse(await Promise.race([asked, late]));
    journal.states.set(demo, kept);
  }
}

// ---- The page is loaded again ------------------------------------------------------------------------------------

function reload() {
  /** @template T @param {T & {demo: Demo}} item */
  const name = ({ demo, ...rest }) => ({ demo: instanceOf(demo), ...rest });
  const waiting = [...journal.takeSince(), ...queue].map(({ demo, message, again }) => name({ demo, message, again }));
  const states = [...journal.states].map(([demo, kept]) => name({ demo, kept }));
  const scripts = demos().map((demo) => name({ demo, kept: scriptOf(demo)?.kept }));
  const settings = [...journal.settings].map((demo) => name({ demo }));
  const { interpreter } = place; // another version would not understand the states
  reloadWith({ waiting, notices: toTell.map(name), interpreter, states, scripts, settings, deaths: journal.deaths });
}

/** What reload() has left. @param {Partial<import("./reload.js").Kept>} kept */
export function takeBack({
  waiting = [],
  states = [],
  scripts = [],
  settings = [],
  deaths = 0,
  notices = [],
  interpreter,
}) {
  // What goes on by itself is asked for anew when the demo has started.
  for (const { demo, message, again } of found(waiting))
    if (message.ask === "event") queue.add(demo, message, null, again);
  toTell.push(...found(notices));
  if (interpreter !== place.interpreter) return;
  for (const { demo, kept } of found(states)) journal.states.set(demo, kept);
  for (const { demo, kept } of found(scripts)) keepFor(demo, kept);
  for (const { demo } of found(settings)) journal.settings.add(demo);
  journal.deaths = deaths;
}

/**
 * With the demos themselves in place of their names, as far as they are on this page.
 * @template {{demo: string}} T
 * @param {T[]} items
 * @returns {(Omit<T, "demo"> & {demo: Demo})[]}
 */
function found(items) {
  const all = demos();
  return items.flatMap((item) => {
    const demo = all.find((one) => instanceOf(one) === item.demo);
    return demo ? [{ ...item, demo }] : [];
  });
}
