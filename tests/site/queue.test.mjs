// What Python is asked: one message at a time, in order, whatever becomes of the one under way.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Death, Queue } from "../../site/page/queue.js";

const [ONE, OTHER] = ["one", "other"]; // demos; elements on a page
const POLICIES = { slide: { latest: true }, ink: { latest: true, gathers: "points" } };
const event = (type, rest = {}) => ({ ask: "event", event: { type, ...rest } });
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await null;
};

let queue; // under test
let ready;
let asked; // what Python was asked, and has not answered: [{message, answer, die}]
let told; // what the page was told
let breaks; // thrown when an answer is to be shown

function python() {
  const dispatch = (text) =>
    new Promise((answer, die) =>
      asked.push({ message: JSON.parse(text), answer: (value) => answer(JSON.stringify(value)), die }),
    );
  return { dispatch, stop: () => told.push("stopped") };
}

beforeEach(() => {
  [ready, asked, told, breaks] = [true, [], [], null];
  queue = new Queue({
    instanceOf: (demo) => `the ${demo}`,
    policyOf(_, type) {
      assert.equal(typeof type, "string"); // what is no event has no policy
      return POLICIES[type] ?? {};
    },
    isReady: () => ready,
    asking({ message }) {
      told.push(`asking ${message.event?.type ?? message.ask}`);
      if (message.ask === "work") message.budget = 7;
    },
    answered(item, answer) {
      if (breaks) throw breaks;
      told.push(["answered", item.message.event?.type ?? item.message.ask, answer]);
    },
    lost: ({ message }) => told.push(`lost ${message.event?.type ?? message.ask}`),
    broke: (error) => told.push(error),
  });
  queue.python = python();
});

test("the second is asked when the first was answered, and each answer belongs to its own", async () => {
  queue.add(ONE, event("step"));
  queue.add(OTHER, event("back"));
  await settled();
  assert.deepEqual(
    asked.map(({ message }) => message),
    [{ demo: "the one", ...event("step") }],
  );
  asked[0].answer("first");
  await settled();
  assert.deepEqual(asked.at(-1).message, { demo: "the other", ...event("back") });
  asked[1].answer("second");
  await settled();
  assert.deepEqual(told.filter(Array.isArray), [
    ["answered", "step", "first"],
    ["answered", "back", "second"],
  ]);
});

test("nothing is asked before Python is ready, and then all of it in order", async () => {
  ready = false;
  for (const type of ["a", "b", "c"]) queue.add(ONE, event(type));
  await settled();
  assert.deepEqual(asked, []);
  ready = true;
  queue.pump();
  for (let k = 0; k < 3; k++) {
    await settled();
    asked[k].answer(k);
  }
  await settled();
  assert.deepEqual(
    told.filter(Array.isArray).map(([, type]) => type),
    ["a", "b", "c"],
  );
});

test("of what waits in a row only the last counts where that is the policy, and not across others", async () => {
  queue.add(ONE, event("under way"));
  for (const value of [1, 2, 3]) queue.add(ONE, event("slide", { value }));
  queue.add(ONE, event("step"));
  queue.add(ONE, event("slide", { value: 4 }));
  queue.add(OTHER, event("slide", { value: 5 }));
  const waiting = [...queue].map(({ demo, message }) => [demo, message.event.type, message.event.value]);
  assert.deepEqual(waiting, [
    [ONE, "slide", 3],
    [ONE, "step", undefined],
    [ONE, "slide", 4],
    [OTHER, "slide", 5],
  ]);
});

test("of what has no policy every single one counts", () => {
  queue.add(ONE, event("under way"));
  for (const value of [1, 2]) queue.add(ONE, event("step", { value }));
  assert.deepEqual(
    [...queue].map(({ message }) => message.event.value),
    [1, 2],
  );
});

test("what is known only when it is asked still comes along", async () => {
  queue.add(ONE, event("step"));
  queue.add(ONE, { ask: "work", budget: 0 });
  await settled();
  assert.deepEqual(told, ["asking step"]);
  asked[0].answer("first");
  await settled();
  assert.deepEqual(asked[1].message, { demo: "the one", ask: "work", budget: 7 });
  assert.deepEqual(told.at(-1), "asking work");
});

test("who asks past the queue gets the answer too", async () => {
  ready = false;
  const answer = queue.ask({ demo: ONE, message: { ask: "start" }, policy: {} });
  asked[0].answer({ error: "no such demo" });
  assert.deepEqual(await answer, { error: "no such demo" });
  assert.deepEqual(told, ["asking start", ["answered", "start", { error: "no such demo" }]]);
});

