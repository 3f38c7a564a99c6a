// Presses in Firefox before Python is there: node first_answer.mjs '<JSON>', with
//   program    Firefox's path
//   url        two-bit.html, on a server that holds Python back until `go` is asked for
//   go         an address
// Prints JSON: {early: how many steps are read when Run inference was pressed, late: when Python has caught up,
// status: what is said of Python at first, complaints: [text]}.
import { click, tell, until, untilPythonRuns } from "./driver.mjs";

const { program, url, go } = JSON.parse(process.argv[2]);

await tell({ program }, async (page, report) => {
  await page.goto(url);
  const status = () => page.evaluate(() => document.querySelector("[data-python-status]").textContent);
  const steps = () => page.evaluate(() => document.querySelectorAll('[id^="two-bit-cell-"][data-reached="true"]').length);
  report.status = await until("first answers are there", status, (text) => text.includes("first answers"));
  await click(page, "Run inference (step 1)");
  report.early = await steps();
  await page.evaluate((go) => void fetch(go), go);
  await untilPythonRuns(page);
  await until("Python has caught up", status, (text) => text.includes("running in this tab"));
  report.late = await steps();
});
