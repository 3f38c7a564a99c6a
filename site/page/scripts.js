// Scripts that demos bring along, for what HTML alone cannot do. Such a module exports
//   start(demo, raise)   raise(what, fields) is how it says what has happened; see demos/demo.py
// and start returns
//   effects              {type: carry it out}, for those of the demo's effects that are no other's
//   kept                 what must live through a reload of the page
//   restore(kept, raised)   takes that back, or else shows what was raised and is not answered yet, [{what, ...fields}]
import { complain, pageOf } from "./demos.js";
import { all, load } from "./place.js";

/**
 * @typedef {import("./demos.js").Demo} Demo
 * @typedef {{what: string, [field: string]: unknown}} Raised
 * @typedef {object} Script
 * @property {import("./files.js").Effects} [effects]
 * @property {unknown} [kept]
 * @property {(kept: unknown, raised: Raised[]) => void} [restore]
 * @typedef {{start: (demo: Demo, raise: (what: string, fields?: object) => void) => Script}} Module
 */

/** @type {Map<Demo, Script>} */
const started = new Map();
/** @type {Map<Demo, unknown>} */
const keptBefore = new Map();

/** @param {Demo} demo */
export const scriptOf = (demo) => started.get(demo);

/** What a demo's script kept before the page was loaded again. @param {Demo} demo @param {unknown} kept */
export const keepFor = (demo, kept) => keptBefore.set(demo, kept);

/**
 * @param {(demo: Demo, what: string, fields?: object) => void} raise
 * @param {Iterable<import("./queue.js").Item>} queue
 */
export async function startScripts(raise, queue) {
  for (const demo of all("[data-script]")) {
    try {
      const { start } = /** @type {Module} */ (await load(/** @type {string} */ (demo.dataset.script)));
      const script = start(demo, (what, fields) => raise(demo, what, fields));
      const whatOf = Object.fromEntries(Object.entries(pageOf(demo).raised).map(([what, type]) => [type, what]));
      const ours = [...queue].filter((item) => item.demo === demo);
      const events = ours.flatMap(({ message: { event } }) => event ?? []);
      const raised = events.map((event) => ({ ...event, what: whatOf[event.type] })).filter(({ what }) => what);
      const kept = keptBefore.get(demo); // has in it what was raised before
      script.restore?.(kept, kept === undefined ? raised : []);
      started.set(demo, script);
    } catch (error) {
      complain(demo, `A part of this demo is broken (${/** @type {Error} */ (error).message}).`);
    }
  }
}
