// What is kept for starting Python again: states, what was done since, and what Python died of.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Journal } from "../../site/journal.js";

const [ONE, OTHER] = ["one", "other"]; // demos; elements on a page
const item = (type, rest = {}, demo = ONE) => ({ demo, message: { type, ...rest } });
const [FLIP, STEP, TICK] = ["flip-target", "step", "tick"];
const REST = {};

let asked;
let journal;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  asked = [];
  journal = new Journal((demo) => asked.push(demo));
});

const typesSince = () => journal.takeSince().map(({ message }) => message.type);

test("a state is asked for once things rest, not after each answer", () => {
  journal.answered(item(FLIP), REST);
  mock.timers.tick(200);
  journal.answered(item(STEP), REST);
  mock.timers.tick(200);
  assert.deepEqual(asked, []);
  mock.timers.tick(100);
  assert.deepEqual(asked, [ONE]);
});

test("while something goes on, a state is asked for now and then, however many answers there are", () => {
  for (let time = 0; time < 100; time++) {
    journal.answered(item(TICK), { busy: true });
    mock.timers.tick(100);
  }
  assert.deepEqual(asked, [ONE, ONE]);
});

test("the end of what went on is kept soon, not when its turn would be", () => {
  journal.answered(item(TICK), { busy: true });
  mock.timers.tick(1000);
  journal.answered(item(TICK), { busy: false });
  mock.timers.tick(300);
  assert.deepEqual(asked, [ONE]);
});

test("what readers did since the last state is done again, oldest first, and only once", () => {
  for (const type of [FLIP, TICK, "explain", STEP, "keep"]) journal.answered(item(type), REST);
  assert.deepEqual(typesSince(), [FLIP, STEP]);
  assert.deepEqual(typesSince(), []);
});

test("a state takes the place of what led to it, in its own demo only", () => {
  journal.answered(item(FLIP), REST);
  journal.answered(item(STEP, {}, OTHER), REST);
  journal.answered(item("keep"), { kept: "state" });
  assert.equal(journal.states.get(ONE), "state");
  assert.deepEqual(typesSince(), [STEP]);
});

test("an answer that comes after a state, to something older, is not lost", () => {
  journal.answered(item("keep"), { kept: "state" });
  journal.answered(item(FLIP), REST);
  assert.deepEqual(typesSince(), [FLIP]);
});

test("Python may be started again after it died of what a reader did", () => {
  assert.equal(journal.blame(item(FLIP)), true);
  assert.equal(journal.deaths, 0);
});

test("an address that Python dies of is left out, and blamed once", () => {
  const start = item("start", { query: "?units=9" });
  assert.equal(journal.blame(start), true);
  assert.ok(journal.settings.has(ONE));
  assert.equal(journal.blame(start), false);
});

test("a state that Python dies of is let go; without address and state there is nothing left to try", () => {
  journal.answered(item("keep"), { kept: "state" });
  assert.equal(journal.blame(item("start", { kept: "state" })), true);
  assert.equal(journal.states.has(ONE), false);
  assert.equal(journal.blame(item("start")), false);
});

test("of what goes on by itself, more is left out with every death, until nothing is left", () => {
  journal.answered(item("keep"), { kept: "state" });
  journal.answered(item(FLIP), REST);
  assert.equal(journal.blame(item(TICK)), true); // perhaps by accident: all as it was
  journal.answered(item(FLIP), REST);
  assert.equal(journal.blame(item(TICK)), true); // without what was done since the state
  assert.deepEqual(typesSince(), []);
  assert.ok(journal.states.has(ONE));
  assert.equal(journal.blame(item(TICK)), true); // without the state
  assert.equal(journal.states.has(ONE), false);
  assert.equal(journal.blame(item(TICK)), false);
});

test("a state that Python gives in between forgives what it died of", () => {
  for (let time = 0; time < 10; time++) {
    assert.equal(journal.blame(item(TICK)), true);
    journal.answered(item("keep"), { kept: "state" });
  }
});
