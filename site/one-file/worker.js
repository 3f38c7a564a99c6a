// In front of downloads.mjs in a page that is one file: what it fetches has come as text, in a message from the page.
import { inflated } from "../inflate.mjs";
import { fromSevenBits } from "./seven-bits.js";

/** @type {Promise<Record<string, string | undefined>>} by address */
const texts = new Promise((resolve) => addEventListener("message", ({ data }) => resolve(data), { once: true }));

/** @type {{oneFile: object}} */ (/** @type {unknown} */ (globalThis)).oneFile = {}; // as on the page, but empty

globalThis.fetch = async (resource) => {
  const address = String(resource);
  const text = (await texts)[address];
  if (text === undefined) return new Response(null, { status: 404 });
  const content = fromSevenBits(text);
  if (!address.endsWith(".wasm")) return new Response(content);
  return new Response(await inflated(content), { headers: { "Content-Type": "application/wasm" } });
};
