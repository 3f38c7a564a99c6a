// Python on this page: what it is asked, and what the page does with its answers. startup.js has it started.
import { instanceOf, pageOf } from "./demos.js";
import { Early } from "./early.js";
import { Fields } from "./fields.js";
import { leftOfFrame, work, worked } from "./frames.js";
import { Journal } from "./journal.js";
import { alive, is, signOfLife } from "./lifeline.js";
import { Queue, TooLong } from "./queue.js";
import { show } from "./show.js";

/**
 * @typedef {import("./demos.js").Demo} Demo
 * @typedef {import("./queue.js").Item} Item
 */

/** An answer could not be shown: what the page shows is no longer what Python has. */
export class NotShown extends Error {}

/** @type {import("./show.js").Patching} */
let Idiomorph;
/** To be called before the first answer. @param {import("./show.js").Patching} patching */
export const patchWith = (patching) => (Idiomorph = patching);

/** @param {string} cause @param {number} seconds */
const tooLong = (cause, seconds) => queue.giveUp(new TooLong(cause, seconds));

/** @type {(error: Error) => void} */
let broke;
/** Who is told when nothing more can be asked, and of what it came. @param {typeof broke} tell */
export const whenBroken = (tell) => (broke = tell);

export const queue = new Queue({
  instanceOf,
  policyOf: (demo, event) => pageOf(demo).policies[event] ?? {},
  isReady: () => is("ready"),
  asking({ demo, message }) {
    if (message.ask === "start") signOfLife();
    // A reader's own code may never end, and is not waited for as long as Python itself; see restart.js.
    else signOfLife(Number(demo.dataset.patience), demo.dataset.patience ? tooLong : undefined);
    if (message.ask === "work") message.budget = leftOfFrame();
  },
  answered,
  lost: ({ demo, message }) => message.ask === "work" && worked(demo),
  broke: (error) => broke(error),
});
export const journal = new Journal((demo) => queue.add(demo, { ask: "keep" }));
export const fields = new Fields((field) => queue.lastOf(field) !== undefined);

export const early = new Early({
  queue,
  instanceOf,
  has: (id) => document.getElementById(id) !== null,
  show: (item, answer) => show(item, answer, Idiomorph, fields),
});

/**
 * An event of the reader's, or of the page's own; see demos/events.py.
 * @param {Demo} demo
 * @param {import("./queue.js").DemoEvent} event
 * @param {HTMLElement | null} element with which the reader asked for it
 */
export function post(demo, event, element = null) {
  // Running a reader's code may end Python: what was there before is kept first.
  const isRisky = demo.dataset.patience && queue.python && pageOf(demo).policies[event.type]?.passing;
  if (isRisky) queue.add(demo, { ask: "keep" });
  queue.add(demo, { ask: "event", event }, element);
  early.goOn(demo);
  if (element && !queue.python && queue.lastOf(element)) element.dataset.waiting = "";
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
  const shown = early.caughtUp(item, answer);
  try {
    if (shown) show(shown.item, shown.answer, Idiomorph, fields);
  } catch (error) {
    throw new NotShown(/** @type {Error} */ (error).message, { cause: error });
  }
  if (answer.busy) work(demo, queue);
}
