import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NoiseOperation, Operation, Seed } from '../plan/operations.js';
import { Stream } from '../plan/stream.js';
import { compile } from './compile.js';
import { copyRaster, withEightBits } from './raster.js';
import type { Raster } from './raster.js';
import { Engine } from './run.js';
import { GuardedKernels } from './testing/guarded-kernels.js';
import { noisyRaster } from './testing/rasters.js';

const engine = new Engine(new GuardedKernels());
const SEED: Seed = [7, 8];
const EDGE = { border: 'constant', fill: [40, 40, 40], maskFill: 0 } as const;
const NOISE: NoiseOperation = {
  ...{ kind: 'noise', distribution: 'gaussian', mean: 3, std: 20 },
  ...{ perChannel: true, scale: 1, seed: SEED },
};
const HOLES = {
  kind: 'fill',
  regions: [[1, 1, 6, 5]],
  maskFill: null,
  hides: true,
  removesKeypoints: false,
} as const;
const LINE: Operation = { kind: 'table', form: 'linear', scale: [0.5], offset: [10] };

/** Those that do the same on every plane. */
const ALIKE: readonly Operation[] = [
  { kind: 'orient', to: 'turn_90' },
  { kind: 'window', x: -2, y: 1, width: 9, height: 11, ...EDGE },
  {
    ...{ kind: 'warp', matrix: [1.1, -0.2, 1, 0.2, 0.9, 0, 0, 0, 1], width: 10, height: 9 },
    ...{ interpolation: 'linear', ...EDGE },
  },
  { kind: 'resample', width: 7, height: 8, filter: 'area' },
  LINE,
  { kind: 'convolve', form: 'separable', x: [0.25, 0.5, 0.25], y: [0.2, 0.6, 0.2] },
  { kind: 'remap', form: 'lens', interpolation: 'linear', unit: [9, 9], k: [0.2, 0.1], ...EDGE },
  { kind: 'rank', form: 'median', size: 3 },
  { kind: 'adaptive', form: 'equalize', of: 'channels', rule: 'opencv' },
  { kind: 'adaptive', form: 'clahe', columns: 2, rows: 3, clipLimit: 3 },
  { kind: 'coarsen', width: 4, height: 5, down: 'area', up: 'linear' },
  { kind: 'scatter', most: 1, turns: 2, order: 'together', seed: SEED },
  { kind: 'within', part: { window: [1, 0, 3, 2] }, operations: [{ kind: 'orient', to: 'turn_90' }, LINE] },
  { kind: 'noise', distribution: 'sensor', hue: 3, intensity: 0.8, seed: SEED },
  { ...NOISE, perChannel: false },
  { ...HOLES, paint: { colour: [90] } },
  {
    ...{ kind: 'composite', form: 'over', blend: 'screen', colour: [200, 200, 200], weights: [0.1, 0.9] },
    mask: { paint: { form: 'plasma', roughness: 1, seed: SEED }, then: [{ ...NOISE }] },
  },
  { kind: 'composite', form: 'sweep', matrix: [2, 0, -3, 0, 2, -3, 0, 0, 1], at: [0, 0.3] },
  {
    ...{ kind: 'composite', form: 'branches' },
    branches: [
      { weight: 0.5, operations: [LINE] },
      { weight: 0.5, operations: [] },
    ],
  },
  { ...HOLES, paint: { colour: [90, 90, 90] } },
];

function run(raster: Raster, operations: readonly Operation[]): Raster {
  const program = compile(operations, raster);
  return engine.borrow(raster, (surface) => engine.consume(engine.run(program, surface), copyRaster));
}

function noisyPlanes(
  width: number,
  height: number,
  planes: number,
  depth: 8 | 16,
  withAlpha: boolean,
): Raster {
  const grey = noisyRaster(width, height * planes, 1, withAlpha, planes);
  const deep = (levels: Uint8Array) => Uint16Array.from(levels, (level, i) => level * 256 + (i % 256));
  const samplesOf = (levels: Uint8Array) => (depth === 8 ? levels : deep(levels));
  const alpha = grey.alpha?.slice(0, width * height);
  return {
    ...{ width, height, channels: 1, planes, depth, data: samplesOf(grey.data) },
    ...(alpha && { alpha: samplesOf(alpha) }),
  } as Raster;
}

/** A plane as a grey raster; alpha is everybody's. */
function planeOf({ planes: _, data, ...raster }: Raster, plane: number): Raster {
  const count = raster.width * raster.height;
  return { ...raster, data: data.slice(plane * count, (plane + 1) * count) } as Raster;
}

function expectEachPlane(
  raster: Raster,
  made: Raster,
  operationsOf: (plane: number) => readonly Operation[],
) {
  expect(made.planes).toBe(raster.planes);
  for (let plane = 0; plane < raster.planes!; plane++)
    expect(planeOf(made, plane)).toEqual(run(planeOf(raster, plane), operationsOf(plane)));
}

