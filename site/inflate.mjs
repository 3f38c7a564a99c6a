// Unpacks what the build has packed (bundler/python/packs.py): .xz, which no browser unpacks by itself, and which has a
// quarter fewer bytes than gzip. The library is xz-embedded as WebAssembly.
import xz from "xz-decompress";

/**
 * What is packed in a buffer. Rejects where that is damaged.
 * @param {ArrayBuffer | Uint8Array<ArrayBuffer>} packed
 * @returns {Promise<ArrayBuffer>}
 */
export async function inflated(packed) {
  // Not by way of a Blob: in a worker of a page from disk, WebKit refuses to read any.
  const stream = /** @type {ReadableStream<Uint8Array>} */ (new Response(packed).body);
  return new Response(new xz.XzReadableStream(stream)).arrayBuffer();
}
