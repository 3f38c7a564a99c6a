// The editor of a reader's own cell. It stands outside of what Python draws: what is typed there is the reader's. Until
// editor.js has come, and where it does not come, it is the text field that stands in the page.
//
// Code goes to Python as text, and is run when Run is pressed. What was typed lives through a reload of this tab.
const QUIET = 300; // ms without typing after which Python is told of it
const NEAR = "200px"; // to the window, when the editor is fetched

/**
 * @typedef {object} Editor
 * @property {() => string} read
 * @property {(text: string, lines: number[]) => void} write has it hold another text, with some lines marked
 * @property {(line: number) => void} blame marks the line that something is wrong with; 0 for none
 */

/** @type {import("../../../site/page/scripts.js").Module["start"]} */
export function start(demo, raise) {
  const field = /** @type {HTMLTextAreaElement} */ (demo.querySelector("[data-code]"));
  const key = `lstm-code ${location.pathname} ${demo.dataset.demo}`;
  /** @type {Editor} */
  let editor = {
    read: () => field.value,
    write: (text) => {
      field.value = text;
    },
    blame() {},
  };
  let sent = field.defaultValue; // what Python has
  let hasTyped = false; // since something was pressed
  /** @type {number[]} */
  let marked = []; // lines that were given last
  let timer = 0;

  function tell() {
    clearTimeout(timer);
    const text = editor.read();
    if (text === sent) return;
    sent = text;
    raise("edit", { text });
  }

  function changed() {
    hasTyped = true;
    marked = [];
    keep(editor.read());
    clearTimeout(timer);
    timer = setTimeout(tell, QUIET);
  }

  /** @param {string} text */
  function keep(text) {
    try {
      sessionStorage.setItem(key, text);
    } catch {
      // nothing may be stored here
    }
  }

  function kept() {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  }

  /** @param {string} text @param {number[]} lines */
  function write(text, lines = []) {
    marked = lines;
    editor.write(text, lines);
    keep(text);
  }

  // Whatever is pressed is about the text as it is by then; Run takes it along.
  demo.addEventListener(
    "click",
    ({ target }) => {
      tell();
      hasTyped = false;
      const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest?.("[data-run]"));
      const { event } = button?.dataset ?? {};
      if (button && event) button.dataset.event = JSON.stringify({ ...JSON.parse(event), text: editor.read() });
    },
    true,
  );
  demo.addEventListener("change", tell, true);
  field.addEventListener("input", changed);
  demo.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    run();
  });
  function run() {
    const { activeElement } = document;
    if (activeElement instanceof HTMLInputElement) activeElement.blur(); // what was typed there counts
    /** @type {HTMLButtonElement | null} */ (demo.querySelector("[data-run]"))?.click();
  }

  const problem = /** @type {HTMLElement} */ (document.getElementById(`${demo.dataset.demo}-problem`));
  const blamed = () => Number(problem.querySelector("[data-line]")?.getAttribute("data-line") ?? 0);
  new MutationObserver(() => editor.blame(blamed())).observe(problem, {
    childList: true,
    subtree: true,
    attributes: true,
  });
  const shared = /** @type {HTMLElement} */ (demo.querySelector("[data-shared]"));
  shared.hidden = !globalThis.lstmChannel;

  // It takes a phone half a second to read, which nobody who looks at the beginning of the page should wait for.
  const nearing = new IntersectionObserver(
    (seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      nearing.disconnect();
      import("./editor.js").then(
        ({ open }) => {
          const given = field.value;
          editor = open(field, changed, run);
          if (marked.length) editor.write(given, marked);
          editor.blame(blamed());
          /** @type {HTMLElement} */ (demo.querySelector("[data-keys]")).hidden = false;
        },
        (error) => console.warn(error), // the field does as well
      );
    },
    { rootMargin: NEAR },
  );
  nearing.observe(field);

  const before = kept();
  if (before !== null && field.value === field.defaultValue) write(before); // what was typed by now is newer
  tell();
  return {
    effects: {
      /** @param {{text: string, lines: number[]}} given */
      write({ text, lines }) {
        sent = text;
        if (hasTyped)
          tell(); // since that was asked for: what was typed counts
        else write(text, lines);
      },
    },
    get kept() {
      return editor.read();
    },
    restore(text) {
      if (typeof text === "string") write(text);
      tell();
    },
  };
}
