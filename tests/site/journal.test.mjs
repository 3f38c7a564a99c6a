// What is kept for starting Python again: states, what was done since, and what Python died of.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Journal } from "../../site/page/journal.js";

const [ONE, OTHER] = ["one", "other"]; // demos; elements on a page
const asking = (message, demo = ONE, policy = {}) => ({ demo, message, policy });
const event = (type, demo, policy) => asking({ ask: "event", event: { type } }, demo, policy);
const [FLIP, STEP] = [event("flip-target"), event("step")];
const [WORK, KEEP] = [asking({ ask: "work", budget: 9 }), asking({ ask: "keep" })];
const REST = {};

let asked;
let journal;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  asked = [];
  journal = new Journal((demo) => asked.push(demo));
});

const typesSince = () => journal.takeSince().map(({ message }) => message.event.type);

test("a state is asked for once things rest, not after each answer", () => {
  journal.answered(FLIP, REST);
  mock.timers.tick(200);
  journal.answered(STEP, REST);
  mock.timers.tick(200);
  assert.deepEqual(asked, []);
  mock.timers.tick(100);
  assert.deepEqual(asked, [ONE]);
});

test("while something goes on, a state is asked for now and then, however many answers there are", () => {
  for (let time = 0; time < 100; time++) {
    journal.answered(WORK, { busy: true });
    mock.timers.tick(100);
  }
  assert.deepEqual(asked, [ONE, ONE]);
});

test("the end of what went on is kept soon, not when its turn would be", () => {
  journal.answered(WORK, { busy: true });
  mock.timers.tick(1000);
  journal.answered(WORK, { busy: false });
  mock.timers.tick(300);
  assert.deepEqual(asked, [ONE]);
});

test("what readers did since the last state is done again, oldest first, and only once", () => {
  const passing = event("explain", ONE, { passing: true });
  for (const item of [FLIP, WORK, passing, STEP, KEEP]) journal.answered(item, REST);
  assert.deepEqual(typesSince(), ["flip-target", "step"]);
  assert.deepEqual(typesSince(), []);
});

test("a state takes the place of what led to it, in its own demo only", () => {
  journal.answered(FLIP, REST);
  journal.answered(event("step", OTHER), REST);
  journal.answered(KEEP, { kept: "state" });
  assert.equal(journal.states.get(ONE), "state");
  assert.deepEqual(typesSince(), ["step"]);
});

test("an answer that comes after a state, to something older, is not lost", () => {
  journal.answered(KEEP, { kept: "state" });
  journal.answered(FLIP, REST);
  assert.deepEqual(typesSince(), ["flip-target"]);
});

test("Python may be started again after it died of what a reader did", () => {
  assert.equal(journal.blame(FLIP), true);
  assert.equal(journal.deaths, 0);
});

test("an address that Python dies of is left out, and blamed once", () => {
  const start = asking({ ask: "start", query: "?units=9" });
  assert.equal(journal.blame(start), true);
  assert.ok(journal.settings.has(ONE));
  assert.equal(journal.blame(start), false);
});

test("a state that Python dies of is let go; without address and state there is nothing left to try", () => {
  journal.answered(KEEP, { kept: "state" });
  assert.equal(journal.blame(asking({ ask: "start", kept: "state" })), true);
  assert.equal(journal.states.has(ONE), false);
  assert.equal(journal.blame(asking({ ask: "start" })), false);
});

test("of what goes on by itself, more is left out with every death, until nothing is left", () => {
  journal.answered(KEEP, { kept: "state" });
  journal.answered(FLIP, REST);
  assert.equal(journal.blame(WORK), true); // perhaps by accident: all as it was
  journal.answered(FLIP, REST);
  assert.equal(journal.blame(WORK), true); // without what was done since the state
  assert.deepEqual(typesSince(), []);
  assert.ok(journal.states.has(ONE));
  assert.equal(journal.blame(WORK), true); // without the state
  assert.equal(journal.states.has(ONE), false);
  assert.equal(journal.blame(WORK), false);
});

test("a state that Python gives in between forgives what it died of", () => {
  for (let time = 0; time < 10; time++) {
    assert.equal(journal.blame(WORK), true);
    journal.answered(KEEP, { kept: "state" });
  }
});
