// A press counts for the button on which it began, also where the page has moved the button away before it was let go:
// a press ends the typing in a field, and what comes of that may move all that stands below. Browsers fire no click
// then.

export function press() {
  /** @type {{button: HTMLElement, box: DOMRect} | null} */
  let pressed = null; // with where the button stood then
  addEventListener(
    "pointerdown",
    ({ target, isPrimary, button: which }) => {
      const button = /** @type {Element} */ (target).closest?.("button");
      pressed = button && isPrimary && which === 0 ? { button, box: button.getBoundingClientRect() } : null;
    },
    true,
  );
  addEventListener("pointercancel", () => (pressed = null), true);
  addEventListener(
    "pointerup",
    ({ target, clientX: x, clientY: y }) => {
      if (!pressed) return;
      const { button, box } = pressed;
      pressed = null;
      if (!button.isConnected || button.contains(/** @type {Node} */ (target))) return;
      if (x >= box.left && x < box.right && y >= box.top && y < box.bottom) button.click();
    },
    true,
  );
}
