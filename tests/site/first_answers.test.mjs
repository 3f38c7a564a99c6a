// What is answered before Python is there, and how Python catches up: with answers and a Python made up here.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Early } from "../../site/page/early.js";
import { FirstAnswers } from "../../site/page/first_answers.js";
import { Queue } from "../../site/page/queue.js";

const DEMO = "demo";
const [STEP, BACK, TRAIN, LOOK] = ["step", "back", "train", "look"].map((type) => ({ type }));
const POLICIES = { look: { passing: true, latest: true } };
// Three states in a row.
const WRITTEN = {
  regions: ["count", "side"],
  shown: {
    forms: ["<p>", "at \t", "</p>", "left", "right"],
    pieces: [0, 1, 2, 1, 1, 3, 4],
    digits: "0 1 2.5",
    texts: [
      [0, 0, 0, 3, 0, 1, 1],
      [1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1],
      [0, 0, 0, 3, -4, 5, -3],
      [1, 1, 1, 1, 4],
    ],
  },
  states: [0, 1, 1, 1, 0, 1],
  starts: { "": 0, "at=1": 1 },
  events: ['{"type":"step"}', '{"type":"back"}'],
  steps: [1, 1, null, null, -1, -1],
  effects: [[1, 0, [{ type: "remember", text: "end" }]]],
};

let queue; // under test, with
let early;
let shown; // [{type, regions, effects}] in order
let asked; // of Python
let ready;

beforeEach(() => {
  [shown, asked, ready] = [[], [], false];
  const show = ({ message }, { regions, effects = [] }) =>
    shown.push({ type: message.event?.type ?? message.ask, regions, effects });
  queue = new Queue({
    instanceOf: (demo) => demo,
    policyOf: (_, type) => POLICIES[type] ?? {},
    isReady: () => ready,
    asking() {},
    answered(item, answer) {
      const now = early.caughtUp(item, answer);
      if (now) show(now.item, now.answer);
    },
    lost() {},
    broke: (error) => assert.fail(error),
  });
  early = new Early({ queue, instanceOf: (demo) => demo, has: (id) => id !== "demo-absent", show });
});

/** What a reader does. */
function press(event, element = null) {
  queue.add(DEMO, { ask: "event", event }, element);
  early.goOn(DEMO);
}

/** A Python that gives these answers, one after the other, and is given the start first. */
async function python(...answers) {
  queue.python = {
    async dispatch(text) {
      const { ask, event } = JSON.parse(text);
      asked.push(event?.type ?? ask);
      return JSON.stringify(answers.shift() ?? {});
    },
  };
  await queue.ask({ demo: DEMO, message: { ask: "start" }, policy: {} });
  ready = true;
  queue.pump();
  await queue.pumping;
}

const types = () => shown.map(({ type }) => type);
const open = (settings = "") => early.open(DEMO, new FirstAnswers(WRITTEN), settings);

test("an event that is known is answered at once, with the regions that it changes and its effects", () => {
  open();
  press(STEP);
  press(STEP);
  assert.deepEqual(shown, [
    // The first shows all: who knows what a page begins with.
    { type: "step", regions: { "demo-count": "<p>at 1</p>", "demo-side": "<p>left</p>" }, effects: [] },
    {
      type: "step",
      regions: { "demo-count": "<p>at 2.5</p>", "demo-side": "<p>right</p>" },
      effects: [{ type: "remember", text: "end" }],
    },
  ]);
});

test("what is not known waits, and what comes after it", () => {
  open();
  press(STEP);
  press(TRAIN);
  press(BACK);
  assert.deepEqual(types(), ["step"]);
  assert.deepEqual(
    [...queue].map(({ ahead = false }) => ahead),
    [true, false, false],
  );
});

test("what comes by the way waits alone", () => {
  open();
  press(LOOK);
  press(STEP);
  assert.deepEqual(types(), ["step"]);
});

