import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SuperpixelsOperation } from '../../plan/operations.js';
import { compile } from '../compile.js';
import { copyRaster, type Raster } from '../raster.js';
import { Engine } from '../run.js';
import { GuardedKernels } from '../testing/guarded-kernels.js';
import { deepened, noisyRaster, smoothRaster } from '../testing/rasters.js';
import { segment } from './slic.js';

const kernels = new GuardedKernels();
const engine = new Engine(kernels);

function run(raster: Raster, changes: Partial<SuperpixelsOperation> = {}): Raster {
  const { width, height } = raster;
  const operation: SuperpixelsOperation = {
    ...{ kind: 'superpixels', count: 12, share: 1, seed: [1, 2], width, height, filter: 'linear' },
    ...changes,
  };
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile([operation], raster), surface), copyRaster),
  );
}

function colours({ data, channels }: Raster): Set<string> {
  const count = data.length / channels;
  return new Set(
    Array.from({ length: count }, (_, i) => data.slice(i * channels, (i + 1) * channels).join()),
  );
}

describe('superpixels', () => {
  it('have the mean colour of their pixels, and every pixel belongs to one', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(1, 3), fc.integer({ min: 1, max: 60 }), (...given) => {
        const [width, height, channels, count] = given;
        const raster = noisyRaster(width, height, channels, true);
        const { labels, count: found } = segment(kernels, raster, count);
        const made = run(raster, { count });
        expect(made.alpha).toEqual(raster.alpha);
        for (let label = 0; label < found; label++) {
          const pixels = [...labels.keys()].filter((pixel) => labels[pixel] === label);
          for (let channel = 0; channel < channels; channel++) {
            const at = (pixel: number) => pixel * channels + channel;
            const mean = pixels.reduce((sum, pixel) => sum + raster.data[at(pixel)]!, 0) / pixels.length;
            for (const pixel of pixels)
              expect(Math.abs(made.data[at(pixel)]! - mean)).toBeLessThanOrEqual(0.5);
          }
        }
        if (found > 0) expect(labels.every((label) => label >= 0 && label < found)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('are about as many as wanted', () => {
    const smooth = smoothRaster(100, 80, 3);
    expect(colours(run(smooth, { count: 40 })).size).toBeGreaterThan(30);
    expect(colours(run(smooth, { count: 40 })).size).toBeLessThan(60);
  });

  it('are replaced with their probability, by the seed', () => {
    const raster = noisyRaster(60, 50, 1);
    const { labels, count } = segment(kernels, raster, 100);
    const shares = Array.from({ length: 40 }, (_, i) => {
      const { data } = run(raster, { count: 100, share: 0.3, seed: [i, 7] });
      const changed = new Set([...labels].filter((_, pixel) => data[pixel] !== raster.data[pixel]));
      return changed.size / count;
    });
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeCloseTo(0.3, 1);
    expect(new Set(shares).size).toBeGreaterThan(5);
  });

  it('leave the image as it is where none is drawn, also where it would be scaled', () => {
    const raster = noisyRaster(60, 50, 3);
    expect(run(raster, { share: 0.0001, width: 30, height: 25 }).data).toEqual(raster.data);
    expect(run(raster, { width: 30, height: 25 }).data).not.toEqual(raster.data);
  });

  it('are the same for 16 bits', () => {
    const raster = noisyRaster(50, 40, 3);
    const [eight, sixteen] = [run(raster), run(deepened(raster))];
    eight.data.forEach((level, i) => {
      expect(Math.abs(level - sixteen.data[i]! / 257)).toBeLessThanOrEqual(0.5);
    });
  });
});
