// What one element paints behind its content, out of its CSS.
import { brightness, partsOf } from "./colours.js";

/**
 * @typedef {import("./colours.js").Parts} Parts
 *
 * What is painted over all of an element.
 * @typedef {Parts & {isOfPicture?: boolean}} Layer
 */

/** The parts of a list in CSS, whose commas are in no brackets and no quotes. @param {string} list */
function partsOfList(list) {
  let depth = 0;
  const parts = [""];
  for (const [token] of list.matchAll(/"(?:[^"\\]|\\.)*"|[(),]|[^"(),]+/g)) {
    depth += Number(token === "(") - Number(token === ")");
    if (token === "," && !depth) parts.push("");
    else parts[parts.length - 1] += token;
  }
  return parts.map((part) => part.trim());
}

/**
 * Whether a layer covers its element in one direction.
 * @param {string} size
 * @param {string} position
 * @param {string} repeat
 * @param {number} length of the element
 */
function reaches(size, position, repeat, length) {
  if (repeat === "repeat" || repeat === "round") return true;
  if (!/^(?:0px|\d[\d.]*%)$/.test(position)) return false;
  if (/^(?:auto|cover|contain)$/.test(size)) return true; // a gradient has no size of its own
  return size.endsWith("%") ? parseFloat(size) >= 100 : parseFloat(size) >= length;
}

/**
 * What an element paints behind its content, from the front to the back; null stands for what cannot be known. What
 * is there for decoration - a line at an edge, a grid, dots, letters - says nothing of the ground that it is on.
 * @param {Element} element
 * @returns {(Layer | null)[]}
 */
export function layersOf(element) {
  const style = getComputedStyle(element);
  if (style.display === "contents") return [];
  const images = partsOfList(style.backgroundImage);
  /**
   * @param {"backgroundClip" | "backgroundSize" | "backgroundRepeat" | `backgroundPosition${"X" | "Y"}`} name
   * @param {number} k
   */
  const ofLayer = (name, k) => {
    const all = partsOfList(style[name]);
    return all[k % all.length];
  };
  /** @param {number} k */
  const isForLetters = (k) => ofLayer("backgroundClip", k) === "text";
  /** @param {number} k */
  const isEverywhere = (k) => {
    const [wide, high = /^(?:cover|contain)$/.test(wide) ? wide : "auto"] = ofLayer("backgroundSize", k).split(
      / (?![^(]*\))/,
    );
    const repeat = ofLayer("backgroundRepeat", k);
    /** @type {Record<string, string[]>} */
    const short = { "repeat-x": ["repeat", "no"], "repeat-y": ["no", "repeat"] };
    const [across, down = across] = short[repeat] ?? repeat.split(" ");
    const { width, height } = element.getBoundingClientRect();
    const [x, y] = [ofLayer("backgroundPositionX", k), ofLayer("backgroundPositionY", k)];
    return reaches(wide, x, across, width) && reaches(high, y, down, height);
  };
  const last = images.length - 1; // the colour goes with it
  /** @type {Parts} */
  const colour = isForLetters(last) ? [0, 0, 0, 0] : partsOf(style.backgroundColor);
  // A background colour under a picture is usually chosen to match it.
  const picture = colour[3] > 0.5 ? Object.assign(/** @type {Parts} */ ([...colour]), { isOfPicture: true }) : null;
  /** @type {Layer[]} */
  const layers = [];
  for (const [k, image] of images.entries()) {
    if (image === "none" || isForLetters(k) || !isEverywhere(k)) continue;
    if (!/^[-a-z]*gradient\(/.test(image)) return [...layers, picture];
    const stops = image
      .replace(/\bcurrentcolor\b/gi, style.color)
      .match(/\b(?:rgba?|color|(?:ok)?(?:lab|lch))\([^()]*\)/g);
    if (!stops) continue;
    const all = stops.map((stop) => partsOf(stop));
    const alphas = all.map(([, , , alpha]) => alpha);
    if (Math.min(...alphas) <= Math.max(...alphas) / 2) continue; // in places what is behind it is seen
    const sum = alphas.reduce((sum, alpha) => sum + alpha);
    const dark = all.filter((stop) => brightness(stop) < 0.5).length;
    if (dark === 0 || dark === all.length) {
      /** @param {number} part */
      const mean = (part) => all.reduce((sum, stop) => sum + stop[part] * stop[3], 0) / sum;
      layers.push([mean(0), mean(1), mean(2), sum / all.length]);
    } else if (sum / all.length > 0.5) {
      return [...layers, picture]; // dark here and light there
    }
  }
  return [...layers, colour];
}
