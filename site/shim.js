// The page's whole part: have Python started, pass events to it one at a time, put what comes back into the page.
// Python draws everything and decides everything; see "One data flow" in the README.
(() => {
  const script = document.currentScript;
  globalThis.lstmShim = true; // see supported.js
  const { oneFile } = globalThis; // in a page that is one file; see one-file/page.js
  // Where an origin is nobody's, browsers run no module in a worker: in a sandboxed frame, and in a file from disk. There
  // Python runs on the page itself, and this is its line to the page, for interpreter.mjs and web/entry.py.
  const line = oneFile || self.origin === "null" ? new EventTarget() : null;
  if (line) globalThis.lstmLine = line;
  const beside = (name) => new URL(name, script.dataset.src ?? script.src).href;
  const [core, interpreter] = ["core", "interpreter"].map((name) => new URL(script.dataset[name], document.baseURI).href);
  const downloaded = []; // addresses of what start.js has fetched
  async function load(name) {
    await oneFile?.open();
    return import(beside(name));
  }
  const root = document.documentElement;
  const theme = new URLSearchParams(location.search).get("theme")?.replace(/^transparent-/, ""); // see frame.js
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  const OWN_FILES = [
    ...["supported.js", "storage.js", "frame.js", "start.js", "pad.js", "idiomorph.js"],
    ...["downloads.mjs", "interpreter.mjs", "unpack.mjs", "runtime.mjs"],
  ];

  let dispatch = null; // Python's answer to a message, once it is there
  let Idiomorph = null; // patches a region with as few changes as can be, so that focus and animations stay
  let sending = false;
  let queue = []; // {demo, message, element}, oldest first
  const FRAME = 14; // ms of a frame that Python may use; the rest is for the way there and back
  const ticking = new Set(); // demos of which a tick is under way
  const all = (selector) => document.querySelectorAll(selector);

  // ---- Start-up ------------------------------------------------------------------------------------------------

  let deadline;
  function signOfLife() {
    clearTimeout(deadline);
    const seconds = Number(root.dataset.deadline);
    deadline = setTimeout(() => failed(`Nothing happened for ${seconds} seconds.`), seconds * 1000);
  }

  function failed(cause) {
    clearTimeout(deadline);
    if (root.dataset.python === "failed") return; // what comes after the first cause is its consequence
    root.dataset.python = "failed";
    for (const place of all("[data-cause]")) place.textContent = cause;
  }

  async function start() {
    signOfLife();
    try {
      const { startPython, say } = await load("start.js");
      const starting = startPython({ core, interpreter, line, beside, signOfLife, failed, downloaded });
      [dispatch, { Idiomorph }] = await Promise.all([starting, load("idiomorph.js")]);
      await startDemos([...all("[data-demo]")]);
      say("Python is running in this tab.");
    } catch (error) {
      if (root.dataset.python !== "failed") failed(`Python could not start (${error.message}).`);
      return;
    }
    clearTimeout(deadline);
    root.dataset.python = "ready";
    pump();
  }

  // Each demo has a page of its own beside this one, unless this one may have been taken away alone.
  function pageOf(name) {
    return new URL(oneFile ? `${location.pathname}?demo=${name}` : `${name}.html`, location.href).href;
  }

  async function startDemos(demos) {
    // On a page with several demos the settings in the address are for the one it names, or else the first.
    const named = new URLSearchParams(location.search).get("demo");
    const set = demos.find((demo) => demo.dataset.demo === named) ?? demos[0];
    for (const demo of demos) {
      const data = JSON.parse(demo.querySelector("[data-demo-data]").textContent);
      const query = demo === set ? location.search : "";
      const address = demos.length > 1 ? pageOf(demo.dataset.demo) : new URL(location.pathname, location.href).href;
      const { error } = await send({ demo, message: { type: "start", data, query, address } });
      if (error) throw new Error(error);
    }
  }

  // ---- Messages ------------------------------------------------------------------------------------------------

  const PASSING = ["explain", "show-epoch", "set-weight", "ink", "look-near", "look-at", "set-adventure", "resize"];
  function post(demo, message, element) {
    if (element && !dispatch) element.dataset.waiting = "";
    // Of what comes faster than it can be shown, only the newest matters; of ink, all of it.
    const newest = queue.at(-1);
    if (newest?.message.type === message.type && newest.demo === demo) {
      if (message.type === "ink") message.points.unshift(...newest.message.points);
      if (PASSING.includes(message.type)) queue.pop();
    }
    queue.push({ demo, message, element });
    pump();
  }

  async function pump() {
    if (sending || root.dataset.python !== "ready") return;
    sending = true;
    try {
      while (queue.length) await send(queue.shift());
    } catch (error) {
      failed(`Python stopped answering (${error.message}).`);
    }
    sending = false;
  }

  // What the reader is typing stays, and so do the marks of clicks that wait.
  const kept = (name, node) => name === "data-waiting" || (name === "value" && node === document.activeElement);
  const MORPH = { morphStyle: "innerHTML", callbacks: { beforeAttributeUpdated: (...change) => !kept(...change) } };

  // A message of the page's own; Python, which does not know of it, cannot take it away again.
  const complained = new Set();
  const noticeOf = (demo) => document.getElementById(`${demo.dataset.demo}-notice`);
  function complain(demo, text) {
    noticeOf(demo).textContent = text;
    complained.add(demo);
  }

  async function send({ demo, message, element }) {
    signOfLife();
    if (message.type === "tick") message.budget = leftOfFrame();
    const answer = JSON.parse(await dispatch(JSON.stringify({ ...message, demo: demo.dataset.demo })));
    clearTimeout(deadline);
    if (element && !queue.some((later) => later.element === element)) delete element.dataset.waiting;
    const byItself = ["explain", "skip", "tick", "ink", "touch", "lift", "pause", "resize", "look-near"].includes(message.type);
    if (!byItself && complained.delete(demo)) noticeOf(demo).textContent = "";
    if (answer.error) complain(demo, answer.error);
    for (const [id, html] of Object.entries(answer.regions ?? {})) {
      Idiomorph.morph(document.getElementById(id), html, MORPH);
    }
    if (answer.download) save(answer.download.name, new Blob([answer.download.text], { type: "application/json" }));
    if (answer.play) pads.get(demo)?.play(answer.play);
    if (message.type === "tick") ticking.delete(demo);
    if (answer.busy && !ticking.has(demo)) tick(demo);
    return answer;
  }

  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = 0; // when the current one began
  function tick(demo) {
    ticking.add(demo);
    requestAnimationFrame((now) => {
      frame = now;
      post(demo, { type: "tick", budget: 0, paced: !still.matches });
    });
  }
  // What is done in a tick should be over when the next frame begins, so that what the reader does then need not wait.
  const leftOfFrame = () => Math.min(Math.max(FRAME - (performance.now() - frame), 2), 12);

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  // ---- Pads ----------------------------------------------------------------------------------------------------

  const pads = new Map(); // by demo
  async function startPads() {
    for (const element of all("[data-pad]")) {
      const demo = element.closest("[data-demo]");
      try {
        const { startPad } = await load("pad.js");
        const pad = startPad(element, (message) => post(demo, message, null));
        for (const { message, demo: other } of queue) if (message.type === "ink" && other === demo) pad.show(message.points);
        pads.set(demo, pad);
      } catch (error) {
        complain(demo, `The pad is broken (${error.message}).`);
      }
    }
  }

  // ---- What the reader does ------------------------------------------------------------------------------------

  function on(type, selector, handle) {
    document.addEventListener(type, (event) => {
      const element = event.target.closest?.(selector);
      const demo = element?.closest("[data-demo]");
      if (!demo) return;
      try {
        handle(element, demo, event);
      } catch (error) {
        complain(demo, `This control is broken (${error.message}).`);
      }
    });
  }

  const explain = (element, demo) => post(demo, JSON.parse(element.dataset.explain), null);
  on("click", "[data-clears-pad]", (_, demo) => pads.get(demo)?.clear());
  on("click", "[data-event]", (element, demo) => post(demo, JSON.parse(element.dataset.event), element));
  on("click", "[data-pick]", (element, demo) => {
    const { pickEvent, field } = element.closest("[data-pick-event]").dataset;
    post(demo, { ...JSON.parse(pickEvent), [field]: element.dataset.pick }, element);
  });
  on("click", "[data-explain]", explain);
  on("focusin", "[data-explain]", explain);
  on("pointerover", "[data-explain]", (element, demo, event) => event.pointerType === "mouse" && explain(element, demo));

  // Any new input ends the telling of the current step.
  const skip = (_, demo) => demo.querySelector(".playing") && post(demo, { type: "skip" }, null);
  on("pointerdown", "[data-demo]", skip);
  on("keydown", "[data-demo]", skip);

  // Fields send an event with their value in it: while a slider moves, or when a field has been filled in.
  function postField(input, demo, event) {
    const value = input.type === "text" ? input.value : input.valueAsNumber;
    if (Number.isNaN(value)) return void (input.value = input.defaultValue); // left empty: what there was comes back
    post(demo, { ...JSON.parse(event), [input.dataset.field]: value }, null);
    if ("clear" in input.dataset) input.value = "";
  }
  on("input", "[data-input-event]", (input, demo) => postField(input, demo, input.dataset.inputEvent));
  on("change", "[data-change-event]", (input, demo) => postField(input, demo, input.dataset.changeEvent));
  on("focusin", "[data-focus-event]", (input, demo) => post(demo, JSON.parse(input.dataset.focusEvent), null));

  on("click", "[data-picture]", async (button, demo) => {
    const { savePicture } = await load("picture.js");
    await savePicture(demo, button.dataset.picture, save);
  });

  on("click", "[data-copy]", async (button) => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Press Ctrl+C"; // the text is selected; some frames may not write to the clipboard
    }
  });

  // Arrow keys lead from part to part of a diagram, and from cell to cell of a map.
  on("keydown", "[data-explain], [data-pick]", (element, demo, event) => {
    const selector = "explain" in element.dataset ? "[data-explain]" : "[data-pick]";
    const all = [...demo.querySelectorAll(selector)];
    const down = selector === "[data-pick]" ? element.closest("tr").querySelectorAll(selector).length : 1;
    const move = { ArrowRight: 1, ArrowDown: down, ArrowLeft: -1, ArrowUp: -down }[event.key];
    if (!move) return;
    event.preventDefault();
    all[(all.indexOf(element) + move + all.length) % all.length].focus();
  });

  on("change", "[data-file]", async (input, demo) => {
    const file = input.files[0];
    if (!file) return;
    let message = { type: "refuse-file", name: file.name, reason: `it is larger than ${input.dataset.maxBytes} bytes` };
    try {
      if (file.size <= Number(input.dataset.maxBytes)) {
        message = { type: input.dataset.file, name: file.name, text: await file.text() };
      }
    } catch (error) {
      message.reason = error.message;
    }
    input.value = ""; // so that the same file can be chosen again
    post(demo, message, input);
  });

  on("click", "[data-retry]", async (button) => {
    button.disabled = true;
    if (!oneFile) {
      // A damaged file may be in the browser's cache, for ever, as files with a hash in their address are.
      const used = performance.getEntriesByType("resource").map((entry) => entry.name);
      const files = new Set([...used, ...downloaded, core, ...OWN_FILES.map(beside)]);
      await Promise.allSettled([...files].map((file) => fetch(file, { cache: "reload" })));
    }
    // Clicks not yet carried out live through the reload in the history entry, which needs no storage permission.
    const waiting = queue.map(({ demo, message }) => ({ demo: demo.dataset.demo, message }));
    history.replaceState({ waiting }, "");
    location.reload();
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const { demo, message } of history.state?.waiting ?? []) {
      post(document.querySelector(`[data-demo="${demo}"]`), message, null);
    }
    history.replaceState(null, "");
    // Keeping a page is for readers who came to it, not for those of a page with a frame.
    const canBeKept = !line && window.top === window.self && "serviceWorker" in navigator && document.querySelector("[data-keep]");
    if (canBeKept) load("keep.js").catch(console.warn);
    startPads();
    if (root.dataset.python === "loading") start(); // see supported.js
  });
})();
