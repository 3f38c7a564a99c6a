// Has PyScript run Python, in a worker or on the page itself. All that the page does with PyScript is here, and in the files
// beside this one; start.js knows only what comes back. It is called with
//   core, interpreter   the addresses of PyScript and of interpreter.mjs
//   channel             where Python is to run on the page, what they talk over; else null
//   hear(data)          for what python.mjs tells
//   begin(post)         called when PyScript is under way; post(part, transfer) hands a part on to python.mjs
// and resolves, once Python is there, to
//   dispatch(message)   Python's answer to a message of the page
//   stop()              ends this Python, if it runs in a worker
// One thing a task: first the page is painted, then each script comes in by itself.
const pause = () => new Promise((resolve) => setTimeout(resolve));

export function run(page) {
  // One of a page that was saved by a browser with all that was in it would start as well.
  for (const old of document.querySelectorAll('script[type="py"]')) old.remove();
  const script = document.createElement("script");
  script.type = "py";
  script.textContent = "import web.entry";
  return page.channel ? runHere(page, script) : runInWorker(page, script);
}

async function runInWorker({ core, interpreter, hear, begin }, script) {
  script.setAttribute("worker", "");
  script.setAttribute("config", JSON.stringify({ interpreter }));
  document.body.append(script);
  await pause();
  await import(core);
  while (!script.xworker) await pause();
  const { xworker } = script;
  // Not over a BroadcastChannel, which Firefox forbids in a frame from another site with third-party storage blocked.
  xworker.addEventListener("message", ({ data }) => hear(data));
  xworker.postMessage({ listening: true });
  begin((part, transfer) => xworker.postMessage(part, transfer)); // not before: compiling takes all cores, and PyScript's start on the page would stutter
  await xworker.ready;
  return { dispatch: (message) => xworker.sync.dispatch(message), stop: () => xworker.terminate() };
}

async function runHere({ core, interpreter, channel, hear, begin }, script) {
  channel.postMessage = hear;
  await pause();
  begin((data) => channel.dispatchEvent(new MessageEvent("message", { data })));
  const config = document.querySelector("py-config"); // holds for scripts on the page, which may have none of their own
  config.textContent = JSON.stringify({ ...JSON.parse(config.textContent), interpreter });
  document.body.append(script);
  await pause();
  await import(core);
  while (!channel.dispatch) await pause();
  return {
    async dispatch(message) {
      await pause(); // so that many messages are many tasks
      return channel.dispatch(message);
    },
    stop() {},
  };
}
