// What becomes of the page when Python cannot start, or dies: it is started again where it was, or it is said why not.
import { allDemos, complain, instanceOf } from "./demos.js";
import { alive, failed, is, loading, rest, say } from "./lifeline.js";
import { load, oneFile } from "./place.js";
import { journal, NotShown, queue, raise, whenBroken } from "./python.js";
import { Death, GivenUp, TooLong } from "./queue.js";
import { canReload, LOST } from "./reload.js";
import { channel, startAll } from "./startup.js";
import { reload, toTell } from "./takealong.js";

/** @returns {Promise<void>} */
export async function start() {
  try {
    await startAll();
  } catch (error) {
    if (error instanceof GivenUp) return; // a newer start is under way
    if (error instanceof NotShown) return notShown(error);
    if (error instanceof Death && journal.blame(error.item)) return restart(error);
    if (!is("failed")) failed(`Python could not start (${/** @type {Error} */ (error).message}).`);
    return;
  }
  alive();
  queue.pump();
  await queue.pumping; // what is done again takes messages away
  if (!is("ready")) return;
  say("Python is running in this tab");
  for (const { demo, told } of toTell.splice(0)) complain(demo, told);
  for (const { demo, seconds } of tooLong.splice(0)) raise(demo, "stopped", { seconds });
  // Not in a frame with sandbox, where each file would need the host's leave once more.
  if (!oneFile && self.origin !== "null") setTimeout(() => lookForDamage().catch(console.warn), AFTER);
}

// A file may be damaged, or changed on its way, and be taken for a script or a style all the same.
const AFTER = 2000; // ms, when everything has come
async function lookForDamage() {
  /** @type {typeof import("../diagnose.js")} */
  const { damage } = await load("diagnose.js");
  const found = await damage();
  if (!found || document.querySelector("[data-damaged]")) return;
  const alert = document.createElement("p");
  Object.assign(alert, { role: "alert", textContent: `${found} What is shown here may be wrong.` });
  alert.dataset.damaged = "";
  document.body.prepend(alert);
}

whenBroken((error) => {
  if (!(error instanceof Death)) return notShown(error);
  if (!journal.blame(error.item)) return failed(`Python stopped answering (${error.message}).`);
  loading();
  setTimeout(restart, 0, error);
});

/** @param {Error} error */
const notShown = ({ message }) =>
  failed(`The page could not show what Python answered (${message}).`, "This page has stopped.");

/** @type {{demo: import("./demos.js").Demo, seconds: number}[]} whose code did not end, to be told so */
const tooLong = [];

/** What Python died of is left out from now on; all else is as it was. @param {Death} death @returns {Promise<void>} */
async function restart(death) {
  const { cause, item } = death;
  if (cause instanceof TooLong) {
    tooLong.push({ demo: item.demo, seconds: cause.seconds });
    queue.dropPassing(item.demo); // the same code, asked for once more
    end();
    return start();
  }
  const notice = `Python stopped over what came last (${death.message}) and was started again without it.`;
  toTell.push({ demo: item.demo, told: `${notice} What was before is as it was.` });
  if (channel) return (await canReload()) ? reload() : failed(`${notice} ${LOST}`); // on a page, Python starts but once
  end();
  await start();
}

/** What was done since a state was given will be done again. */
export function end() {
  queue.python?.stop();
  queue.python = null;
  queue.putBack(journal.takeSince());
  say("Python is loading once more");
}

const PATIENCE = 5000; // ms for Python to give a state
/** Has Python give the state of every demo now. */
export async function askForStates() {
  for (const demo of allDemos()) {
    const { python } = queue;
    if (!python) throw new Error("It has been stopped.");
    const asked = python.dispatch(JSON.stringify({ ask: "keep", demo: instanceOf(demo) }));
    /** @type {Promise<never>} */
    const late = new Promise((_, fail) => setTimeout(fail, PATIENCE));
    const { kept } = JSON.parse(await Promise.race([asked, late]));
    journal.states.set(demo, kept);
  }
}

/** Python is stopped, and all is as it was when it is started again; see turns.js. */
export async function letGo() {
  loading(); // so that nothing more is asked
  await queue.pumping;
  loading(); // the last answer was a sign of life
  await askForStates().then(
    () => journal.takeSince(), // is in the states
    () => {},
  );
  end();
  rest();
  say("Python rests until this is in view again");
}
