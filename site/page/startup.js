// Start-up: Python is fetched and started, and then every demo on the page.
import { allDemos, instanceOf, pageOf, written } from "./demos.js";
import { failed, loading, say, signOfLife } from "./lifeline.js";
import * as place from "./place.js";
import { journal, patchWith, queue } from "./python.js";
import { remembered } from "./remember.js";

/** @typedef {import("./demos.js").Demo} Demo */

// Where an origin is nobody's, browsers run no module in a worker: in a sandboxed frame, and in a file from disk. There
// Python runs on the page itself, and this is its channel to the page, for python.mjs and web/entry.py.
/** @type {LstmChannel | null} */
export const channel = place.oneFile || self.origin === "null" ? new EventTarget() : null;
if (channel) globalThis.lstmChannel = channel;

const NOT_ALONE = "here the page has no address of its own, without which only a page that is one file can start";
const FROM_DISK =
  "this page lies on a disk without the files that Python is made of, which browsers do not save along with a page. " +
  "Open it where it came from; its file offline.html, if you have it, runs from a disk";

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
  const starting =
    queue.python ?? startPython({ core, interpreter, channel, beside, signOfLife, failed, say, downloaded });
  const [python, { Idiomorph }] = await Promise.all([starting, place.load("idiomorph.js")]);
  queue.python = python;
  patchWith(Idiomorph);
  await startDemos(allDemos());
  say("Python is running in this tab.");
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
    const { package: folder, name, says } = pageOf(demo);
    const data = written(demo, "[data-demo-data]");
    const query = demo === set && !journal.settings.has(demo) ? place.settings : "";
    const address = demos.length > 1 ? place.addressOf(name) : place.address;
    const kept = journal.states.get(demo);
    /** @type {import("./queue.js").Message} */
    const message = {
      ask: "start",
      package: folder,
      name,
      data,
      query,
      address,
      kept,
      says,
      remembered: remembered(demo),
      ...ours,
    };
    const { error } = await queue.ask({ demo, message, policy: {} });
    if (error) throw new Error(error);
  }
}
