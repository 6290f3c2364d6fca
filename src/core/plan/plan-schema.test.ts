import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { PlanError } from '../errors.js';
import { parseRecipe } from '../recipe/index.js';
import { samplePlan } from '../sampling/sample.js';
import type { Operation } from './operations.js';
import { parsePlan, type ParsedOperation } from './plan-schema.js';

type ReadonlyDeep<T> = T extends object ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> } : T;

const edge = { border: 'reflect', fill: [1, 2.5, 3], maskFill: 255 } as const;
const size = { width: 8, height: 6 };
const noise = {
  kind: 'noise',
  distribution: 'gaussian',
  mean: 0,
  std: 9.5,
  perChannel: true,
  scale: 1,
} as const;
const drawn = { kind: 'noise', effect: 'add', perChannel: true, scale: 0.5, seed: [3, 4] } as const;
const fill = {
  kind: 'fill',
  regions: [[0, 0, 4, 4]],
  maskFill: null,
  hides: true,
  removesKeypoints: false,
} as const;

const corners = [0, 1, 2].map((i) => [i + 0.5, i * i] as const);
const TRIANGLE = { form: 'polygon', points: corners, outlined: true } as const;

/** Every kind, in each of its forms. */
const examples: { readonly [Kind in Operation['kind']]: readonly Extract<Operation, { kind: Kind }>[] } = {
  orient: [{ kind: 'orient', to: 'turn_90' }],
  window: [{ kind: 'window', x: -1, y: 2, ...size, ...edge }],
  warp: [
    { kind: 'warp', matrix: [1, 0, 0.5, 0, 1, 0, 0, 0, 1], interpolation: 'cubic', ...size, ...edge },
    { kind: 'warp', matrix: [1, 0, 0.5, 0, 1, 0, 0, 0, 1], interpolation: 'lanczos', ...size, ...edge },
    {
      ...{ kind: 'warp', matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], interpolation: 'linear', ...size, ...edge },
      boxesAs: 'ellipses',
    },
  ],
  resample: [
    { kind: 'resample', ...size, filter: 'area' },
    { kind: 'resample', ...size, filter: 'linear_exact' },
  ],
  remap: [
    {
      ...{ kind: 'remap', form: 'grid', interpolation: 'linear', ...edge },
      x: { step: 4, from: [0, 5, 8] },
      y: { step: 3, from: [0, 2.5, 6] },
    },
    { kind: 'remap', form: 'lens', interpolation: 'cubic', unit: [8, 6], k: [0.1, -0.2], ...edge },
    {
      ...{ kind: 'remap', form: 'mesh', interpolation: 'nearest', ...edge },
      ...{ columns: 2, rows: 2, dx: [0, 1, 2, -0.5], dy: [0, 0, 0, 1] },
    },
    {
      ...{ kind: 'remap', form: 'spline', interpolation: 'linear', ...edge },
      points: [
        [0, 0],
        [1, 0],
        [0, 1],
      ],
      shifts: [
        [0.1, 0],
        [0, 0],
        [0, -0.05],
      ],
    },
    {
      ...{ kind: 'remap', form: 'random', interpolation: 'linear', ...edge },
      ...{ sigma: 6, std: 1.5, same: false, seed: [1, 2] },
    },
    {
      ...{ kind: 'remap', form: 'random', interpolation: 'linear', ...edge },
      ...{ sigma: 6, std: 1.5, stdY: 2.5, same: true, seed: [1, 2] },
    },
  ],
  pieces: [{ kind: 'pieces', columns: [0, 4, 8], rows: [0, 6], from: [1, 0] }],
  table: [
    { kind: 'table', form: 'linear', scale: [1.5], offset: [-3, 0, 1.25] },
    { kind: 'table', form: 'values', values: [Buffer.alloc(256, 7).toString('base64')] },
  ],
  matrix: [{ kind: 'matrix', rows: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], rounding: 'truncate' }],
  adaptive: [
    { kind: 'adaptive', statistic: 'grey_mean', scale: 1.2, weight: -0.2 },
    { kind: 'adaptive', form: 'equalize', of: 'luma', rule: 'pillow_inclusive' },
    { kind: 'adaptive', form: 'stretch', curve: 'linear', cutoff: 0.5, ignore: [7, 255], rounding: 'round' },
    { kind: 'adaptive', form: 'clahe', columns: 8, rows: 64, clipLimit: 2.5 },
    { kind: 'adaptive', form: 'components', factors: [0.1, -0.2, 0] },
    { kind: 'adaptive', form: 'first_component' },
  ],
  grey: [{ kind: 'grey', by: 'middle' }],
  hsv: [
    { kind: 'hsv', hue: -4, saturation: 3.5, value: 0 },
    { kind: 'hsv', hue: 0, saturation: 0, value: 0, saturationFactor: 0, valueFactor: 1.4 },
  ],
  density: [{ kind: 'density', dark: Array(12).fill(0.5), light: Array(12).fill(0), threshold: 216.75 }],
  convolve: [
    { kind: 'convolve', form: 'separable', x: [0.25, 0.5, 0.25], y: [1] },
    { kind: 'convolve', form: 'unsharp', weights: [0.25, 0.5, 0.25], amount: 0.4, threshold: 10 },
    { kind: 'convolve', form: 'full', size: 3, weights: [0, 0, 0, 0, 1, 0, 0, 0, 0] },
  ],
  rank: [
    { kind: 'rank', form: 'median', size: 5 },
    { kind: 'rank', form: 'dilation', shape: 'ellipse', width: 2, height: 3 },
  ],
  coarsen: [{ kind: 'coarsen', ...size, down: 'area', up: 'cubic' }],
  fringe: [{ kind: 'fringe', interpolation: 'linear', red: [0.1, 0], blue: [-0.1, 0.05] }],
  scatter: [{ kind: 'scatter', most: 4, turns: 2, order: 'one_by_one', seed: [1, 2] }],
  within: [
    { kind: 'within', part: { window: [0, 0, 2, 3] }, operations: [{ kind: 'orient', to: 'turn_90' }] },
    { kind: 'within', part: { channels: [0, 2] }, operations: [] },
  ],
  noise: [
    { ...noise, seed: [0, 4294967295] },
    { kind: 'noise', distribution: 'sensor', hue: 0.02, intensity: 0.3, seed: [1, 2] },
    { ...drawn, effect: 'multiply', distribution: 'uniform', low: 0.9, high: 1.1 },
    { ...drawn, distribution: 'laplace', mean: 0, spread: 12.5 },
    { ...drawn, distribution: 'beta', alpha: 0.5, beta: 1.5, spread: 30 },
    {
      ...{ kind: 'noise', distribution: 'impulses', perChannel: false, seed: [1, 2] },
      impulses: [{ share: 0.25, colour: [255] }],
    },
    { kind: 'noise', distribution: 'shot', scale: 0.1, seed: [1, 2] },
  ],
  fill: [
    { ...fill, paint: { colour: [7] } },
    { ...fill, paint: { random: 'region', seed: [1, 2] } },
  ],
  recode: [{ kind: 'recode', format: 'jpeg', quality: 70 }],
  mix: [
    {
      ...{ kind: 'mix', ...size, fill: [114], maskFill: 0 },
      layers: [
        { operations: [], x: 0, y: 0, weight: 1 },
        {
          source: { key: 'b.jpg', sha256: 'a'.repeat(64), frame: size },
          operations: [{ kind: 'orient', to: 'transpose' }],
          ...{ x: -3, y: 7, weight: 0.25, byAlpha: true, cut: { objects: [0, 4], softness: 2 } },
        },
      ],
    },
  ],
  superpixels: [
    { kind: 'superpixels', count: 100, share: 0.25, seed: [1, 2], ...size, filter: 'linear_exact' },
  ],
  match: [
    {
      kind: 'match',
      form: 'histogram',
      source: { key: 'b.jpg', sha256: 'a'.repeat(64), frame: size },
      operations: [{ kind: 'orient', to: 'transpose' }],
      weight: 0.7,
    },
    {
      kind: 'match',
      form: 'spectrum',
      source: { key: 'b.jpg', sha256: 'a'.repeat(64), frame: size },
      operations: [],
      weight: 1,
      columns: [-4, 1],
      rows: [-2, 2],
    },
  ],
  composite: [
    {
      ...{ kind: 'composite', form: 'over', blend: 'screen', colour: [200, 1.5, 0], weights: [-0.5, 1] },
      mask: { paint: { form: 'radial', centre: [3, 4.5], radius: 9, levels: [255, 80, 0] }, then: [] },
    },
    {
      ...{ kind: 'composite', form: 'over', blend: 'normal', colour: 'mean', weights: [0, 0.3] },
      mask: { paint: { form: 'plasma', roughness: 0.5, seed: [1, 2] }, then: [] },
    },
    {
      ...{ kind: 'composite', form: 'over', blend: 'add', colour: [9], weights: [0, 1] },
      mask: { paint: { form: 'rings', centre: [3, 4.5], rings: [[1.5, 25.5]] }, then: [] },
    },
    {
      ...{ kind: 'composite', form: 'over', blend: 'add', colour: [9], weights: [0, 1] },
      mask: { paint: { form: 'shapes', shapes: [TRIANGLE] }, then: [] },
    },
    { kind: 'composite', form: 'over', blend: 'add', colour: [9], weights: [1, 1] },
    { kind: 'composite', form: 'lightness', curve: Buffer.alloc(256, 7).toString('base64') },
    {
      ...{ kind: 'composite', form: 'relight' },
      mask: {
        paint: {
          ...{ form: 'marks', groups: [{ count: 7, within: [-1, 0, 8, 6] }] },
          ...{ mark: { form: 'square', half: [1, 3] }, levels: 'random', seed: [1, 2] },
        },
        then: [{ kind: 'rank', form: 'median', size: 3 }],
      },
    },
    {
      ...{ kind: 'composite', form: 'branches' },
      branches: [
        { weight: 0.25, operations: [] },
        {
          weight: 0.75,
          operations: [
            { kind: 'orient', to: 'turn_180' },
            { kind: 'grey', by: 'middle' },
          ],
        },
      ],
    },
    { kind: 'composite', form: 'sweep', matrix: [2, 0, -4, 0, 2, -3, 0, 0, 1], at: [0, 0.1, 0.2] },
  ],
};

