// In front of downloads.mjs in a page that is one file: what it fetches has come as base64, in a message from the page.
/** @type {Promise<Record<string, string | undefined>>} by address */
const texts = new Promise((resolve) => addEventListener("message", ({ data }) => resolve(data), { once: true }));
const SLICE = 1 << 18; // characters decoded at once; a multiple of 4

/** @param {string} text */
const decode = (text) => Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** @type {{oneFile: object}} */ (/** @type {unknown} */ (globalThis)).oneFile = {}; // as on the page, but empty

globalThis.fetch = async (resource) => {
  const address = String(resource);
  const text = (await texts)[address];
  if (text === undefined) return new Response(null, { status: 404 });
  let at = 0;
  const stream = new ReadableStream({
    pull(controller) {
      if (at < text.length) controller.enqueue(decode(text.slice(at, (at += SLICE))));
      else controller.close();
    },
  });
  if (!address.endsWith(".wasm")) return new Response(stream);
  const headers = { "Content-Type": "application/wasm" };
  return new Response(stream.pipeThrough(new DecompressionStream("gzip")), { headers });
};
