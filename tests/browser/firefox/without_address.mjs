// Drives Firefox through a page that has the two-bit demo in a frame where it has no address of its own: node
// without_address.mjs '<JSON>', with
//   program    Firefox's path
//   url        the page
//   steps      what is done in it, see ../journeys.py
//   fails      whether the demo starts only after a reload; what is pressed before must then be done
// Prints JSON: {settings: what is offered in place of a link, complaints: [text]}
import { click, pressByScript, tell, until, untilPythonRuns, walk } from "./driver.mjs";

const { program, url, steps, fails } = JSON.parse(process.argv[2]);
const DEMO = '[data-demo="two-bit"]';
const SWITCH = `${DEMO} [role="switch"][aria-label="Test bit 2"]`;

await tell({ program }, async (page, report) => {
  await page.goto(url);
  const frame = await until("the frame", async () => page.frames()[1]);
  if (fails) await retry(frame);
  await untilPythonRuns(frame);
  await walk(frame, steps, pressByScript);
  await click(frame, "Take it along", pressByScript);
  report.settings = await until("settings", () => frame.$eval('[aria-label="Settings"]', (e) => e.value));
});

async function retry(frame) {
  const state = () => frame.$eval(SWITCH, (e) => e.ariaChecked);
  const python = () => frame.evaluate(() => document.documentElement.dataset.python);
  await until("a failure", python, (now) => now === "failed");
  const before = await state();
  await pressByScript(await frame.$(SWITCH));
  await click(frame, "Retry", pressByScript);
  await until("Python's start after all", python, (now) => now === "ready");
  await until("what was pressed", state, (now) => now !== before);
}
