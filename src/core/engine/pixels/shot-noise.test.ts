import { describe, expect, it } from 'vitest';
import type { ShotNoiseOperation } from '../../plan/operations.js';
import { correlation, deviation, expectFrequencies, mean } from '../../transforms/testing/statistics.js';
import { compile } from '../compile.js';
import { copyRaster, newRaster, type Raster, type RasterOf } from '../raster.js';
import { Engine } from '../run.js';
import { GuardedKernels } from '../testing/guarded-kernels.js';
import { noisyRaster } from '../testing/rasters.js';

const engine = new Engine(new GuardedKernels());

function run(raster: Raster, scale: number): Raster {
  const operation: ShotNoiseOperation = { kind: 'noise', distribution: 'shot', scale, seed: [7, 8] };
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile([operation], raster), surface), copyRaster),
  );
}

function flat(depth: 8 | 16, unit: number): Raster {
  const raster = newRaster(300, 200, 1, false, depth) as RasterOf<8>;
  raster.data.fill(unit);
  return raster;
}

const light = (unit: number, white: number): number => (unit / white) ** 2.2;

describe.each([8, 16] as const)('shots, %i bits', (depth) => {
  const white = 2 ** depth - 1;
  const unitOf = (level: number): number => (depth === 8 ? level : level * 257);

  it.each([
    [0.1, 255],
    [0.1, 120],
    [0.25, 60],
    [2, 200],
  ])('are Poisson numbers of photons: scale %d, level %i', (scale, level) => {
    const photons = light(level, 255) / scale + 1e-6;
    const most = Math.ceil(1 / scale);
    const valueOf = (k: number): number => Math.round(white * Math.min(1, k * scale) ** (1 / 2.2));
    let term = Math.exp(-photons);
    const shares: [number, number][] = [];
    for (let k = 0, rest = 1; k <= most; term *= photons / ++k) {
      shares.push([valueOf(k), k === most ? rest : term]);
      rest -= term;
    }
    // The rarest are tested together.
    const common = shares.filter(([, share]) => share * 60_000 > 8);
    const others = shares.filter((one) => !common.includes(one)).map(([value]) => value);
    const drawn = [...run(flat(depth, unitOf(level)), scale).data].map((value) =>
      others.includes(value) ? -1 : value,
    );
    const restShare = 1 - common.reduce((sum, [, share]) => sum + share, 0);
    expectFrequencies(drawn, others.length > 0 ? [...common, [-1, restShare]] : common);
  });

  it.each([0.01, 0.0005])('keep the light, and have its deviation: scale %d', (scale) => {
    const level = 150;
    const made = [...run(flat(depth, unitOf(level)), scale).data].map((unit) => light(unit, white));
    expect(mean(made) / light(level, 255)).toBeCloseTo(1, 2);
    expect(deviation(made) / Math.sqrt(light(level, 255) * scale)).toBeCloseTo(1, 1);
    expect(Math.abs(correlation(made.slice(1), made.slice(0, -1)))).toBeLessThan(0.016);
    expect(Math.abs(correlation(made.slice(300), made.slice(0, -300)))).toBeLessThan(0.016);
  });

  it('leave black black, and alpha as it is', () => {
    expect([...run(flat(depth, 0), 0.1).data].filter((unit) => unit > 0).length).toBeLessThan(3);
    const raster = noisyRaster(33, 21, 3, true);
    expect(run(raster, 0.2).alpha).toEqual(raster.alpha);
  });
});

it('takes the light between two levels for samples of 16 bits', () => {
  const scale = 0.001;
  const unit = 100 * 257 + 128;
  const made = [...run(flat(16, unit), scale).data].map((one) => light(one, 65_535));
  expect(mean(made) / light(unit, 65_535)).toBeCloseTo(1, 2.3);
});