function mixOf(layer: object): unknown {
  return { ...examples.mix[0], layers: [{ operations: [], x: 0, y: 0, weight: 1, ...layer }] };
}

function planOf(operations: readonly unknown[], head: object = { version: 1 }): unknown {
  return JSON.parse(
    JSON.stringify({
      ...head,
      frame: size,
      steps: [{ path: 'A', transform: 'A', sampled: { p: [1, null] }, operations }],
    }),
  );
}

describe('parsePlan', () => {
  it('holds types and schemas equal', () => {
    expectTypeOf<Operation>().toExtend<ReadonlyDeep<ParsedOperation>>();
    expectTypeOf<ReadonlyDeep<ParsedOperation>>().toExtend<Operation>();
  });

  it.each(Object.entries(examples))('gives back %s as it is', (_, operations) => {
    expect(parsePlan(planOf(operations))).toEqual(planOf(operations));
  });

  it.each(readdirSync('recipes'))('gives back what is sampled from %s', (name) => {
    const recipe = parseRecipe(readFileSync(`recipes/${name}`, 'utf8'), name);
    const frame = { width: 640, height: 480 };
    const annotations = {
      ...frame,
      objects: [{ class: 'a', box: [9, 9, 90, 90] as const }],
      labelMaps: [],
      tags: [],
    };
    const source = { key: 'a.jpg', imageSha256: '0'.repeat(64), frame, channels: 3, annotations } as const;
    for (let variant = 1; variant <= 50; variant++) {
      const plan = samplePlan(recipe, source, variant);
      expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    }
  });

  it.each([
    [
      'no version',
      {},
      'the Plan has version undefined, and this version of the program reads version 1 only',
    ],
    [
      'a later version',
      { version: 2 },
      'the Plan has version 2, and this version of the program reads version 1 only',
    ],
  ])('refuses %s by name', (_, head, message) => {
    expect(() => parsePlan(planOf([], head))).toThrow(new PlanError(message));
  });

  it.each<[string, unknown, string]>([
    ['an unknown kind', { kind: 'morph' }, 'steps.0.operations.0.kind: not an Operation'],
    ['an unknown field', { ...examples.orient[0], from: 1 }, 'Unrecognized key: "from"'],
    ['a frame without pixels', { ...examples.resample[0], width: 0 }, 'operations.0.width'],
    ['a short matrix', { ...examples.warp[0], matrix: [1, 0, 0] }, 'operations.0.matrix'],
    ['a short table', { ...examples.table[1], values: ['AAAA'] }, 'operations.0.values.0'],
    ['an even kernel', { ...examples.convolve[0], x: [1, 1] }, 'an odd number of weights'],
    ['a kernel of another size', { ...examples.convolve[2], size: 5 }, 'an odd size, and its square'],
    ['an even median', { ...examples.rank[0], size: 4 }, 'an odd size'],
    ['an element of another shape', { ...examples.rank[1], shape: 'cross' }, 'operations.0.shape'],
    ['another filter', { ...examples.coarsen[0], up: 'lanczos4' }, 'operations.0.up'],
    ['a piece of another size', { ...examples.pieces[0], columns: [0, 3, 8] }, 'another piece, of its size'],
    ['a piece twice', { ...examples.pieces[0], from: [0, 0] }, 'for each place another piece'],
    ['pieces without an order', { ...examples.pieces[0], rows: [6, 0] }, 'ascending, from 0'],
    ['a short map', { ...examples.density[0], dark: [1] }, 'operations.0.dark'],
    ['a lens of one number', { ...examples.fringe[0], red: [1] }, 'operations.0.red'],
    ['pixels that stay', { ...examples.scatter[0], most: 0 }, 'operations.0.most'],
    ['an empty window', { ...examples.within[0], part: { window: [2, 0, 2, 3] } }, 'operations.0.part'],
    [
      'an unknown kind inside',
      { ...examples.within[0], operations: [{ kind: 'morph' }] },
      'operations.0.operations.0.kind',
    ],
    ['a negative intensity', { ...examples.noise[1], intensity: -1 }, 'operations.0.intensity'],
    [
      'a grid of steps below a pixel',
      { ...examples.remap[0], x: { step: 0.5, from: [0, 1] } },
      'operations.0.x.step',
    ],
    ['a mesh without a row', { ...examples.remap[2], rows: 3 }, 'a displacement for each point'],
    ['a spline without a shift', { ...examples.remap[3], shifts: [[0, 0]] }, 'a shift for each point'],
    ['a field as rough as its pixels', { ...examples.remap[4], sigma: 0.5 }, 'operations.0.sigma'],
    ['a lens without a unit', { ...examples.remap[1], unit: [0, 1] }, 'operations.0.unit.0'],
    ['another effect', { ...examples.noise[3], effect: 'divide' }, 'operations.0.effect'],
    ['too dark a photon', { ...examples.noise[6], scale: 1e-5 }, 'operations.0.scale'],
    ['even weights of a blur', { ...examples.convolve[1], weights: [1, 1] }, 'an odd number of weights'],
    ['a shape of 0', { ...examples.noise[4], alpha: 0 }, 'operations.0.alpha'],
    [
      'more than all',
      { ...examples.noise[5], impulses: Array(5).fill({ share: 0.25, colour: [1] }) },
      'shares of at most 1',
    ],
    ['a mix in a mix', mixOf({ operations: examples.mix }), 'layers.0.operations.0.kind: not an Operation'],
    ['a cut without objects', mixOf({ cut: { objects: [], softness: 0 } }), 'layers.0.cut.objects'],
    ['a weight above 1', mixOf({ weight: 1.5 }), 'layers.0.weight'],
    ['a Source without its hash', mixOf({ source: { key: 'a', frame: size } }), 'layers.0.source.sha256'],
    ['no superpixels', { ...examples.superpixels[0], count: 0 }, 'operations.0.count'],
    ['a match of a match', { ...examples.match[0], operations: examples.match }, 'operations.0'],
    ['frequencies the wrong way round', { ...examples.match[1], rows: [3, -3] }, 'operations.0'],
    ['a seed of 33 bits', { ...examples.noise[0], seed: [0, 2 ** 32] }, 'operations.0.seed.1'],
    ['a weight above 1', { ...examples.composite[2], weights: [0, 1.5] }, 'operations.0'],
    ['a mask without paint', { ...examples.composite[0], mask: { then: [] } }, 'operations.0'],
    [
      'branches that weigh too much',
      { ...examples.composite[5], branches: Array(2).fill({ weight: 1, operations: [] }) },
      'operations.0',
    ],
    [
      'an unknown Operation in a branch',
      { ...examples.composite[5], branches: [{ weight: 1, operations: [{ kind: 'morph' }] }] },
      'operations.0',
    ],
  ])('refuses %s', (_, operation, message) => {
    const parse = () => parsePlan(planOf([operation]));
    expect(parse).toThrow(PlanError);
    expect(parse).toThrow(message);
  });

  it.each([null, 'plan', [], {}])('refuses %j', (json) => {
    expect(() => parsePlan(json)).toThrow(PlanError);
  });
});
