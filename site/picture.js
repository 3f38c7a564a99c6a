// The stage as one plain SVG: what the browser has laid out and coloured, written down as shapes and texts with their
// places and colours, so that it looks the same anywhere. A PNG is that SVG, painted.

/** @typedef {{x: number, y: number}} Point */

const SHAPES = ["path", "circle", "rect"];
const COPIED = ["d", "cx", "cy", "r", "x", "y", "width", "height", "rx"];
const LEFT_OUT = ".explanation, .hint, .visually-hidden, .touch";
const MARGIN = 16;
const NOISE =
  "this browser puts noise into pictures, lest readers be told apart by them; allow it for this site, or take the SVG";

/**
 * @param {import("./page/demos.js").Demo} demo
 * @param {string} kind "svg" or "png"
 * @param {ReturnType<typeof import("./page/files.js").saveFor>} save
 */
export async function savePicture(demo, kind, save) {
  const name = `lstm-${demo.dataset.demo}`;
  const { svg, width, height } = picture(/** @type {Element} */ (demo.querySelector(".stage")));
  const file = new Blob([svg], { type: "image/svg+xml" });
  if (kind === "svg") return save(`${name}.svg`, file);
  save(`${name}.png`, await paint(svg, width, height));
}

/** @param {Element} stage */
function picture(stage) {
  const box = stage.getBoundingClientRect();
  const origin = { x: box.left - MARGIN, y: box.top - MARGIN };
  const parts = [];
  let bottom = box.top; // of what is drawn: the stage also holds what is left out
  for (const element of stage.querySelectorAll("*")) {
    if (element.closest(LEFT_OUT)) continue;
    const style = getComputedStyle(element);
    const made = element.closest("svg")
      ? [drawn(/** @type {SVGGraphicsElement} */ (element), style, origin)]
      : [boxed(element, style, origin), ...written(element, style, origin)];
    parts.push(...made);
    if (made.some(Boolean)) bottom = Math.max(bottom, element.getBoundingClientRect().bottom);
  }
  const [width, height] = [Math.ceil(box.width) + 2 * MARGIN, Math.ceil(bottom - box.top) + 2 * MARGIN];
  const paper = `<rect width="${width}" height="${height}" fill="${rgb(computed("var(--paper)"))}"/>`; // also where the page is transparent
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
  return { svg: `${[open, paper, ...parts.filter(Boolean)].join("\n")}\n</svg>\n`, width, height };
}

/**
 * A shape or a text that is SVG already, moved to its place in the picture.
 * @param {SVGGraphicsElement} element
 * @param {CSSStyleDeclaration} style
 * @param {Point} origin
 */
function drawn(element, style, origin) {
  const tag = element.tagName;
  if (tag === "linearGradient") return shades(element);
  if (tag !== "text" && !SHAPES.includes(tag)) return "";
  const { a, b, c, d, e, f } = /** @type {DOMMatrix} */ (element.getScreenCTM());
  const place = `transform="matrix(${[a, b, c, d, e - origin.x, f - origin.y].map(round).join(" ")})"`;
  const own = COPIED.filter((name) => element.hasAttribute(name)).map(
    (name) => `${name}="${element.getAttribute(name)}"`,
  );
  if (tag === "text") {
    const halo = style.stroke === "none" ? "" : ` paint-order="stroke" stroke="${rgb(style.stroke)}" stroke-width="4"`;
    return `<text ${place} ${own.join(" ")} text-anchor="${style.textAnchor}" ${font(style)}${halo}>${letters(element)}</text>`;
  }
  // Drawings are stretched to their column; their lines are not.
  const effect = style.vectorEffect === "none" ? "" : ` vector-effect="${style.vectorEffect}"`;
  const stroke = /url\("?(#[\w-]+)/.exec(style.stroke)?.[1]; // colours by place
  const line = stroke ? `url(${stroke})` : rgb(style.stroke);
  const paint = `fill="${rgb(style.fill)}" stroke="${line}" stroke-width="${parseFloat(style.strokeWidth)}"`;
  return `<${tag} ${place} ${own.join(" ")} ${paint} opacity="${style.opacity}"${effect}/>`;
}

/** Colours by place, with those that they have now. @param {Element} element */
function shades(element) {
  const gradient = /** @type {Element} */ (element.cloneNode(true));
  for (let k = 0; k < element.children.length; k++) {
    const colour = rgb(getComputedStyle(element.children[k]).stopColor);
    gradient.children[k].setAttribute("stop-color", /** @type {string} */ (colour));
  }
  for (const name of ["class", "style"]) gradient.removeAttribute(name);
  return new XMLSerializer().serializeToString(gradient);
}

/**
 * The background and the upper border of an HTML element.
 * @param {Element} element
 * @param {CSSStyleDeclaration} style
 * @param {Point} origin
 */
function boxed(element, style, origin) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [round(left - origin.x), round(top - origin.y)];
  const corners = parseFloat(style.borderRadius) > 20 ? ` rx="${round(width / 2)}"` : "";
  const border =
    parseFloat(style.borderLeftWidth) > 0
      ? ` stroke="${rgb(style.borderLeftColor)}" stroke-width="${parseFloat(style.borderLeftWidth)}"`
      : "";
  const fill = rgb(style.backgroundColor);
  let box = "";
  if (fill !== "none" || border)
    box = `<rect x="${x}" y="${y}" width="${round(width)}" height="${round(height)}"${corners} fill="${fill}"${border}/>`;
  if (parseFloat(style.borderTopWidth) > 0 && !border) {
    box += `<path d="M${x} ${y}h${round(width)}" stroke="${rgb(style.borderTopColor)}"/>`;
  }
  return box;
}

