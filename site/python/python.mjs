// Starts Pyodide: it gets the files from the page (downloads.mjs) and hands them on.
//
// It lives in a worker, or, where none can be had, on the page itself, to which it then has a channel of its own
// (shim.js); and it tells the page how it gets on. What calls it is interpreter.mjs.
import { extra, files, imports, later, lock, pyodide } from "../runtime.mjs";
import { Rest } from "./rest.mjs";
import { addPack, EMPTY_ZIP, libraryOf, unpack } from "./unpack.mjs";

/**
 * @typedef {import("./run.js").Part} Part
 *
 * What the page is told: that this listens, what it is at, or why it gave up.
 * @typedef {{listening?: boolean, phase?: string, failed?: string}} Told
 *
 * The part of Pyodide that is used.
 * @typedef {object} Pyodide
 * @property {Parameters<typeof unpack>[0]} FS
 * @property {(code: string) => unknown} runPython
 * @property {(code: string) => Promise<unknown>} runPythonAsync
 * @property {{set: (name: string, value: unknown) => void}} globals
 */

const channel = /** @type {Pick<Worker, "postMessage" | "addEventListener">} */ (globalThis.lstmChannel ?? globalThis);
/** @param {Told} message */
const tell = (message) => channel.postMessage(message);
const [WASM, REST, LIBRARY] = ["pyodide.asm.wasm", "pyodide.rest.wasm", "python_stdlib.zip"];
/** @param {string} path */
const here = (path) => new URL(`../${path}`, import.meta.url).href; // the folder that everything of ours lies in
const pause = () => new Promise((resolve) => setTimeout(resolve)); // where Python runs on the page, to let it react

/** @type {Record<string, PromiseWithResolvers<Part["content"]>>} by name, what the page sends as soon as it has it */
const parts = Object.fromEntries(
  Object.keys(Object.assign({}, files, ...Object.values(imports), later, ...Object.values(extra))).map((name) => [
    name,
    Promise.withResolvers(),
  ]),
);
/** @type {PromiseWithResolvers<string[]>} of the demos on the page */
const packages = Promise.withResolvers();
channel.addEventListener("message", ({ data }) => {
  if (data?.packages) packages.resolve(data.packages);
  if (data?.part) parts[data.part].resolve(data.content);
  if (data?.listening) tell({ listening: true }); // the page has begun to listen, perhaps after it was told
});
tell({ listening: true });

// Pyodide asks for its files by fetch, and cannot be given what is compiled already: hooks for that are planned
// (pyodide/pyodide#3316). Until then its fetch and its instantiation are ours while it starts.
const globalFetch = globalThis.fetch.bind(globalThis);
/** @param {RequestInfo | URL} resource @param {RequestInit} [options] */
async function fetchPart(resource, options) {
  const { href } = new URL(resource instanceof Request ? resource.url : resource, import.meta.url);
  if (href === here(`${pyodide}/${WASM}`)) return new Response(); // compiled already; see instantiate
  if (href === here(`${pyodide}/${LIBRARY}`)) return new Response(EMPTY_ZIP); // its files come unpacked; see fsInit
  return globalFetch(resource, options);
}

let library = ""; // the folder that packs are for
/**
 * Before Python starts: what it starts with of its standard library.
 * @param {Parameters<typeof unpack>[0]} FS
 * @param {{sitePackages: string}} places
 */
async function fsInit(FS, { sitePackages }) {
  library = libraryOf(sitePackages);
  for (const name of Object.keys(files).filter((name) => name !== WASM)) {
    unpack(FS, library, /** @type {ArrayBuffer} */ (await parts[name].promise));
  }
}

/**
 * The packs without which a module cannot be imported; under no name, what is imported later. What a demo alone needs
 * comes with the first, since it may take the place of something that this only has a stub for.
 * @param {Pyodide} python
 * @param {string} module
 */
