import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Matrix3 } from '../geometry/types.js';
import { Kernels } from './memory.js';
import { withNumbers, withScratch } from './scratch.js';
import { spanTable } from './spans.js';
import { noisyRaster } from './testing/rasters.js';

const kernels = new Kernels();
const LONGEST = 256;
const LINEAR = 1;

/** What a kernel makes of the interior of every row; 77 elsewhere. */
function interiorBy(
  kernel: 'warpStraight' | 'warpInterior',
  matrix: Matrix3,
  channels: 1 | 3,
  size: { width: number; height: number },
): Uint8Array {
  const source = noisyRaster(41, 23, channels);
  const rows = spanTable([{ matrix, frame: source, border: 'constant' }], 'linear', size);
  const made = new Uint8Array(size.width * size.height * channels).fill(77);
  withNumbers(kernels, source.data, (from) => {
    withNumbers(kernels, made, (target) => {
      withNumbers(kernels, rows, (at) => {
        withNumbers(kernels, Float64Array.from(matrix), (matrixAt) => {
          withScratch(kernels, size.width * (8 + 4 * channels) + 88, (scratch) => {
            const given = [from, source.width * channels, channels] as const;
            const into = [target, size.width, size.height, at, matrixAt, LONGEST] as const;
            if (kernel === 'warpStraight') kernels.call.warpStraight(...given, ...into, scratch);
            else kernels.call.warpInterior(...given, 8, ...into, LINEAR);
          });
        });
      });
      made.set(kernels.view(target, made.length));
    });
  });
  return made;
}

it('makes the bytes of the kernel for all affine maps, and nothing beyond the interior', () => {
  const scale = fc.double({ min: 0.05, max: 4, noNaN: true });
  const shift = fc.double({ min: -10, max: 40, noNaN: true });
  const sides = fc.record({
    width: fc.integer({ min: 1, max: 600 }),
    height: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(
      fc.record({ a: scale, e: scale, x: shift, y: shift, mirrored: fc.boolean(), upsideDown: fc.boolean() }),
      fc.constantFrom(1 as const, 3 as const),
      sides,
      ({ a, e, x, y, mirrored, upsideDown }, channels, size) => {
        const matrix: Matrix3 = [mirrored ? -a : a, 0, x, 0, upsideDown ? -e : e, y, 0, 0, 1];
        const made = interiorBy('warpStraight', matrix, channels, size);
        expect(Buffer.compare(made, interiorBy('warpInterior', matrix, channels, size))).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});