/**
 * The texts of an HTML element itself, not those of its children.
 * @param {Element} element
 * @param {CSSStyleDeclaration} style
 * @param {Point} origin
 */
function written(element, style, origin) {
  return [...element.childNodes]
    .filter((node) => node instanceof Text)
    .filter((node) => node.data.trim())
    .map((node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      const { left, top, height } = range.getBoundingClientRect();
      const place = `x="${round(left - origin.x)}" y="${round(top + height / 2 - origin.y)}" dominant-baseline="central"`;
      return `<text ${place} ${font(style, "color")}>${escaped(node.data.trim())}</text>`;
    });
}

/** @param {CSSStyleDeclaration} style @param {"fill" | "color"} colour where its colour stands */
function font(style, colour = "fill") {
  const { fontFamily, fontSize, fontStyle } = style;
  const letters = `font-family="${escaped(fontFamily)}" font-size="${parseFloat(fontSize)}" font-style="${fontStyle}"`;
  return `${letters} fill="${rgb(style[colour])}"`;
}

/** A text with its subscripts. @param {Element} text */
function letters(text) {
  return [...text.childNodes]
    .map((node) => {
      if (node instanceof Text) return escaped(node.data);
      const part = /** @type {Element} */ (node);
      const size = parseFloat(getComputedStyle(part).fontSize);
      return `<tspan dy="${part.getAttribute("dy")}" font-size="${size}" font-style="normal">${escaped(part.textContent)}</tspan>`;
    })
    .join("");
}

// Programs other than browsers know neither color-mix() nor oklab(): the browser turns any colour into plain numbers.
// Not by a canvas, which some browsers read with noise in it, lest readers be told apart by theirs.
/** @type {Map<string, string>} */
const known = new Map([["none", "none"]]);
/** @param {string} colour */
function rgb(colour) {
  if (!known.has(colour)) {
    // The first is for Firefox before 128; what a browser does not know leaves what was set before.
    const inNumbers = computed(`color-mix(in srgb, ${colour}, ${colour})`, `color(from ${colour} srgb r g b)`);
    const [, parts] = /** @type {RegExpExecArray} */ (/^color\(srgb (.*)\)$/.exec(inNumbers));
    const [red, green, blue, alpha = 1] = parts.split(/[ /]+/).map((part) => Number(part) || 0);
    const bytes = [red, green, blue].map((part) => Math.round(255 * Math.min(Math.max(part, 0), 1)));
    known.set(colour, alpha === 0 ? "none" : `rgb(${bytes.join(",")})`);
  }
  return known.get(colour);
}

/** What the browser makes of the last of several colours that it knows. @param {string[]} colours */
function computed(...colours) {
  const probe = document.createElement("i");
  probe.style.forcedColorAdjust = "none";
  for (const colour of colours) probe.style.color = colour;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** @param {number} value */
const round = (value) => Math.round(value * 100) / 100;
/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/**
 * @param {string} svg
 * @param {number} width
 * @param {number} height
 * @returns {Promise<Blob>}
 */
async function paint(svg, width, height) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const target = document.createElement("canvas");
  [target.width, target.height] = [2 * width, 2 * height];
  const pen = /** @type {CanvasRenderingContext2D} */ (target.getContext("2d"));
  pen.drawImage(image, 0, 0, target.width, target.height);
  // The margin above everything is paper.
  const { data } = pen.getImageData(0, 0, target.width, MARGIN);
  if (data.some((byte, k) => byte !== data[k % 4])) throw new Error(NOISE);
  return new Promise((resolve, fail) =>
    target.toBlob((blob) => (blob ? resolve(blob) : fail(new Error("the browser made no PNG"))), "image/png"),
  );
}
