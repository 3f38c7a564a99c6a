// The frames of this page with demos in them, and how high they are made.
import { FIRST, heightAt } from "./heights.js";

/** @type {Set<HTMLIFrameElement>} */
const inElements = new Set(); // frames of <lstm-demo>, which may be inside of components

export const frames = () => [
  .../** @type {NodeListOf<HTMLIFrameElement>} */ (document.querySelectorAll("iframe[data-lstm]")),
  ...inElements,
];

/** Of a <lstm-demo> that comes, and of one that goes. @param {HTMLIFrameElement} frame */
export const join = (frame) => inElements.add(frame);
/** @param {HTMLIFrameElement} frame */
export const leave = (frame) => inElements.delete(frame);

/** @param {string} src @param {string} title */
export function makeFrame(src, title) {
  const frame = document.createElement("iframe");
  Object.assign(frame, { src, title, loading: "lazy", width: "100%" });
  Object.assign(frame.style, { display: "block", width: "100%", border: "0" });
  return frame;
}

/** The name of the demo in it, out of its address. @param {HTMLIFrameElement} frame */
export const nameOf = (frame) => /([\w-]+?)(?:\.html)?\/?$/.exec(frame.src.split(/[?#]/)[0])?.[1] ?? "";

// Many pages give everything a height with its border, and some give frames a border.
/** @param {HTMLIFrameElement} frame */
function edges(frame) {
  const style = getComputedStyle(frame);
  if (style.boxSizing !== "border-box") return 0;
  const { borderTopWidth, borderBottomWidth, paddingTop, paddingBottom } = style;
  return [borderTopWidth, borderBottomWidth, paddingTop, paddingBottom].reduce((sum, px) => sum + parseFloat(px), 0);
}

// Whatever the page's own styles say of frames, which would have it scroll, or swallow the wheel.
const FIXED = Object.entries({ "max-height": "none", "min-height": "0", "flex-shrink": "0" });
/** @param {HTMLIFrameElement} frame @param {number} height */
export function makeHigh(frame, height) {
  for (const [name, value] of FIXED) frame.style.setProperty(name, value, "important");
  frame.style.setProperty("height", `${height + edges(frame)}px`, "important");
}

/** Unless the page gave it a height, or the demo did. @param {HTMLIFrameElement} frame */
export function firstHeight(frame) {
  const name = nameOf(frame);
  if (FIRST[name] && !frame.style.height && frame.clientWidth)
    makeHigh(frame, heightAt(FIRST[name], frame.clientWidth));
}
