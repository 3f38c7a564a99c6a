// Answers before Python is there, from what the build worked out. Python is asked all the same as soon as it is there, and
// nothing it answers is shown before it has caught up with what the page shows.

/**
 * @typedef {import("./demos.js").Demo} Demo
 * @typedef {import("./queue.js").Item} Item
 * @typedef {import("./queue.js").Answer} Answer
 * @typedef {import("./first_answers.js").FirstAnswers} FirstAnswers
 */

export class Early {
  /** @type {Map<Demo, {answers: FirstAnswers, state: number}>} */
  #open = new Map(); // demos that Python has not, with the state on show
  /** @type {Set<Demo>} */
  #closed = new Set(); // those that it has
  /** @type {Map<Demo, Required<Pick<Answer, "regions" | "effects">>>} */
  #held = new Map(); // what it has answered and is not shown yet
  #page;

  /**
   * @param {object} page
   * @param {Iterable<Item>} page.queue what waits for Python
   * @param {(demo: Demo) => string} page.instanceOf
   * @param {(id: string) => boolean} page.has whether there is such an element: sentences about a demo stand in one text only
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
    this.#open.set(demo, { answers, state });
    const regions = this.#named(demo, answers.changes(drawn, state));
    this.#page.show({ demo, message: { ask: "start" }, policy: {} }, { regions });
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
        // What comes by the way and has no part in what follows waits without the rest.
        if (item.policy.passing || item.policy.aside) continue;
        return;
      }
      const regions = this.#named(demo, open.answers.changes(open.state, next.state));
      open.state = next.state;
      item.ahead = true;
      if (item.element) delete item.element.dataset.waiting;
      this.#page.show(item, { regions, effects: next.effects });
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
    if (!held || answer.error) return { item, answer };
    Object.assign(held.regions, answer.regions);
    if (!item.ahead && !item.again) held.effects.push(...(answer.effects ?? [])); // else they are done
    if (isBehind) return null;
    this.#held.delete(demo);
    // What was pressed has come into view.
    return {
      item: { ...item, element: item.ahead ? null : item.element, again: false },
      answer: { ...answer, ...held },
    };
  }

  /** @param {Demo} demo @param {Record<string, string>} regions */
  #named(demo, regions) {
    const named = Object.entries(regions).map(([name, html]) => [`${this.#page.instanceOf(demo)}-${name}`, html]);
    return Object.fromEntries(named.filter(([id]) => this.#page.has(id)));
  }
}
