// PyScript opens IndexedDB, in which it keeps nothing here, and does not start where the browser forbids it: with
// storage blocked, or in a sandboxed frame. This stand-in forgets everything when the page is closed. It knows what
// PyScript asks for and nothing else. It is needed on the page and in the worker. That opening throws there is the
// standard (w3c/IndexedDB#148); that PyScript does not start then was not reported upstream. It is seen where a frame
// has sandbox="allow-scripts" (tests/browser/test_without_address.py).
(() => {
  // It is in shim.js and in interpreter.mjs, and where Python runs on the page both are there.
  if (Object.getOwnPropertyDescriptor(globalThis, "indexedDB")?.value) return; // a browser's own is asked for by a getter
  /**
   * @typedef {object} Request
   * @property {unknown} result
   * @property {{oncomplete?: () => void}} transaction
   * @property {(event: {target: Request}) => void} [onsuccess]
   * @property {(event: {target: Request}) => void} [onupgradeneeded]
   */

  /** @param {unknown} result @param {("onsuccess" | "onupgradeneeded")[]} names of what hears of it */
  const answer = (result, names = ["onsuccess"]) => {
    /** @type {Request} */
    const request = { result, transaction: {} };
    setTimeout(() => {
      for (const name of names) request[name]?.({ target: request });
      request.transaction.oncomplete?.();
    });
    return request;
  };
  function database() {
    /** @type {Map<string, Map<unknown, unknown>>} */
    const stores = new Map();
    /** @param {string} name */
    const store = (name) => {
      const entries = /** @type {Map<unknown, unknown>} */ (stores.get(name));
      return {
        clear: () => answer(entries.clear()),
        count: () => answer(entries.size),
        /** @param {unknown} key */
        delete: (key) => answer(void entries.delete(key)),
        /** @param {unknown} key */
        get: (key) => answer(entries.get(key)),
        getAllKeys: () => answer([...entries.keys()]),
        /** @param {unknown} key */
        getKey: (key) => answer(entries.has(key) ? key : undefined),
        /** @param {unknown} value @param {unknown} key */
        put(value, key) {
          entries.set(key, value);
          return answer(key);
        },
      };
    };
    return {
      close() {},
      /** @param {string} name */
      createObjectStore: (name) => void stores.set(name, new Map()),
      get objectStoreNames() {
        return [...stores.keys()];
      },
      transaction: () => ({ objectStore: store }),
    };
  }
  const databases = new Map();
  /** @param {string} name */
  const open = (name) => {
    const isNew = !databases.has(name);
    if (isNew) databases.set(name, database());
    return answer(databases.get(name), isNew ? ["onupgradeneeded", "onsuccess"] : ["onsuccess"]);
  };
  Object.defineProperty(globalThis, "indexedDB", { configurable: true, value: { open } });

  // It also makes a BroadcastChannel, which Firefox forbids with storage blocked. It would hear from a service worker
  // of PyScript's own, and there is none here. It is made by sabayon, which coincident brings along
  // (WebReflection/coincident#59); that Firefox forbids it is whatwg/html#3054. The page's own, of page/turns.js, is a
  // real one.
  const Real = globalThis.BroadcastChannel;
  /** @param {string} name */
  function channel(name) {
    return name.startsWith("lstm-explainer ") ? new Real(name) : { postMessage() {}, close() {} };
  }
  globalThis.BroadcastChannel = /** @type {typeof BroadcastChannel} */ (/** @type {unknown} */ (channel));
})();
