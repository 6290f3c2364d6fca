import { describe, expect, it } from 'vitest';
import type {
  CompositeOperation,
  FillOperation,
  Operation,
  OrientOperation,
  Paint,
  WarpOperation,
} from '../plan/operations.js';
import { BORDERS, INTERPOLATIONS, ORIENTATIONS } from '../plan/operations.js';
import type { Matrix3 } from '../geometry/types.js';
import { orientationMatrix } from '../plan/operation-matrix.js';
import { compile } from './compile.js';
import { encodeBase64 } from './pixels/testing/base64.js';
import { copyRaster, newRaster, withEightBits } from './raster.js';
import type { Raster, RasterOf } from './raster.js';
import { Engine } from './run.js';
import { GuardedKernels } from './testing/guarded-kernels.js';
import { deepened, noisyRaster, smoothRaster } from './testing/rasters.js';
import { referenceChain } from './testing/reference.js';

const engine = new Engine(new GuardedKernels());
const LEVEL = 257;

function run(raster: Raster, operations: readonly Operation[]): Raster {
  const program = compile(operations, raster);
  return engine.borrow(raster, (surface) => engine.consume(engine.run(program, surface), copyRaster));
}

/** Samples of which each of the 65,536 may occur. */
function deepNoise(width: number, height: number, channels: 1 | 3, withAlpha = false): RasterOf<16> {
  const upper = noisyRaster(width, height, channels, withAlpha, 1);
  const lower = noisyRaster(width, height, channels, withAlpha, 2);
  const joined = (high: Uint8Array, low: Uint8Array) =>
    Uint16Array.from(high, (byte, i) => byte * 256 + low[i]!);
  return {
    ...deepened(upper),
    data: joined(upper.data, lower.data),
    ...(upper.alpha && { alpha: joined(upper.alpha, lower.alpha!) }),
  };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}

const EDGE = { border: 'reflect_101', fill: [0], maskFill: 0 } as const;
const TURNED: Matrix3 = [1.05, -0.271, 3.13, 0.33, 0.86, 2.07, 0, 0, 1];
const PROJECTED: Matrix3 = [1.02, 0.1, -3.1, -0.05, 0.98, 2.2, 0.001, 0.0005, 1];
const FRAME = { width: 70, height: 50 };
const BLUR = [0.25, 0.5, 0.25];

function warp(matrix: Matrix3, rest: Partial<WarpOperation> = {}): WarpOperation {
  return { kind: 'warp', matrix, ...FRAME, interpolation: 'linear', ...EDGE, ...rest };
}

const SEED = [7, 8] as const;
const INVERTED = { kind: 'table', form: 'linear', scale: [-1], offset: [255] } as const;
const STEPS = Uint8Array.from({ length: 256 }, (_, level) => level & 0xe0);
const SLOPE = Uint8Array.from({ length: 256 }, (_, level) => Math.min(255, 2 * level));
const NOISE = {
  kind: 'noise',
  distribution: 'gaussian',
  mean: 1,
  std: 20,
  perChannel: true,
  scale: 1,
  seed: SEED,
} as const;
const STRETCH = { kind: 'adaptive', form: 'stretch', ignore: [255], rounding: 'round' } as const;
const DRAWN = { kind: 'noise', effect: 'add', perChannel: true, scale: 0.7, seed: SEED } as const;
const DENSITIES = [0.9, 0.1, 0, 0.1, 0.1, 1.1, -0.1, 0, 0, 0.2, 0.8, -0.05];
const SEPIA = [0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0];

