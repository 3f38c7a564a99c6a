// What a press has opened comes into view, if it is not there: a control says by data-reveals where that is.

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
  opened.scrollIntoView({ block: "nearest", behavior: still.matches ? "instant" : "smooth" });
}
