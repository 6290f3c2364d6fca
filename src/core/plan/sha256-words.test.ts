import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextHash } from './sha256-words.js';

function sha256Words(text: string): number[] {
  const bytes = sha256(new TextEncoder().encode(text));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: 8 }, (_, i) => view.getInt32(4 * i));
}

it('is SHA-256 of the text as UTF-8, whatever its length', () => {
  const texts = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 300 }),
    // The padding takes a block of its own from 56 bytes on.
    fc.integer({ min: 50, max: 130 }).map((length) => 'x'.repeat(length)),
    fc.constantFrom('', '\ud800', 'é'.repeat(5000)),
  );
  const hash = new TextHash();
  fc.assert(
    fc.property(texts, (text) => {
      expect([...hash.words(text)]).toEqual(sha256Words(text));
    }),
  );
});

it('is that of texts in turn which begin alike, or nearly so', () => {
  const [first, second] = [new TextHash(), new TextHash()];
  const start = 'x'.repeat(63);
  const ends = fc.constantFrom('', 'x', 'y', 'xy', 'x and more', 'é', 'xé', 'x'.repeat(70));
  fc.assert(
    fc.property(fc.array(fc.tuple(ends, fc.constantFrom(first, second)), { minLength: 2 }), (turns) => {
      for (const [end, hash] of turns) expect([...hash.words(start + end)]).toEqual(sha256Words(start + end));
    }),
  );
});
