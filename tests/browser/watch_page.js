// Runs in a page, and in each of its frames, before anything of theirs does, and writes down what is asked of the
// page's own thread: not how long that takes, which depends on the machine, but what there is to do. See
// tests/browser/traffic.py.
(() => {
  const { stringify, parse } = JSON;
  const heavy = []; // names of what no page should do itself: compiling, inflating, waiting for a server
  const copied = []; // bytes of each message to a worker, without what is handed over
  const messageLengths = []; // characters of each message from another window
  const log = []; // in order: a frame, a message to Python, what came back, what that changed in the page
  let moved = 0; // as browsers score what moves by itself
  window.watched = { heavy, copied, message_lengths: messageLengths, log, moved: () => (count(shifts.takeRecords()), moved) };

  // ---- Work ----

  for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = (...given) => (heavy.push(`WebAssembly.${name}`), real.apply(WebAssembly, given));
  }
  const noticed = (name, isHeavy = () => true) => ({
    construct: (real, given, type) => (isHeavy(...given) && heavy.push(name), Reflect.construct(real, given, type)),
    apply: (real, object, given) => (isHeavy(...given) && heavy.push(name), Reflect.apply(real, object, given)),
  });
  for (const name of ["Module", "Instance"]) {
    WebAssembly[name] = new Proxy(WebAssembly[name], noticed(`WebAssembly.${name}`));
  }
  if (window.DecompressionStream) {
    window.DecompressionStream = new Proxy(DecompressionStream, noticed("DecompressionStream"));
  }
  const { prototype } = XMLHttpRequest;
  prototype.open = new Proxy(prototype.open, noticed("XMLHttpRequest that waits", (_, __, async = true) => !async));

  // ---- Messages to and from workers and windows ----

  function size(data, handed) {
    if (typeof data === "string") return data.length;
    if (ArrayBuffer.isView(data)) return size(data.buffer, handed);
    if (data instanceof ArrayBuffer) return handed.includes(data) ? 0 : data.byteLength;
    if (data === null || typeof data !== "object") return 8;
    return Object.values(data).reduce((sum, part) => sum + size(part, handed), 0);
  }
  for (const { prototype } of [Worker, MessagePort]) {
    const real = prototype.postMessage;
    prototype.postMessage = function (data, rest = []) {
      copied.push(size(data, Array.isArray(rest) ? rest : (rest.transfer ?? [])));
      return real.call(this, data, rest);
    };
  }
  addEventListener("message", ({ data }) => messageLengths.push((stringify(data) ?? "").length));

  // ---- Messages to Python ----

  // The page writes a message just before it sends it, and reads the answer just before it patches the page.
  JSON.stringify = (value, ...rest) => {
    const text = stringify(value, ...rest);
    if (value?.demo && value.ask) {
      const { ask, event, paced } = value;
      log.push({ what: "message", type: event?.type ?? ask, size: text.length, ...(ask === "work" && { paced }) });
    }
    return text;
  };
  JSON.parse = (text, ...rest) => {
    const value = parse(text, ...rest);
    if (value?.regions) {
      const regions = Object.fromEntries(Object.entries(value.regions).map(([name, html]) => [name, html.length]));
      log.push({ what: "answer", size: text.length, regions });
    }
    if (value?.kept) log.push({ what: "answer", size: text.length, regions: {}, isState: true });
    return value;
  };
  const real = requestAnimationFrame;
  let last = null;
  window.requestAnimationFrame = (act) =>
    real((now) => {
      if (now !== last) log.push({ what: "frame" });
      last = now;
      act(now);
    });

  // ---- The page ----

  const count = (entries) => {
    for (const { value } of entries) moved += value;
  };
  const shifts = new PerformanceObserver((list) => count(list.getEntries()));
  shifts.observe({ type: "layout-shift", buffered: true });
  addEventListener("DOMContentLoaded", () => {
    const patched = (records) => log.push({ what: "patch", changes: records.length });
    for (const demo of document.querySelectorAll("[data-demo]")) {
      new MutationObserver(patched).observe(demo, {
        ...{ childList: true, subtree: true, characterData: true, attributes: true },
      });
    }
  });
})();
