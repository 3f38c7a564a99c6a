// What may happen to a download: whatever does, the page hears of each part or why it does not come.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, mock, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = new URL("../../", import.meta.url);
const SOURCES = ["downloads.mjs", "inflate.mjs"];
const WASM = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0); // the smallest module there is
const TEXT = "what is in the pack, ".repeat(1000);
// What xz makes of the text.
const PACK = new Uint8Array(
  Buffer.from(
    "/Td6WFoAAAFpIt42AgAhARwAAAAQz1jM4FIHAFFdADuaCEhp6j0fnXA4kzC1TE4ZCyof701vp+7lmgYxhUil/zIkMi3J/z9Kt0LwuIciAY/m6g6UH+" +
      "LvMStGDi2zB9sG0IopkPXZlBKaIO1vE/cAAAAAAAAsErq9AAFpiKQBAAB5lfOuPjANiwIAAAAAAVla",
    "base64",
  ),
);
const HALF = PACK.slice(0, PACK.length / 2);
const listed = (path, content) => ({
  path,
  bytes: content.length,
  sha256: createHash("sha256").update(content).digest("hex"),
});

const folders = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

let told;
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] }); // else one test would hear of the progress of another
  told = [];
  globalThis.postMessage = (message, options) => told.push({ ...message, transfer: options?.transfer });
});

// Runs the module beside a list of files of which the server gives these answers, until it has told all there is.
async function run(files, answers, { preload = [], imports = {}, later = {}, extra = {}, name = "" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "downloads-"));
  folders.push(folder);
  for (const source of SOURCES) copyFileSync(new URL(`site/${source}`, ROOT), join(folder, source));
  symlinkSync(fileURLToPath(new URL("node_modules", ROOT)), join(folder, "node_modules"));
  const lists = { files, imports, later, preload, extra };
  const exports = Object.entries(lists).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
  writeFileSync(join(folder, "runtime.mjs"), exports.join("\n"));
  const asked = [];
  globalThis.self = { name };
  globalThis.fetch = async (address) => {
    const name = address.split("/").at(-1);
    asked.push(name);
    return answers[name]();
  };
  const before = told.length; // of an earlier run of the same test
  const ended = () => told.slice(before).filter((message) => message.part || message.failed).length;
  const needed = Object.assign({}, files, ...Object.values(imports), extra[name]);
  const wanted = globalThis.oneFile ? { ...needed, ...later } : needed;
  await import(pathToFileURL(join(folder, "downloads.mjs")));
  while (ended() < Object.keys(wanted).length) await new Promise((resolve) => setImmediate(resolve));
  return asked;
}

const onePack = async (answer) => {
  await run({ "a.bin": listed("a.bin", PACK) }, { "a.bin": answer });
  return told.find((message) => message.part || message.failed);
};
const oneModule = async (answer) => {
  await run({ "a.wasm": listed("a.wasm", WASM) }, { "a.wasm": answer });
  return told.find((message) => message.part || message.failed);
};

// A body that comes in these pieces and then fails, if there is an error, or ends.
function inPieces(pieces, error) {
  const left = [...pieces];
  return new ReadableStream({
    pull(controller) {
      if (left.length) controller.enqueue(left.shift());
      else if (error) controller.error(error);
      else controller.close();
    },
  });
}
const wasm = (type) => new Response(WASM, { headers: { "Content-Type": type } });

test("a pack arrives inflated and is handed over, not copied", async () => {
  const { part, content, transfer } = await onePack(() => new Response(inPieces([HALF, PACK.slice(HALF.length)])));
  assert.equal(part, "a.bin");
  assert.equal(new TextDecoder().decode(content), TEXT);
  assert.deepEqual(transfer, [content]);
});

test("WebAssembly arrives compiled, whatever the server says that it is", async () => {
  for (const type of ["application/wasm", "text/html"]) {
    told = [];
    const { part, content } = await oneModule(() => wasm(type));
    assert.equal(part, "a.wasm");
    assert.ok(content instanceof WebAssembly.Module);
  }
});

test("progress is told now and then, not with every piece", async () => {
  await onePack(() => new Response(inPieces([HALF, PACK.slice(HALF.length)])));
  const progress = () => told.filter((message) => message.total).map(({ loaded, total }) => [loaded, total]);
  assert.deepEqual(progress(), []);
  mock.timers.tick(50);
  assert.deepEqual(progress(), [[PACK.length, PACK.length]]);
});

test("first of all it tells what it will fetch", async () => {
  await run({ "a.bin": listed("folder/a.bin", PACK) }, { "a.bin": () => new Response(PACK) });
  assert.match(told[0].addresses[0], /^file:.*\/folder\/a\.bin$/);
});

