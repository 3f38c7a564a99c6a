// What a press has opened comes into view, if it is not there: a control says by data-reveals where that is. With
// data-beside it is to be read together with what that selector finds: where that is out of sight, and there is room
// for both, what was opened comes to the top of the window.

/** @param {HTMLElement | null | undefined} by what was pressed */
export function reveal(by) {
  const place = by?.dataset.reveals;
  const opened = place ? document.getElementById(place) : null;
  const box = opened?.getBoundingClientRect();
  if (!by || !opened || !box?.height) return; // it was closed
  // A formula is of no use without the picture that it explains.
  const pressed = by.getBoundingClientRect();
  const span = Math.max(box.bottom, pressed.bottom) - Math.min(box.top, pressed.top);
  if (by.dataset.explain && span > innerHeight) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const { beside } = by.dataset;
  const other = beside && by.closest("[data-demo]")?.querySelector(beside)?.getBoundingClientRect();
  if (beside && !(other && other.bottom > innerHeight && other.bottom - box.top <= innerHeight)) return;
  opened.scrollIntoView({ block: beside ? "start" : "nearest", behavior: still.matches ? "instant" : "smooth" });
}
