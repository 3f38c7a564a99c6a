// For a page that is one file: what else lies in dist/assets/ is in the page, under its address on a host that there is
// not. templates/page.html puts this before shim.js, which meets it as `oneFile`:
//   open()            resolves when import() knows all modules; rejects with a reason if the file is not whole
//   downloads(url)    the worker that runs downloads.mjs, with all that it fetches given to it
import { fromSevenBits } from "./seven-bits.js";

{
  const { dataset } = /** @type {HTMLScriptElement} */ (document.currentScript);
  /** @type {Record<string, number>} */
  const lengths = JSON.parse(/** @type {string} */ (dataset.parts)); // {address: number of characters}
  const MODULES = "modules";
  /** @type {Record<string, string>} */
  const addresses = {};

  /** @param {string} name */
  function take(name) {
    const place = document.querySelector(`[data-part="${name}"]`);
    const text = place?.textContent ?? "";
    if (text.length !== lengths[name]) {
      const part = `this file's part ${name.split("/").pop()}`;
      const there = Math.floor((100 * text.length) / lengths[name]);
      const what = text.length < lengths[name] ? `of ${part} only ${there} % are there` : `${part} was changed`;
      throw new Error(`${what}; copy or download it anew`);
    }
    place?.remove(); // it is large
    return text;
  }

  /** @type {Promise<void> | undefined} */
  let opening;
  const open = () => (opening ??= unfold());

  async function unfold() {
    const text = take(MODULES);
    /** @type {Record<string, string>} */
    let modules;
    try {
      const packed = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (new Response(fromSevenBits(text)).body);
      modules = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).json();
    } catch (error) {
      throw new Error("this file is damaged; copy or download it anew", { cause: error });
    }
    for (const [url, source] of Object.entries(modules)) {
      addresses[url] = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    }
    const map = document.createElement("script");
    map.type = "importmap";
    map.textContent = JSON.stringify({ imports: addresses });
    document.head.append(map);
  }

  /** @param {string} url @param {string} name */
  function downloads(url, name) {
    const worker = new Worker(addresses[url], { name });
    const fetched = Object.keys(lengths).filter((name) => name !== MODULES);
    worker.postMessage(Object.fromEntries(fetched.map((name) => [name, take(name)])));
    return worker;
  }

  globalThis.oneFile = { open, downloads };
}