test("a server that cannot be reached", async () => {
  const { failed } = await onePack(() => Promise.reject(new TypeError("no network")));
  assert.equal(failed, "a.bin could not be fetched (no network)");
});

test("a server that has no such file", async () => {
  const { failed } = await onePack(() => new Response("a page that says so", { status: 404 }));
  assert.equal(failed, "a.bin could not be fetched (the server answered 404)");
});

test("an answer that ends too early", async () => {
  const { failed } = await onePack(() => new Response(HALF));
  assert.equal(failed, `a.bin has ${HALF.length} bytes instead of ${PACK.length}`);
});

test("a connection that breaks in the middle", async () => {
  const { failed } = await onePack(() => new Response(inPieces([HALF], new TypeError("the line is dead"))));
  assert.equal(failed, "a.bin broke off (the line is dead)");
});

test("an answer that is longer than it should be", async () => {
  const { failed } = await onePack(() => new Response(inPieces([PACK, HALF])));
  assert.equal(failed, `a.bin has ${PACK.length + HALF.length} bytes instead of ${PACK.length}`);
});

test("an answer of the right length and other content", async () => {
  const { failed } = await onePack(() => new Response(new Uint8Array(PACK.length)));
  assert.equal(failed, "a.bin is damaged");
});

test("a pack that was damaged before it was listed", async () => {
  await run({ "a.bin": listed("a.bin", HALF) }, { "a.bin": () => new Response(HALF) });
  assert.match(told.at(-1).failed, /^a\.bin is damaged \(.+\)$/);
});

test("of WebAssembly that ends too early the size is told, not what the compiler makes of it", async () => {
  const headers = { "Content-Type": "application/wasm" };
  const { failed } = await oneModule(() => new Response(WASM.slice(0, 5), { headers }));
  assert.equal(failed, "a.wasm has 5 bytes instead of 8");
});

test("so it is when the compiler gives up long before the end", async () => {
  const { compileStreaming } = WebAssembly;
  WebAssembly.compileStreaming = () => Promise.reject(new Error("no WebAssembly at all"));
  const body = new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setImmediate(resolve)); // by then, it is known that the compiler gave up
      controller.enqueue(WASM.slice(0, 3));
      controller.close();
    },
  });
  const { failed } = await oneModule(() => new Response(body));
  WebAssembly.compileStreaming = compileStreaming;
  assert.equal(failed, "a.wasm has 3 bytes instead of 8");
});

