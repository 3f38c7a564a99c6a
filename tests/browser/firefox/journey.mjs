// Drives Firefox through the main journey of demos: node journey.mjs '<JSON>', with
//   program    Firefox's path
//   url        the page, http: or file:
//   demos      [{name, bits}] on it
//   race       the name of a demo in which three cells are to be trained side by side, if there is one
//   pad        the name of a sample to be played into the pad, if it has one
//   offline    whether the network is to be off
//   private    whether in a private window
// Prints JSON: {demos: {name: {epochs, verdicts: {input: result}}}, asked: addresses, complaints: [text], drawnOn: the
// number of points by which the pad drew on, accuracies: {cell: share}}. Fails with the page's own words if Python does not start.
import { click, teach, tell, until, untilPythonRuns } from "./driver.mjs";

const { program, url, demos, race, pad, offline, private: isPrivate } = JSON.parse(process.argv[2]);
// A proxy that is not there: whatever is asked for fails.
const NO_NETWORK = {
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
};
const preferences = { "browser.privatebrowsing.autostart": isPrivate, ...(offline ? NO_NETWORK : {}) };

await tell({ program, preferences }, async (page, told) => {
  await page.goto(url);
  await untilPythonRuns(page);
  told.demos = {};
  for (const { name, bits } of demos) told.demos[name] = await teach(page, `[data-demo="${name}"]`, bits);
  if (race) told.accuracies = await trainAll(page, `[data-demo="${race}"]`);
  if (pad) told.drawnOn = await playStroke(page, pad);
});

async function trainAll(page, demo) {
  await click(page, "Train all three", demo);
  const cells = () =>
    page.evaluate((demo) => [...document.querySelectorAll(`${demo} [data-cell]`)].map((e) => ({ ...e.dataset })), demo);
  const done = await until("three cells are trained", cells, (all) => all.every((one) => one.done === "true"), 240_000);
  return Object.fromEntries(done.map(({ cell, accuracy }) => [cell, Number(accuracy)]));
}

async function playStroke(page, sample) {
  await click(page, sample, `[data-demo="draw"]`);
  const points = () => page.evaluate(() => document.querySelector(".pad-own")?.getAttribute("d").split("L").length ?? 0);
  return until("the pad draws on", points, (points) => points > 10);
}
