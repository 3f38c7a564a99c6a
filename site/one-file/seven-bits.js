/**
 * What bundler/publish/seven_bits.py wrote: of each character the lowest seven bits count.
 * @param {string} text
 */
export function fromSevenBits(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 7) / 8));
  let [bits, held] = [0, 0]; // the bits of a byte to come, and how many they are
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    bits = ((bits << 7) | (text.charCodeAt(i) & 127)) & 0x3fff;
    held += 7;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = bits >> held;
  }
  return bytes;
}
