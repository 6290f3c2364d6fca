import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256Words } from './sha256-words.js';

it('is SHA-256 of the text as UTF-8, whatever its length', () => {
  const texts = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 300 }),
    // The padding takes a block of its own from 56 bytes on.
    fc.integer({ min: 50, max: 130 }).map((length) => 'x'.repeat(length)),
    fc.constantFrom('', '\ud800', 'é'.repeat(5000)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const bytes = sha256(new TextEncoder().encode(text));
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      expect([...sha256Words(text)]).toEqual(Array.from({ length: 8 }, (_, i) => view.getInt32(4 * i)));
    }),
  );
});
