// For a page that is one file: what else lies in dist/assets/ is in the page, under its address on a host that there is
// not, and Python runs on the page itself. A file opened from disk may fetch nothing, and no worker of its may import.
//
// bundler/single_file.py puts this before shim.js, which meets it as `oneFile`:
//   open()            resolves when import() knows all modules; rejects with a reason if the file is not whole
//   downloads(url)    the worker that runs downloads.mjs, with all that it fetches given to it
//   listen(hear)      has the interpreter's messages handed to `hear`, and returns what its messages are posted to
//   dispatch          Python's answer to a message, once web/entry.py has put it there
(() => {
  const { parts } = document.currentScript.dataset;
  const lengths = JSON.parse(parts); // {address: number of characters}
  const MODULES = "modules";
  const addresses = {};

  function take(name) {
    const place = document.querySelector(`[data-part="${name}"]`);
    const text = place?.textContent ?? "";
    if (text.length !== lengths[name]) {
      const there = `${text.length} of ${lengths[name]} characters of its part ${name.split("/").pop()}`;
      throw new Error(`this file is not whole, it has ${there}. Copy or download it anew`);
    }
    place.remove(); // it is large
    return text;
  }

  async function open() {
    let modules;
    const bytes = Uint8Array.from(atob(take(MODULES)), (letter) => letter.charCodeAt());
    try {
      modules = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
    } catch (error) {
      throw new Error(`this file is damaged (${error.message}). Copy or download it anew`);
    }
    for (const [url, source] of Object.entries(modules)) {
      addresses[url] = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    }
    const map = document.createElement("script");
    map.type = "importmap";
    map.textContent = JSON.stringify({ imports: addresses });
    document.head.append(map);
  }

  function downloads(url) {
    const worker = new Worker(addresses[url]);
    worker.postMessage(Object.fromEntries(Object.keys(lengths).filter((name) => name !== MODULES).map((name) => [name, take(name)])));
    return worker;
  }

  // What a channel and the worker's own messages are elsewhere.
  class Line extends EventTarget {
    listen(hear) {
      this.postMessage = hear;
      return { postMessage: (data) => this.dispatchEvent(new MessageEvent("message", { data })) };
    }
  }
  globalThis.oneFile = Object.assign(new Line(), { open, downloads });
})();