describe('a raster of planes', () => {
  it('becomes what its planes become as grey rasters, whatever the chain', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 16 }),
        fc.constantFrom(8 as const, 16 as const),
        fc.boolean(),
        fc.array(fc.constantFrom(...ALIKE), { maxLength: 5 }),
        (planes, depth, withAlpha, operations) => {
          const raster = noisyPlanes(9, 7, planes, depth, withAlpha);
          expectEachPlane(raster, run(raster, operations), () => operations);
        },
      ),
    );
  });

  it('is not changed by what is made of it', () => {
    const raster = noisyPlanes(9, 7, 5, 16, true);
    const source = engine.load(raster);
    for (const operation of [...ALIKE, NOISE]) engine.free(engine.run(compile([operation], source), source));
    expect(copyRaster(source)).toEqual(raster);
    engine.free(source);
  });

  it.each<[string, (seed: Seed) => Operation]>([
    ['noise', (seed) => ({ ...NOISE, seed })],
    ['noise of light', (seed) => ({ kind: 'noise', distribution: 'shot', scale: 0.01, seed })],
    ['coarse noise', (seed) => ({ ...NOISE, scale: 0.5, seed })],
    ['random samples', (seed) => ({ ...HOLES, paint: { random: 'sample', seed } })],
    ['random regions', (seed) => ({ ...HOLES, paint: { random: 'region', seed } })],
  ])('draws other numbers for each plane, from the seeds of a fork: %s', (_, operation) => {
    const fork = new Stream([...SEED, 0, 0]);
    const seeds = Array.from({ length: 4 }, () => fork.seed());
    for (const depth of [8, 16] as const) {
      const raster = noisyPlanes(9, 7, 4, depth, false);
      const made = run(raster, [LINE, operation(SEED)]);
      expectEachPlane(raster, made, (plane) => [LINE, operation(seeds[plane]!)]);
      const same = { ...raster, data: raster.data.fill(depth === 8 ? 128 : 32_896) } as Raster;
      const drawn = run(same, [operation(SEED)]);
      const planes = Array.from({ length: 4 }, (_, plane) => planeOf(drawn, plane).data.join());
      expect(new Set(planes).size).toBe(4);
    }
  });

  it('gets the same noise in each plane where channels share it', () => {
    const raster = noisyPlanes(9, 7, 3, 8, false);
    raster.data.fill(128);
    const made = run(raster, [{ ...NOISE, perChannel: false }]);
    expect(planeOf(made, 1)).toEqual(planeOf(made, 0));
    expect(planeOf(made, 2)).toEqual(planeOf(made, 0));
    expect(planeOf(made, 0)).not.toEqual(planeOf(raster, 0));
  });

  it('keeps its planes when it is copied or reduced to 8 bits', () => {
    const raster = noisyPlanes(4, 3, 6, 16, true);
    expect(copyRaster(raster)).toEqual(raster);
    const { data, planes, depth } = withEightBits(raster);
    expect({ planes, depth }).toEqual({ planes: 6, depth: 8 });
    expect(data).toEqual(Uint8Array.from(raster.data, (unit) => Math.round(unit / 257)));
  });

  const turned = { kind: 'warp', matrix: [1, 0.1, 0, 0, 1, 0, 0, 0, 1], width: 9, height: 7 } as const;
  it.each<[string, Operation]>([
    ['the Operation matrix', { kind: 'matrix', rows: Array(12).fill(0.1), rounding: 'round' }],
    ['a line by the mean of all channels', { kind: 'adaptive', statistic: 'mean', scale: 1, weight: 0.1 }],
    [
      'a pixel of three different levels',
      {
        ...{ kind: 'noise', distribution: 'impulses', perChannel: false, seed: SEED },
        impulses: [{ share: 0.5, colour: [1, 2, 3] }],
      },
    ],
    ['the first principal component', { kind: 'adaptive', form: 'first_component' }],
    ['the Operation grey', { kind: 'grey', by: 'middle' }],
    [
      'the mean of all channels',
      { kind: 'composite', form: 'over', blend: 'normal', colour: 'mean', weights: [0, 1] },
    ],
    [
      'a layer of three different levels',
      { kind: 'composite', form: 'over', blend: 'normal', colour: [1, 2, 3], weights: [0, 1] },
    ],
    [
      'the Operation hsv',
      {
        ...{ kind: 'composite', form: 'branches' },
        branches: [{ weight: 1, operations: [{ kind: 'hsv', hue: 0, saturation: 0, value: 3 }] }],
      },
    ],
    ['the luma', { kind: 'adaptive', form: 'equalize', of: 'luma', rule: 'opencv' }],
    ['the Operation hsv', { kind: 'hsv', hue: 0, saturation: 0, value: 3 }],
    ['the Operation recode', { kind: 'recode', format: 'jpeg', quality: 50 }],
    ['a table for each channel', { kind: 'table', form: 'linear', scale: [1], offset: [1, 2, 3] }],
    ['a fill of three different levels', { ...HOLES, paint: { colour: [1, 2, 3] } }],
    [
      'a border of three different levels',
      { kind: 'window', x: -1, y: 0, width: 9, height: 7, ...EDGE, fill: [1, 2, 3] },
    ],
    ['a border of three different levels', { ...turned, interpolation: 'linear', ...EDGE, fill: [1, 1, 3] }],
  ])('refuses what only colours have a meaning for, and leaves no memory behind: %s', (what, operation) => {
    const source = engine.load(noisyPlanes(9, 7, 3, 8, true));
    const refused = () => engine.run(compile([LINE, operation], source), source);
    const message = `${what} needs red, green and blue`;
    expect(refused).toThrow(message);
    const held = engine.size;
    for (let i = 0; i < 50; i++) expect(refused).toThrow(message);
    expect(engine.size).toBe(held);
    engine.free(source);
  });

  it('takes three levels of a border that is not constant', () => {
    const raster = noisyPlanes(9, 7, 3, 8, false);
    const operation: Operation = {
      ...{ kind: 'window', x: -1, y: 0, width: 9, height: 7 },
      ...{ border: 'reflect', fill: [1, 2, 3], maskFill: 0 },
    };
    expectEachPlane(raster, run(raster, [operation]), () => [operation]);
  });
});