test("WebAssembly that is right and does not compile", async () => {
  const wrong = Uint8Array.of(0, 97, 115, 109, 9, 0, 0, 0);
  await run({ "a.wasm": listed("a.wasm", wrong) }, { "a.wasm": () => new Response(wrong) });
  assert.match(told.at(-1).failed, /^Python's WebAssembly does not start \(.+\)$/);
});

test("one file's fault does not keep another from arriving", async () => {
  const files = { "a.bin": listed("a.bin", PACK), "b.bin": listed("b.bin", PACK) };
  await run(files, { "a.bin": () => new Response(null, { status: 500 }), "b.bin": () => new Response(PACK) });
  assert.deepEqual(
    told.filter((message) => message.part).map(({ part }) => part),
    ["b.bin"],
  );
});

test("what is only fetched ahead may fail, and nobody hears of it", async () => {
  const answers = { "a.bin": () => new Response(PACK), "a.mjs": () => Promise.reject(new TypeError("no network")) };
  const asked = await run({ "a.bin": listed("a.bin", PACK) }, answers, { preload: ["a.mjs"] });
  assert.deepEqual(asked.sort(), ["a.bin", "a.mjs"]);
  assert.ok(!told.some((message) => message.failed));
});

test("what comes later is known of, and fetched only where all is in one file", async () => {
  const files = { "a.bin": listed("a.bin", PACK) };
  const later = { "b.wasm": listed("b.wasm", WASM) };
  const answers = { "a.bin": () => new Response(PACK), "b.wasm": () => wasm("application/wasm") };
  assert.deepEqual(await run(files, answers, { later }), ["a.bin"]);
  const [{ addresses }] = told.filter((message) => message.addresses);
  assert.deepEqual(
    addresses.map((address) => address.split("/").at(-1)),
    ["a.bin", "b.wasm"],
  );
  globalThis.oneFile = {};
  told = [];
  try {
    assert.deepEqual(await run(files, answers, { later }), ["a.bin", "b.wasm"]);
  } finally {
    delete globalThis.oneFile;
  }
});

test("what some demo alone needs is fetched where that is on the page", async () => {
  const answer = () => new Response(PACK);
  const files = { "a.bin": listed("a.bin", PACK) };
  const extra = { one: { "one.bin": listed("one.bin", PACK) }, other: { "other.bin": listed("other.bin", PACK) } };
  const answers = { "a.bin": answer, "one.bin": answer };
  assert.deepEqual(await run(files, answers, { extra }), ["a.bin"]);
  assert.deepEqual(await run(files, answers, { extra, name: "one" }), ["a.bin", "one.bin"]);
});

const AHEAD = 1 << 16; // as downloads.mjs has it
const turns = async () => {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test("the line is for what Python starts with, until little of that is still to come", async () => {
  const large = new Uint8Array(3 * AHEAD);
  const files = { "a.wasm": listed("a.wasm", large) };
  const imports = { one: { "one.bin": listed("one.bin", PACK) }, two: { "two.bin": listed("two.bin", PACK) } };
  const extra = { own: { "own.bin": listed("own.bin", PACK) } };
  const asked = [];
  const answer = (name, body) => () => asked.push(name) && new Response(body);
  const pieces = new TransformStream();
  const writer = pieces.writable.getWriter();
  const answers = { "a.wasm": answer("a.wasm", pieces.readable) };
  for (const name of ["one.bin", "two.bin", "own.bin"]) answers[name] = answer(name, PACK);
  const { compileStreaming } = WebAssembly;
  WebAssembly.compileStreaming = async (response) => (await response.arrayBuffer()) && new WebAssembly.Module(WASM);
  try {
    const running = run(files, answers, { imports, extra, name: "own" });
    writer.write(large.slice(0, 2 * AHEAD));
    while (!asked.length) await turns();
    await turns();
    assert.deepEqual(asked, ["a.wasm"]);
    writer.write(large.slice(2 * AHEAD, 2 * AHEAD + 1));
    while (asked.length < 4) await turns();
    await turns();
    assert.deepEqual(asked, ["a.wasm", "one.bin", "own.bin", "two.bin"]); // what one needs was short
    assert.deepEqual(
      told.filter(({ part }) => part),
      [], // what is first is what is unpacked first
    );
    writer.write(large.slice(2 * AHEAD + 1));
    writer.close();
    await running;
    const parts = told.flatMap(({ part }) => part ?? []);
    assert.deepEqual(parts.toSpliced(1, 2, ...parts.slice(1, 3).sort()), ["a.wasm", "one.bin", "own.bin", "two.bin"]);
  } finally {
    WebAssembly.compileStreaming = compileStreaming;
  }
});

test("what comes next comes also where what is before it fails", async () => {
  const files = { "a.bin": listed("a.bin", PACK) };
  const imports = { one: { "one.bin": listed("one.bin", PACK) } };
  await run(
    files,
    { "a.bin": () => Promise.reject(new TypeError("none")), "one.bin": () => new Response(PACK) },
    { imports },
  );
  assert.deepEqual(
    told.flatMap(({ part, failed }) => part ?? failed ?? []),
    ["a.bin could not be fetched (none)", "one.bin"],
  );
});

test("what comes is asked for at once, and neither unpacked nor compiled before the page says so", async () => {
  const files = { "a.bin": listed("a.bin", PACK), "b.wasm": listed("b.wasm", WASM) };
  const used = [];
  const { compileStreaming } = WebAssembly;
  WebAssembly.compileStreaming = (response) => used.push("compiled") && compileStreaming(response);
  const { enqueue } = ReadableStreamDefaultController.prototype;
  ReadableStreamDefaultController.prototype.enqueue = function (chunk) {
    if (chunk?.length === TEXT.length) used.push("unpacked");
    return enqueue.call(this, chunk);
  };
  let begin;
  globalThis.mayBegin = new Promise((resolve) => {
    begin = resolve;
  });
  try {
    const fetched = [];
    const answer = (name, body) => () => fetched.push(name) && new Response(body);
    const running = run(files, { "a.bin": answer("a.bin", PACK), "b.wasm": answer("b.wasm", WASM) });
    while (fetched.length < 2) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(used, []);
    begin();
    await running;
    assert.deepEqual(used.sort(), ["compiled", "unpacked"]);
    assert.deepEqual(told.flatMap(({ part }) => part ?? []).sort(), ["a.bin", "b.wasm"]);
  } finally {
    delete globalThis.mayBegin;
    ReadableStreamDefaultController.prototype.enqueue = enqueue;
    WebAssembly.compileStreaming = compileStreaming;
  }
});

test("what goes wrong with a file is told before the page says that work may begin", async () => {
  globalThis.mayBegin = new Promise(() => {});
  try {
    const { failed } = await oneModule(() => new Response(WASM.slice(0, 5)));
    assert.equal(failed, "a.wasm has 5 bytes instead of 8");
    told = [];
    assert.match((await onePack(() => new Response(new Uint8Array(PACK.length)))).failed, /is damaged/);
  } finally {
    delete globalThis.mayBegin;
  }
});
