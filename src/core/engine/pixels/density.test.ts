import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DensityOperation } from '../../plan/operations.js';
import { compile } from '../compile.js';
import { copyRaster, type Raster } from '../raster.js';
import { Engine } from '../run.js';
import { GuardedKernels } from '../testing/guarded-kernels.js';
import { deepened, noisyRaster } from '../testing/rasters.js';

const engine = new Engine(new GuardedKernels());

function run(raster: Raster, operation: DensityOperation): Raster {
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile([operation], raster), surface), copyRaster),
  );
}

/** Not yet rounded, in units. */
function exact({ data, depth }: Raster, { dark, light, threshold }: DensityOperation): number[] {
  const largest = 2 ** depth - 1;
  return Array.from({ length: data.length / 3 }, (_, pixel) => {
    const colour = [0, 1, 2].map((c) => data[3 * pixel + c]!);
    const luma = 0.299 * colour[0]! + 0.587 * colour[1]! + 0.114 * colour[2]!;
    const rows = luma < (threshold * largest) / 255 ? dark : light;
    const densities = colour.map((value) => -Math.log(Math.max(value / largest, 1e-6)));
    return [0, 1, 2].map((row) => {
      const sum = densities.reduce(
        (total, density, c) => total + density * rows[4 * row + c]!,
        rows[4 * row + 3]!,
      );
      return Math.min(1, Math.exp(-sum)) * largest;
    });
  }).flat();
}

const factor = fc.double({ min: -1.5, max: 1.5, noNaN: true });
const rows = fc.array(factor, { minLength: 12, maxLength: 12 });

describe('density', () => {
  it('is the map of the densities, rounded, at both depths', () => {
    fc.assert(
      fc.property(rows, rows, fc.integer({ min: 0, max: 255 }), (dark, light, threshold) => {
        // Half a level below, so that no luma lies on it.
        const operation: DensityOperation = { kind: 'density', dark, light, threshold: threshold - 0.0123 };
        const raster = noisyRaster(19, 7, 3, true);
        for (const given of [raster, deepened(raster)]) {
          const made = run(given, operation);
          exact(given, operation).forEach((value, i) => {
            expect(Math.abs(made.data[i]! - value)).toBeLessThanOrEqual(given.depth === 8 ? 0.501 : 0.9);
          });
          expect(made.alpha).toEqual(given.alpha);
        }
      }),
    );
  });

  it('leaves grey images as they are', () => {
    const grey = noisyRaster(9, 9, 1);
    const operation = {
      kind: 'density',
      dark: Array<number>(12).fill(0),
      light: [],
      threshold: 255,
    } as const;
    expect(run(grey, { ...operation, light: operation.dark })).toEqual(grey);
  });
});
