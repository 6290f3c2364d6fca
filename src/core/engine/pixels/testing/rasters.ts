import fc from 'fast-check';
import type { SmallRaster } from './run-guarded.js';

/** Small rasters of every awkward size: 1 × 1, odd widths, one row, one column; grey and RGB. */
export const smallRasters = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom(1 as const, 3 as const),
  })
  .chain((size) => {
    const length = size.width * size.height * size.channels;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((data): SmallRaster => ({ ...size, data }));
  });
