// The drawing pad: ink appears under the pen at once, and goes to Python as messages; what Python says of it is drawn
// over it. Also the hand that plays a sample: it moves a pointer of its own over the pad, by the same way as a real
// one.

const STILL = 600; // ms without a move after which the pen rests
const TAP = 4; // px that a pen may move in a tap
const MOST_POINTS = 30_000; // that are kept, to draw the ink again when the pad's size changes
const A_SECOND = 60; // points of a sample
const HAND = 1e6; // the pointer id of the hand that plays samples

/**
 * @typedef {[x: number, y: number]} Point
 * @typedef {Point[]} Line of ink
 */

/** @type {import("../../../site/page/scripts.js").Module["start"]} */
export function start(demo, raise) {
  const pad = /** @type {HTMLElement} */ (demo.querySelector("[data-pad]"));
  const canvas = /** @type {HTMLCanvasElement} */ (pad.querySelector("canvas"));
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  /** @type {Line[]} */
  let lines = [];
  /** @type {Line | null} */
  let line = null; // that is being drawn
  /** @type {number | null} */
  let pointer = null; // id of the one that draws
  let kind = ""; // of that: mouse, pen, touch
  /** @type {Point | null} */
  let pressed = null; // where it came down, until it is clear whether this is a tap
  let resting = 0; // timer
  let playing = 0; // frame

  // ---- Ink ----

  function prepare() {
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
  }

  /** @param {Line} points */
  function drawLine(points) {
    pen.beginPath();
    pen.moveTo(...points[0]);
    for (const point of points.slice(1)) pen.lineTo(...point);
    pen.stroke();
  }

  function drawAll() {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    prepare();
    lines.forEach(drawLine);
  }

  /** @param {Line} points */
  function ink(points) {
    if (!line) lines.push((line = []));
    drawLine([...line.slice(-1), ...points]);
    line.push(...points);
    if (line.length > MOST_POINTS) lines.push((line = line.slice(-1))); // so that its beginning can be dropped
    let left = lines.reduce((sum, { length }) => sum + length, 0);
    while (left > MOST_POINTS && lines.length > 1) left -= lines.shift()?.length ?? 0;
    raise("ink", { points });
    clearTimeout(resting);
    resting = setTimeout(() => raise("pause"), STILL);
  }

  function lift() {
    clearTimeout(resting);
    if (line) raise("lift");
    line = null;
  }

  function clear() {
    clearTimeout(resting);
    lines = [];
    line = null;
    drawAll();
  }

  // ---- Pointers ----

  /** @param {MouseEvent} event @returns {Point} */
  function placeOf(event) {
    const { left, top } = canvas.getBoundingClientRect();
    return [Math.round(10 * (event.clientX - left)) / 10, Math.round(10 * (event.clientY - top)) / 10];
  }

  /** @param {Point} point */
  const onPad = ([x, y]) => x >= 0 && y >= 0 && x <= canvas.clientWidth && y <= canvas.clientHeight;

  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || (event.pointerId !== HAND && !event.isPrimary)) return;
    if (event.pointerType === "mouse" && event.ctrlKey) return; // it asks for the browser's menu
    if (event.pointerId !== HAND) stopPlaying();
    const isPalm = kind === "touch" && event.pointerType === "pen"; // it lay there before the pen came
    if (pointer !== null && !isPalm) return; // one pen at a time
    event.preventDefault();
    lift(); // what a palm drew, if anything
    pointer = event.pointerId;
    kind = event.pointerType;
    pressed = placeOf(event);
    raise("touch");
    if (pointer !== HAND) pad.setPointerCapture(pointer);
  });

  pad.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) {
      if (pointer === null && event.pointerType === "mouse") look(event);
      return;
    }
    const events = event.getCoalescedEvents?.() ?? [];
    let points = (events.length ? events : [event]).map(placeOf);
    if (pressed) {
      const [left, top] = pressed;
      if (points.every(([x, y]) => Math.hypot(x - left, y - top) < TAP)) return;
      points.unshift(pressed);
      pressed = null;
    }
    // A stroke ends at the pad's edge, and another begins where the pen comes back.
    for (let next = 0; next < points.length; next++) {
      if (onPad(points[next])) continue;
      if (next) ink(points.slice(0, next));
      lift();
      points = points.slice(next + 1);
      next = -1;
    }
    if (points.length) ink(points);
  });

  /** @param {PointerEvent} event */
  function up(event) {
    if (event.pointerId !== pointer) return;
    pointer = null;
    kind = "";
    if (pressed && event.type === "pointerup") look(event);
    pressed = null;
    lift();
  }
  for (const type of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"]))
    pad.addEventListener(type, up);

  /** @param {MouseEvent} event */
  function look(event) {
    const [x, y] = placeOf(event);
    raise("look", { x, y });
  }

  // ---- Strips: the mouse over them, or a finger on them, points at a step ----

  let column = 0; // that was pointed at last

  /** @param {PointerEvent} event */
  function pointAt({ target, clientX }) {
    const track = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-columns]"));
    if (!track) return;
    const { left, width } = track.getBoundingClientRect();
    const columns = Number(track.dataset.columns);
    const next = Math.min(Math.max(Math.ceil(((clientX - left) / width) * columns), 1), columns);
    if (next === column) return;
    column = next;
    raise("column", { column });
  }
  demo.addEventListener("pointerdown", (event) => {
    column = 0; // what is pointed at may have been changed by another hand
    pointAt(event);
  });
  demo.addEventListener("pointermove", pointAt);

  // ---- Samples ----

  function stopPlaying() {
    if (!playing) return;
    cancelAnimationFrame(playing);
    playing = 0;
    hand("pointerup", lines.at(-1)?.at(-1) ?? [0, 0]);
  }

  /** @param {string} type of event @param {Point} place */
  function hand(type, [x, y]) {
    const { left, top } = canvas.getBoundingClientRect();
    const place = { clientX: left + x, clientY: top + y, pointerId: HAND, pointerType: "pen", bubbles: true };
    pad.dispatchEvent(new PointerEvent(type, place));
  }

  /** @param {{points: Line}} sample */
  function play({ points }) {
    stopPlaying();
    if (pointer !== null) return; // the reader's hand comes first
    const began = performance.now();
    let next = 1;
    hand("pointerdown", points[0]);
    playing = requestAnimationFrame(function frame(now) {
      const due = Math.min(((now - began) / 1000) * A_SECOND, points.length);
      while (next < due) hand("pointermove", points[next++]);
      if (next < points.length) {
        playing = requestAnimationFrame(frame);
      } else {
        playing = 0;
        hand("pointerup", /** @type {Point} */ (points.at(-1)));
      }
    });
  }

  // ---- The page around ----

  function fit() {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height) return;
    const scale = window.devicePixelRatio;
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    drawAll();
    raise("resize", { width, height });
  }
  new ResizeObserver(fit).observe(canvas); // and now, once the page is laid out
  // A window that is taken to another screen, and page zoom.
  function followDensity() {
    const now = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const follow = () => {
      followDensity();
      fit();
    };
    now.addEventListener("change", follow, { once: true });
  }
  followDensity();
  for (const media of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"])
    matchMedia(media).addEventListener("change", drawAll);
  // A page around a frame says which colours to take; see frame.js.
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  // Paper is white. What is drawn already knows nothing of styles for printing.
  /** @param {boolean} isForPaper */
  function drawFor(isForPaper) {
    canvas.style.colorScheme = isForPaper ? "light" : "";
    drawAll();
  }
  addEventListener("beforeprint", () => drawFor(true));
  addEventListener("afterprint", () => drawFor(false));
  matchMedia("print").addEventListener("change", ({ matches }) => drawFor(matches));

  demo.addEventListener("click", ({ target }) => {
    if (!(/** @type {Element} */ (target).closest("[data-clears-pad]"))) return;
    stopPlaying();
    clear();
  });

  return {
    effects: { play },
    get kept() {
      return lines;
    },
    // From before the page was loaded again: the ink, and what Python is still to hear of.
    restore(kept = [], waiting = []) {
      const heard = waiting.filter(({ what }) => what === "ink").map(({ points }) => points);
      for (const points of /** @type {Line[]} */ ([...heard, .../** @type {Line[]} */ (kept)])) lines.push([...points]);
      if (lines.length) drawAll(); // else its style, and the layout of all before it, can wait until the pad is seen
    },
  };
}
