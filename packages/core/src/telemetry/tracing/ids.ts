const words = new Uint32Array(4);
const bytes = Buffer.from(words.buffer);

/** @param size - in bytes: 16 of a trace's id, 8 of a span's */
export function createId(size: 8 | 16): string {
  for (let index = 0; index < size / 4; index += 1) words[index] = Math.random() * 2 ** 32;
  // One of zeros alone is none.
  words[0] ||= 1;
  return bytes.toString("hex", 0, size);
}