async function addPacks(python, module) {
  const isFirst = module === Object.keys(imports)[0];
  const own = isFirst ? (await packages.promise).map((name) => extra[name]) : [];
  for (const name of Object.keys(Object.assign({}, imports[module], ...own))) {
    addPack(python, library, /** @type {ArrayBuffer} */ (await parts[name].promise));
  }
}

// What Python was at was broken off, so nothing that it would answer from now on could be trusted.
/** @param {string} why */
function ended(why) {
  tell({ failed: why });
  const { lstmChannel } = globalThis;
  if (!lstmChannel) return globalThis.close();
  lstmChannel.dispatch = () => {
    throw new Error(why);
  };
}

/** @type {Rest | undefined} of the WebAssembly, where it is in two parts */
const rest = later[REST] && new Rest(REST, later[REST], here(later[REST].path), ended);

// Where it fails Pyodide tries once more by itself, and then waits for ever.
/** @param {unknown} _ @param {WebAssembly.Imports} [imports] */
const instantiate = (_, imports = {}) =>
  instantiated(imports).catch((error) => {
    tell({ failed: `Python's WebAssembly does not start (${error.message}).` });
    return new Promise(() => {});
  });

/** @param {WebAssembly.Imports} imports */
async function instantiated(imports) {
  const module = /** @type {WebAssembly.Module} */ (await parts[WASM].promise);
  if (!rest) return { module, instance: await WebAssembly.instantiate(module, imports) };
  const instance = await rest.begin(module, imports);
  // In a page that is one file it is there, and could not be waited for.
  if (globalThis.oneFile) rest.put(/** @type {WebAssembly.Module} */ (await parts[REST].promise));
  return { module, instance };
}

/** @param {string} name */
async function module(name) {
  return import(here(`${pyodide}/${name}`)).catch((error) => {
    throw new Error(`${name} could not be loaded (${error.message})`, { cause: error });
  });
}

// Where a browser refuses memory to a part of Pyodide nobody waits for, only the console hears of it; the start then
// hangs.
/** @param {PromiseRejectionEvent} event */
function refused({ reason }) {
  const why = reason instanceof Error ? reason.message : String(reason);
  if (/memory|wasm|WebAssembly/i.test(why)) tell({ failed: `Python's WebAssembly does not start (${why}).` });
}

/** @type {Record<string, string>} by what is imported */
const PHASES = {
  numpy: "Python is here; importing numpy",
  "web.app": "Python is here; importing the demos",
};

/** @param {object} options of PyScript's @returns {Promise<Pyodide>} */
async function start(options) {
  globalThis.addEventListener("unhandledrejection", refused);
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = instantiate;
  globalThis.fetch = fetchPart;
  try {
    const [{ loadPyodide: load }] = await Promise.all([
      module("pyodide.mjs"),
      module("pyodide.asm.mjs"), // Pyodide imports it too, but later
    ]);
    const python = await load({
      ...options,
      indexURL: here(`${pyodide}/`),
      lockFileContents: JSON.stringify(lock),
      fsInit,
    });
    // What is imported stays, so the collector need not go through it; see demos/registry.py for what a demo imports.
    python.runPython("import gc; gc.disable()");
    for (const name of Object.keys(imports)) {
      // a broken package fails here, where it can be told
      if (name) tell({ phase: PHASES[name] });
      await addPacks(python, name);
      await pause();
      if (name) await python.runPythonAsync(`import ${name}`); // else for when it is asked for
    }
    python.runPython("gc.freeze(); gc.enable()");
    return python;
  } finally {
    globalThis.removeEventListener("unhandledrejection", refused);
    globalThis.fetch = globalFetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}

/** @param {object} options */
export async function startPython(options) {
  try {
    const python = await start(options);
    if (!globalThis.oneFile) rest?.bring();
    return python;
  } catch (error) {
    tell({ failed: /** @type {Error} */ (error).message });
    throw error;
  }
}
