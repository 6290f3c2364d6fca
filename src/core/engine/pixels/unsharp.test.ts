import { describe, expect, it } from 'vitest';
import type { UnsharpOperation } from '../../plan/operations.js';
import { compile } from '../compile.js';
import { copyRaster, type Raster } from '../raster.js';
import { Engine } from '../run.js';
import { GuardedKernels } from '../testing/guarded-kernels.js';
import { deepened, noisyRaster } from '../testing/rasters.js';

const engine = new Engine(new GuardedKernels());
const WEIGHTS = [0.0625, 0.25, 0.375, 0.25, 0.0625];
/** Half way between two differences that there can be. */
const THRESHOLD = 20 + 77.5 / 256;

function run(raster: Raster, operation: UnsharpOperation): Raster {
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile([operation], raster), surface), copyRaster),
  );
}

function reflected(index: number, size: number): number {
  if (size === 1) return 0;
  while (index < 0 || index >= size) index = index < 0 ? -index : 2 * (size - 1) - index;
  return index;
}

function blurred(values: readonly number[], { width, height, channels }: Raster): number[] {
  return values.map((_, index) => {
    const [column, row] = [Math.floor(index / channels) % width, Math.floor(index / channels / width)];
    let sum = 0;
    for (const [i, down] of WEIGHTS.entries()) {
      for (const [j, along] of WEIGHTS.entries()) {
        const pixel = reflected(row + i - 2, height) * width + reflected(column + j - 2, width);
        sum += down * along * values[pixel * channels + (index % channels)]!;
      }
    }
    return sum;
  });
}

describe.each([1, 3] as const)('an unsharp mask, %i channels', (channels) => {
  const operation = {
    kind: 'convolve',
    form: 'unsharp',
    weights: WEIGHTS,
    amount: 0.7,
    threshold: THRESHOLD,
  } as const;

  it.each([
    [41, 100],
    [7, 33],
    [1, 1],
    [3, 2],
  ])('sharpens where the difference exceeds the threshold: %i × %i', (width, height) => {
    const raster = noisyRaster(width, height, channels, true);
    const samples = [...raster.data];
    const residuals = blurred(samples, raster).map((value, i) => samples[i]! - value);
    const soft = blurred(
      residuals.map((residual) => (Math.abs(residual) > THRESHOLD ? 1 : 0)),
      raster,
    );
    const expected = samples.map((x, i) => {
      const sharp = Math.min(255, Math.max(0, x + 0.7 * residuals[i]!));
      return x + soft[i]! * (sharp - x);
    });
    for (const [image, unit] of [
      [raster, 1],
      [deepened(raster), 257],
    ] as const) {
      const made = run(image, operation);
      const off = expected.map((level, i) => Math.abs(level - made.data[i]! / unit));
      // With 8 bits the blurred image is rounded, so that a few samples are on the other side of the threshold.
      expect(Math.max(...off)).toBeLessThan(unit === 1 ? 10 : 0.02);
      expect(off.reduce((sum, levels) => sum + levels, 0) / off.length).toBeLessThan(0.6);
      expect(made.alpha).toEqual(image.alpha);
    }
  });
});
