// How long Python takes to start in Firefox: node firefox_start.mjs '<JSON>', with
//   program    Firefox's path
//   urls       of pages, each opened in a Firefox of its own that has never been anywhere
//   ready      an expression in JavaScript, true once Python answers
// Prints JSON a page and line: {ready: ms since the navigation began, version, complaints: [text]}.
import { tell } from "../tests/browser/firefox/driver.mjs";

const { program, urls, ready } = JSON.parse(process.argv[2]);
// The window is said to be out of view, where timers are slow.
const WATCH = `new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => (${ready} ? resolve(performance.now()) : setTimeout(() => port2.postMessage(""), 5));
  port2.postMessage("");
})`;

for (const url of urls) {
  await tell({ program }, async (page, report) => {
    report.version = await page.browser().version();
    await page.goto(url);
    report.ready = await page.evaluate(WATCH);
  });
}
