// The button with which a reader tries again where Python has failed.
import { is, loading, say } from "./lifeline.js";
import * as place from "./place.js";
import { journal, queue } from "./python.js";
import { canReload, isServed, LOST, NO_ANSWER, renewCache } from "./reload.js";
import { askForStates, end, start } from "./restart.js";
import { channel, downloaded } from "./startup.js";
import { reload, toTell } from "./takealong.js";

/** @param {HTMLButtonElement} button */
export async function retry(button) {
  const hadFocus = document.activeElement === button;
  button.disabled = true;
  if (queue.python && !channel) {
    await askAgain();
    button.disabled = false;
    return;
  }
  if (await canReload()) {
    await renewCache(downloaded);
    return reload(hadFocus);
  }
  const reason = isServed ? NO_ANSWER : LOST;
  for (const cause of place.all("[data-cause]"))
    if (!cause.textContent.endsWith(reason)) cause.textContent += ` ${reason}`;
  button.disabled = !isServed;
}

// With Python in a worker. If it can still be asked, all goes on where it is now, else where it was.
async function askAgain() {
  loading();
  say("Asking Python whether it is still there");
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
  const notice = "What came last may not have been done. What was before is as it was.";
  if (lost?.message.ask === "event") toTell.push({ demo: lost.demo, told: notice });
  await start();
}
