// The page's whole part: have Python started, pass events to it one at a time, put what comes back into the page.
// Python draws everything and decides everything; see "One data flow" in docs/developing.md.
(() => {
  const script = document.currentScript;
  globalThis.lstmShim = true; // see supported.js
  const { oneFile } = globalThis; // in a page that is one file; see one-file/page.js

  // This page's own address without settings, and these. In srcdoc, blob: and data: there is none that settings could be
  // added to, and what a script wrote goes by that of another page; see frame.js.
  const isHierarchical = !["about:", "blob:", "data:"].includes(location.protocol);
  const isWritten = isHierarchical && globalThis.lstmWritten === true;
  const [address, settings] = isHierarchical && !isWritten ? [location.href.split(/[?#]/)[0], location.search + location.hash] : ["", ""];

  // Where an origin is nobody's, browsers run no module in a worker: in a sandboxed frame, and in a file from disk. There
  // Python runs on the page itself, and this is its channel to the page, for python.mjs and web/entry.py.
  const channel = oneFile || self.origin === "null" ? new EventTarget() : null;
  if (channel) globalThis.lstmChannel = channel;
  const beside = (name) => new URL(name, script.dataset.src ?? script.src).href;
  const [core, interpreter] = ["core", "interpreter"].map((name) => new URL(script.dataset[name], document.baseURI).href);
  const downloaded = []; // addresses of what start.js has fetched
  async function load(name) {
    await oneFile?.open();
    return import(beside(name));
  }
  const root = document.documentElement;
  const theme = globalThis.lstmAsked?.("theme", settings)?.replace(/^transparent-/, ""); // see frame.js
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  const OWN_FILES = [
    ...["supported.js", "frame.js", "start.js", "pad.js", "idiomorph.js", "fields.js", "journal.js"],
    ...["downloads.mjs", "python.mjs", "unpack.mjs", "runtime.mjs"],
    ...["pyscript/run.js", "pyscript/interpreter.mjs", "pyscript/storage.js"],
  ];

  let python = null; // once it is there: { dispatch(message), stop() }
  let Idiomorph = null; // patches a region with as few changes as can be, so that focus and animations stay
  let journal = null; // what starting Python again needs
  let fields = null;
  let say = null; // what Python's status is; see start.js
  let queue = []; // {demo, message, element}, oldest first
  let inFlight = null; // the one that Python is dealing with
  let pumping = null; // resolves when the queue is empty
  const FRAME = 14; // ms of a frame that Python may use; the rest is for the way there and back
  const ticking = new Set(); // demos of which a tick is under way
  const all = (selector) => document.querySelectorAll(selector);

  // ---- Start-up ------------------------------------------------------------------------------------------------

  // Counts only time in which the page could run: while the computer sleeps, or the browser holds the tab, nobody answers.
  const [BEAT, LONGEST_BEAT] = [250, 1000]; // ms
  let beating;
  function signOfLife() {
    stopWaiting();
    const seconds = Number(root.dataset.deadline);
    let [waited, last] = [0, performance.now()];
    beating = setInterval(() => {
      const now = performance.now();
      waited += Math.min(now - last, LONGEST_BEAT);
      last = now;
      if (waited >= seconds * 1000) failed(`Nothing happened for ${seconds} seconds.`);
    }, BEAT);
  }
  const stopWaiting = () => clearInterval(beating);

  function failed(cause) {
    stopWaiting();
    if (root.dataset.python === "failed") return; // what comes after the first cause is its consequence
    root.dataset.python = "failed";
    for (const place of all("[data-cause]")) place.textContent = cause;
  }

  // Also where something was late: an answer after all heals the page.
  function alive() {
    stopWaiting();
    if (root.dataset.python !== "ready") root.dataset.python = "ready";
  }

  const NOT_ALONE = "here the page has no address of its own, without which only a page that is one file can start";
  const FROM_DISK =
    "this page lies on a disk without the files that Python is made of, which browsers do not save along with a page. " +
    "Open it where it came from; its file offline.html, if you have it, runs from a disk";
  const toTell = []; // {demo, told}, once Python is there

  async function start() {
    root.dataset.python = "loading";
    signOfLife();
    try {
      if (!oneFile && !isHierarchical) throw new Error(NOT_ALONE);
      if (!oneFile && location.protocol === "file:") throw new Error(FROM_DISK);
      const { startPython, say: tell } = await load("start.js");
      say = tell;
      const starting = python ?? startPython({ core, interpreter, channel, beside, signOfLife, failed, downloaded });
      const modules = ["idiomorph.js", "journal.js", "fields.js"].map(load);
      const [started, patching, { Journal }, { Fields }] = await Promise.all([starting, ...modules]);
      python = started;
      ({ Idiomorph } = patching);
      journal ??= Object.assign(new Journal((demo) => post(demo, { type: "keep" }, null)), back);
      fields ??= new Fields((field) => [inFlight, ...queue].some((item) => item?.element === field));
      await startDemos([...all("[data-demo]")]);
      say("Python is running in this tab.");
    } catch (error) {
      if (error instanceof Death && journal.blame(error.item)) return restart(error);
      if (root.dataset.python !== "failed") failed(`Python could not start (${error.message}).`);
      return;
    }
    alive();
    pump();
    await pumping; // what is done again takes messages away
    if (root.dataset.python === "ready") for (const { demo, told } of toTell.splice(0)) complain(demo, told);
  }

  // A browser that saves a page writes down how it was at that moment, and it is not so any more.
  function forgetSaved() {
    for (const element of all("[data-waiting]")) delete element.dataset.waiting;
    for (const button of all("[data-retry]")) button.disabled = false;
    for (const place of all("[data-keep]")) place.hidden = true; // see keep.js
    for (const place of all("[data-python-status]")) {
      if (!place.textContent.startsWith("Python is loading")) place.textContent = "Python is loading.";
    }
  }

  // What reload() has left.
  function takeBack({ waiting = [], states = [], settings = [], deaths = 0, notices = [], interpreter: before }) {
    const find = ({ demo }) => document.querySelector(`[data-demo="${demo}"]`);
    for (const item of waiting.filter(find)) post(find(item), item.message, null);
    toTell.push(...notices.filter(find).map((item) => ({ demo: find(item), told: item.told })));
    if (before !== interpreter) return; // another version would not understand the rest
    for (const item of states) inkBefore.set(find(item), item.ink);
    const byDemo = new Map(states.map((item) => [find(item), item.kept]));
    back = { states: byDemo, settings: new Set(settings.map(find)), deaths };
  }
  let back = {};

  // Each demo has a page of its own beside this one, unless this one may have been taken away alone.
  function pageOf(name) {
    return oneFile ? `${address}?demo=${name}` : address && new URL(`${name}.html`, address).href;
  }

  async function startDemos(demos) {
    // On a page with several demos the settings in the address are for the one it names, or else the first.
    const named = globalThis.lstmAsked?.("demo", settings);
    const set = demos.find((demo) => demo.dataset.demo === named) ?? demos[0];
    for (const demo of demos) {
      const data = JSON.parse(demo.querySelector("[data-demo-data]").textContent);
      const query = demo === set && !journal.settings.has(demo) ? settings : "";
      const page = demos.length > 1 ? pageOf(demo.dataset.demo) : address;
      const kept = journal.states.get(demo);
      const { error } = await send({ demo, message: { type: "start", data, query, address: page, kept } });
      if (error) throw new Error(error);
    }
  }

  // ---- Python starts again ---------------------------------------------------------------------------------------

  class GivenUp extends Error {}

  class Death extends Error {
    constructor(item, { message }) {
      super(message);
      this.item = item;
    }
  }

  // Python has died. What it died of is left out from now on; all else is as it was.
  async function restart(death) {
    const told = `Python stopped over what came last (${death.message}) and was started again without it.`;
    toTell.push({ demo: death.item.demo, told: `${told} What was before is as it was.` });
    if (channel) return (await canReload()) ? reload() : failed(`${told} ${LOST}`); // on a page, Python starts but once
    endPython();
    say("Python is loading once more.");
    await start();
  }

  function endPython() {
    python?.stop();
    python = null;
    queue.unshift(...journal.takeSince());
  }

  const PATIENCE = 5000; // ms
  let giveUp = null; // on the answer that is waited for

  // With Python in a worker. If it can still be asked, all goes on where it is now, else where it was.
  async function retry() {
    root.dataset.python = "loading";
    say("Asking Python whether it is still there.");
    const isThere = await askForStates().then(() => true, () => false);
    if (root.dataset.python === "ready") return; // the answer has come after all
    const lost = inFlight;
    giveUp?.(new GivenUp("no answer"));
    await pumping;
    if (isThere) {
      journal.takeSince(); // is in the states
    } else {
      if (lost) journal.blame(lost);
      endPython();
      say("Python is loading once more.");
    }
    const told = "What came last may not have been done. What was before is as it was.";
    if (lost && lost.message.type !== "tick") toTell.push({ demo: lost.demo, told });
    await start();
  }

  async function askForStates() {
    for (const demo of all("[data-demo]")) {
      const asked = python.dispatch(JSON.stringify({ type: "keep", demo: demo.dataset.demo }));
      const { kept } = JSON.parse(await Promise.race([asked, new Promise((_, fail) => setTimeout(fail, PATIENCE))]));
      journal.states.set(demo, kept);
    }
  }

  // The page anew, with all that must not be lost.
  function reload() {
    const name = ({ demo, ...rest }) => ({ demo: demo.dataset.demo, ...rest });
    const waiting = [...(journal?.takeSince() ?? []), ...queue].map(({ demo, message }) => name({ demo, message }));
    const states = [...(journal?.states ?? [])].map(([demo, kept]) => name({ demo, kept, ink: pads.get(demo)?.lines }));
    const settings = [...(journal?.settings ?? [])].map((demo) => name({ demo }));
    const notices = toTell.map(name);
    reloadWith({ waiting, notices, interpreter, states, settings, deaths: journal?.deaths ?? 0 });
  }

  // ---- Messages ------------------------------------------------------------------------------------------------

  const PASSING = ["explain", "show-epoch", "set-weight", "ink", "look-near", "look-at", "set-temperature", "resize"];
  function post(demo, message, element) {
    if (element && !python) element.dataset.waiting = "";
    // Of what comes faster than it can be shown, only the newest matters; of ink, all of it.
    const newest = queue.at(-1);
    if (newest?.message.type === message.type && newest.demo === demo) {
      if (message.type === "ink") message.points.unshift(...newest.message.points);
      if (PASSING.includes(message.type)) queue.pop();
    }
    queue.push({ demo, message, element, gesture });
    pump();
  }

  function pump() {
    if (!pumping && root.dataset.python === "ready") pumping = sendAll().finally(() => (pumping = null));
  }

  async function sendAll() {
    try {
      while (queue.length) await send(queue.shift());
    } catch (error) {
      if (error instanceof GivenUp) return;
      if (!(error instanceof Death)) return failed(`The page could not show what Python answered (${error.message}).`);
      if (!journal.blame(error.item)) return failed(`Python stopped answering (${error.message}).`);
      root.dataset.python = "loading";
      setTimeout(restart, 0, error);
    }
  }

  // The marks of clicks that wait stay, and what a reader is typing.
  const MORPH = {
    morphStyle: "innerHTML",
    callbacks: {
      beforeNodeMorphed: (old, fresh) => fields.morphing.beforeNodeMorphed(old, fresh),
      beforeAttributeUpdated: (name, node) => name !== "data-waiting" && fields.morphing.beforeAttributeUpdated(name, node),
    },
  };

  const BY_ITSELF = ["explain", "skip", "tick", "ink", "touch", "lift", "pause", "resize", "look-near", "choose-weight", "start"];
  let gesture = 0; // counts what readers do with the mouse, a finger or a key
  for (const type of ["pointerdown", "keydown"]) addEventListener(type, () => gesture++, true);
  const saidIn = new Map(); // {demo: the gesture that its notice is about}

  // A message of the page's own; Python, which does not know of it, cannot take it away again.
  const complained = new Set();
  const noticeOf = (demo) => document.getElementById(`${demo.dataset.demo}-notice`);
  function complain(demo, text) {
    const words = document.createElement("p");
    words.textContent = text;
    noticeOf(demo).replaceChildren(words);
    complained.add(demo);
  }

  async function askPython(item) {
    const text = JSON.stringify({ ...item.message, demo: item.demo.dataset.demo });
    inFlight = item;
    try {
      const givenUp = new Promise((_, fail) => (giveUp = fail));
      return JSON.parse(await Promise.race([python.dispatch(text), givenUp]));
    } catch (error) {
      if (item.message.type === "tick") ticking.delete(item.demo);
      throw error instanceof GivenUp ? error : new Death(item, error);
    } finally {
      inFlight = giveUp = null;
    }
  }

  async function send(item) {
    const { demo, message, element } = item;
    signOfLife();
    if (message.type === "tick") message.budget = leftOfFrame();
    const answer = await askPython(item);
    if (message.type === "start") signOfLife();
    else alive();
    journal.answered(item, answer);
    if (message.type === "keep") return answer;
    if (element && !queue.some((later) => later.element === element)) delete element.dataset.waiting;
    const before = noticeOf(demo).textContent;
    if (!BY_ITSELF.includes(message.type) && complained.delete(demo)) noticeOf(demo).textContent = "";
    if (answer.error) complain(demo, answer.error);
    for (const [id, html] of Object.entries(answer.regions ?? {})) {
      Idiomorph.morph(document.getElementById(id), html, MORPH);
    }
    fields.settleAll(demo);
    // A press on a button also ends the typing in a field: what is said of that must not be gone at once.
    const { textContent } = noticeOf(demo);
    if (textContent && textContent !== before) saidIn.set(demo, item.gesture);
    else if (before && !textContent && item.gesture && saidIn.get(demo) === item.gesture) complain(demo, before);
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
  const inkBefore = new Map(); // {demo: lines}, from before the page was loaded again
  async function startPads() {
    for (const element of all("[data-pad]")) {
      const demo = element.closest("[data-demo]");
      try {
        const { startPad } = await load("pad.js");
        const pad = startPad(element, (message) => post(demo, message, null));
        for (const { message, demo: other } of queue) if (message.type === "ink" && other === demo) pad.show(message.points);
        for (const drawn of inkBefore.get(demo) ?? []) pad.show(drawn);
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
  // Browsers also say that the mouse is over what came under it when the page moved, which nobody pointed at.
  let restsAt = "";
  const placeOf = ({ screenX, screenY }) => `${screenX} ${screenY}`;
  addEventListener("pointermove", (event) => (restsAt = placeOf(event)), true);
  on("pointerover", "[data-explain]", (element, demo, event) => {
    if (event.pointerType === "mouse" && placeOf(event) !== restsAt) explain(element, demo);
  });

  // Any new input ends the telling of the current step.
  const skip = (_, demo) => demo.querySelector(".playing") && post(demo, { type: "skip" }, null);
  on("pointerdown", "[data-demo]", skip);
  on("keydown", "[data-demo]", skip);

  // Fields send an event with their value in it: while a slider moves, or when a field has been filled in.
  function postField(input, demo, event) {
    const value = input.type === "range" ? input.valueAsNumber : input.value;
    if (value !== "") post(demo, { ...JSON.parse(event), [input.dataset.field]: value }, input);
    fields?.leave(input); // left empty, it gets back what there was
    if ("clear" in input.dataset) input.value = "";
  }
  on("input", "[data-input-event]", (input, demo) => postField(input, demo, input.dataset.inputEvent));
  on("change", "[data-change-event]", (input, demo) => postField(input, demo, input.dataset.changeEvent));
  // Typed anew, what stands there already may mean another number: what is shown is rounded.
  on("keydown", "[data-change-event]", (input, demo, { key }) => {
    if (key === "Enter" && fields?.isTyped(input) && input.value === input.defaultValue) postField(input, demo, input.dataset.changeEvent);
  });
  on("focusin", "[data-focus-event]", (input, demo) => post(demo, JSON.parse(input.dataset.focusEvent), null));
  on("keydown", '[role="spinbutton"]', (input, demo, event) => {
    const step = { ArrowUp: 0.1, ArrowDown: -0.1 }[event.key];
    const { changeEvent, field, value } = input.dataset;
    const asked = [inFlight, ...queue].findLast((item) => item?.element === input)?.message[field]; // and not answered yet
    const typed = fields?.isTyped(input) ? input.value.replace(",", ".") : undefined;
    const next = Number(typed ?? asked ?? value) + step;
    if (Number.isNaN(next)) return;
    event.preventDefault();
    post(demo, { ...JSON.parse(changeEvent), [field]: String(next) }, input);
    fields?.leave(input);
  });

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

  // ---- Loading again -------------------------------------------------------------------------------------------

  const LOST = "From here this page may not find itself again: load the page around it anew, or open it once more.";
  const NO_ANSWER = "The server does not answer just now, so this page cannot be loaded again yet.";
  // What a script wrote is not at its address; a blob: may be gone, or not for a sandboxed frame; a server may not answer.
  async function canReload() {
    if (isWritten || !/^(https?|blob):$/.test(location.protocol)) return !isWritten;
    const found = await fetch(location.href, { mode: "no-cors" }).catch(() => null);
    found?.body?.cancel();
    return Boolean(found?.ok || found?.type === "opaque");
  }

  // Clicks not yet carried out live through the reload in the history entry, which needs no storage permission. Where the
  // origin or the address is nobody's, they do so in the window's name: of a history entry with a state Chromium forgets
  // the state there, and Firefox the page.
  const inHistory = isHierarchical && self.origin !== "null";
  const MARK = "lstm-explainer ";
  function reloadWith(state) {
    const { waiting, notices } = state;
    try {
      if (inHistory) history.replaceState(state, "");
    } catch {
      history.replaceState({ waiting, notices }, ""); // browsers do not take any size
    }
    if (!inHistory) window.name = MARK + JSON.stringify({ state, name: window.name });
    location.reload();
  }
  function keptState() {
    if (inHistory) {
      const { state } = history;
      history.replaceState(null, "");
      return state;
    }
    if (!window.name.startsWith(MARK)) return null;
    const { state, name } = JSON.parse(window.name.slice(MARK.length));
    window.name = name;
    return state;
  }

  on("click", "[data-retry]", async (button) => {
    button.disabled = true;
    if (python && !channel) {
      await retry();
      button.disabled = false;
      return;
    }
    if (!(await canReload())) {
      const isServed = location.protocol.startsWith("http") && !isWritten;
      const told = isServed ? NO_ANSWER : LOST;
      for (const place of all("[data-cause]")) if (!place.textContent.endsWith(told)) place.textContent += ` ${told}`;
      button.disabled = !isServed;
      return;
    }
    if (!oneFile) {
      // A damaged file may be in the browser's cache, for ever, as files with a hash in their address are.
      const used = performance.getEntriesByType("resource").map((entry) => entry.name);
      const files = new Set([...used, ...downloaded, core, ...OWN_FILES.map(beside)]);
      await Promise.allSettled([...files].map((file) => fetch(file, { cache: "reload" })));
    }
    reload();
  });

  document.addEventListener("DOMContentLoaded", () => {
    forgetSaved();
    takeBack(keptState() ?? {});
    // Keeping a page is for readers who came to it, not for those of a page with a frame.
    const canBeKept = !channel && window.top === window.self && "serviceWorker" in navigator && document.querySelector("[data-keep]");
    if (canBeKept) load("keep.js").catch(console.warn);
    startPads();
    if (root.dataset.python === "loading") start(); // else the browser is too old; see supported.js
  });
})();
