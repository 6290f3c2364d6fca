import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findNearPairs, MOST_DISTANCE } from './near-pairs.js';
import { HASH_WORDS } from './perceptual-hash.js';
import { hashDistance } from './testing/hash-distance.js';

const word = fc.integer({ min: 0, max: 0xffffffff });
const hash = fc.array(word, { minLength: HASH_WORDS, maxLength: HASH_WORDS });
const flips = fc.array(fc.integer({ min: 0, max: HASH_WORDS * 32 - 1 }), { maxLength: 2 * MOST_DISTANCE });

/** Some hashes, and relatives of them that differ in some bits. */
const hashes = fc
  .array(fc.tuple(hash, fc.array(flips, { maxLength: 3 })), { minLength: 1, maxLength: 6 })
  .map((families) =>
    families.flatMap(([first, changes]) => [first, ...changes.map((bits) => flipped(first, bits))]),
  );

function flipped(first: readonly number[], bits: readonly number[]): number[] {
  const changed = [...first];
  for (const bit of new Set(bits)) changed[bit >> 5] = (changed[bit >> 5]! ^ (1 << (bit & 31))) >>> 0;
  return changed;
}

describe('near pairs', () => {
  it('are those that a comparison of all with all finds, each once, with their distance', () => {
    fc.assert(
      fc.property(hashes, fc.integer({ min: 0, max: MOST_DISTANCE }), (all, distance) => {
        const found: string[] = [];
        findNearPairs(Uint32Array.from(all.flat()), distance, (a, b, bits) => {
          found.push(`${Math.min(a, b)} ${Math.max(a, b)} ${bits}`);
        });
        const expected = all.flatMap((a, i) =>
          all.flatMap((b, j) => {
            const bits = hashDistance(Uint32Array.from(a), Uint32Array.from(b));
            return i < j && bits <= distance ? [`${i} ${j} ${bits}`] : [];
          }),
        );
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 40 },
    );
  });
});
