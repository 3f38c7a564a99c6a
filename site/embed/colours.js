// Colours as numbers, whatever their notation in CSS.

/**
 * Red, green, blue and alpha, each from 0 to 1.
 * @typedef {[number, number, number, number]} Parts
 */

/**
 * A colour of any notation; null where this browser cannot tell. Browsers give many notations back as they are, so an
 * element that is there for a moment, and never seen, has it converted.
 * @param {string} colour
 * @returns {Parts | null}
 */
function convert(colour) {
  const probe = document.createElement("lstm-colour");
  /** @param {string} name @param {string} value */
  const set = (name, value) => probe.style.setProperty(name, value, "important"); // whatever the page's own styles say
  for (const name of ["display", "transition", "animation", "forced-color-adjust"]) set(name, "none");
  set("color", colour);
  set("color", `color-mix(in srgb, ${colour}, ${colour})`); // for Firefox before 128
  set("color", `color(from ${colour} srgb r g b)`); // what a browser does not know leaves what was set before
  document.documentElement.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  const [, kind, parts] = /^(rgba?\(|color\(srgb )(.*)\)$/.exec(computed) ?? [];
  if (!kind) return null;
  const numbers = parts.split(/[\s,/]+/).map((part) => Number(part) || 0); // a part may be "none"
  const scaled = numbers.map((number, k) => (kind.startsWith("rgb") && k < 3 ? number / 255 : number));
  const [red, green, blue, alpha = 1] = scaled.map((number) => Math.min(Math.max(number, 0), 1)); // or out of sRGB
  return [red, green, blue, alpha];
}

/** @type {Map<string, Parts | null>} */
const known = new Map(); // by colour
/** @param {string} colour @param {string} where it is, if that tells what it looks like @returns {Parts} */
export function partsOf(colour, where = "") {
  const name = `${colour} ${where}`;
  if (!known.has(name)) known.set(name, convert(colour));
  return known.get(name) ?? [0, 0, 0, 0];
}

/** @param {Parts | number[]} parts */
export const brightness = ([red, green, blue]) => 0.3 * red + 0.59 * green + 0.11 * blue;
