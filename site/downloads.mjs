// Fetches what Python is made of: all at once, as early as the page can, each file checked by size and sha256.
//
// Pyodide by itself only warns when its WebAssembly is damaged, and then waits for ever. Here every fault has a cause.
// The worker gets the files from here, so that neither its own start nor PyScript's holds a download up, and the
// WebAssembly is compiled while it arrives.
import { files, preload } from "./runtime.mjs";

const here = (path) => new URL(path, import.meta.url).href;
const WASM = "pyodide.asm.wasm";

export const addresses = [...Object.values(files).map((file) => file.path), ...preload].map(here);

const total = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
let loaded = 0;
const progress = new EventTarget();

// Tells `hear` how much has come so far, now and whenever more does.
export function follow(hear) {
  const tell = () => hear({ loaded, total });
  progress.addEventListener("change", tell);
  tell();
}

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function read(name, response) {
  const { bytes, sha256 } = files[name];
  const body = new Uint8Array(bytes);
  let length = 0;
  try {
    const reader = response.body.getReader();
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      if (length + value.length <= bytes) body.set(value, length);
      length += value.length;
      loaded += value.length;
      progress.dispatchEvent(new Event("change"));
    }
  } catch (error) {
    throw new Error(`${name} broke off (${error.message})`);
  }
  if (length !== bytes) throw new Error(`${name} has ${length} bytes instead of ${bytes}`);
  // crypto.subtle is missing on plain http pages other than localhost; the size is checked there all the same.
  const digest = globalThis.crypto?.subtle && hex(await crypto.subtle.digest("SHA-256", body));
  if (digest && digest !== sha256) throw new Error(`${name} is damaged`);
  return body.buffer;
}

async function compile(response, checked) {
  // The compiler insists on this type; the checksum says more about the file than the server's header. The server's own
  // response is handed on where it can be: only of such a one does a browser keep the compiled code for the next visit.
  const typed = response.headers.get("Content-Type") === "application/wasm";
  const headers = { "Content-Type": "application/wasm" };
  try {
    return await WebAssembly.compileStreaming(typed ? response : new Response(response.body, { headers }));
  } catch (error) {
    await checked; // if the file is damaged, its check says so better
    throw new Error(`Python's WebAssembly does not start (${error.message})`);
  }
}

async function download(name) {
  let response;
  try {
    response = await fetch(here(files[name].path), { priority: "low" }); // the page shall be seen first
  } catch (error) {
    throw new Error(`${name} could not be fetched (${error.message})`);
  }
  if (!response.ok) throw new Error(`${name} could not be fetched (the server answered ${response.status})`);
  if (name !== WASM) return read(name, response);
  const copy = response.clone();
  const checked = read(name, copy);
  const [module] = await Promise.all([compile(response, checked), checked]);
  return module;
}

// {name: promise of an ArrayBuffer, or of the compiled WebAssembly.Module}
const parts = Object.fromEntries(Object.keys(files).map((name) => [name, download(name)]));

// Rejected by the first fault of any file.
export const all = Promise.all(Object.values(parts));
all.catch(() => {}); // whoever waits for it will say so

// Sends each file to a worker in which interpreter.mjs listens, as soon as it is there.
export function handOver(worker) {
  for (const [part, arriving] of Object.entries(parts)) {
    const send = (content) => worker.postMessage({ part, content }, content instanceof ArrayBuffer ? [content] : []);
    arriving.then(send, () => {});
  }
}

// The worker imports these by itself; fetched here, they are in the browser's cache by then.
for (const path of preload) fetch(here(path), { priority: "low" }).then((response) => response.arrayBuffer()).catch(() => {});
