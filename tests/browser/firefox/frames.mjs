// Drives Firefox through posts with the two-bit demo in a lazy frame, far below their beginning: node frames.mjs
// '<JSON>', with
//   program        Firefox's path
//   preferences    {name: value}, set before it starts
//   posts          {name: address}
//   steps          what is done in each demo, see ../journeys.py
// Prints JSON: {posts: {name: what follows}, complaints: [text]}
//   early      whether the demo was asked for before the reader came near
//   skipped    whether the skip link leads below the demo
//   storage    what the demo gets that uses storage: "allowed" or an error's name
//   heights    [frame's, content's] in px: at first and with the maps open
//   colours    what the demo takes from a page as it is, when it has become dark, and light again in another notation
//   scrolled   by how much the wheel over the demo scrolls the page, in px
//   inline     whether the page runs a script that lies in it; is tried last and not among the complaints
import { click, tell, until, untilPythonRuns, walk } from "./driver.mjs";

const { posts, steps, ...firefox } = JSON.parse(process.argv[2]);

await tell(firefox, async (page, report) => {
  report.posts = {};
  for (const [name, address] of Object.entries(posts)) {
    try {
      report.posts[name] = await read(page, address, report);
    } catch (error) {
      throw new Error(`${name}: ${error.message}`, { cause: error });
    }
  }
  const complaints = [...report.complaints];
  for (const [name, address] of Object.entries(posts)) {
    await page.goto(address);
    report.posts[name].inline = await page.evaluate(runInline);
  }
  report.complaints = complaints;
});

async function read(page, address, { asked }) {
  const before = asked.length;
  await page.goto(address);
  const early = asked.slice(before).some((url) => url.includes("two-bit.html"));
  const skipped = await skip(page);

  const element = await page.$("iframe");
  const bringNear = () => element.evaluate((e) => e.scrollIntoView());
  await bringNear();
  const frame = await element.contentFrame();
  await until("the frame's page", () => asked.slice(before).some((url) => url.includes("two-bit.html")));
  await untilPythonRuns(frame);
  const storage = await frame.evaluate(useStorage);
  await walk(frame, steps);

  const heights = [await untilHigh(element, frame)];
  await click(frame, "What each gate has learned");
  await frame.waitForSelector('[role="group"][aria-label="Karnaugh maps"]');
  heights.push(await untilHigh(element, frame));

  const colour = () => frame.evaluate(() => document.documentElement.dataset.theme);
  const colours = [await colour()];
  for (const ground of ["#111", "oklch(0.985 0.002 247)"]) {
    await page.evaluate((ground) => (document.body.style.backgroundColor = ground), ground);
    colours.push(await until("other colours", colour, (now) => now !== colours.at(-1)));
  }

  await bringNear();
  const scrollY = () => page.evaluate(() => window.scrollY);
  const from = await scrollY();
  await page.mouse.move(640, 300);
  await page.mouse.wheel({ deltaY: 400 });
  const scrolled = (await until("the wheel scrolls the page", scrollY, (now) => now > from + 300)) - from;
  return { early, skipped, storage, heights, colours, scrolled };
}

// With the keyboard, as those do for whom it is there.
async function skip(page) {
  await page.focus("a");
  await page.keyboard.press("Enter");
  const isBelow = () => {
    const { top, bottom } = document.querySelector(":target")?.getBoundingClientRect() ?? {};
    return top >= 0 && bottom <= innerHeight && document.querySelector("iframe").getBoundingClientRect().bottom <= top;
  };
  return until("the skip link", () => page.evaluate(isBelow));
}

// The frame is as high as all that is in it, with what sticks out of the body.
async function untilHigh(element, frame) {
  const heights = async () => [
    await element.evaluate((e) => e.clientHeight),
    await frame.evaluate(() => document.documentElement.getBoundingClientRect().height),
  ];
  return until("a frame as high as its content", heights, ([outside, inside]) => Math.abs(outside - inside) < 2);
}

function useStorage() {
  try {
    localStorage.setItem("control", "1");
    return "allowed";
  } catch (error) {
    return error.name;
  }
}

function runInline() {
  const script = document.createElement("script");
  script.textContent = "document.documentElement.dataset.ran = ''";
  document.body.append(script);
  return "ran" in document.documentElement.dataset;
}
