// The rest of Python's WebAssembly: the functions that no visit was seen to run when the product was traced, and tables
// that only those read (bundler/wasm/split.py). They come once Python is ready. Where one of them is called before
// that, Python waits for them; and where they cannot be had then, it ends with the reason.
import { sha256 } from "@noble/hashes/sha2.js";

/** @typedef {{path: string, bytes: number, sha256: string}} File */

const PLACEHOLDER = "placeholder"; // wasm-split's name of the module from which the first part imports

/** @param {Uint8Array} bytes */
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * The bytes at an address, fetched synchronously. On the main thread, a synchronous request may only have text.
 * @param {string} address
 */
function waitedFor(address) {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.overrideMimeType("text/plain; charset=x-user-defined"); // each byte is one letter
  request.send();
  if (request.status !== 200) throw new Error(`the server answered ${request.status}`);
  return Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0) & 255);
}

export class Rest {
  #name;
  #file;
  #addresses;
  /** @type {(message: string) => void} */
  #ended;
  /** @type {WebAssembly.Exports | undefined} */
  #first;
  #isThere = false;
  #isUnderWay = false; // at leisure
  #leisure = new AbortController();
  /** @type {Error | undefined} */
  #failure;

  /**
   * @param {string} name of the file
   * @param {File} file
   * @param {string} address
   * @param {(message: string) => void} ended told why Python cannot go on
   */
  constructor(name, file, address, ended) {
    this.#name = name;
    this.#file = file;
    this.#addresses = [address, `${address}?${Date.now()}`]; // past a cache, in which a damaged file may lie
    this.#ended = ended;
  }

  /**
   * The first part at work, with something in each place of the rest that brings it.
   * @param {WebAssembly.Module} first
   * @param {WebAssembly.Imports} imports
   */
  async begin(first, imports) {
    const places = WebAssembly.Module.imports(first).filter(({ module }) => module === PLACEHOLDER);
    const stubs = Object.fromEntries(places.map(({ name }) => [name, this.#stub(Number(name))]));
    const instance = await WebAssembly.instantiate(first, { ...imports, [PLACEHOLDER]: stubs });
    this.#first = instance.exports;
    return instance;
  }

  /** @param {number} place in the table of functions */
  #stub(place) {
    /** @param {unknown[]} values */
    return (...values) => {
      if (!this.#isThere) this.#bringNow();
      const table = /** @type {WebAssembly.Table} */ (this.#first?.__indirect_function_table);
      return table.get(place)(...values); // by now the function itself
    };
  }

  /** Puts the functions into their places, for good. @param {WebAssembly.Module} rest */
  put(rest) {
    if (this.#isThere) return;
    new WebAssembly.Instance(rest, { primary: /** @type {WebAssembly.ModuleImports} */ (this.#first) });
    this.#isThere = true;
  }

  /** Fetches it at leisure; what goes wrong is told when it is needed. */
  async bring() {
    const { signal } = this.#leisure;
    this.#isUnderWay = true;
    try {
      for (const address of this.#addresses) {
        const response = await fetch(address, { signal });
        const bytes = new Uint8Array(await response.arrayBuffer());
        if (response.ok && (await this.#isRightAtLeisure(bytes))) return this.put(await WebAssembly.compile(bytes));
      }
    } catch {}
    this.#isUnderWay = false;
  }

  #bringNow() {
    this.#leisure.abort(); // nobody reads its answer while Python waits
    try {
      if (this.#failure) throw this.#failure;
      this.put(new WebAssembly.Module(this.#fetchedNow()));
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      this.#failure ??= new Error(`${this.#name}, which is needed now, could not be fetched (${message})`);
      this.#ended(this.#failure.message);
      throw this.#failure;
    }
  }

  // What is under way, aborted or not, keeps a second request for its address waiting for 20 s in a worker of Chromium,
  // where the cache gives one file out once at a time. So the other address is asked first then.
  #fetchedNow() {
    let failure = new Error("it is damaged");
    for (const address of this.#isUnderWay ? this.#addresses.toReversed() : this.#addresses) {
      try {
        const bytes = waitedFor(address);
        if (this.#isRight(bytes)) return bytes;
      } catch (error) {
        failure = /** @type {Error} */ (error);
      }
    }
    throw failure;
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  #isRight(bytes) {
    return bytes.length === this.#file.bytes && hex(sha256(bytes)) === this.#file.sha256;
  }

  /** The browser's own hash holds nobody up; without https there is none. @param {Uint8Array<ArrayBuffer>} bytes */
  async #isRightAtLeisure(bytes) {
    const { subtle } = crypto;
    if (!subtle) return this.#isRight(bytes);
    const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
    return bytes.length === this.#file.bytes && hex(digest) === this.#file.sha256;
  }
}
