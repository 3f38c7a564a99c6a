// Fetches what Python is made of, each file checked by size and sha256. What it starts with comes first, so that no other
// of them shares a slow line with that; they arrive while Python starts.
//
// Pyodide by itself only warns when its WebAssembly is damaged, and then waits for ever. Here every fault has a cause.
// This is a worker of its own, so that a dozen megabytes neither wait for PyScript's worker nor make the page stutter.
// What arrives is not unpacked and compiled before the page says so (start.js): that takes all cores, and PyScript's
// start on the page would stutter. The WebAssembly is compiled while the rest of it arrives. This tells the page:
//   { addresses }       of all that it fetches; first of all
//   { loaded, total }   bytes, now and then
//   { part, content }   what has arrived and is checked: the compiled WebAssembly.Module, or a pack's inflated ArrayBuffer
//   { failed }          instead of a part: why
import { inflated } from "./inflate.mjs";
import { extra, files as first, imports, later, preload } from "./runtime.mjs";

/** @param {string} path */
const here = (path) => new URL(path, import.meta.url).href;
const TELL_EVERY = 50; // ms
const { mayBegin } = globalThis; // not in a page that is one file
const AHEAD = 1 << 16; // bytes; with so few to come the line is asked for what comes next, so that it never stands idle
const own = self.name.split(" ").map((name) => extra[name]); // see start.js
/** @type {(typeof first)[]} what comes together */
const waves = [first, ...Object.values(imports)];
waves[1] = Object.assign({}, waves[1], ...own);
if (globalThis.oneFile) waves.splice(1, 0, later); // elsewhere Python fetches it; see python/rest.mjs
/** @type {typeof first} */
const files = Object.assign({}, ...waves);

postMessage({ addresses: [...Object.values({ ...files, ...later }).map(({ path }) => path), ...preload].map(here) });

const total = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
let loaded = 0;
let timer = 0;
/** @param {number} bytes */
function count(bytes) {
  loaded += bytes;
  if (timer) return;
  timer = setTimeout(() => {
    timer = 0;
    postMessage({ loaded, total });
  }, TELL_EVERY);
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** @param {ArrayBuffer} buffer */
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * What the server answers, checked.
 * @param {string} name
 * @param {Response} response
 * @param {() => void} nearlyThere called when little of it is still to come
 */
async function read(name, response, nearlyThere) {
  const { bytes, sha256 } = files[name];
  const body = new Uint8Array(bytes);
  let length = 0;
  try {
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const { value } = piece;
      if (length + value.length <= bytes) body.set(value, length);
      length += value.length;
      count(value.length);
      if (length > bytes - AHEAD) nearlyThere();
    }
  } catch (error) {
    throw new Error(`${name} broke off (${messageOf(error)})`, { cause: error });
  }
  if (length !== bytes) throw new Error(`${name} has ${length} bytes instead of ${bytes}`);
  // crypto.subtle is missing on plain http pages other than localhost; the size is checked there all the same.
  const digest = globalThis.crypto?.subtle && hex(await crypto.subtle.digest("SHA-256", body));
  if (digest && digest !== sha256) throw new Error(`${name} is damaged`);
  return body.buffer;
}

/**
 * @param {string} name
 * @param {ArrayBuffer} buffer
 */
async function inflate(name, buffer) {
  try {
    return await inflated(buffer);
  } catch (error) {
    throw new Error(`${name} is damaged (${messageOf(error)})`, { cause: error });
  }
}

/**
 * @param {Response} response
 * @param {Promise<ArrayBuffer>} checked
 */
async function compile(response, checked) {
  // The compiler insists on this type; the checksum says more about the file than the server's header. Where it is
  // right, the server's own response is handed on: only of such a one does a browser keep the compiled code for the
  // next visit.
  const type = "application/wasm";
  await mayBegin;
  const right = response.headers.get("Content-Type") === type;
  try {
    return await WebAssembly.compileStreaming(
      right ? response : new Response(response.body, { headers: { "Content-Type": type } }),
    );
  } catch (error) {
    await checked; // if the file is damaged, its check says so better
    throw new Error(`Python's WebAssembly does not start (${messageOf(error)})`, { cause: error });
  }
}

/**
 * @param {string} name
 * @param {() => void} nearlyThere called when little of it is still to come
 * @param {Promise<unknown>} before what is to be done before this is unpacked
 */
async function download(name, nearlyThere, before) {
  let response;
  try {
    response = await fetch(here(files[name].path));
  } catch (error) {
    const what = globalThis.oneFile ? "of this file is damaged; copy or download it anew" : "could not be fetched";
    throw new Error(`${name} ${what} (${messageOf(error)})`, { cause: error });
  }
  if (!response.ok) throw new Error(`${name} could not be fetched (the server answered ${response.status})`);
  if (!name.endsWith(".wasm")) {
    const packed = await read(name, response, nearlyThere);
    await mayBegin;
    await before;
    return inflate(name, packed);
  }
  const checked = read(name, response.clone(), nearlyThere);
  const [module] = await Promise.all([compile(response, checked), checked]);
  return module;
}

/**
 * Hands a part over, or says why not; promises that little of it is still to come, and that this is done.
 * @param {string} part
 * @param {Promise<unknown>} before
 */
function handOver(part, before) {
  let done = Promise.resolve();
  /** @type {Promise<void>} */
  const nearlyThere = new Promise((resolve) => {
    done = download(part, resolve, before)
      .then(
        (content) => postMessage({ part, content }, { transfer: content instanceof ArrayBuffer ? [content] : [] }),
        (error) => postMessage({ failed: messageOf(error) }),
      )
      .finally(resolve);
  });
  return { nearlyThere, done };
}

async function fetchAll() {
  /** @type {Promise<unknown>} */
  let before = Promise.resolve();
  for (const wave of waves) {
    const parts = Object.keys(wave).map((part) => handOver(part, before));
    before = Promise.all(parts.map(({ done }) => done)); // unpacking holds up everything else in this worker
    await Promise.all(parts.map(({ nearlyThere }) => nearlyThere));
  }
}
fetchAll();
// The interpreter imports these by itself; fetched here, they are in the browser's cache by then.
for (const path of preload) {
  fetch(here(path))
    .then((response) => response.arrayBuffer())
    .catch(() => {});
}
