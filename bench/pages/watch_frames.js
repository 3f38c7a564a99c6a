// Runs in a page before anything of its own does, and only watches: long tasks, frames, and what changes in a demo, on
// the page itself or in a frame of the same host, with which it shares a thread. Times are those of performance.now().
// What comes of it is reckoned by bench/smoothness.py.
window.bench = { ready: null, trained: null, tasks: [], frames: [], patches: [] };

(() => {
  if (parent !== window) return;
  const { bench } = window;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) bench.tasks.push([startTime, duration]);
  }).observe({ type: "longtask", buffered: true });

  const inside = () => document.querySelector("iframe")?.contentDocument ?? document;
  const watching = setInterval(() => {
    if (!(READY)) return;
    clearInterval(watching);
    bench.ready = performance.now();
    const teach = inside().getElementById("two-bit-teach");
    if (!teach) return; // on the stock page there is no demo
    let trains = false;
    new MutationObserver(() => {
      bench.patches.push(performance.now());
      const words = teach.querySelector("[aria-label='Training status']").textContent;
      if (trains && words.startsWith("trained")) bench.trained = performance.now();
      trains = words.startsWith("training");
    }).observe(teach, { childList: true, subtree: true, characterData: true, attributes: true });
  }, 5);

  requestAnimationFrame(function frame(now) {
    bench.frames.push(now);
    requestAnimationFrame(frame);
  });
})();
