import { describe, expect, it } from 'vitest';
import { BORDERS, INTERPOLATIONS, type Operation, type WarpOperation } from '../plan/operations.js';
import { type Matrix3 } from '../geometry/types.js';
import { compile } from './compile.js';
import { Engine } from './run.js';
import { noisyRaster, smoothRaster } from './testing/rasters.js';
import { referenceChain } from './testing/reference.js';
import type { Raster } from './raster.js';

const engine = new Engine();
const fill = { fill: [50], maskFill: 1 } as const;

function run(raster: Raster, operations: readonly Operation[]): Uint8Array {
  const source = engine.load(raster);
  const result = engine.run(compile(operations, raster), source);
  const data = Uint8Array.from(result.data);
  engine.free(result);
  engine.free(source);
  return data;
}

function warp(
  matrix: Matrix3,
  width: number,
  height: number,
  rest: Pick<WarpOperation, 'interpolation' | 'border'>,
): WarpOperation {
  return { kind: 'warp', matrix, width, height, ...rest, ...fill };
}

describe('tiny rasters', () => {
  const sizes = [
    [1, 1],
    [1, 9],
    [9, 1],
    [2, 2],
    [3, 5],
  ] as const;

  it.each(sizes)('%i×%i go through every kernel', (width, height) => {
    const raster = noisyRaster(width, height, 3);
    for (const border of BORDERS) {
      const window = { kind: 'window', x: -2, y: -3, width: 7, height: 8, ...fill, border } as const;
      expect([...run(raster, [window])]).toEqual(referenceChain(raster, [window]).data);
      for (const interpolation of INTERPOLATIONS) {
        const step = warp([1.5013, 0.2, 1.0031, -0.3, 1.2, 0.5017, 0, 0, 1], 8, 7, { border, interpolation });
        const expected = referenceChain(raster, [step]).data;
        const worst = Math.max(
          ...Array.from(run(raster, [step]), (value, i) => Math.abs(value - expected[i]!)),
        );
        expect(worst).toBeLessThanOrEqual(4);
      }
    }
    for (const filter of ['area', 'nearest'] as const) {
      expect(run(raster, [{ kind: 'resample', width: 1, height: 6, filter }])).toHaveLength(18);
    }
  });
});

describe('wild maps', () => {
  const raster = noisyRaster(40, 30, 3);
  const options = BORDERS.flatMap((border) =>
    INTERPOLATIONS.map((interpolation) => ({ border, interpolation })),
  );

  it('far outside show nothing but the fill', () => {
    for (const { border, interpolation } of options.filter(({ border }) => border === 'constant')) {
      for (const offset of [1e5, 1e9, 1e15, 1e300]) {
        const step = warp([1, 0.1, offset, 0, 1, -offset, 0, 0, 1], 20, 20, { border, interpolation });
        expect(run(raster, [step]).every((value) => value === 50)).toBe(true);
      }
    }
  });

  const wild: Record<string, Matrix3> = {
    'far away': [1, 0.1, 3e10, 0, 1, -2e12, 0, 0, 1],
    'shrunk to nothing': [1e-6, 0, 10, 0, 1e-6, 10, 0, 0, 1],
    'enlarged without end': [1e7, 3, 10, 5, 1e7, 10, 0, 0, 1],
    'with its horizon in the raster': [1, 0, 0, 0, 1, 0, 0.05, 0.08, 1],
    'seen from behind': [1, 0, 0, 0, 1, 0, -0.08, -0.1, 1],
    'skewed by the smallest number': [1, 5e-324, 0.5, 5e-324, 1, 0.5, 5e-324, 0, 1],
  };
  it.each(Object.entries(wild))('%s: are sampled without a fault, of samples that exist', (_, matrix) => {
    const flat = { ...raster, data: raster.data.map(() => 50) };
    for (const rest of options) {
      expect(run(raster, [warp(matrix, 33, 21, rest)])).toHaveLength(33 * 21 * 3);
      expect(run(flat, [warp(matrix, 33, 21, rest)]).every((value) => value === 50)).toBe(true);
    }
  });

  it('in steps of any length agree with the reference', () => {
    for (const g of [1e-6, 2e-4, 6e-4, 2e-3, 5e-3, 2e-2]) {
      const wide = smoothRaster(300, 20, 3);
      const step = warp([1, 0.02, 1, 0.004, 1, 0.5, g, g / 3, 1], 200, 20, {
        border: 'replicate',
        interpolation: 'linear',
      });
      const expected = referenceChain(wide, [step]).data;
      const worst = Math.max(...Array.from(run(wide, [step]), (value, i) => Math.abs(value - expected[i]!)));
      expect(worst).toBeLessThanOrEqual(1);
    }
  });
});

describe('a raster wider than fixed point', () => {
  it('is warped as precisely at its end as at its beginning', () => {
    const width = 70_000;
    const data = Uint8Array.from({ length: width * 4 }, (_, i) => (i % width) % 200);
    const raster: Raster = { width, height: 4, channels: 1, depth: 8, data };
    for (const border of ['constant', 'reflect_101'] as const) {
      const step = warp([1, 0, 0.25, 0, 1, 0, 0, 0, 1], width, 4, { border, interpolation: 'linear' });
      const result = run(raster, [step]);
      const row = result.subarray(width, 2 * width);
      const wrong = row.findIndex(
        (value, x) => x > 0 && x % 200 > 0 && Math.abs(value - ((x % 200) - 0.25)) > 0.76,
      );
      expect(wrong).toBe(-1);
    }
  });
});