test("of ink, all is kept in order", () => {
  queue.add(ONE, event("under way"));
  for (const points of [
    [[1, 1]],
    [
      [2, 2],
      [3, 3],
    ],
    [[4, 4]],
  ])
    queue.add(ONE, event("ink", { points }));
  assert.deepEqual(
    [...queue].map(({ message }) => message.event.points),
    [
      [
        [1, 1],
        [2, 2],
        [3, 3],
        [4, 4],
      ],
    ],
  );
});

test("what is added just when the last answer was dealt with is asked too", async () => {
  queue.add(ONE, event("step"));
  await settled();
  for (let gap = 0; gap < 20; gap++) {
    asked.at(-1).answer({ regions: {} });
    for (let k = 0; k < gap; k++) await Promise.resolve(); // as far as that between the answer and the end of the round
    queue.add(ONE, event(`later ${gap}`));
    await settled();
    assert.equal(queue.inFlight?.message.event.type, `later ${gap}`);
  }
  asked.at(-1).answer({ regions: {} });
  await queue.emptied();
  assert.equal(queue.pumping, null);
});

test("a worker that died is told of with what it died of, and what waited still waits", async () => {
  queue.add(ONE, event("deadly"), "button");
  queue.add(ONE, event("step"));
  await settled();
  asked[0].die(new Error("gone"));
  await settled();
  const [error] = told.filter((one) => one instanceof Error);
  assert.ok(error instanceof Death);
  assert.equal(error.item.message.event.type, "deadly");
  assert.match(error.message, /gone/);
  assert.ok(told.includes("lost deadly"));
  assert.equal(queue.inFlight, null);
  assert.deepEqual(
    [...queue].map(({ message }) => message.event.type),
    ["step"],
  );
  queue.python = python();
  queue.putBack([{ demo: ONE, message: event("again"), policy: {} }]);
  queue.pump();
  await settled();
  asked[1].answer(1);
  await settled();
  asked[2].answer(2);
  await settled();
  assert.deepEqual(
    told.filter(Array.isArray).map(([, type]) => type),
    ["again", "step"],
  );
});

test("an answer that cannot be shown is no death", async () => {
  breaks = new Error("no such region");
  queue.add(ONE, event("step"));
  await settled();
  asked[0].answer({ regions: {} });
  await settled();
  assert.equal(told.at(-1), breaks);
  assert.ok(!(told.at(-1) instanceof Death));
  assert.ok(!told.includes("lost step"));
});

test("an answer that makes no sense is a death, not a picture", async () => {
  queue.add(ONE, event("step"));
  await settled();
  asked[0].answer(undefined); // JSON.stringify(undefined) is no JSON
  await settled();
  assert.ok(told.at(-1) instanceof Death);
});

test("an answer that comes after it was given up is not shown", async () => {
  queue.add(ONE, event("slow"));
  queue.add(ONE, event("step"));
  await settled();
  queue.giveUp();
  await queue.pumping;
  assert.ok(told.includes("lost slow"));
  assert.deepEqual(
    told.filter((one) => one instanceof Error),
    [],
  );
  asked[0].answer("late");
  await settled();
  assert.deepEqual(told.filter(Array.isArray), []);
  queue.pump();
  await settled();
  asked[1].answer("in time");
  await settled();
  assert.deepEqual(told.filter(Array.isArray), [["answered", "step", "in time"]]);
});

test("a death after it was given up is nobody's any more", async () => {
  queue.add(ONE, event("slow"));
  await settled();
  queue.giveUp();
  await queue.pumping;
  asked[0].die(new Error("gone"));
  await settled();
  assert.deepEqual(told, ["asking slow", "lost slow"]);
});

test("what an element asked for last is found until it is answered", async () => {
  queue.add(ONE, event("a"), "field");
  queue.add(ONE, event("b"), "field");
  await settled();
  assert.equal(queue.lastOf("field").message.event.type, "b");
  asked[0].answer(1);
  await settled();
  assert.equal(queue.lastOf("field").message.event.type, "b"); // under way
  assert.equal(queue.inFlight.message.event.type, "b");
  asked[1].answer(2);
  await settled();
  assert.equal(queue.lastOf("field"), undefined);
});

test("messages bear the gesture they came with", async () => {
  queue.gesture = 3;
  queue.add(ONE, event("a"));
  queue.add(ONE, event("b"));
  queue.gesture = 4;
  queue.add(ONE, event("c"));
  assert.deepEqual(
    [...queue].map(({ gesture }) => gesture),
    [3, 4],
  );
});
