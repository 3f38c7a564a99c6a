// Keeps the page for reading offline in Firefox, or uses what was kept: node keeping.mjs '<JSON>', with
//   program        Firefox's path
//   preferences    {name: value}, set before it starts
//   profile        the folder in which Firefox keeps what it keeps
//   url            the article
//   around         a page with the article in a frame; given, it is visited, and then the article is kept
//   demo           {name, bits}; given, it is used, and then the page is let go
// Prints JSON: {framed: {offered: whether keeping is offered in a frame, asked: addresses until then}, status: what the
// page says of being kept, epochs, verdicts: {input: result}, left: {caches: [name], workers: number} at the end, gone:
// whether the page does not open any more, asked: addresses}.
import { click, teach, tell, until, untilPythonRuns } from "./driver.mjs";

const { url, around, demo, ...firefox } = JSON.parse(process.argv[2]);
const offered = (place) => place.$eval("[data-keep]", (e) => !e.hidden);
const LET_GO = "Do not keep it any longer";

await tell(firefox, async (page, told) => {
  if (around) {
    await page.goto(around);
    const frame = await (await page.$("iframe")).contentFrame();
    await untilPythonRuns(frame);
    told.framed = { offered: await offered(frame), asked: [...told.asked] };
  }
  await page.goto(url);
  if (around) {
    await until("an offer to keep the page", () => offered(page));
    await click(page, "Keep this page for reading offline");
    told.status = await until("being kept", () => status(page), (words) => !/^(Being kept|It then takes)/.test(words));
  }
  if (demo) {
    await untilPythonRuns(page);
    Object.assign(told, await teach(page, `[data-demo="${demo.name}"]`, demo.bits));
    told.status = await status(page);
    await click(page, LET_GO);
    await until("letting go", () => status(page), (words) => words.startsWith("It then takes"));
  }
  told.left = await page.evaluate(async () => ({
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  if (demo) told.gone = await page.reload().then(() => false, () => true);
});

function status(page) {
  return page.$eval("[data-keep-status]", (e) => e.textContent);
}
