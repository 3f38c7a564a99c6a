// When the focused element is removed or disabled, focus moves to what is left around it, and not to the body.

const TAKES = "button:not(:disabled), input:not(:disabled), select:not(:disabled)";
const FIRST = "[data-takes-focus]:not(:disabled)"; // where there is one that leads on

/** To be called before the page is patched; the function that it returns, afterwards. */
export function focusKept() {
  const focused = document.activeElement;
  /** @type {HTMLElement[]} */
  const around = [];
  for (let box = focused?.parentElement; box?.closest("[data-demo]"); box = box.parentElement) around.push(box);
  return () => {
    if (!focused || !around.length) return;
    const isLost = focused.isConnected
      ? /** @type {HTMLButtonElement} */ (focused).disabled
      : document.activeElement === document.body;
    if (!isLost) return;
    for (const box of around) {
      if (!box.isConnected) continue;
      const next =
        /** @type {HTMLElement | null} */ (box.querySelector(FIRST) ?? box.querySelector(TAKES)) ??
        (box.tabIndex === -1 ? box : null);
      next?.focus({ preventScroll: true });
      if (next && next === document.activeElement) return;
    }
  };
}
