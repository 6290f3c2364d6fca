import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../run.js';
import { compile } from '../compile.js';
import { noisyRaster } from '../testing/rasters.js';
import { bitsOf } from './bits.js';
import { encodeBase64 } from './testing/base64.js';

const tableOf = (become: (x: number) => number) => Uint8Array.from({ length: 256 }, (_, x) => become(x));
const shift = (by: number) => tableOf((x) => Math.min(255, Math.max(0, x + by)));
const fewer = (bits: number) => tableOf((x) => x & (256 - 2 ** (8 - bits)));
const folded = (from: number) => tableOf((x) => (x < from ? x : 255 - x));

describe('bitsOf', () => {
  it.each([
    ['a shift up', shift(40)],
    ['a shift down', shift(-90)],
    ['no shift', shift(0)],
    ['fewer bits', fewer(3)],
    ['no bits', fewer(0)],
    ['an inversion', folded(0)],
    ['an inversion of the upper levels', folded(200)],
  ])('finds %s', (_, table) => {
    expect(bitsOf(table)).toBeDefined();
  });

  it('finds none for other tables', () => {
    expect(bitsOf(tableOf((x) => x >> 1))).toBeUndefined();
    expect(bitsOf(tableOf((x) => (x === 77 ? 78 : x)))).toBeUndefined();
  });
});

describe('tables of bits', () => {
  const table = fc.oneof(
    fc.integer({ min: -127, max: 127 }).map(shift),
    fc.integer({ min: 0, max: 8 }).map(fewer),
    fc.integer({ min: 0, max: 255 }).map(folded),
  );

  it('give every sample its value, in each channel that of its own table', () => {
    const engine = new Engine();
    const channels = fc.constantFrom(1 as const, 3 as const);
    fc.assert(
      fc.property(
        fc.tuple(table, table, table),
        channels,
        fc.integer({ min: 1, max: 40 }),
        (tables, count, width) => {
          const raster = noisyRaster(width, 5, count);
          const values = tables.map(encodeBase64);
          const program = compile([{ kind: 'table', form: 'values', values }], raster);
          const made = engine.borrow(raster, (surface) =>
            engine.consume(engine.run(program, surface), ({ data }) => data.slice()),
          );
          expect([...made]).toEqual(Array.from(raster.data, (x, i) => tables[count === 1 ? 0 : i % 3]![x]));
        },
      ),
    );
  });
});
