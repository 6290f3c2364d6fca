import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawnValues } from './drawn-values.js';

it('writes numbers, lists and what lies inside as people do', () => {
  const sampled = {
    ...{
      angle: -7.123456789,
      scale: { x: 1, y: 0.5 },
      mirrored: true,
      holes: [
        [1, 2],
        [3, 4.00001],
      ],
    },
    ...{ method: 'largest', nothing: null, none: [], points: [{ x: 1, y: 2 }] },
    factors: Array.from({ length: 15 }, (_, i) => i),
  };
  expect(drawnValues(sampled)).toEqual([
    { name: 'angle', value: '-7.1235' },
    { name: 'scale.x', value: '1' },
    { name: 'scale.y', value: '0.5' },
    { name: 'mirrored', value: 'yes' },
    { name: 'holes', value: '(1, 2), (3, 4)' },
    { name: 'method', value: 'largest' },
    { name: 'nothing', value: 'none' },
    { name: 'none', value: 'none' },
    { name: 'points', value: '(x 1, y 2)' },
    { name: 'factors', value: '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 3 more' },
  ]);
  expect(drawnValues({})).toEqual([]);
  expect(drawnValues(3)).toEqual([{ name: 'value', value: '3' }]);
});

it('shows whatever a step may say, and no line without an end', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const line of drawnValues(value)) expect(line.value.length).toBeLessThan(170);
    }),
  );
});
