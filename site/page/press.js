// A press counts for the button, or the label of a choice, on which it began, also where the page has moved that away
// before it was let go: a press ends the typing in a field, and what comes of that may move all that stands below.
// Browsers fire no click then.

export function press() {
  /** @type {{control: HTMLElement, box: DOMRect} | null} */
  let pressed = null; // with where the control stood then
  addEventListener(
    "pointerdown",
    ({ target, isPrimary, button }) => {
      const element = /** @type {Element} */ (target);
      /** @type {HTMLElement | null} */
      const control = element.closest?.("button, label, summary");
      pressed = control && isPrimary && button === 0 ? { control, box: control.getBoundingClientRect() } : null;
    },
    true,
  );
  addEventListener("pointercancel", () => (pressed = null), true);
  addEventListener(
    "pointerup",
    ({ target, clientX: x, clientY: y }) => {
      if (!pressed) return;
      const { control, box } = pressed;
      pressed = null;
      if (!control.isConnected || control.contains(/** @type {Node} */ (target))) return;
      if (x >= box.left && x < box.right && y >= box.top && y < box.bottom) control.click();
    },
    true,
  );
}
