// What the scripts that drive Firefox share.
import puppeteer from "puppeteer-core";

// Long, since waiting costs nothing where it comes: see ../patience.py.
const START = 480_000; // ms that Python may take to start, or a training to end
export const PATIENCE = 240_000; // ms for anything else
const BETWEEN = 50; // ms from one look to the next

// Starts Firefox, lets `drive(page, report)` fill it in, and prints it as JSON. Everything that the pages ask for and
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
    const report = { asked: [], complaints: [] };
    page.on("request", (request) => {
      if (!request.url().startsWith("data:")) report.asked.push(request.url());
    });
    page.on("pageerror", (error) => report.complaints.push(error.message));
    page.on("console", (message) => {
      if (["error", "warn"].includes(message.type())) report.complaints.push(message.text());
    });
    await drive(page, report);
    console.log(JSON.stringify(report));
  } finally {
    await browser.close();
  }
}

// Looks until `read()` gives something that is `right`, and gives it back; `what` is for the message if it never does.
// What goes wrong with looking is no answer: a page or an element may just be replaced.
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

export function click(place, words, press = clickWhenStill) {
  return DO.press(place, { selector: "button", words }, press);
}

// Walks a journey, or a part of one, as ../journeys.py writes it down.
export async function walk(place, steps, press = clickWhenStill) {
  for (const step of steps) await DO[step.do](place, step, press);
}

// Where a frame's whole page stands in its element: before a click, puppeteer asks several times for that element.
export async function pressByScript(element) {
  await element.evaluate((e) => e.click());
  return true;
}

// What is shown next is scrolled to, and the mouse would go down in one place and up in another.
async function clickWhenStill(element) {
  const place = () => element.evaluate((e) => new Promise((found) => requestAnimationFrame(() => found(e.getBoundingClientRect().top))));
  await element.scrollIntoView();
  let before;
  await until("standing still", place, (top) => top === before || ((before = top), false));
  await element.click();
  return true;
}

const DO = {
  async press(place, { selector, words }, press) {
    const find = (selector, words) =>
      [...document.querySelectorAll(selector)].find((e) => !words || e.textContent.trim() === words);
    const element = async () => (await place.evaluateHandle(find, selector, words)).asElement();
    await until(`${selector} ${words}`, async () => press(await element()));
  },
  async turn(place, { selector, on }, press) {
    const state = () => place.$eval(selector, (e) => e.ariaChecked);
    if ((await state()) !== `${on}`) await press(await place.$(selector));
    await until(`${selector} is ${on}`, state, (now) => now === `${on}`);
  },
  async see(place, { what, look, wanted }) {
    const right = (text) => new RegExp(`^(?:${wanted})`).test(text);
    await until(what, async () => String(await place.evaluate(look)), right, START);
  },
};
