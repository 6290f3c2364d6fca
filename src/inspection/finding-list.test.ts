import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FindingList } from './finding-list.js';

it('keeps the first thousand of a kind whatever the order of arrival, and counts all', () => {
  const keys = Array.from({ length: 4_500 }, (_, i) => `${String(i).padStart(5, '0')}.jpg`);
  fc.assert(
    fc.property(fc.shuffledSubarray(keys, { minLength: keys.length }), (arriving) => {
      const list = new FindingList();
      for (const key of arriving) list.add('unusable image', [key], 'damaged');
      list.add('leak', keys, 'copies');
      expect(list.counts.map(({ kind, count }) => [kind, count])).toEqual([
        ['leak', 1],
        ['unusable image', 4_500],
      ]);
      const [leak, ...damaged] = list.findings;
      expect([leak!.images.length, leak!.count]).toEqual([20, 4_500]);
      expect(list.imagesByFinding[0]).toEqual(keys);
      expect(list.imagesByFinding.slice(1)).toEqual(damaged.map(({ images }) => images));
      expect(damaged.map(({ images }) => images[0])).toEqual(keys.slice(0, 1_000));
    }),
    { numRuns: 5 },
  );
});
