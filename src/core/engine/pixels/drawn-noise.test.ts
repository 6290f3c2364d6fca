import { describe, expect, it } from 'vitest';
import type { DrawnNoiseOperation } from '../../plan/operations.js';
import { correlation, deviation, expectDistribution, mean } from '../../transforms/testing/statistics.js';
import { compile } from '../compile.js';
import { copyRaster, newRaster, type Raster } from '../raster.js';
import { Engine } from '../run.js';
import { GuardedKernels } from '../testing/guarded-kernels.js';
import { noisyRaster } from '../testing/rasters.js';
import { rowBytes } from './testing/row-bytes.js';

const engine = new Engine(new GuardedKernels());
const SEED = [7, 8] as const;
const ADDED = { kind: 'noise', effect: 'add', perChannel: true, scale: 1, seed: SEED } as const;
const UNIFORM = { ...ADDED, distribution: 'uniform', low: -40, high: 60 } as const;
const FACTORS = { ...UNIFORM, effect: 'multiply', low: 0.4, high: 1.6 } as const;

function run(raster: Raster, operation: DrawnNoiseOperation): Raster {
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile([operation], raster), surface), copyRaster),
  );
}

/** Numbers −1 to 1 of the samples' draws. */
function drawsOf({ width, height, channels }: Raster): number[] {
  return Array.from({ length: height }, (_, y) => {
    const bytes = rowBytes(2 * width * channels, y, SEED);
    return Array.from(new Uint16Array(bytes.buffer), (word) => word / 2 ** 15 - 1);
  }).flat();
}

/** Flat, of 16 bits: what is added or multiplied can be read off. */
function flat(channels: 1 | 3, unit: number): Raster {
  const raster = newRaster(400, 300, channels, false, 16);
  raster.data.fill(unit);
  return raster;
}

describe.each([1, 3] as const)('uniform numbers, %i channels', (channels) => {
  const raster = noisyRaster(61, 47, channels, true);

  it('are truncated and added', () => {
    const made = run(raster, UNIFORM);
    const draws = drawsOf(raster);
    const off = Array.from(made.data, (level, i) => {
      const exact = Math.min(255, Math.max(0, raster.data[i]! + Math.trunc(50 * draws[i]! + 10)));
      return Math.abs(level - exact);
    });
    expect(off.filter((levels) => levels > 0).length / off.length).toBeLessThan(0.01);
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
    expect(made.alpha).toEqual(raster.alpha);
  });

  it('are factors, and products are rounded down', () => {
    const made = run(raster, FACTORS);
    const draws = drawsOf(raster);
    const off = Array.from(made.data, (level, i) =>
      Math.abs(level - Math.min(255, Math.floor(raster.data[i]! * (0.6 * draws[i]! + 1)))),
    );
    expect(off.filter((levels) => levels > 0).length / off.length).toBeLessThan(0.02);
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
  });

  it('that are all 1 or 0 change nothing', () => {
    expect(run(raster, { ...FACTORS, low: 1, high: 1 })).toEqual(raster);
    expect(run(raster, { ...UNIFORM, low: 0, high: 0 })).toEqual(raster);
  });

  it('are the same for all channels of a pixel where they are shared', () => {
    const grey = flat(channels, 30_000);
    const { data } = run(grey, { ...UNIFORM, perChannel: false });
    expect(data.every((unit, i) => unit === data[i - (i % channels)])).toBe(true);
    expect(new Set(data).size).toBeGreaterThan(3000);
  });
});

describe('numbers have their distribution', () => {
  const laplace = (x: number): number => (x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2);
  it.each<[DrawnNoiseOperation, (level: number) => number]>([
    [UNIFORM, (x) => (x + 40) / 100],
    [{ ...ADDED, distribution: 'laplace', mean: 5, spread: 8 }, (x) => laplace((x - 5) / 8)],
    [
      { ...ADDED, distribution: 'beta', alpha: 2, beta: 2, spread: 50 },
      (x) => 3 * ((x / 50 + 1) / 2) ** 2 - 2 * ((x / 50 + 1) / 2) ** 3,
    ],
    [
      { ...ADDED, distribution: 'beta', alpha: 1, beta: 3, spread: 50 },
      (x) => 1 - (1 - (x / 50 + 1) / 2) ** 3,
    ],
  ])('%j', (operation, cumulative) => {
    const added = Array.from(run(flat(1, 30_000), operation).data, (unit) => (unit - 30_000) / 257);
    expectDistribution(added, cumulative);
  });

  it('as factors, too', () => {
    const factors = Array.from(run(flat(1, 20_000), FACTORS).data, (unit) => unit / 20_000);
    expectDistribution(factors, (x) => (x - 0.4) / 1.2);
  });

  it('and neighbours and channels do not know each other', () => {
    const { data } = run(flat(3, 30_000), { ...ADDED, distribution: 'laplace', mean: 0, spread: 8 });
    const [red, green] = [0, 1].map((channel) => [...data].filter((_, i) => i % 3 === channel));
    expect(Math.abs(correlation(red!, green!))).toBeLessThan(0.012);
    expect(Math.abs(correlation(red!.slice(1), red!.slice(0, -1)))).toBeLessThan(0.012);
    expect(Math.abs(correlation(red!.slice(400), red!.slice(0, -400)))).toBeLessThan(0.012);
  });
});

it.each([8, 16] as const)('is coarser with a scale below 1, %i bits', (depth) => {
  const raster = newRaster(400, 300, 1, false, depth) as Raster;
  raster.data.fill(depth === 8 ? 120 : 120 * 257);
  const made = run(raster, { ...UNIFORM, scale: 0.25 });
  const added = Array.from(made.data, (unit) => (depth === 8 ? unit : unit / 257) - 120);
  expect(mean(added)).toBeCloseTo(10, -1);
  expect(correlation(added.slice(1), added.slice(0, -1))).toBeGreaterThan(0.8);
  // Linear interpolation makes the deviation of 28.9 smaller, by about a third.
  expect(deviation(added)).toBeGreaterThan(17);
  expect(deviation(added)).toBeLessThan(23);
});
