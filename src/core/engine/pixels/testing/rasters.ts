import fc from 'fast-check';
import type { SmallRaster } from './run-guarded.js';

/** Small rasters, grey and RGB, also of 1 × 1 pixel, odd width, one row or one column. */
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
