// Answers before Python is there, from what the build worked out. Python is asked all the same as soon as it is there,
// and nothing it answers is shown before it has caught up with what the page shows.

/**
 * @typedef {import("./demos.js").Demo} Demo
 * @typedef {import("./queue.js").Item} Item
 * @typedef {import("./queue.js").Answer} Answer
 * @typedef {import("./first_answers.js").FirstAnswers} FirstAnswers
 *
 * A demo that Python does not have yet: its state, and the state that was shown last. The view with which a page
 * begins was drawn on the build's machine, where last digits may differ; in a page that a browser saved, it may be any.
 * @typedef {{answers: FirstAnswers, state: number, shown: number | null}} Open
 */

export class Early {
  /** @type {Map<Demo, Open>} */
  #open = new Map();
  /** @type {Set<Demo>} */
  #closed = new Set(); // those that it has
  /** @type {Map<Demo, Required<Pick<Answer, "regions" | "effects">>>} */
  #held = new Map(); // what it has answered and is not shown yet
  #page;

  /**
   * @param {object} page
   * @param {Iterable<Item>} page.queue what waits for Python
   * @param {(demo: Demo) => string} page.instanceOf
   * @param {(id: string) => boolean} page.has whether there is such an element: a demo's sentences stand in one text
   * @param {(item: Item, answer: Answer) => void} page.show
   */
  constructor(page) {
    this.#page = page;
  }

  /**
   * From now on, and for what waits already.
   * @param {Demo} demo
   * @param {FirstAnswers} answers
   * @param {string} settings in the address
   */
  open(demo, answers, settings) {
    const [drawn, state] = [answers.start(""), answers.start(settings)];
    if (this.#closed.has(demo) || drawn === undefined || state === undefined) return;
    /** @type {Open} */
    const open = { answers, state, shown: null };
    this.#open.set(demo, open);
    if (state !== drawn) this.#show(open, { demo, message: { ask: "start" }, policy: {} }, []);
    this.goOn(demo);
  }

  /** Python has it. @param {Demo} demo */
  close(demo) {
    this.#open.delete(demo);
    this.#closed.add(demo);
  }

  /** Answers what waits, up to the first event of which nothing is known. @param {Demo} demo */
  goOn(demo) {
    const open = this.#open.get(demo);
    if (!open) return;
    for (const item of [...this.#page.queue]) {
      const { event } = item.message;
      if (item.demo !== demo || item.ahead) continue;
      const next = event && open.answers.after(open.state, event);
      if (!next) {
        // Events with these policies do not change what later ones lead to: they wait, but the others need not.
        if (item.policy.passing || item.policy.aside) continue;
        return;
      }
      open.state = next.state;
      try {
        this.#show(open, item, next.effects);
      } catch (error) {
        console.warn(error); // the file is damaged: then all waits for Python
        this.#open.delete(demo);
        return;
      }
      item.ahead = true;
      if (item.element) delete item.element.dataset.waiting;
    }
  }

  /**
   * What is to be shown of an answer of Python's; null while it is behind what the page shows.
   * @param {Item} item
   * @param {Answer} answer
   * @returns {{item: Item, answer: Answer} | null}
   */
  caughtUp(item, answer) {
    const { demo, message } = item;
    const isBehind = [...this.#page.queue].some((other) => other.demo === demo && other.ahead);
    if (message.ask === "start") {
      this.close(demo);
      this.#held.delete(demo);
      if (isBehind) this.#held.set(demo, { regions: {}, effects: [] });
    }
    const held = this.#held.get(demo);
    if (!held) return { item, answer };
    Object.assign(held.regions, answer.regions);
    if (!item.ahead && !item.again) held.effects.push(...(answer.effects ?? [])); // else they are done
    if (isBehind) return answer.error ? { item, answer } : null;
    this.#held.delete(demo);
    // What was pressed has come into view.
    return {
      item: { ...item, element: item.ahead ? null : item.element, again: false },
      answer: { ...answer, ...held },
    };
  }

  /**
   * Shows the state that a demo is in.
   * @param {Open} open
   * @param {Item} item that led there
   * @param {import("./files.js").Effect[]} effects
   */
  #show(open, item, effects) {
    const changes = Object.entries(open.answers.changes(open.state, open.shown));
    open.shown = open.state;
    const named = changes.map(([name, html]) => [`${this.#page.instanceOf(item.demo)}-${name}`, html]);
    this.#page.show(item, { regions: Object.fromEntries(named.filter(([id]) => this.#page.has(id))), effects });
  }
}
