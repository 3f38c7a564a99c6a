// The browser's own limit: how many multiplications and additions a second a WebAssembly loop of SIMD does that needs
// no memory at all. Put together by hand, so that the figure depends on no compiler of ours.

const CHAINS = 12; // enough to keep two units busy through their latency, few enough for x86's 16 registers
const LANES = 4;

const unsigned = (value) => {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value);
  return bytes;
};
const vector = (items) => [...unsigned(items.length), ...items.flat()];
const section = (id, bytes) => [id, ...unsigned(bytes.length), ...bytes];
const simd = (operation) => [0xfd, ...unsigned(operation)];

const F32 = 0x7d, I32 = 0x7f, V128 = 0x7b;
const MULTIPLY = simd(0xe6), ADD = simd(0xe4), FUSED = simd(0x105), SPLAT = simd(0x13), EXTRACT = [...simd(0x1f), 0];
const get = (local) => [0x20, ...unsigned(local)], set = (local) => [0x21, ...unsigned(local)];

// (iterations: i32, a: f32, b: f32) -> f32: each chain is x = a x + b, over and over; the sum is returned, so that no
// compiler can leave the work out.
function loop(fused) {
  const a = 3, b = 4, first = 5; // locals after the three parameters
  const step = (chain) =>
    fused
      ? [...get(a), ...get(chain), ...get(b), ...FUSED, ...set(chain)]
      : [...get(chain), ...get(a), ...MULTIPLY, ...get(b), ...ADD, ...set(chain)];
  const chains = Array.from({ length: CHAINS }, (_, k) => first + k);
  const code = [
    ...[...get(1), ...SPLAT, ...set(a), ...get(2), ...SPLAT, ...set(b)],
    ...[0x03, 0x40], // loop
    ...chains.flatMap(step),
    ...[...get(0), 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0], // while (iterations -= 1)
    0x0b,
    ...get(chains[0]),
    ...chains.slice(1).flatMap((chain) => [...get(chain), ...ADD]),
    ...EXTRACT,
    0x0b,
  ];
  const body = [...vector([[...unsigned(CHAINS + 2), V128]]), ...code];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([[0x60, ...vector([I32, F32, F32]), ...vector([F32])]])),
    ...section(3, vector([0])),
    ...section(7, vector([[...vector([..."peak"].map((letter) => letter.charCodeAt(0))), 0, 0]])),
    ...section(10, vector([[...unsigned(body.length), ...body]])),
  ]);
}

// Operations a second; the best of some tries, since a limit is wanted. Null where the browser has no such instruction.
async function peak(fused, tries = 10) {
  const bytes = loop(fused);
  if (!WebAssembly.validate(bytes)) return null;
  const { instance } = await WebAssembly.instantiate(bytes);
  const iterations = 1_000_000;
  let best = Infinity;
  for (let k = 0; k < tries; k++) {
    const start = performance.now();
    instance.exports.peak(iterations, 0.5, 1);
    best = Math.min(best, performance.now() - start);
  }
  return (iterations * CHAINS * LANES * 2) / (best / 1000);
}
