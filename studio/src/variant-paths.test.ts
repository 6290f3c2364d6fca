import { expect, it } from 'vitest';
import { describeObjects } from './variant-paths.js';

const counts = (kept: number, clipped: number, dropped: number, mixedIn: number) =>
  ({ kept, clipped, dropped, mixedIn }) as Parameters<typeof describeObjects>[0];

it('says what became of the objects of an image, and what other images brought', () => {
  expect(describeObjects(counts(1, 0, 0, 0))).toBe('1 object');
  expect(describeObjects(counts(3, 1, 2, 0))).toBe('3 objects, 1 in part, 2 dropped');
  expect(describeObjects(counts(0, 0, 1, 4))).toBe('0 objects, 1 dropped, 4 mixed in');
});
