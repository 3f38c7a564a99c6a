// Runs in the drawing page before anything of its own does, and only watches: when the pen's events come, when messages
// go to Python and their answers come back, and when the forecast in the document is another. Times are those of
// performance.now(). What belongs to what is found out by bench/latency.py.
window.bench = { events: [], messages: [], frames: [], strokes: [], learned: [], tasks: [] };

(() => {
  const { stringify, parse } = JSON;
  const { events, messages, frames, strokes, learned } = window.bench;
  const open = () => messages.at(-1)?.answered === null;

  // The page writes a message just before it sends it, and reads the answer just before it patches the page; there is
  // never more than one under way.
  JSON.stringify = (value, ...rest) => {
    const text = stringify(value, ...rest);
    if (value?.demo === "draw" && value.ask) {
      const { type = value.ask, points = [] } = value.event ?? {}; // of work and the like there is no event
      const unknown = { answered: null, patched: null, shown: null, busy: false, whole: false };
      messages.push({ type, points, sent: performance.now(), ...unknown });
    }
    return text;
  };
  JSON.parse = (text, ...rest) => {
    const came = performance.now();
    const value = parse(text, ...rest);
    if (open() && (value?.regions || value?.error || value?.kept)) {
      const { busy = false, regions = {} } = value;
      Object.assign(messages.at(-1), { answered: came, busy, whole: "draw-memory" in regions });
      // The page goes on with this answer in the same task; what it changes is there before the next microtask.
      queueMicrotask(() => (messages.at(-1).patched = performance.now()));
    }
    return value;
  };

  // As pad.js tells where a point is; the same figures are in the message that the event becomes part of.
  function placeOf(event) {
    const { left, top } = document.querySelector("[data-pad] canvas").getBoundingClientRect();
    return [Math.round(10 * (event.clientX - left)) / 10, Math.round(10 * (event.clientY - top)) / 10];
  }

  let down = false;
  const onPad = (event) => event.target.closest?.("[data-pad]");
  const watch = (type, handle) => document.addEventListener(type, (event) => onPad(event) && handle(event), true);
  watch("pointerdown", () => {
    down = true;
    strokes.push([performance.now(), null]);
  });
  watch("pointermove", (event) => {
    if (!down) return;
    const came = performance.now();
    const last = event.getCoalescedEvents?.().at(-1) ?? event;
    events.push({ made: event.timeStamp, came, point: placeOf(last) });
  });
  watch("pointerup", () => {
    if (down) strokes.at(-1)[1] = performance.now();
    down = false;
  });

  document.addEventListener("DOMContentLoaded", () => {
    const forecast = () => document.querySelector("#draw-pad .pad-likely")?.getAttribute("d");
    let known = forecast();
    // Called once the whole answer is in the page, so what else it changed is part of the time.
    new MutationObserver(() => {
      const found = forecast();
      if (found === known) return;
      known = found;
      if (messages.length) messages.at(-1).shown = performance.now();
    }).observe(document.getElementById("draw-pad"), { subtree: true, childList: true, attributes: true });
    const updates = () => {
      const count = /^(\d+) gradient step/.exec(document.querySelector("#draw-figures .draw-learned")?.textContent);
      if (count) learned.push([performance.now(), Number(count[1])]);
    };
    new MutationObserver(updates).observe(document.getElementById("draw-figures"), {
      ...{ subtree: true, childList: true, characterData: true },
    });
  });

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.bench.tasks.push([startTime, duration]);
  }).observe({ type: "longtask" });

  requestAnimationFrame(function frame(now) {
    frames.push(now);
    requestAnimationFrame(frame);
  });
})();
