import { describe, expect, it } from 'vitest';
import type { WarpOperation } from '../../plan/operations.js';
import { compile } from '../compile.js';
import { noisyRaster, smoothRaster } from '../testing/rasters.js';
import { inDepth, largestDifference, over, run } from './testing/run.js';

const INVERTED = { kind: 'table', form: 'linear', scale: [-1], offset: [255] } as const;
const EDGE = { border: 'replicate', fill: [0], maskFill: 0 } as const;

describe.each([8, 16] as const)('mixes, %i bits', (depth) => {
  it('add up branches by their weights', () => {
    const raster = inDepth(noisyRaster(37, 11, 3, true), depth);
    const branches = [
      { weight: 0.37, operations: [] },
      { weight: 0.5, operations: [INVERTED] },
      { weight: 0, operations: [over('add', [255], [0, 1])] },
      {
        weight: 0.13,
        operations: [{ kind: 'orient', to: 'flip_horizontal' } as const, over('add', [9], [0, 1])],
      },
    ];
    const made = run(raster, { kind: 'composite', form: 'branches', branches });
    const parts = branches.map(({ operations }) => run(raster, ...operations).data);
    const expected = Array.from(raster.data, (_, i) =>
      branches.reduce((sum, { weight }, part) => sum + weight * parts[part]![i]!, 0),
    );
    expect(largestDifference(made.data, expected)).toBeLessThan(0.57);
    expect(made.alpha).toEqual(raster.alpha);
  });

  it('keep an image that all branches leave as it is', () => {
    const raster = inDepth(noisyRaster(37, 11, 3), depth);
    const branches = Array.from({ length: 13 }, () => ({ weight: 1 / 13, operations: [] }));
    expect(run(raster, { kind: 'composite', form: 'branches', branches })).toEqual(raster);
  });

  it('are the mean of the views of a sweep', () => {
    const raster = inDepth(smoothRaster(60, 44, 3), depth);
    const views = [0, 0, 0.2, 0.5];
    const made = run(raster, {
      kind: 'composite',
      form: 'sweep',
      matrix: [2, 0, -30, 0, 2, -22, 0, 0, 1],
      at: views,
    });
    const parts = views.map((share) => {
      const zoom = 1 + share;
      const matrix = [zoom, 0, -30 * share, 0, zoom, -22 * share, 0, 0, 1] as const;
      const warp: WarpOperation = {
        kind: 'warp',
        matrix,
        width: 60,
        height: 44,
        interpolation: 'linear',
        ...EDGE,
      };
      return run(raster, warp).data;
    });
    const expected = Array.from(raster.data, (_, i) => parts.reduce((sum, part) => sum + part[i]! / 4, 0));
    expect(largestDifference(made.data, expected)).toBeLessThan(0.57);
  });
});

it('refuses a branch that changes the size, and says so', () => {
  const crop = { kind: 'window', x: 0, y: 0, width: 3, height: 2, ...EDGE } as const;
  const branches = [{ weight: 1, operations: [crop] }];
  expect(() => compile([{ kind: 'composite', form: 'branches', branches }], { width: 9, height: 9 })).toThrow(
    /makes 3 × 2 pixels of 9 × 9; it must keep the size/,
  );
});
