// What Python is asked, one message at a time and in the order in which it was asked.

/**
 * @typedef {import("./demos.js").Demo} Demo
 * @typedef {import("./demos.js").Policy} Policy
 *
 * Something that happened, with the fields that its demo declares; see demos/events.py.
 * @typedef {{type: string, [field: string]: unknown}} DemoEvent
 *
 * What a demo starts with.
 * @typedef {object} Start
 * @property {string} package where its declaration is
 * @property {string} name of it
 * @property {unknown} data that the build wrote
 * @property {string} query settings in the address
 * @property {string} address of the page
 * @property {string} [kept] its state
 * @property {string[]} says its sentences in the text around it
 * @property {string} [remembered] what it asked to be remembered; see remember.js
 * @property {string[]} settings of the whole site
 * @property {string[]} demos of the whole site
 * @property {string[]} others that resemble these and are other people's
 *
 * What Python is asked, and what it answers; see web/app.py.
 * @typedef {{ask: "start" | "event" | "work" | "keep", event?: DemoEvent, budget?: number, paced?: boolean} &
 *   Partial<Start>} Message
 * @typedef {object} Answer
 * @property {Record<string, string>} [regions] HTML by id
 * @property {boolean} [busy] whether work is wanted every frame
 * @property {import("./files.js").Effect[]} [effects]
 * @property {string} [kept] the demo's state
 * @property {string} [error] instead of all else
 *
 * @typedef {object} Item
 * @property {Demo} demo
 * @property {Message} message
 * @property {Policy} policy of its event
 * @property {HTMLElement | null} [element] with which a reader asked for it
 * @property {number} [gesture] counts what readers do
 * @property {boolean} [again] whether it was answered before, by a Python that is gone
 * @property {boolean} [ahead] whether it was answered before Python was there; see early.js
 *
 * Python, once it is there.
 * @typedef {{dispatch: (message: string) => Promise<string>, stop: () => void}} Python
 */

export class GivenUp extends Error {}

/** An answer has not come in the time that it may take. */
export class TooLong extends Error {
  /** @param {string} cause @param {number} seconds */
  constructor(cause, seconds) {
    super(cause);
    this.seconds = seconds;
  }
}

/** Python has died of an item. */
export class Death extends Error {
  /** @param {Item} item @param {Error} cause */
  constructor(item, cause) {
    super(cause.message, { cause });
    this.item = item;
  }
}

export class Queue {
  /** @type {Python | null} */
  python = null;
  /** @type {Item | null} that Python is dealing with */
  inFlight = null;
  /** @type {Promise<void> | null} over when nothing is left to ask */
  pumping = null;
  gesture = 0;
  /** @type {Item[]} oldest first */
  #waiting = [];
  /** @type {((reason: Error) => void) | null} */
  #giveUp = null; // on the answer that is waited for
  #page;

  /**
   * @param {object} page
   * @param {(demo: Demo) => string} page.instanceOf
   * @param {(demo: Demo, event: string) => Policy} page.policyOf
   * @param {() => boolean} page.isReady whether anything may be asked
   * @param {(item: Item) => void} page.asking
   * @param {(item: Item, answer: Answer) => void} page.answered
   * @param {(item: Item) => void} page.lost no answer will come any more
   * @param {(error: Error) => void} page.broke what came of the last item cannot be gone on from
   */
  constructor(page) {
    this.#page = page;
  }

  /** The items that wait, oldest first. */
  *[Symbol.iterator]() {
    yield* this.#waiting;
  }

  /**
   * The last item from an element that is not answered yet, not even ahead of Python.
   * @param {HTMLElement} element
   */
  lastOf(element) {
    return [this.inFlight, ...this.#waiting].findLast((item) => item?.element === element && !item.ahead);
  }

  /**
   * Adds a message; pump() has it asked.
   * @param {Demo} demo
   * @param {Message} message
   * @param {HTMLElement | null} element
   * @param {boolean} again whether it was answered before, by a Python that is gone
   */
  add(demo, message, element = null, again = false) {
    const { event } = message;
    const policy = event ? this.#page.policyOf(demo, event.type) : {};
    // Of what comes faster than it can be shown, only the newest matters; of ink, all of it.
    const newest = this.#waiting.at(-1);
    if (event && policy.latest && newest?.message.event?.type === event.type && newest.demo === demo && !newest.ahead) {
      if (policy.gathers) listIn(event, policy.gathers).unshift(...listIn(newest.message.event, policy.gathers));
      this.#waiting.pop();
      if (newest.element && newest.element !== element) delete newest.element.dataset.waiting;
    }
    this.#waiting.push({ demo, message, policy, element, gesture: this.gesture, again });
    this.pump();
  }

  /** Lets go what waits and would not be missed. @param {Demo} demo */
  dropPassing(demo) {
    const [kept, dropped] = [[], []].map(() => /** @type {Item[]} */ ([]));
    for (const item of this.#waiting) (item.demo === demo && item.policy.passing ? dropped : kept).push(item);
    for (const { element } of dropped) if (element) delete element.dataset.waiting;
    this.#waiting = kept;
  }

  /** Puts what was asked before back to where it was. @param {Item[]} items */
  putBack(items) {
    this.#waiting.unshift(...items);
  }

  pump() {
    if (this.pumping || !this.#page.isReady()) return;
    this.pumping = this.#askAll().then((isOver) => {
      this.pumping = null;
      if (isOver && this.#waiting.length) this.pump(); // what came after the last answer was dealt with, and before this
    });
  }

  /** Over when nothing is left to ask, whatever is added meanwhile. */
  async emptied() {
    while (this.pumping) await this.pumping;
  }

  /** @param {Error} reason */
  giveUp(reason = new GivenUp("no answer")) {
    this.#giveUp?.(reason);
  }

  /** Whether all was answered. */
  async #askAll() {
    try {
      for (let item = this.#waiting.shift(); item; item = this.#waiting.shift()) await this.ask(item);
      return true;
    } catch (error) {
      if (!(error instanceof GivenUp)) this.#page.broke(/** @type {Error} */ (error));
      return false;
    }
  }

  /** Asks at once, and has the answer shown. @param {Item} item */
  async ask(item) {
    this.#page.asking(item);
    const answer = await this.#answerTo(item);
    this.#page.answered(item, answer);
    return answer;
  }

  /** @param {Item} item @returns {Promise<Answer>} */
  async #answerTo(item) {
    const python = /** @type {Python} */ (this.python);
    const text = JSON.stringify({ ...item.message, demo: this.#page.instanceOf(item.demo) });
    this.inFlight = item;
    try {
      /** @type {Promise<never>} */
      const givenUp = new Promise((_, fail) => (this.#giveUp = fail));
      return JSON.parse(await Promise.race([python.dispatch(text), givenUp]));
    } catch (error) {
      this.#page.lost(item);
      throw error instanceof GivenUp ? error : new Death(item, /** @type {Error} */ (error));
    } finally {
      this.inFlight = this.#giveUp = null;
    }
  }
}

/** What an event gathers. @param {DemoEvent} event @param {string} field */
const listIn = (event, field) => /** @type {unknown[]} */ (event[field]);
