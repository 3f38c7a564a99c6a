// What PyScript takes for Pyodide: starts every download at once, checks each, reports progress, and hands them on.
//
// Pyodide by itself only warns when the WebAssembly file is damaged, and then waits for ever. Here every fault ends the
// start with its cause, told to the page over a BroadcastChannel (this module may live in a worker).
import { files, packages, pyodide, version } from "./runtime.mjs";

export { version };

const channelName = new URL(import.meta.url).searchParams.get("channel");
const channel = channelName && new BroadcastChannel(channelName);
const tell = (message) => channel?.postMessage(message);

let fail;
const fault = new Promise((_, reject) => (fail = (cause) => reject(new Error(cause))));
fault.catch(() => {}); // it may come before loadPyodide waits for it

const total = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
let loaded = 0;

const checks = []; // one a file, settled when it has arrived

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function check(name, stream) {
  const { bytes, sha256 } = files[name];
  const body = await new Response(stream).arrayBuffer().catch((error) => {
    throw new Error(`${name} broke off (${error.message})`);
  });
  if (body.byteLength !== bytes) throw new Error(`${name} has ${body.byteLength} bytes instead of ${bytes}`);
  // crypto.subtle is missing on plain http pages other than localhost; the size is checked there all the same.
  const digest = globalThis.crypto?.subtle && hex(await crypto.subtle.digest("SHA-256", body));
  if (digest && digest !== sha256) throw new Error(`${name} is damaged`);
}

// A response like the server's, whose bytes are counted as they pass and checked at the end.
async function download(url, name) {
  let response;
  try {
    response = await globalFetch(url);
  } catch (error) {
    throw new Error(`${name} could not be fetched (${error.message})`);
  }
  if (!response.ok) throw new Error(`${name} could not be fetched (the server answered ${response.status})`);
  const counter = new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      tell({ loaded, total });
      controller.enqueue(chunk);
    },
  });
  const [body, copy] = response.body.pipeThrough(counter).tee();
  const checked = check(name, copy);
  checked.catch((error) => fail(error.message));
  checks.push(checked);
  // Streaming compilation insists on this type; the checksum says more about the file than the server's header.
  const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(body, { headers: { "Content-Type": type } });
}

const globalFetch = globalThis.fetch.bind(globalThis);
const started = new Map();
for (const [name, { path }] of Object.entries(files)) {
  const url = new URL(path, import.meta.url).href;
  const response = download(url, name);
  response.catch((error) => fail(error.message));
  started.set(url, response);
}

// Pyodide asks for its files by fetch; it gets the downloads that are under way.
function fetchStarted(resource, options) {
  const url = new URL(resource?.url ?? resource, import.meta.url).href;
  const response = started.get(url);
  started.delete(url);
  return response ?? globalFetch(resource, options);
}

const here = (path) => new URL(path, import.meta.url).href;

async function module(name) {
  return import(here(`${pyodide}/${name}`)).catch((error) => {
    throw new Error(`${name} could not be loaded (${error.message})`);
  });
}

async function lockFile() {
  try {
    const response = await globalFetch(here("./pyodide-lock.json"));
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const text = await response.text();
    JSON.parse(text); // Pyodide does it too, but does not say of which file it complains
    return text;
  } catch (error) {
    throw new Error(`pyodide-lock.json could not be loaded (${error.message})`);
  }
}

async function start(options) {
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = (...args) =>
    instantiateStreaming.apply(WebAssembly, args).catch((error) => {
      // If the file is damaged, its check says so better; it may come a moment later.
      Promise.allSettled(checks).then(() => fail(`Python's WebAssembly does not start (${error.message})`));
      throw error;
    });
  globalThis.fetch = fetchStarted;
  try {
    const [{ loadPyodide: load }, lockFileContents] = await Promise.all([
      module("pyodide.mjs"),
      lockFile(),
      module("pyodide.asm.mjs"), // Pyodide imports it too, but later
    ]);
    const python = await load({
      ...options,
      indexURL: here(`${pyodide}/`),
      lockFileContents,
      packageBaseUrl: here("./"),
      packages,
    });
    tell({ phase: "Python is here; importing numpy." });
    await python.runPythonAsync("import web.app"); // a broken package fails here, where it can be told
    return python;
  } finally {
    globalThis.fetch = globalFetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}

export async function loadPyodide(options) {
  try {
    return await Promise.race([start(options), fault]);
  } catch (error) {
    const modules = ["pyodide.mjs", "pyodide.asm.mjs"].map((name) => `${pyodide}/${name}`);
    const paths = [...Object.values(files).map((file) => file.path), ...modules];
    tell({ failed: error.message, files: paths.map(here) });
    throw error;
  }
}
