// A picture of a demo, and a button over it that has the demo start.
import { behind } from "./behind.js";
import { makeFrame } from "./frames.js";
import { FIRST, heightAt } from "./heights.js";

/**
 * @param {string} name of the demo
 * @param {string} address of its picture
 * @param {string} text of the button
 * @param {() => void} start
 */
export function makePicture(name, address, text, start) {
  const [box, button, label] = ["div", "button", "span"].map((tag) => document.createElement(tag));
  const heights = FIRST[`pictures/${name}`];
  box.style.position = "relative";
  button.setAttribute("type", "button");
  label.textContent = text;
  button.append(label);
  Object.assign(button.style, {
    ...{ position: "absolute", inset: "0", width: "100%", padding: "1em", cursor: "pointer", font: "inherit" },
    ...{ display: "flex", alignItems: "end", justifyContent: "center", border: "0", background: "none" },
  });
  Object.assign(label.style, {
    ...{ padding: "0.5em 1em", border: "1px solid", borderRadius: "5px" },
    ...{ color: "CanvasText", background: "Canvas", position: "sticky", bottom: "1em" }, // in view as soon as the picture is
  });
  if (!heights) button.style.position = "static";
  button.addEventListener("click", start);
  box.append(button);

  let frame = makeFrame("", "");
  const follow = () => {
    if (heights) frame.style.height = `${heightAt(heights, frame.clientWidth)}px`;
  };
  new ResizeObserver(follow).observe(box);

  /** Makes it light or dark: as asked, or as the page is. @param {string | undefined} asked */
  const wear = (asked) => {
    const theme = asked ?? behind(button).theme;
    if (label.style.colorScheme === theme) return;
    label.style.colorScheme = theme;
    if (!heights) return;
    frame.remove();
    frame = makeFrame(`${address}#${theme}`, ""); // with another address, the old one would be a step back
    frame.sandbox.value = ""; // it has no script
    Object.assign(frame, { tabIndex: -1, ariaHidden: "true" });
    frame.style.colorScheme = theme;
    box.prepend(frame);
    follow();
  };
  return { name, text, box, wear };
}
