// What the article's text names is in the picture: the letter of a quantity lights up where that is drawn, the name of
// a button presses it. Loaded where there is such text.
const LETTERS = ":is(.prose, .asked) i";

/** The demos that a piece of text is about: of its chapter, or the one that it names. @param {HTMLElement} element */
function demosOf(element) {
  const { of } = element.dataset;
  if (of) return document.querySelectorAll(`[data-demo="${of}"]`);
  return /** @type {Element} */ (element.closest(".chapter") ?? document.body).querySelectorAll("[data-demo]");
}

/** Where a quantity is drawn, in cells, in lanes, and in strips. @param {HTMLElement} letter @returns {Element[]} */
function places(letter) {
  const name = CSS.escape(letter.textContent.trim());
  const drawn = `[data-part="${name}"], [data-part="${name}_prev"], .gate[data-quantity="${name}"], .lane-${name}`;
  return [...demosOf(letter)].flatMap((demo) => [...demo.querySelectorAll(drawn)]);
}

/** What a name in the text is that of: of a button first. @param {Iterable<Element>} demos @param {string} name */
function named(demos, name) {
  for (const demo of demos) {
    for (const kind of ["button, summary", "h3, legend"]) {
      const named = [...demo.querySelectorAll(kind)].map((element) => ({ element, text: element.textContent.trim() }));
      const found = named.find(({ text }) => text === name) ?? named.find(({ text }) => text.startsWith(`${name} (`));
      if (found) return /** @type {HTMLElement} */ (found.element);
    }
  }
}

/** @param {Event} event @param {string} selector @returns {HTMLElement | null} */
const touched = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null);

export function listen() {
  document.addEventListener("pointerover", (event) => {
    for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
    const letter = touched(event, LETTERS);
    for (const place of letter ? places(letter) : []) place.classList.add("lit");
  });
  document.addEventListener("click", (event) => {
    const by = touched(event, ".named");
    if (by) press(by);
    const opening = touched(event, "[data-open]");
    if (opening) import("./opened.js").then(({ open }) => open(opening), refuse(opening));
  });
}

/** @param {HTMLElement} button @returns {(error: Error) => void} */
const refuse = (button) => (error) => {
  const alert = Object.assign(document.createElement("span"), { role: "alert" });
  alert.textContent = ` It could not be opened (${error.message}).`;
  button.parentElement?.querySelector("[role=alert]")?.remove();
  button.after(alert);
};

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {HTMLElement} by */
function press(by) {
  const beside = /** @type {NodeListOf<HTMLElement>} */ (by.parentElement?.querySelectorAll(".named"));
  // What is not there yet comes with what is named before it.
  for (const name of [by, ...beside]) {
    const found = named(demosOf(name), name.textContent);
    if (!found) continue;
    found.scrollIntoView({ block: "center", behavior: still.matches ? "instant" : "smooth" });
    if (name === by && found.matches("button, summary")) found.click();
    return;
  }
}
