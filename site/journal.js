// What is needed to start Python again where it was: the state of every demo as Python gave it last (web/app.py, "keep"),
// and what was asked of it since. `ask(demo)` has Python asked for a state.
const [AT_REST, AT_WORK] = [300, 5000]; // ms until a state is asked for, after something was done and while something goes on
const BY_ITSELF = ["tick", "keep"]; // done by the page; all else is done by readers
const PASSING = ["explain", "skip", "look-near"]; // change nothing that would be missed

/**
 * @typedef {{ type: string, query?: string, kept?: string }} Message
 * @typedef {{ demo: Element, message: Message, element?: Element | null }} Item
 */

export class Journal {
  /** @type {Map<Element, string>} */
  states = new Map(); // {demo: text}
  /** @type {Set<Element>} */
  settings = new Set(); // demos whose address has made Python stop: they start without it
  deaths = 0; // of what goes on by itself, since a state was given
  /** @type {Item[]} */
  #since = []; // {demo, message, element} that Python has answered, oldest first
  /** @type {Map<Element, ReturnType<typeof setTimeout>>} */
  #timers = new Map();
  #ask;

  /** @param {(demo: Element) => void} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  /**
   * @param {Item} item
   * @param {{ kept?: string, busy?: boolean }} answer
   */
  answered(item, { kept, busy }) {
    const { demo, message } = item;
    if (kept) {
      this.states.set(demo, kept);
      this.deaths = 0;
      this.#since = this.#since.filter((other) => other.demo !== demo);
    }
    if (message.type === "keep" || PASSING.includes(message.type)) return;
    if (!["start", ...BY_ITSELF].includes(message.type)) this.#since.push(item);
    if (busy && this.#timers.has(demo)) return;
    clearTimeout(this.#timers.get(demo));
    this.#timers.set(
      demo,
      setTimeout(() => this.#due(demo), busy ? AT_WORK : AT_REST),
    );
  }

  /** @param {Element} demo */
  #due(demo) {
    this.#timers.delete(demo);
    this.#ask(demo);
  }

  // What is to be asked of Python again; it comes back here when it is answered.
  takeSince() {
    return this.#since.splice(0);
  }

  // Python has died of this, which must not be asked again: of a reader's act, or of the address. Of what goes on by itself
  // it may have died by accident, and is started again as it was; only if it dies before it can give a state, again and
  // again, what led there is left out: first what was done since the last state, then that state. Tells whether Python may be
  // started once more.
  /** @param {Item} item */
  blame({ demo, message }) {
    if (message.type === "start") {
      if (message.kept) return this.states.delete(demo);
      const isNew = message.query && !this.settings.has(demo);
      this.settings.add(demo);
      return Boolean(isNew);
    }
    if (!BY_ITSELF.includes(message.type)) return true; // it is not in here, since it was never answered
    this.deaths += 1;
    if (this.deaths === 2) this.#since = this.#since.filter((other) => other.demo !== demo);
    if (this.deaths === 3) this.states.delete(demo);
    return this.deaths < 4;
  }
}
