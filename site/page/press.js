// A press counts for the button on which it began, also where the page has moved the button away before it was let go:
// a press ends the typing in a field, and what comes of that may move all that stands below. Browsers make no click of it.

const STILL = 6; // px, as far as a hand moves while it presses

export function press() {
  /** @type {{button: HTMLElement, x: number, y: number} | null} */
  let pressed = null;
  addEventListener(
    "pointerdown",
    ({ target, isPrimary, button: which, clientX: x, clientY: y }) => {
      const button = /** @type {Element} */ (target).closest?.("button");
      pressed = button && isPrimary && which === 0 ? { button, x, y } : null;
    },
    true,
  );
  addEventListener("pointercancel", () => (pressed = null), true);
  addEventListener(
    "pointerup",
    ({ target, clientX, clientY }) => {
      if (!pressed) return;
      const { button, x, y } = pressed;
      pressed = null;
      const isOn = button.contains(/** @type {Node} */ (target));
      if (!isOn && button.isConnected && Math.hypot(clientX - x, clientY - y) < STILL) button.click();
    },
    true,
  );
}
