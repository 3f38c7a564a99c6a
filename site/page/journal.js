// What is needed to start Python again where it was: the state of every demo as Python gave it last (web/app.py,
// "keep"), and what was asked of it since. `ask(demo)` has Python asked for a state.
const [AT_REST, AT_WORK] = [300, 5000]; // ms until a state is asked for: after an event, and while work goes on

/**
 * @typedef {import("./demos.js").Demo} Demo
 * @typedef {import("./queue.js").Item} Item
 */

export class Journal {
  /** @type {Map<Demo, string>} */
  states = new Map();
  /** @type {Set<Demo>} */
  settings = new Set(); // demos whose address has made Python stop: they start without it
  deaths = 0; // of what goes on by itself, since a state was given
  /** @type {Item[]} */
  #since = []; // what Python has answered, oldest first
  /** @type {Map<Demo, ReturnType<typeof setTimeout>>} */
  #timers = new Map();
  #ask;

  /** @param {(demo: Demo) => void} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  /**
   * @param {Item} item
   * @param {import("./queue.js").Answer} answer
   */
  answered(item, { kept, busy }) {
    const { demo, message, policy } = item;
    if (kept) {
      this.states.set(demo, kept);
      this.deaths = 0;
      this.#since = this.#since.filter((other) => other.demo !== demo);
    }
    if (message.ask === "keep" || policy.passing) return;
    if (message.ask === "event") this.#since.push(item);
    if (busy && this.#timers.has(demo)) return;
    clearTimeout(this.#timers.get(demo));
    this.#timers.set(
      demo,
      setTimeout(() => this.#due(demo), busy ? AT_WORK : AT_REST),
    );
  }

  /** @param {Demo} demo */
  #due(demo) {
    this.#timers.delete(demo);
    this.#ask(demo);
  }

  // What is to be asked of Python again; it comes back here when it is answered.
  takeSince() {
    return this.#since.splice(0).map((item) => ({ ...item, again: true }));
  }

  // Python has died of this, which must not be asked again: of a reader's act, or of the address. Of what goes on by
  // itself it may have died by accident, and is started again as it was; only if it dies before it can give a state,
  // again and again, what led there is left out: first what was done since the last state, then that state. Tells
  // whether Python may be started once more.
  /** @param {Item} item */
  blame({ demo, message }) {
    if (message.ask === "start") {
      if (message.kept) return this.states.delete(demo);
      const isNew = message.query && !this.settings.has(demo);
      this.settings.add(demo);
      return Boolean(isNew);
    }
    if (message.ask === "event") return true; // it is not in here, since it was never answered
    this.deaths += 1;
    if (this.deaths === 2) this.#since = this.#since.filter((other) => other.demo !== demo);
    if (this.deaths === 3) this.states.delete(demo);
    return this.deaths < 4;
  }
}
