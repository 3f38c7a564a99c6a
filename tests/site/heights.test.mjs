// How high a frame is made before its demo says so: what the table of the embed kit says between its points.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FIRST, heightAt } from "../../site/embed/heights.js";

const TABLE = "320:1000 420:800 799:700 800:500 1000:500";

test("at the widths of the table it is the height that stands there", () => {
  assert.deepEqual(
    [320, 420, 799, 800, 1000].map((width) => heightAt(TABLE, width)),
    [1000, 800, 700, 500, 500],
  );
});

test("between two of them it is on the straight line, in whole px", () => {
  assert.equal(heightAt(TABLE, 370), 900);
  assert.equal(heightAt(TABLE, 421), 800); // 799.74
  assert.equal(heightAt(TABLE, 799.5), 600); // frames may be a part of a px wider
  assert.equal(heightAt(TABLE, 900), 500);
});

test("narrower and wider than the table it is the height at the table's end", () => {
  assert.deepEqual([heightAt(TABLE, 0), heightAt(TABLE, 319)], [1000, 1000]);
  assert.deepEqual([heightAt(TABLE, 1001), heightAt(TABLE, 5000)], [500, 500]);
});

test("a table of one width has one height", () => {
  assert.deepEqual(
    [100, 320, 900].map((width) => heightAt("320:700", width)),
    [700, 700, 700],
  );
});

test("every table goes from 320 to 1000 px, its widths ascend, and it is a height everywhere", () => {
  for (const [name, table] of Object.entries(FIRST)) {
    const widths = table.split(" ").map((pair) => Number(pair.split(":")[0]));
    assert.deepEqual([widths[0], widths.at(-1)], [320, 1000], name);
    assert.deepEqual(
      widths,
      [...new Set(widths)].sort((a, b) => a - b),
      name,
    );
    for (let width = 200; width < 1200; width++) assert.ok(heightAt(table, width) > 0, `${name} at ${width} px`);
  }
});
