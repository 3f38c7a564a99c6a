// What is behind a frame: something light or dark, and of which colour.
import { brightness, partsOf } from "./colours.js";
import { layersOf } from "./layers.js";

/**
 * @typedef {import("./layers.js").Layer} Layer
 *
 * The ground only where it is one colour.
 * @typedef {{theme: string, ground?: string}} Behind
 */

export const system = matchMedia("(prefers-color-scheme: dark)");

// Of a page that paints nothing: white, or black where its colour-scheme says so for this reader.
function canvas() {
  const { colorScheme } = getComputedStyle(document.documentElement);
  /** @type {NodeListOf<HTMLMetaElement>} */
  const metas = document.querySelectorAll("meta[name='color-scheme' i]");
  return partsOf("Canvas", [colorScheme, ...[...metas].map(({ content }) => content), system.matches].join(", "));
}

/** What a dialog has between itself and the page. @param {Element} element @returns {Iterable<Layer>} */
function* behindDialog(element) {
  if (!element.matches(":is(:modal, :popover-open)")) return;
  yield partsOf(getComputedStyle(element, "::backdrop").backgroundColor);
}

// As they are drawn, with the insides of components.
/** @param {Element} element @returns {Element | undefined} */
export const parentOf = (element) =>
  element.assignedSlot ?? element.parentElement ?? /** @type {ShadowRoot} */ (element.getRootNode()).host;
/** @param {Element | undefined} element */
export function* around(element) {
  for (; element; element = parentOf(element)) yield element;
}

/**
 * Told by what is painted, since not every dark page calls itself one. Of what cannot be known, the page's text
 * tells: it has to be read on it.
 * @param {HTMLElement} frame or what stands in its place
 * @param {boolean} [isTransparent] whether the frame itself is seen through
 * @returns {Behind}
 */
export function behind(frame, isTransparent) {
  /** @param {Element} element */
  const colourAt = (element) => getComputedStyle(element).color;
  const place = /** @type {Element} */ (parentOf(frame));
  const text = partsOf(colourAt(place));
  const isLight = text[3] > 0.5 && brightness(text) > 0.5;
  const byText = { theme: isLight ? "dark" : "light" };
  const ground = [0, 0, 0];
  let through = 1; // how much of what is farther behind is seen
  /** @type {Element | null} */
  let painter = null; // whose paint most of it is; null stands for the browser
  /** @type {boolean | undefined} */
  let isOfPicture = false;
  /** @param {Layer} layer @param {Element | null} element */
  const paint = (layer, element) => {
    const [red, green, blue, alpha] = layer;
    [red, green, blue].forEach((part, k) => {
      ground[k] += through * alpha * part;
    });
    if (through > 0.5 && through * (1 - alpha) <= 0.5) [painter, isOfPicture] = [element, layer.isOfPicture];
    through *= 1 - alpha;
  };
  for (const element of around(isTransparent ? frame : place)) {
    for (const layer of [...layersOf(element), ...behindDialog(element)]) {
      if (!layer) return byText;
      paint(layer, element);
      if (through < 0.01) break;
    }
    if (through < 0.01) break;
  }
  paint(canvas(), null);
  // Light text that cannot be read on what was found: there must be something else that this does not see, as a
  // body::before or a picture that lies under the page. Unless that text is of the page farther out, and what paints
  // is for the frame.
  const outside = painter && parentOf(painter);
  const isMeant = isLight && !(outside && colourAt(outside) === colourAt(place));
  if (isMeant && !isOfPicture && brightness(ground) > 0.5 && brightness(ground) - brightness(text) < 0.3) return byText;
  return {
    theme: brightness(ground) < 0.5 ? "dark" : "light",
    ground: `rgb(${ground.map((part) => Math.round(255 * part)).join(", ")})`,
  };
}
