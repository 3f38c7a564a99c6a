// Drives Firefox through the main journey of demos: node journey.mjs '<JSON>', with
//   program    Firefox's path
//   url        the page, http: or file:
//   demos      [{name, bits}] on it
//   pad        the name of a sample to be played into the pad, if it has one
//   offline    whether the network is to be off
//   private    whether in a private window
// Prints JSON: {demos: {name: {epochs, verdicts: {input: result}}}, asked: addresses, foreign: those of them that are
// outside the page's own folder, complaints: [text], drawnOn: the number of points by which the pad drew on}. Fails with
// the page's own words if Python does not start.
import puppeteer from "puppeteer-core";

const { program, url, demos, pad, offline, private: isPrivate } = JSON.parse(process.argv[2]);
const START = 90_000; // ms
// A proxy that is not there: whatever is asked for fails.
const NO_NETWORK = {
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
};
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: program,
  extraPrefsFirefox: {
    "browser.privatebrowsing.autostart": isPrivate,
    ...(offline ? NO_NETWORK : {}),
  },
});

try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  const told = { demos: {}, asked: [], foreign: [], complaints: [] };
  const own = url.slice(0, url.lastIndexOf("/") + 1);
  page.on("request", (request) => {
    const asked = request.url().replace(/^blob:/, "");
    if (asked.startsWith("data:")) return;
    told.asked.push(asked);
    if (!asked.startsWith(own) && !asked.startsWith("null/")) told.foreign.push(asked);
  });
  page.on("pageerror", (error) => told.complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) told.complaints.push(message.text());
  });

  await page.goto(url);
  await page.waitForSelector('html:is([data-python="ready"], [data-python="failed"])', { timeout: START });
  const cause = await page.evaluate(
    () => document.documentElement.dataset.python === "failed" && document.querySelector("[data-cause]").textContent,
  );
  if (cause) throw new Error(`Python did not start: ${cause}`);
  for (const { name, bits } of demos) told.demos[name] = await journey(page, `[data-demo="${name}"]`, bits);
  if (pad) told.drawnOn = await playStroke(page, pad);
  console.log(JSON.stringify(told));
} finally {
  await browser.close();
}

async function playStroke(page, sample) {
  const root = `[data-demo="draw"]`;
  const find = (root, words) => [...document.querySelectorAll(`${root} button`)].find((e) => e.textContent.trim() === words);
  await (await page.waitForFunction(find, {}, root, sample)).click();
  const points = () => (document.querySelector(".pad-own")?.getAttribute("d").split("L").length ?? 0) > 10;
  await page.waitForFunction(points, { timeout: 60_000 });
  return page.evaluate(() => document.querySelector(".pad-own").getAttribute("d").split("L").length);
}

// Teaches the pattern 0, 1, 1, ... and feeds it, and then its opposite.
async function journey(page, root, bits) {
  const target = "0".padEnd(bits, "1");
  const opposite = "1".padEnd(bits, "0");
  await set("Target", target);
  await click("Train");
  const status = `${root} [role="status"][aria-label="Training status"]`;
  await until(status, `(e) => /^trained in \\d+ epochs/.test(e.textContent)`);
  const epochs = Number(/\d+/.exec(await page.$eval(status, (e) => e.textContent))[0]);
  const verdicts = {};
  for (const input of [target, opposite]) {
    await set("Test", input);
    await click("Start over");
    for (let step = 1; step <= bits; step++) await click(`Run inference (step ${step})`);
    const result = `${root} [role="status"][aria-label="Result"]`;
    await until(result, `(e) => e.dataset.result !== ""`);
    verdicts[input] = await page.$eval(result, (e) => `${e.dataset.result}: ${e.textContent}`);
  }
  return { epochs, verdicts };

  async function set(kind, pattern) {
    for (let bit = 1; bit <= bits; bit++) {
      const control = `${root} [role="switch"][aria-label="${kind} bit ${bit}"]`;
      const wanted = pattern[bit - 1] === "1" ? "true" : "false";
      if ((await page.$eval(control, (e) => e.ariaChecked)) !== wanted) await page.click(control);
      await until(control, `(e) => e.ariaChecked === "${wanted}"`);
    }
  }

  async function click(words) {
    const find = (root, words) => [...document.querySelectorAll(`${root} button`)].find((e) => e.textContent.trim() === words);
    const button = await page.waitForFunction(find, { timeout: 60_000 }, root, words);
    await button.click();
  }

  async function until(selector, test) {
    await page.waitForFunction(`(${test})(document.querySelector(${JSON.stringify(selector)}))`, { timeout: 60_000 });
  }
}
