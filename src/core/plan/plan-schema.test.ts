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
const fill = {
  kind: 'fill',
  regions: [[0, 0, 4, 4]],
  maskFill: null,
  hides: true,
  removesKeypoints: false,
} as const;

/** Every kind, in each of its forms. */
const examples: { readonly [Kind in Operation['kind']]: readonly Extract<Operation, { kind: Kind }>[] } = {
  orient: [{ kind: 'orient', to: 'turn_90' }],
  window: [{ kind: 'window', x: -1, y: 2, ...size, ...edge }],
  warp: [
    { kind: 'warp', matrix: [1, 0, 0.5, 0, 1, 0, 0, 0, 1], interpolation: 'cubic', ...size, ...edge },
    {
      ...{ kind: 'warp', matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], interpolation: 'linear', ...size, ...edge },
      boxesAs: 'ellipses',
    },
  ],
  resample: [{ kind: 'resample', ...size, filter: 'area' }],
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
  hsv: [{ kind: 'hsv', hue: -4, saturation: 3.5, value: 0 }],
  convolve: [
    { kind: 'convolve', form: 'separable', x: [0.25, 0.5, 0.25], y: [1] },
    { kind: 'convolve', form: 'full', size: 3, weights: [0, 0, 0, 0, 1, 0, 0, 0, 0] },
  ],
  noise: [{ ...noise, seed: [0, 4294967295] }],
  fill: [
    { ...fill, paint: { colour: [7] } },
    { ...fill, paint: { random: 'region', seed: [1, 2] } },
  ],
  recode: [{ kind: 'recode', format: 'jpeg', quality: 70 }],
};

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
    ['an unknown kind', { kind: 'remap' }, 'steps.0.operations.0.kind: not an Operation'],
    ['an unknown field', { ...examples.orient[0], from: 1 }, 'Unrecognized key: "from"'],
    ['a frame without pixels', { ...examples.resample[0], width: 0 }, 'operations.0.width'],
    ['a short matrix', { ...examples.warp[0], matrix: [1, 0, 0] }, 'operations.0.matrix'],
    ['a short table', { ...examples.table[1], values: ['AAAA'] }, 'operations.0.values.0'],
    ['an even kernel', { ...examples.convolve[0], x: [1, 1] }, 'an odd number of weights'],
    ['a kernel of another size', { ...examples.convolve[1], size: 5 }, 'an odd size, and its square'],
    ['a seed of 33 bits', { ...examples.noise[0], seed: [0, 2 ** 32] }, 'operations.0.seed.1'],
  ])('refuses %s', (_, operation, message) => {
    const parse = () => parsePlan(planOf([operation]));
    expect(parse).toThrow(PlanError);
    expect(parse).toThrow(message);
  });

  it.each([null, 'plan', [], {}])('refuses %j', (json) => {
    expect(() => parsePlan(json)).toThrow(PlanError);
  });
});
