import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedPointLine } from './line.js';
import type { Line } from './line.js';
import { linearValues } from './table.js';

const ONE = 2 ** 20;

const tableOf = (value: (x: number) => number) =>
  Uint8Array.from({ length: 256 }, (_, x) => Math.min(255, Math.max(0, Math.round(value(x)))));

const valuesOf = ({ multiplier, offset }: Line) =>
  tableOf((x) => Math.floor((x * multiplier + offset) / ONE));

describe('fixedPointLine', () => {
  it('finds every straight line that is no steeper than 7, and gives exactly its values', () => {
    fc.assert(
      fc.property(
        // Not doubles, of which fast-check draws mostly tiny and huge ones.
        fc.integer({ min: -6.5 * ONE, max: 6.5 * ONE }),
        fc.integer({ min: -400 * ONE, max: 400 * ONE }),
        (multiplier, offset) => {
          const table = valuesOf({ multiplier, offset });
          const line = fixedPointLine(table);
          const inside = table.filter((value) => value > 0 && value < 255).length;
          // A table that jumps from 0 to 255 has no slope.
          if (line === undefined) expect(inside).toBeLessThan(2);
          else expect([...valuesOf(line)]).toEqual([...table]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds the one offset that gives the values, where no other does', () => {
    const table = valuesOf({ multiplier: 209_373, offset: 153_524_131 });
    const line = fixedPointLine(table)!;
    expect(valuesOf(line)).toEqual(table);
    for (const change of [-1, 1])
      expect(valuesOf({ ...line, offset: line.offset + change })).not.toEqual(table);
  });

  it('gives exactly the values of tables that are computed in float32', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.double({ min: -500, max: 500, noNaN: true }),
        (scale, offset) => {
          const table = linearValues(scale, offset);
          const line = fixedPointLine(table);
          if (line) expect([...valuesOf(line)]).toEqual([...table]);
        },
      ),
    );
    expect(fixedPointLine(linearValues(1.2, -20))).toBeDefined();
  });

  it.each([0, 1, 128, 254, 255])('is flat where every value is %d', (value) => {
    const line = fixedPointLine(new Uint8Array(256).fill(value))!;
    expect(line.multiplier).toBe(0);
    expect([...valuesOf(line)]).toEqual([...new Uint8Array(256).fill(value)]);
  });

  it('refuses tables that are no line', () => {
    expect(fixedPointLine(tableOf((x) => 255 * (x / 255) ** 2))).toBeUndefined();
    expect(fixedPointLine(tableOf((x) => (x < 128 ? 0 : 255)))).toBeUndefined();
    expect(fixedPointLine(tableOf((x) => (x === 255 ? 100 : 0)))).toBeUndefined();
    expect(fixedPointLine(tableOf((x) => (x === 40 ? 41 : x)))).toBeUndefined();
    expect(fixedPointLine(tableOf((x) => 12 * x - 500))).toBeUndefined();
    expect(fixedPointLine(tableOf((x) => 500 - 12 * x))).toBeUndefined();
  });
});
