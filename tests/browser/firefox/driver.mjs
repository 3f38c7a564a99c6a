// What the scripts that drive Firefox share.
import puppeteer from "puppeteer-core";

// Long, since waiting costs nothing where it comes: see ../patience.py.
const START = 480_000; // ms that Python may take to start, or a training to end
export const PATIENCE = 240_000; // ms for anything else
const BETWEEN = 50; // ms from one look to the next

// Starts Firefox, lets `drive(page, told)` fill `told` in, and prints it as JSON. Everything that the pages ask for and
// complain about is in there as `asked` (addresses) and `complaints` (texts).
export async function tell({ program, preferences = {}, profile }, drive) {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: program,
    userDataDir: profile, // without one it gets one that is thrown away
    extraPrefsFirefox: preferences,
    timeout: PATIENCE,
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport({ width: 1280, height: 900 });
    const told = { asked: [], complaints: [] };
    page.on("request", (request) => {
      if (!request.url().startsWith("data:")) told.asked.push(request.url());
    });
    page.on("pageerror", (error) => told.complaints.push(error.message));
    page.on("console", (message) => {
      if (["error", "warn"].includes(message.type())) told.complaints.push(message.text());
    });
    await drive(page, told);
    console.log(JSON.stringify(told));
  } finally {
    await browser.close();
  }
}

// Looks until `read()` gives something that is `right`, and gives it back; `what` is for the message if it never does. What
// goes wrong with looking is no answer: a page or an element may just be replaced.
export async function until(what, read, right = Boolean, patience = PATIENCE) {
  for (let left = patience / BETWEEN; ; left--) {
    let found;
    try {
      found = await read();
      if (right(found)) return found;
    } catch (error) {
      found = error.message;
    }
    if (left <= 0) throw new Error(`${what}: after ${patience / 1000} s still ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN));
  }
}

// In all that follows `place` is a page or a frame.

export async function untilPythonRuns(place) {
  const look = () => {
    const { python } = document.documentElement.dataset;
    return python === "failed" ? `failed: ${document.querySelector("[data-cause]").textContent}` : python;
  };
  const state = await until("Python's start", () => place.evaluate(look), (state) => state && state !== "loading", START);
  if (state !== "ready") throw new Error(`Python did not start: ${state}`);
}

export async function click(place, words, root = "body") {
  const find = (root, words) => [...document.querySelectorAll(`${root} button`)].find((e) => e.textContent.trim() === words);
  const button = async () => (await place.evaluateHandle(find, root, words)).asElement();
  await (await until(`the button "${words}"`, button)).click();
}

// Teaches the pattern 0, 1, 1, ... and feeds it, and then its opposite.
export async function teach(place, root, bits) {
  const target = "0".padEnd(bits, "1");
  const opposite = "1".padEnd(bits, "0");
  const status = `${root} [role="status"][aria-label="Training status"]`;
  const result = `${root} [role="status"][aria-label="Result"]`;
  await set("Target", target);
  await click(place, "Train", root);
  const trained = await until("training", () => text(status), (words) => /^trained in \d+ epochs/.test(words), START);
  const verdicts = {};
  for (const input of [target, opposite]) {
    await set("Test", input);
    await click(place, "Start over", root);
    for (let step = 1; step <= bits; step++) await click(place, `Run inference (step ${step})`, root);
    const judged = await until("a verdict", () => place.$eval(result, (e) => e.dataset.result));
    verdicts[input] = `${judged}: ${await text(result)}`;
  }
  return { epochs: Number(/\d+/.exec(trained)[0]), verdicts };

  function text(selector) {
    return place.$eval(selector, (e) => e.textContent);
  }

  async function set(kind, pattern) {
    for (let bit = 1; bit <= bits; bit++) {
      const control = `${root} [role="switch"][aria-label="${kind} bit ${bit}"]`;
      const wanted = pattern[bit - 1] === "1" ? "true" : "false";
      const state = () => place.$eval(control, (e) => e.ariaChecked);
      if ((await state()) !== wanted) await place.click(control);
      await until(`${kind} bit ${bit} is ${wanted}`, state, (state) => state === wanted);
    }
  }
}
