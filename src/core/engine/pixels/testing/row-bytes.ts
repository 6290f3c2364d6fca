import { philox4x32, type Words4 } from '../../../plan/philox.js';

const rotated = (word: number, bits: number): number => ((word << bits) | (word >>> (32 - bits))) >>> 0;

/** xoshiro128++ 1.0 (D. Blackman, S. Vigna, 2019). */
export function* xoshiro([a, b, c, d]: Words4): Generator<number, never> {
  for (;;) {
    yield (rotated((a + d) >>> 0, 7) + a) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotated(d, 11);
  }
}

/** The bytes of a row: four generators in turn, seeded by Philox with (row, block). */
export function rowBytes(
  count: number,
  row: number,
  seed: readonly [number, number],
  firstBlock = 0,
): Uint8Array {
  const blocks = [0, 1, 2, 3].map((block) => philox4x32([row, firstBlock + block, 0, 0], seed));
  const generators = [0, 1, 2, 3].map((lane) =>
    xoshiro(blocks.map((words) => words[lane]!) as unknown as Words4),
  );
  const words = Uint32Array.from({ length: Math.ceil(count / 4) }, (_, i) => generators[i % 4]!.next().value);
  return new Uint8Array(words.buffer).slice(0, count);
}