test("what was pressed before the answers came is answered when they come", () => {
  press(STEP);
  assert.deepEqual(shown, []);
  open();
  assert.deepEqual(types(), ["step"]);
});

test("settings that are known begin where they lead, others wait", () => {
  open("at=1");
  const regions = { "demo-count": "<p>at 1</p>", "demo-side": "<p>left</p>" };
  assert.deepEqual(shown, [{ type: "start", regions, effects: [] }]);
  early = new Early({ queue, instanceOf: (demo) => demo, has: () => true, show: () => assert.fail() });
  open("at=7");
  press(STEP);
});

test("a press that was answered waits no more", () => {
  const element = { dataset: { waiting: "" } };
  queue.add(DEMO, { ask: "event", event: STEP }, element);
  assert.ok(queue.lastOf(element));
  open();
  assert.equal(element.dataset.waiting, undefined);
  assert.equal(queue.lastOf(element), undefined);
});

test("two presses that were answered are two, whatever counts of those that wait", () => {
  POLICIES.step = { latest: true };
  open();
  press(STEP);
  press(STEP);
  delete POLICIES.step;
  assert.equal([...queue].length, 2);
});

test("Python gets the same in order, and is shown when it has caught up", async () => {
  open();
  press(STEP);
  press(STEP);
  press(TRAIN);
  shown = [];
  await python(
    { regions: { a: "0", b: "0" } },
    { regions: { a: "1" } },
    { regions: { b: "2" }, effects: [{ type: "remember" }] },
    { regions: { a: "3" }, effects: [{ type: "save" }] },
  );
  assert.deepEqual(asked, ["start", "step", "step", "train"]);
  assert.deepEqual(shown, [
    { type: "step", regions: { a: "1", b: "2" }, effects: [] }, // what it does beside was done
    { type: "train", regions: { a: "3" }, effects: [{ type: "save" }] },
  ]);
});

test("what waited in between is done in its place, with its effects", async () => {
  open();
  press(LOOK);
  press(STEP);
  shown = [];
  await python({ regions: { a: "0" } }, { regions: { a: "1" }, effects: [{ type: "save" }] }, { regions: { b: "2" } });
  assert.deepEqual(asked, ["start", "look", "step"]);
  assert.deepEqual(shown, [{ type: "step", regions: { a: "1", b: "2" }, effects: [{ type: "save" }] }]);
});

test("when Python has the demo, Python answers", async () => {
  open();
  await python();
  shown = [];
  press(STEP);
  await queue.pumping;
  assert.deepEqual(asked, ["start", "step"]);
  assert.equal(shown.length, 1);
  open(); // too late
  press(STEP);
  await queue.pumping;
  assert.equal(shown.length, 2);
});

test("an error of Python's is shown at once, and the rest when it has caught up", async () => {
  open();
  press(STEP);
  press(STEP);
  shown = [];
  await python({ regions: { a: "0" } }, { error: "no" }, { error: "again" });
  assert.deepEqual(
    shown.map(({ regions }) => regions),
    [undefined, { a: "0" }],
  );
});

test("sentences that stand in another text are passed over", () => {
  early.open(DEMO, new FirstAnswers({ ...WRITTEN, regions: ["count", "absent"] }), "");
  press(STEP);
  assert.deepEqual(shown[0].regions, { "demo-count": "<p>at 1</p>" });
});

test("where an answer cannot be shown, it waits for Python, and so does all that comes after it", () => {
  const broken = { ...WRITTEN, regions: ["count", "broken"] };
  early = new Early({
    queue,
    instanceOf: (demo) => demo,
    has: () => true,
    show(_, { regions }) {
      if ("demo-broken" in regions) throw new Error("no such place");
    },
  });
  early.open(DEMO, new FirstAnswers(broken), "");
  press(STEP);
  press(STEP);
  assert.deepEqual(
    [...queue].map(({ ahead = false }) => ahead),
    [false, false],
  );
});
