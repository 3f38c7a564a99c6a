// What the page takes along when it is loaded again: what waits, where every demo was, and what is to be told.
import { allDemos, instanceOf, pageOf } from "./demos.js";
import { interpreter } from "./place.js";
import { journal, queue } from "./python.js";
import { reloadWith } from "./reload.js";
import { remembered, rememberedBefore } from "./remember.js";
import { keepFor, scriptOf } from "./scripts.js";

/** @typedef {import("./demos.js").Demo} Demo */

/** @type {{demo: Demo, told: string}[]} */
export const toTell = []; // readers, once Python is there

export function reload(focus = false) {
  /** @template T @param {T & {demo: Demo}} item */
  const name = ({ demo, ...rest }) => ({ demo: instanceOf(demo), ...rest });
  const items = [...journal.takeSince(), ...queue];
  const waiting = items.map(({ demo, message, again, ahead }) => name({ demo, message, again: again || ahead }));
  const states = [...journal.states].map(([demo, kept]) => name({ demo, kept }));
  const scripts = allDemos().map((demo) => name({ demo, kept: scriptOf(demo)?.kept }));
  const settings = [...journal.settings].map((demo) => name({ demo }));
  const anew = allDemos().filter((demo) => !journal.states.has(demo));
  const texts = anew.map((demo) => name({ demo, text: remembered(demo) }));
  const { deaths } = journal;
  const notices = toTell.map(name);
  reloadWith({ waiting, notices, interpreter, states, scripts, settings, deaths, focus, remembered: texts });
}

/** What reload() has left. @param {Partial<import("./reload.js").Kept>} kept */
export function takeBack({
  waiting = [],
  states = [],
  scripts = [],
  settings = [],
  deaths = 0,
  focus = false,
  isAnybodys = false,
  notices = [],
  remembered: texts = [],
  ...kept
}) {
  // The button that was pressed is not there any more.
  if (focus) {
    const [demo] = allDemos();
    demo.tabIndex = -1;
    demo.focus({ preventScroll: true });
  }
  // What goes on by itself is asked for anew when the demo has started.
  for (const { demo, message, again } of found(waiting)) {
    // Running a reader's code is of these; nobody else may ask for that.
    const isPassing = message.event && pageOf(demo).policies[message.event.type]?.passing;
    if (message.ask === "event" && !(isAnybodys && isPassing)) queue.add(demo, message, null, again);
  }
  toTell.push(...found(notices));
  for (const { demo, text } of found(texts)) rememberedBefore(demo, text);
  if (kept.interpreter !== interpreter) return; // another version would not understand the states
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
  const all = allDemos();
  return items.flatMap((item) => {
    const demo = all.find((one) => instanceOf(one) === item.demo);
    return demo ? [{ ...item, demo }] : [];
  });
}
