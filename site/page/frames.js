// Work that goes on by itself: a slice a frame, as long as Python says that there is some, and the demo is in view if
// it is in a frame of another page.
import { whenInView } from "./turns.js";

/** @typedef {import("./demos.js").Demo} Demo */

const FRAME = 14; // ms of a frame that Python may use; the rest is for the way there and back
const [LEAST, MOST] = [2, 12]; // ms of a slice
const still = matchMedia("(prefers-reduced-motion: reduce)");
/** @type {Set<Demo>} */
const working = new Set(); // those of which a slice is under way
let frame = 0; // when the current one began

/**
 * Has a slice of a demo's work asked for in the next frame, unless one is under way.
 * @param {Demo} demo
 * @param {import("./queue.js").Queue} queue
 */
export function work(demo, queue) {
  if (working.has(demo)) return;
  working.add(demo);
  whenInView(() =>
    requestAnimationFrame((now) => {
      frame = now;
      queue.add(demo, { ask: "work", budget: 0, paced: !still.matches });
    }),
  );
}

/** @param {Demo} demo */
export const worked = (demo) => working.delete(demo);

/** What is done should be over when the next frame begins, so that what the reader does then need not wait. */
export const leftOfFrame = () => Math.min(Math.max(FRAME - (performance.now() - frame), LEAST), MOST);
