// Keeps the page for reading offline in Firefox, or uses what was kept: node keeping.mjs '<JSON>', with
//   program        Firefox's path
//   preferences    {name: value}, set before it starts
//   profile        the folder in which Firefox keeps what it keeps
//   url            the article
//   around         a page with the article in a frame; given, it is visited, and then the article is kept
//   again          given, the page is kept, let go and kept again
//   steps          what is done on the page, see ../journeys.py; given, the page is let go afterwards
// Prints JSON: {framed: {offered: whether keeping is offered in a frame, asked: addresses until then}, status: what the
// page says of being kept, left: {caches: [name], files: how many are kept, workers: number} at the end, gone: whether
// the page does not open any more, asked: addresses}.
import { click, tell, until, untilPythonRuns, walk } from "./driver.mjs";

const { url, around, again, steps, ...firefox } = JSON.parse(process.argv[2]);
const offered = (place) => place.$eval("[data-keep]", (e) => !e.hidden);
const LET_GO = "Do not keep it any longer";

await tell(firefox, async (page, report) => {
  if (around) {
    await page.goto(around);
    const frame = await (await page.$("iframe")).contentFrame();
    await untilPythonRuns(frame);
    report.framed = { offered: await offered(frame), asked: [...report.asked] };
  }
  await page.goto(url);
  if (around) await keep(page, report);
  if (again) {
    await keep(page, report);
    await letGo(page);
    await keep(page, report);
  }
  if (steps) {
    await untilPythonRuns(page);
    await walk(page, steps);
    report.status = await status(page);
    await letGo(page);
  }
  report.left = await page.evaluate(async () => ({
    caches: await caches.keys(),
    files: (await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))).flat().length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  const opens = async () => (await page.reload()).ok();
  if (steps) report.gone = !(await opens().catch(() => false));
});

function status(page) {
  return page.$eval("[data-keep-status]", (e) => e.textContent);
}

async function keep(page, report) {
  await until("an offer to keep the page", () => offered(page));
  await click(page, "Keep this page for reading offline");
  report.status = await until("being kept", () => status(page), (words) => !/^(Being kept|It then takes)/.test(words));
}

async function letGo(page) {
  await click(page, LET_GO);
  await until("letting go", () => status(page), (words) => words.startsWith("It then takes"));
}
