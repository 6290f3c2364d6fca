import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { smallestChange } from './text-change.js';

it('makes one text of another', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, text, text, (head, one, other, tail) => {
      const [before, after] = [head + one + tail, head + other + tail];
      const { from, to, insert } = smallestChange(before, after);
      expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
      expect(insert.length).toBeLessThanOrEqual(other.length);
    }),
  );
  expect(smallestChange('rotate: 3\n', 'rotate: 31\n')).toEqual({ from: 9, to: 9, insert: '1' });
});