/** Operations, and by how many levels both depths may differ. */
const AGREEING: readonly (readonly [name: string, operation: Operation, levels: number])[] = [
  ['orient', { kind: 'orient', to: 'turn_90' }, 0],
  [
    'window',
    { kind: 'window', x: -4, y: 3, ...FRAME, ...EDGE, border: 'constant', fill: [10, 200, 77] },
    0.5,
  ],
  ['warp, nearest', warp(TURNED, { interpolation: 'nearest' }), 0],
  ['warp, linear', warp(TURNED), 1],
  ['warp, cubic', warp(PROJECTED, { interpolation: 'cubic' }), 1],
  ['warp, lanczos', warp(PROJECTED, { interpolation: 'lanczos' }), 1.5],
  ['warp, constant', warp(PROJECTED, { border: 'constant', fill: [114.5] }), 1],
  ['resample, area', { kind: 'resample', filter: 'area', width: 33, height: 61 }, 0.6],
  ['resample, nearest', { kind: 'resample', filter: 'nearest', width: 33, height: 61 }, 0],
  ['table, linear', { kind: 'table', form: 'linear', scale: [1.3], offset: [-20.5] }, 1],
  ['table, values', { kind: 'table', form: 'values', values: [encodeBase64(STEPS)] }, 0],
  ['matrix', { kind: 'matrix', rows: SEPIA, rounding: 'truncate' }, 1],
  ['adaptive', { kind: 'adaptive', statistic: 'grey_mean', scale: 0.6, weight: 0.4 }, 1],
  [
    'adaptive, equalized by OpenCV',
    { kind: 'adaptive', form: 'equalize', of: 'channels', rule: 'opencv' },
    0.51,
  ],
  [
    'adaptive, equalized by Pillow',
    { kind: 'adaptive', form: 'equalize', of: 'channels', rule: 'pillow_inclusive' },
    0.6,
  ],
  ['adaptive, components', { kind: 'adaptive', form: 'components', factors: [3, -2, 1] }, 1],
  ['adaptive, first component', { kind: 'adaptive', form: 'first_component' }, 1.1],
  ['grey, lightness', { kind: 'grey', by: 'lightness' }, 1.5],
  ['grey, middle', { kind: 'grey', by: 'middle' }, 0.51],
  ['adaptive, equalized luma', { kind: 'adaptive', form: 'equalize', of: 'luma', rule: 'opencv' }, 8],
  ['adaptive, stretched evenly', { ...STRETCH, curve: 'linear', cutoff: 0 }, 0.51],
  ['adaptive, stretched by counts', { ...STRETCH, curve: 'histogram', cutoff: 0 }, 0.51],
  ['convolve, separable', { kind: 'convolve', form: 'separable', x: BLUR, y: BLUR }, 0.6],
  [
    'convolve, full',
    { kind: 'convolve', form: 'full', size: 3, weights: [0, -1, 0, -1, 5, -1, 0, -1, 0] },
    0.6,
  ],
  ['rank, median', { kind: 'rank', form: 'median', size: 5 }, 0],
  ['rank, large median', { kind: 'rank', form: 'median', size: 9 }, 0],
  ['rank, erosion', { kind: 'rank', form: 'erosion', shape: 'ellipse', width: 4, height: 5 }, 0],
  ['scatter', { kind: 'scatter', most: 3, turns: 2, order: 'together', seed: SEED }, 0],
  ['fringe', { kind: 'fringe', interpolation: 'linear', red: [0.2, 0], blue: [-0.1, 0.1] }, 1],
  [
    'density',
    { kind: 'density', dark: DENSITIES, light: DENSITIES.map((v) => 0.9 * v), threshold: 100 },
    0.6,
  ],
  ['coarsen', { kind: 'coarsen', width: 20, height: 31, down: 'area', up: 'linear' }, 1.5],
  ['noise of a sensor', { kind: 'noise', distribution: 'sensor', hue: 2, intensity: 0.6, seed: SEED }, 0.6],
  ['noise of light', { kind: 'noise', distribution: 'shot', scale: 0.05, seed: SEED }, 0.6],
  ['noise of numbers', { ...DRAWN, distribution: 'laplace', mean: 3, spread: 9 }, 1.5],
  ['noise of a uniform number', { ...DRAWN, distribution: 'uniform', low: -20, high: 40 }, 1.5],
  ['noise of factors', { ...DRAWN, effect: 'multiply', distribution: 'uniform', low: 0.8, high: 1.3 }, 1.5],
  [
    'impulses',
    {
      kind: 'noise',
      distribution: 'impulses',
      impulses: [{ share: 0.2, colour: [200, 100, 50] }],
      perChannel: false,
      seed: SEED,
    },
    0.5,
  ],
  ['noise', NOISE, 1.5],
  ['noise, shared', { ...NOISE, perChannel: false }, 1.5],
  ['noise, enlarged', { ...NOISE, scale: 0.3, perChannel: false }, 1.5],
  ['fill', fill({ colour: [200, 100, 50] }), 0.5],
  ['composite, laid over', over({ form: 'radial', centre: [30, 20], radius: 40, levels: [255, 90, 0] }), 1],
  ['composite, through plasma', over({ form: 'plasma', roughness: 0.7, seed: SEED }), 1],
  [
    'composite, over shapes',
    over({ form: 'shapes', shapes: [{ form: 'disc', centre: [20, 20], radius: 9 }] }),
    1,
  ],
  // Of 8 bits the lightness itself is a level: half a level, times the slope of the curve and the stretch of the channels.
  ['composite, lightness', { kind: 'composite', form: 'lightness', curve: encodeBase64(SLOPE) }, 2.5],
  [
    'composite, branches',
    {
      ...{ kind: 'composite', form: 'branches' },
      branches: [
        { weight: 0.3, operations: [INVERTED] },
        { weight: 0.7, operations: [{ kind: 'rank', form: 'median', size: 3 }] },
      ],
    },
    0.6,
  ],
  [
    'composite, a sweep',
    { kind: 'composite', form: 'sweep', matrix: [2, 0, -35, 0, 2, -25, 0, 0, 1], at: [0, 0.1, 0.3] },
    1.5,
  ],
  ['fill, random', fill({ random: 'sample', seed: SEED }), 1],
  ['fill, one random colour', fill({ random: 'region', seed: SEED }), 1],
];

