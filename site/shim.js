// The page's whole part: start PyScript, pass events to Python one at a time, put what comes back into the page.
// Python draws everything and decides everything; see "One data flow" in the README.
(() => {
  const { core, interpreter } = document.currentScript.dataset;
  const idiomorph = new URL("idiomorph.js", document.currentScript.src).href;
  const root = document.documentElement;
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  let dispatch = null; // Python's answer to a message, once it is there
  let Idiomorph = null; // patches a region with as few changes as can be, so that focus and animations stay
  let sending = false;
  let queue = []; // {demo, message, element}, oldest first
  const busy = new Set(); // demos that want a tick every frame
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
    root.dataset.python = "failed";
    for (const place of all("[data-cause]")) place.textContent = cause;
    for (const panel of all("[data-failure]")) panel.hidden = false;
  }

  function say(text) {
    for (const place of all("[data-python-status]")) place.textContent = text;
  }

  function heard({ data }) {
    if (root.dataset.python !== "loading") return;
    signOfLife();
    if (data.failed) return failed(data.failed);
    if (data.phase) return say(data.phase);
    const share = data.loaded / data.total;
    for (const bar of all("[data-python-progress]")) bar.value = share;
    const megabytes = `${(data.loaded / 1e6).toFixed(1)} of ${(data.total / 1e6).toFixed(1)} MB`;
    for (const place of all("[data-python-percent]")) place.textContent = megabytes;
  }

  async function startPython() {
    signOfLife();
    const name = `lstm-${Math.random().toString(36).slice(2)}`; // several pages may be loading at once
    new BroadcastChannel(name).onmessage = heard;
    const script = document.createElement("script");
    script.type = "py";
    script.setAttribute("worker", "");
    const url = new URL(interpreter, document.baseURI);
    url.searchParams.set("channel", name);
    script.setAttribute("config", JSON.stringify({ interpreter: url.href }));
    script.textContent = "import web.entry";
    document.body.append(script);
    try {
      ({ Idiomorph } = await import(idiomorph));
      await import(new URL(core, document.baseURI).href);
      while (!script.xworker) await new Promise((resolve) => setTimeout(resolve, 20));
      await script.xworker.ready;
      dispatch = (message) => script.xworker.sync.dispatch(message);
      for (const demo of all("[data-demo]")) {
        const data = JSON.parse(demo.querySelector("[data-demo-data]").textContent);
        await send({ demo, message: { type: "start", data, query: location.search } });
      }
    } catch (error) {
      return failed(`PyScript could not start (${error.message}).`);
    }
    clearTimeout(deadline);
    for (const panel of all("[data-failure]")) panel.hidden = true;
    root.dataset.python = "ready";
    say("Python is running in this tab.");
    pump();
  }

  // ---- Messages ------------------------------------------------------------------------------------------------

  function post(demo, message, element) {
    if (element && !dispatch) element.dataset.waiting = "";
    const last = queue.at(-1);
    if (last?.message.type === "explain" && message.type === "explain") queue.pop(); // only the newest matters
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

  async function send({ demo, message, element }) {
    signOfLife();
    const answer = JSON.parse(await dispatch(JSON.stringify({ ...message, demo: demo.dataset.demo })));
    clearTimeout(deadline);
    if (element) delete element.dataset.waiting;
    if (answer.error) demo.querySelector('[role="alert"]').textContent = answer.error;
    for (const [id, html] of Object.entries(answer.regions ?? {})) {
      Idiomorph.morph(document.getElementById(id), html, { morphStyle: "innerHTML" });
    }
    if (answer.download) save(answer.download);
    if (answer.busy && !busy.has(demo)) tick(demo);
    answer.busy ? busy.add(demo) : busy.delete(demo);
  }

  const still = matchMedia("(prefers-reduced-motion: reduce)");
  function tick(demo) {
    requestAnimationFrame(() => {
      post(demo, { type: "tick", budget: 12, paced: !still.matches });
      busy.delete(demo); // the answer asks for the next tick
    });
  }

  function save({ name, text }) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  // ---- What the reader does ------------------------------------------------------------------------------------

  function on(type, selector, handle) {
    document.addEventListener(type, (event) => {
      const element = event.target.closest?.(selector);
      const demo = element?.closest("[data-demo]");
      if (demo) handle(element, demo, event);
    });
  }

  const explain = (element, demo) => post(demo, JSON.parse(element.dataset.explain), null);
  on("click", "[data-event]", (element, demo) => post(demo, JSON.parse(element.dataset.event), element));
  on("click", "[data-explain]", explain);
  on("focusin", "[data-explain]", explain);
  on("pointerover", "[data-explain]", (element, demo, event) => event.pointerType === "mouse" && explain(element, demo));

  // Any new input ends the telling of the current step.
  const skip = (_, demo) => demo.querySelector(".playing") && post(demo, { type: "skip" }, null);
  on("pointerdown", "[data-demo]", skip);
  on("keydown", "[data-demo]", skip);

  on("keydown", "[data-explain]", (element, demo, event) => {
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!move) return;
    event.preventDefault();
    const parts = [...demo.querySelectorAll("[data-explain]")];
    parts[(parts.indexOf(element) + move + parts.length) % parts.length].focus();
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

  on("click", "[data-retry]", () => {
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
    startPython();
  });
})();
