import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Colour, FillOperation, Seed } from '../../plan/operations.js';
import { smallRasters } from './testing/rasters.js';
import { rowBytes } from './testing/row-bytes.js';
import { runGuarded } from './testing/run-guarded.js';
import type { SmallRaster } from './testing/run-guarded.js';

type Region = FillOperation['regions'][number];

const SEED: Seed = [11, 12];

const fill = (regions: readonly Region[], paint: FillOperation['paint']): FillOperation => ({
  kind: 'fill',
  regions,
  paint,
  maskFill: null,
  hides: true,
  removesKeypoints: false,
});

/** The raster with a value for each pixel of each region, one after the other. */
function painted(
  { width, height, channels, data }: SmallRaster,
  regions: readonly Region[],
  value: (at: { region: number; row: number; column: number; channel: number }) => number,
): Uint8Array {
  const result = data.slice();
  let rows = 0;
  for (const [region, [x0, y0, x1, y1]] of regions.entries()) {
    const left = Math.max(0, x0);
    const right = Math.min(width, x1);
    for (let y = Math.max(0, y0); y < Math.min(height, y1); y++, rows++)
      for (let x = left; x < right; x++)
        for (let channel = 0; channel < channels; channel++)
          result[(y * width + x) * channels + channel] = value({
            region,
            row: rows,
            column: x - left,
            channel,
          });
  }
  return result;
}

/** Also regions that lie outside, are empty, or overlap. */
const regions = fc.array(
  fc
    .tuple(
      fc.integer({ min: -5, max: 45 }),
      fc.integer({ min: -5, max: 15 }),
      fc.integer({ min: 0, max: 45 }),
      fc.integer({ min: 0, max: 8 }),
    )
    .map(([x, y, width, height]): Region => [x, y, x + width, y + height]),
  { maxLength: 4 },
);

describe('fill', () => {
  it('paints a colour in each region, in their order, and nothing else', () => {
    const colour = fc.constantFrom<Colour>([7], [9, 9, 9], [10, 200, 30]);
    fc.assert(
      fc.property(smallRasters, regions, colour, (raster, list, paint) => {
        const [red, green = red, blue = red] = paint;
        const luma = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
        const expected = painted(raster, list, ({ channel }) =>
          raster.channels === 1 ? luma : [red, green, blue][channel]!,
        );
        expect(runGuarded(raster, fill(list, { colour: paint }))).toEqual(expected);
      }),
    );
  });

  it('draws a byte for each sample: the rows are numbered through all regions', () => {
    fc.assert(
      fc.property(smallRasters, regions, (raster, list) => {
        const { width, channels } = raster;
        const expected = painted(
          raster,
          list,
          ({ row, column, channel }) => rowBytes(width * channels, row, SEED)[column * channels + channel]!,
        );
        expect(runGuarded(raster, fill(list, { random: 'sample', seed: SEED }))).toEqual(expected);
      }),
    );
  });

  it('draws a colour for each region, by its number', () => {
    fc.assert(
      fc.property(smallRasters, regions, (raster, list) => {
        const expected = painted(raster, list, ({ region, channel }) => rowBytes(3, region, SEED)[channel]!);
        expect(runGuarded(raster, fill(list, { random: 'region', seed: SEED }))).toEqual(expected);
      }),
    );
  });
});
