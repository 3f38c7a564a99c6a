// A sentence of the page around this frame shows the demo as its address would have it with some settings more, until
// that is taken back: then all is as it was before. See embed/moving.js.
import { allDemos } from "./demos.js";
import { is } from "./lifeline.js";
import { root } from "./place.js";
import { journal, queue } from "./python.js";
import { beginning, queryOf } from "./startup.js";

/** @type {string | null} the settings that were asked for last; "" to take them back */
let wanted = null;
/** @type {string | undefined} the state before the first of them */
let before;
let isMoving = false;

/** Where there is one demo, of which Python knows all: what a script of its own has stays. */
export function listenToAuthor() {
  const [demo, ...others] = allDemos();
  if (parent === window || others.length || demo.dataset.script) return;
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || data?.lstm !== 1 || typeof data.show !== "string") return;
    wanted = data.show;
    move(demo);
  });
  new MutationObserver(() => move(demo)).observe(root, { attributeFilter: ["data-python"] });
  parent.postMessage({ lstm: 1, moves: true }, "*");
}

/** @param {import("./demos.js").Demo} demo */
async function move(demo) {
  if (isMoving) return;
  isMoving = true;
  while (wanted !== null && is("ready")) {
    const more = wanted;
    wanted = null;
    if (more && before === undefined) before = await stateOf(demo);
    if (more) queue.add(demo, beginning(demo, joined(queryOf(demo), more)));
    else if (before !== undefined) {
      queue.add(demo, beginning(demo, queryOf(demo), before));
      before = undefined;
    }
    await queue.emptied();
  }
  isMoving = false;
}

/** @param {import("./demos.js").Demo} demo */
async function stateOf(demo) {
  queue.add(demo, { ask: "keep" });
  await queue.emptied();
  return journal.states.get(demo);
}

/** The settings of an address, and more, which take the place of those of the same name. @param {string} query @param {string} more */
function joined(query, more) {
  const replaced = new Set(new URLSearchParams(more).keys());
  const kept = query.split("#")[0].slice(1).split("&");
  const others = kept.filter(
    (pair) => pair && ![...new URLSearchParams(pair).keys()].some((name) => replaced.has(name)),
  );
  return `?${[...others, more].filter(Boolean).join("&")}`;
}
