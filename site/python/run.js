// Has PyScript run Python, in a worker or on the page itself. All that the page does with PyScript is here, and in the
// files beside this one; start.js knows only what comes back, once Python is there.

/**
 * @typedef {import("../page/queue.js").Python} Python
 *
 * A part of Python, as downloads.mjs hands it over; and how it is handed on to python.mjs, with the list of all parts.
 * @typedef {{part: string, content: WebAssembly.Module | ArrayBuffer}} Part
 * @typedef {(part: Part | {packages: string[]}, transfer: Transferable[]) => void} Post
 *
 * @typedef {object} Page
 * @property {string} core the address of PyScript
 * @property {string} interpreter the address of interpreter.mjs
 * @property {LstmChannel | null} channel where Python is to run on the page, what they talk over
 * @property {(data: import("./python.mjs").Told) => void} hear
 * @property {(post: Post) => void} begin called when PyScript is under way
 *
 * What PyScript gives to a script that runs in a worker.
 * @typedef {Worker & {ready: Promise<unknown>, sync: {dispatch: Python["dispatch"]}}} XWorker
 * @typedef {HTMLScriptElement & {xworker?: XWorker}} Script
 */

// Resolves in the next task, so that the page is painted first, and scripts load in tasks of their own.
const pause = () => new Promise((resolve) => setTimeout(resolve));

// PyScript makes the worker some tasks after it was imported and says so to nobody: its event py:ready
// (pyscript/polyscript#32) comes when Python is there, and Python waits for what the page sends to the worker. Nor does
// it say when Python on the page has run the script. So both are looked for, once a task; that was not reported
// upstream. PyScript also imports a plugin that it is told not to use, and waits for it for ever when it does not come.
// Its import() is an unhandled rejection then, by which this sees it. That was not reported upstream either.
/** @template T @param {() => T | undefined | null} look @returns {Promise<T>} */
async function seen(look) {
  /** @type {unknown[]} */
  const failed = [];
  /** @param {PromiseRejectionEvent} event */
  const heed = ({ reason }) => {
    if (reason instanceof SyntaxError || /module/i.test(reason?.message)) failed.push(reason);
  };
  addEventListener("unhandledrejection", heed);
  try {
    for (;;) {
      const found = look();
      if (found) return found;
      if (failed.length) throw failed[0];
      await pause();
    }
  } finally {
    removeEventListener("unhandledrejection", heed);
  }
}

// PyScript looks through every attribute of the page for events that Python is to hear, such as py-click, three times
// as it starts and then in all that is added to the page: 60 ms of the article's start. This page has none of them. The
// way of asking that PyScript has to itself here finds nothing. That was not reported upstream.
function hearNoAttributes() {
  const found = { snapshotLength: 0 };
  const expression = { evaluate: () => found };
  globalThis.XPathEvaluator = /** @type {any} */ (
    class {
      createExpression() {
        return expression;
      }
    }
  );
}

/** @param {Page} page @returns {Promise<Python>} */
export function run(page) {
  hearNoAttributes();
  // A page that a browser saved has such a script in it already, which would start as well.
  for (const old of document.querySelectorAll('script[type="py"]')) old.remove();
  const script = document.createElement("script");
  script.type = "py";
  script.textContent = "import web.entry";
  const { channel } = page;
  return channel ? runHere({ ...page, channel }, script) : runInWorker(page, script);
}

/** @param {Page} page @param {Script} script @returns {Promise<Python>} */
async function runInWorker({ core, interpreter, hear, begin }, script) {
  script.setAttribute("worker", "");
  script.setAttribute("config", JSON.stringify({ interpreter }));
  document.body.append(script);
  await pause();
  await import(core);
  const xworker = await seen(() => script.xworker);
  // Not over a BroadcastChannel, which Firefox forbids in a frame from another site with third-party storage blocked.
  xworker.addEventListener("message", ({ data }) => hear(data));
  xworker.postMessage({ listening: true });
  // Not before: compiling takes all cores, and PyScript's start on the page would stutter.
  begin((part, transfer) => xworker.postMessage(part, transfer));
  await xworker.ready;
  return { dispatch: (message) => xworker.sync.dispatch(message), stop: () => xworker.terminate() };
}

/** @param {Page & {channel: LstmChannel}} page @param {Script} script @returns {Promise<Python>} */
async function runHere({ core, interpreter, channel, hear, begin }, script) {
  channel.postMessage = hear;
  await pause();
  begin((data) => channel.dispatchEvent(new MessageEvent("message", { data })));
  // It holds for scripts on the page, which may have none of their own.
  const config = /** @type {Element} */ (document.querySelector("py-config"));
  config.textContent = JSON.stringify({ ...JSON.parse(config.textContent), interpreter });
  document.body.append(script);
  await pause();
  await import(core);
  await seen(() => channel.dispatch);
  return {
    async dispatch(message) {
      await pause(); // so that many messages are many tasks
      return /** @type {(message: string) => string} */ (channel.dispatch)(message);
    },
    stop() {},
  };
}
