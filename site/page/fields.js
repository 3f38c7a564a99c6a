// What a field shows is what the network has, except while a reader is at it: typing into it, moving its slider, or
// waiting for Python's answer to what was put in (`isWaiting(input)`).
export class Fields {
  /** @type {HTMLInputElement | null} */
  #typed = null; // the field that is being typed into
  #isDown = false; // whether a mouse button or a finger is
  /** @type {HTMLInputElement | null} */
  #moved = null; // the slider that is being moved
  #isWaiting;

  /** @param {(field: HTMLElement) => boolean} isWaiting */
  constructor(isWaiting) {
    this.#isWaiting = isWaiting;
    addEventListener(
      "input",
      ({ target }) => {
        if (isField(target) && target.type === "text") this.#typed = target;
        // Not before it moves: a thumb that is only held goes on with a playback.
        if (isField(target) && target.type === "range" && this.#isDown) this.#moved = target;
      },
      true,
    );
    addEventListener("pointerdown", () => (this.#isDown = true), true);
    for (const type of ["pointerup", "pointercancel"]) addEventListener(type, () => this.#letGo(), true);
    addEventListener("focusout", ({ target }) => this.leave(target));
    addEventListener("keydown", ({ target, key }) => key === "Escape" && this.leave(target));
  }

  #letGo() {
    const slider = this.#moved;
    this.#isDown = false;
    this.#moved = null;
    if (slider) this.settle(slider);
  }

  /** @param {unknown} field */
  isTyped = (field) => field === this.#typed;

  // It was filled in, or given up.
  /** @param {unknown} field */
  leave(field) {
    const typed = this.#typed;
    if (!typed || field !== typed) return;
    this.#typed = null;
    this.settle(typed);
  }

  /** @param {HTMLInputElement} field */
  #isHeld(field) {
    return field === this.#typed || field === this.#moved || this.#isWaiting(field);
  }

  // Somebody may go on choosing from its list while Python deals with what was chosen before.
  /** @param {Node} option */
  #isChosenFrom(option) {
    const list = option.parentElement;
    return list instanceof HTMLSelectElement && this.#isWaiting(list);
  }

  /** @param {unknown} field */
  settle(field) {
    if (!isField(field) || this.#isHeld(field)) return;
    if (field.type === "checkbox") field.checked = field.defaultChecked;
    else if (field.value !== field.defaultValue) field.value = field.defaultValue;
  }

  /** @param {Element} place */
  settleAll(place) {
    for (const field of place.querySelectorAll("input")) this.settle(field);
  }

  // For Idiomorph: the attribute, to which a field comes back, follows Python always; what the reader sees of it may
  // not.
  morphing = {
    /**
     * @param {Node} old
     * @param {Node} fresh
     */
    beforeNodeMorphed: (old, fresh) => {
      // A text area is its reader's: what Python knows of it is from there, and may be older.
      if (old.nodeName === "TEXTAREA" && fresh.nodeName === "TEXTAREA") return false;
      const value = fresh instanceof Element ? fresh.getAttribute("value") : null;
      if (isField(old) && this.#isHeld(old) && value !== null) old.setAttribute("value", value);
      return true;
    },
    /**
     * @param {string} name
     * @param {Node} node
     */
    beforeAttributeUpdated: (name, node) =>
      !(["value", "checked"].includes(name) && isField(node) && this.#isHeld(node)) &&
      !(name === "selected" && this.#isChosenFrom(node)),
  };
}

/**
 * @param {unknown} node
 * @returns {node is HTMLInputElement}
 */
const isField = (node) => node instanceof HTMLInputElement && node.type !== "file";
