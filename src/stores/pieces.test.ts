import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashStart, partsOf, wholeOf } from './pieces.js';
import { sha256 } from './sha256.js';

async function* given(pieces: readonly Uint8Array[]) {
  for (const piece of pieces) yield Promise.resolve(piece);
}

const contents = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 12 });

describe('a content in pieces', () => {
  it('is cut into parts of one size, of which the last may be smaller', async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.integer({ min: 1, max: 30 }), async (pieces, size) => {
        const parts: Uint8Array[] = [];
        for await (const part of partsOf(given(pieces), size)) parts.push(part);
        const whole = await wholeOf(given(pieces));
        expect(await wholeOf(given(parts))).toEqual(whole);
        expect(parts).toHaveLength(Math.ceil(whole.length / size));
        expect(parts.slice(0, -1).every(({ length }) => length === size)).toBe(true);
      }),
    );
  });

  it('is known by the hash of its start', async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.nat(100), async (pieces, length) => {
        const whole = await wholeOf(given(pieces));
        expect(await hashStart(given(pieces), length)).toBe(sha256(whole.subarray(0, length)));
      }),
    );
  });
});
