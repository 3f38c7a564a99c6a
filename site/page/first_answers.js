// What the build worked out of a demo: what it shows first, and where its first events lead. The module that it wrote
// is described in bundler/pages/first_answers.py.
import { decoded } from "./repetition.js";

/**
 * @typedef {import("./files.js").Effect} Effect
 *
 * @typedef {object} Written
 * @property {string[]} regions
 * @property {import("./repetition.js").Encoded} shown
 * @property {number[]} states
 * @property {Record<string, number>} starts
 * @property {string[]} events
 * @property {(number | null)[]} steps
 * @property {[state: number, event: number, effects: Effect[]][]} effects
 */

export class FirstAnswers {
  #encoded;
  /** @type {string[] | null} */
  #texts = null; // decoded when the first is asked for, which many readers never do
  #regions;
  #starts;
  /** @type {number[][]} */
  #shown; // by region and state, which text
  #steps;
  /** @type {Map<string, number>} */
  #events; // their places
  #effects;

  /** @param {Written} written */
  constructor({ regions, shown: encoded, states, starts, events, steps, effects }) {
    this.#encoded = encoded;
    this.#regions = regions;
    this.#starts = new Map(Object.entries(starts));
    let text = 0;
    const shown = states.map((difference) => (text += difference));
    const count = shown.length / regions.length;
    this.#shown = regions.map((_, k) => shown.slice(k * count, (k + 1) * count));
    this.#steps = events.map((_, k) => steps.slice(k * count, (k + 1) * count));
    this.#events = new Map(events.map((event, k) => [event, k]));
    this.#effects = new Map(effects.map(([state, event, effects]) => [`${state} ${event}`, effects]));
  }

  /** The state that a page begins with, if these settings in its address are known. @param {string} settings */
  start(settings) {
    return this.#starts.get(settings);
  }

  /**
   * Where an event leads, if that is known.
   * @param {number} state
   * @param {import("./queue.js").DemoEvent} event
   */
  after(state, event) {
    const place = this.#events.get(JSON.stringify(event));
    const step = place === undefined ? null : this.#steps[place][state];
    if (place === undefined || step === null) return null;
    return { state: state + step, effects: this.#effects.get(`${state} ${place}`) ?? [] };
  }

  /**
   * The regions of a state that are others than in one before.
   * @param {number} state
   * @param {number | null} before null: all that are not the same in every state
   */
  changes(state, before) {
    /** @type {Record<string, string>} HTML by name */
    const changed = {};
    this.#texts ??= decoded(this.#encoded);
    for (const [k, region] of this.#regions.entries()) {
      const shown = this.#shown[k];
      if (before === null || shown[before] !== shown[state]) changed[region] = this.#texts[shown[state]];
    }
    return changed;
  }
}