function over(paint: Paint): CompositeOperation {
  return {
    ...{ kind: 'composite', form: 'over', blend: 'normal', colour: [250, 100, 0], weights: [0.1, 0.9] },
    mask: { paint, then: [] },
  };
}

function fill(paint: FillOperation['paint']): FillOperation {
  const regions = [
    [-2, 3, 20, 9],
    [30, 10, 90, 44],
  ] as const;
  return { kind: 'fill', regions, paint, maskFill: null, hides: false, removesKeypoints: false };
}

describe.each([1, 3] as const)('an image of 16 bits, %i channels', (channels) => {
  it.each(AGREEING)('whose units are those of levels becomes that of 8 bits: %s', (_, operation, levels) => {
    const shallow = smoothRaster(61, 47, channels, true);
    const [expected, actual] = [shallow, deepened(shallow)].map((raster) => run(raster, [operation]));
    const inLevels = Float64Array.from(actual!.data, (unit) => unit / LEVEL);
    expect(actual!.depth).toBe(16);
    expect(largestDifference(inLevels, expected!.data)).toBeLessThanOrEqual(levels);
    const alphaInLevels = Float64Array.from(actual!.alpha!, (unit) => unit / LEVEL);
    expect(largestDifference(alphaInLevels, expected!.alpha!)).toBeLessThanOrEqual(1);
  });

  it('keeps every sample through flips and turns', () => {
    const raster = deepNoise(37, 70, channels, true);
    for (const to of ORIENTATIONS) {
      const operation: OrientOperation = { kind: 'orient', to };
      const made = run(raster, [operation]);
      expect([...made.data]).toEqual(referenceChain({ ...raster, largest: 65_535 }, [operation]).data);
      if (orientationMatrix(to, raster).every((value, i) => value === orientationMatrix(to, made)[i]))
        expect(run(made, [operation])).toEqual(raster);
    }
  });

  it.each(BORDERS)('is sampled within ten units of exact sums, border %s', (border) => {
    const raster = deepNoise(61, 47, channels);
    for (const matrix of [TURNED, PROJECTED]) {
      for (const interpolation of INTERPOLATIONS) {
        const operation = warp(matrix, { interpolation, border, fill: [100, 100, 100] });
        const inUnits = { ...operation, fill: [100 * LEVEL] as const };
        const expected = referenceChain({ ...raster, largest: 65_535 }, [inUnits]);
        expect(largestDifference(run(raster, [operation]).data, expected.data)).toBeLessThanOrEqual(10);
      }
    }
  });

  it('has the exact mean of each area, rounded', () => {
    const raster = deepNoise(64, 48, channels);
    const made = run(raster, [{ kind: 'resample', filter: 'area', width: 16, height: 12 }]);
    const expected = Array.from({ length: 16 * 12 * channels }, (_, i) => {
      const [x, y] = [Math.floor(i / channels) % 16, Math.floor(i / channels / 16)];
      const sums = [0, 1, 2, 3].flatMap((row) =>
        [0, 1, 2, 3].map(
          (column) => raster.data[((4 * y + row) * 64 + 4 * x + column) * channels + (i % channels)]!,
        ),
      );
      return sums.reduce((sum, value) => sum + value, 0) / 16;
    });
    expect(largestDifference(made.data, expected)).toBeLessThanOrEqual(0.51);
  });

  it('goes through several tables without being rounded to levels between them', () => {
    const raster = deepNoise(61, 47, channels);
    const darker = { kind: 'table', form: 'linear', scale: [1 / 64], offset: [0] } as const;
    const brighter = { kind: 'table', form: 'linear', scale: [64], offset: [0] } as const;
    expect(largestDifference(run(raster, [darker, brighter]).data, raster.data)).toBeLessThanOrEqual(32);
    expect(run(raster, [INVERTED, INVERTED])).toEqual(raster);
  });

  it('interpolates a table of levels', () => {
    const squares = Uint8Array.from({ length: 256 }, (_, level) => Math.round((level * level) / 255));
    const raster = deepNoise(61, 47, channels);
    const made = run(raster, [{ kind: 'table', form: 'values', values: [encodeBase64(squares)] }]);
    const expected = Array.from(raster.data, (unit) => {
      const [level, rest] = [Math.floor(unit / LEVEL), unit % LEVEL];
      return squares[level]! * (LEVEL - rest) + (squares[level + 1] ?? 0) * rest;
    });
    expect([...made.data]).toEqual(expected);
  });
});

describe('colours of 16 bits', () => {
  const raster = deepNoise(61, 47, 3);

  it('keep their values where a matrix changes nothing, and are weighed exactly', () => {
    const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
    expect(run(raster, [{ kind: 'matrix', rows: identity, rounding: 'round' }])).toEqual(raster);
    const rows = [0.299, 0.587, 0.114, 1.5, 0.2, -0.7, 0.9, 20, 0, 0, 0, 300];
    const made = run(raster, [{ kind: 'matrix', rows, rounding: 'round' }]);
    made.data.forEach((unit, i) => {
      const [start, row] = [i - (i % 3), rows.slice(4 * (i % 3))];
      const [r, g, b] = [0, 1, 2].map((c) => raster.data[start + c]! * row[c]!);
      const exact = r! + g! + b! + row[3]! * LEVEL;
      expect(Math.abs(unit - Math.min(65_535, Math.max(0, exact)))).toBeLessThanOrEqual(0.51);
    });
  });

  it('keep hue and saturation where only others are shifted', () => {
    const none = run(raster, [{ kind: 'hsv', hue: 0, saturation: 0, value: 0 }]);
    expect(largestDifference(none.data, raster.data)).toBeLessThanOrEqual(1);
    const around = run(raster, Array<Operation>(6).fill({ kind: 'hsv', hue: 30, saturation: 0, value: 0 }));
    expect(largestDifference(around.data, raster.data)).toBeLessThanOrEqual(6);
    const third = run(raster, [{ kind: 'hsv', hue: 60, saturation: 0, value: 0 }]);
    const exchanged = raster.data.map((_, i) => raster.data[i - (i % 3) + ((i + 2) % 3)]!);
    expect(largestDifference(third.data, exchanged)).toBeLessThanOrEqual(1);
  });

  it('become grey without saturation, and stay grey', () => {
    const made = run(raster, [{ kind: 'hsv', hue: 40, saturation: -255, value: 0 }]);
    made.data.forEach((unit, i) => {
      expect(unit).toBe(Math.max(...raster.data.subarray(i - (i % 3), i - (i % 3) + 3)));
    });
    expect(run(made, [{ kind: 'hsv', hue: 40, saturation: 90, value: 0 }])).toEqual(made);
  });

  it('are near those of 8 bits, whose hue has 180 steps', () => {
    const shallow = noisyRaster(61, 47, 3);
    const shift: Operation = { kind: 'hsv', hue: 17, saturation: 30, value: -12 };
    const [expected, actual] = [shallow, deepened(shallow)].map((one) => run(one, [shift]));
    const inLevels = Float64Array.from(actual!.data, (unit) => unit / LEVEL);
    expect(largestDifference(inLevels, expected!.data)).toBeLessThanOrEqual(8);
  });
});

it('is equalized by tiles as with 8 bits; on colours these are rounded to levels of Lab before and after', () => {
  const tiles = { kind: 'adaptive', form: 'clahe', columns: 4, rows: 3, clipLimit: 3 } as const;
  const [greyOff, off] = ([1, 3] as const).map((channels) => {
    const shallow = smoothRaster(61, 47, channels, true);
    const [expected, actual] = [shallow, deepened(shallow)].map((one) => run(one, [tiles]));
    return Array.from(actual!.data, (unit, i) => Math.abs(unit / LEVEL - expected!.data[i]!));
  });
  expect(Math.max(...greyOff!)).toBeLessThanOrEqual(1);
  expect(off!.reduce((sum, value) => sum + value, 0) / off!.length).toBeLessThanOrEqual(3);
});

it('adds noise of the deviation that is asked for, in steps of units', () => {
  const flat = newRaster(400, 300, 1, false, 16);
  flat.data.fill(30_000);
  const made = run(flat, [NOISE]);
  const noise = Float64Array.from(made.data, (unit) => (unit - 30_000) / LEVEL);
  const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
  const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length;
  expect(mean).toBeCloseTo(1, 0);
  expect(Math.sqrt(variance)).toBeCloseTo(20, 0);
  expect(new Set(made.data).size).toBeGreaterThan(15_000);
});

it('fills with random samples of all bits', () => {
  const made = run(newRaster(400, 300, 1, false, 16), [
    { ...fill({ random: 'sample', seed: SEED }), regions: [[0, 0, 400, 300]] },
  ]);
  expect(new Set(made.data).size).toBeGreaterThan(50_000);
});

it('has the nearest level of each unit with 8 bits', () => {
  const all = {
    width: 256,
    height: 256,
    channels: 1,
    depth: 16,
    data: Uint16Array.from({ length: 65_536 }, (_, i) => i),
  } as const;
  expect([...withEightBits(all).data]).toEqual([...all.data].map((unit) => Math.round(unit / LEVEL)));
});
