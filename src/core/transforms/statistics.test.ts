import { describe, expect, it } from 'vitest';
import { Stream } from '../plan/stream.js';
import { catalogue, type EntryName } from './catalogue.js';
import { sampleOften } from './testing/sampled-often.js';
import { sceneOf } from './testing/scene.js';
import {
  erf,
  expectDistribution,
  expectEqualFrequencies,
  expectFrequencies,
  expectUncorrelated,
  expectUniform,
  permutations,
} from './testing/statistics.js';
import type { Scene, Transform } from './transform.js';

/** The values that `sample` reports. */
function sampledOften(name: EntryName, parameters: object, where?: Scene): Sample[] {
  return sampleOften(name, parameters, where).map(({ sampled }) => sampled as unknown as Sample);
}

/** Parameters without a default, of transforms that draw nothing. */
const REQUIRED: Readonly<Record<string, object>> = {
  Resize: { height: 10, width: 20 },
  CenterCrop: { height: 10, width: 20 },
  SmallestMaxSize: { max_size: 10 },
};

type Axes = Readonly<Record<'x' | 'y', number>>;
type Pair = readonly [number, number];

/** The values that the rows below test; each transform reports a few of them. */
interface Sample extends Axes {
  readonly angle: number;
  readonly brightness: number;
  readonly contrast: number;
  readonly corners: readonly [Pair, Pair, Pair, Pair];
  readonly direction: number;
  readonly factor: number;
  readonly gamma: number;
  readonly group_element: string;
  readonly height: number;
  readonly holes: readonly (readonly [x0: number, y0: number, x1: number, y1: number])[];
  readonly hue: number;
  readonly left: number;
  readonly mean: number;
  readonly order: readonly string[];
  readonly quality: number;
  readonly rotate: number;
  readonly saturation: number;
  readonly scale: Axes;
  readonly shear: Axes;
  readonly shift: Axes;
  readonly sigma: number;
  readonly size: number;
  readonly std: number;
  readonly top: number;
  readonly translate: Axes;
  readonly value: number;
  readonly width: number;
}

function whole(low: number, high: number): number[] {
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}

const UNIFORM: readonly (readonly [
  EntryName,
  string,
  object,
  (s: Sample) => number,
  low: number,
  high: number,
])[] = [
  ['Rotate', 'angle', { limit: [-30, 50] }, (s) => s.angle, -30, 50],
  ['SafeRotate', 'angle', {}, (s) => s.angle, -90, 90],
  ['Affine', 'rotate', { rotate: [-10, 20] }, (s) => s.rotate, -10, 20],
  ['Affine', 'shear x', { shear: { x: [-5, 15], y: 1 } }, (s) => s.shear.x, -5, 15],
  ['Affine', 'shear y', { shear: [-5, 15] }, (s) => s.shear.y, -5, 15],
  ['Affine', 'scale x', { scale: [0.5, 3] }, (s) => s.scale.x, 0.5, 3],
  ['Affine', 'scale y', { scale: [0.5, 3] }, (s) => s.scale.y, 0.5, 3],
  ['ShiftScaleRotate', 'scale', {}, (s) => s.scale.x, 0.9, 1.1],
  ['ShiftScaleRotate', 'rotate', {}, (s) => s.rotate, -45, 45],
  ['RandomBrightnessContrast', 'brightness', {}, (s) => s.brightness, -0.2, 0.2],
  ['RandomBrightnessContrast', 'contrast', { contrast_limit: 0.4 }, (s) => s.contrast, -0.4, 0.4],
  ['RandomGamma', 'gamma', {}, (s) => s.gamma, 0.8, 1.2],
  ['HueSaturationValue', 'hue', {}, (s) => s.hue, -20, 20],
  ['HueSaturationValue', 'saturation', {}, (s) => s.saturation, -30, 30],
  ['HueSaturationValue', 'value', {}, (s) => s.value, -20, 20],
  ['ColorJitter', 'brightness', {}, (s) => s.brightness, 0.8, 1.2],
  ['ColorJitter', 'contrast', {}, (s) => s.contrast, 0.8, 1.2],
  ['ColorJitter', 'saturation', { saturation: 0.5 }, (s) => s.saturation, 0.5, 1.5],
  ['ColorJitter', 'hue', {}, (s) => s.hue, -0.5, 0.5],
  ['GaussianBlur', 'sigma', {}, (s) => s.sigma, 0.5, 3],
  ['MotionBlur', 'angle', {}, (s) => s.angle, 0, 360],
  ['MotionBlur', 'direction', {}, (s) => s.direction, -1, 1],
  ['MotionBlur', 'shift x', {}, (s) => s.shift.x, -1, 1],
  ['MotionBlur', 'shift y', {}, (s) => s.shift.y, -1, 1],
  ['GaussNoise', 'std', {}, (s) => s.std, 0.2, 0.44],
  ['GaussNoise', 'mean', { mean_range: [-0.1, 0.3] }, (s) => s.mean, -0.1, 0.3],
];

describe('uniform', () => {
  it.each(UNIFORM)('%s: %s', (name, _what, parameters, value, low, high) => {
    expectUniform(sampledOften(name, parameters).map(value), low, high);
  });
});

const orders = permutations(['brightness', 'contrast', 'saturation', 'hue']);
const random = { position: 'random', min_width: 1019, min_height: 810 };
const EQUALLY_LIKELY: readonly (readonly [
  EntryName,
  string,
  object,
  (s: Sample) => unknown,
  among: readonly unknown[],
])[] = [
  ['RandomRotate90', 'factor', {}, (s) => s.factor, [0, 1, 2, 3]],
  ['D4', 'element', {}, (s) => s.group_element, ['e', 'r90', 'r180', 'r270', 'v', 'hvt', 'h', 't']],
  ['Affine', 'translate', { translate_px: [-3, 4] }, (s) => s.translate.y, whole(-3, 4)],
  ['LongestMaxSize', 'side', { max_size: [100, 250, 500] }, (s) => s.scale, [0.1, 0.25, 0.5]],
  ['PadIfNeeded', 'left', random, (s) => s.left, whole(0, 19)],
  ['PadIfNeeded', 'top', random, (s) => s.top, whole(0, 10)],
  ['RandomCrop', 'x', { width: 981, height: 700 }, (s) => s.x, whole(0, 19)],
  ['RandomCrop', 'y', { width: 900, height: 785 }, (s) => s.y, whole(0, 15)],
  ['ColorJitter', 'order', {}, (s) => s.order, orders],
  ['MotionBlur', 'size', { blur_limit: [3, 9] }, (s) => s.size, [3, 5, 7, 9]],
  ['ImageCompression', 'quality', { quality_range: [50, 60] }, (s) => s.quality, whole(50, 60)],
  ['CoarseDropout', 'count', { num_holes_range: [2, 5] }, (s) => s.holes.length, [2, 3, 4, 5]],
];

describe('equally likely', () => {
  it.each(EQUALLY_LIKELY)('%s: %s', (name, _what, parameters, value, among) => {
    expectEqualFrequencies(sampledOften(name, parameters).map(value), among);
  });
});

/** Transforms whose distributions have tests of their own below, or in pixel/distributions.test.ts. */
const OTHERS: readonly EntryName[] = [
  'Perspective',
  'RandomResizedCrop',
  'BBoxSafeRandomCrop',
  'AdvancedBlur',
  'Blur',
  'ChannelDropout',
  'ChannelShuffle',
  'Defocus',
  'Emboss',
  'PhotoMetricDistort',
  'PlanckianJitter',
  'Posterize',
  'RGBShift',
  'RandomToneCurve',
  'RingingOvershoot',
  'Sharpen',
  'Solarize',
];

describe('every random transform', () => {
  const tested = new Set<string>([...UNIFORM, ...EQUALLY_LIKELY].map(([name]) => name).concat(OTHERS));
  const rest = Object.values(catalogue).filter(({ name, group }) => group !== 'control' && !tested.has(name));

  it.each(rest)('$name has a row above, or draws nothing', (entry) => {
    const transform = entry as Transform;
    const parsed = transform.schema.parse(REQUIRED[transform.name] ?? {});
    const stream = new Stream([1, 2, 3, 4]);
    const large = sceneOf(2000, 1600);
    const drawn = Array.from({ length: 50 }, () => transform.sample(parsed, stream, large).sampled);
    expect(new Set(drawn.map((sampled) => JSON.stringify(sampled))).size, 'add a row for each value').toBe(1);
  });
});

describe('other distributions', () => {
  it('GaussianBlur raises even kernels', () => {
    const sizes = sampledOften('GaussianBlur', { blur_limit: [3, 7] }).map((s) => s.size);
    expectFrequencies(sizes, [
      [3, 1 / 5],
      [5, 2 / 5],
      [7, 2 / 5],
    ]);
  });

  it('a translation in percent is truncated towards zero: 0 is twice as wide', () => {
    const drawn = sampledOften('Affine', { translate_percent: [-0.003, 0.003] });
    const shares = [-2, -1, 0, 1, 2].map((x) => [x, x === 0 ? 2 / 6 : 1 / 6] as const);
    expectFrequencies(
      drawn.map((s) => s.translate.x),
      shares,
    );
  });

  it('a balanced scale shrinks as often as it enlarges', () => {
    const scales = sampledOften('Affine', { scale: [0.5, 3], balanced_scale: true }).map((s) => s.scale.x);
    expectDistribution(scales, (x) => (x < 1 ? x - 0.5 : 0.5 + (x - 1) / 4));
  });

  it('keep_ratio scales both axes alike; else they are drawn apart', () => {
    const kept = sampledOften('Affine', { scale: [0.5, 2], keep_ratio: true });
    expect(kept.every((s) => s.scale.x === s.scale.y)).toBe(true);
    for (const [name, parameters] of [
      ['Affine', { scale: [0.5, 2] }],
      ['ShiftScaleRotate', {}],
    ] as const) {
      const drawn = sampledOften(name, parameters).map((s) => s.scale);
      expectUncorrelated(
        drawn.map(({ x }) => x),
        drawn.map(({ y }) => y),
      );
    }
  });

  it.each([0.1, 0.3])('corners of Perspective move by |N(0, %d)| mod .32', (scale) => {
    const corners = sampledOften('Perspective', { scale: [scale, scale] }).map((s) => s.corners);
    const below = (x: number) => erf(x / (scale * Math.SQRT2));
    const cumulative = (x: number) =>
      [0, 1, 2, 3, 4, 5].reduce((sum, turn) => sum + below(turn * 0.32 + x) - below(turn * 0.32), 0);
    const moves = [
      corners.map(([[x]]) => x / 1000),
      corners.map(([, corner]) => corner[1] / 800),
      corners.map(([, , corner]) => 1 - corner[0] / 1000),
      corners.map(([, , , corner]) => 1 - corner[1] / 800),
    ];
    for (const move of moves) expectDistribution(move, cumulative);
    expectUncorrelated(moves[0]!, moves[1]!);
  });

  it('RandomResizedCrop: uniform area, log-uniform ratio, anywhere', () => {
    const big = sceneOf(20_000, 20_000);
    const crops = sampledOften('RandomResizedCrop', { size: [10, 10], scale: [0.1, 0.3] }, big);
    expectUniform(
      crops.map(({ width, height }) => (width * height) / 4e8),
      0.0999,
      0.3001,
    );
    const ratios = crops.map(({ width, height }) => Math.log(width / height));
    expectUniform(ratios, Math.log(0.7499), Math.log(1.3335));
    expectUniform(
      crops.map(({ x, width }) => x / (20_001 - width)),
      0,
      1,
    );
    expectUniform(
      crops.map(({ y, height }) => y / (20_001 - height)),
      0,
      1,
    );
  });

  it('RandomResizedCrop takes the first try that fits', () => {
    // Half of the attempts are wider than the image: areas above 1/2 at ratio 2 in a square.
    const square = sceneOf(1000, 1000);
    const crops = sampledOften('RandomResizedCrop', { size: [10, 10], scale: [0, 1], ratio: [2, 2] }, square);
    expectUniform(
      crops.map(({ width, height }) => (width * height) / 1e6),
      0,
      0.502,
    );
  });

  it('BBoxSafeRandomCrop: each edge uniform between the objects and the edge of the image', () => {
    const labelled = sceneOf(1000, 800, [
      [300, 200, 400, 250],
      [500, 300, 600, 400],
    ]);
    const crops = sampledOften('BBoxSafeRandomCrop', {}, labelled);
    const within = (values: readonly number[], low: number, high: number) => {
      expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...values)).toBeLessThanOrEqual(high);
      expectDistribution(values, (x) => (x + 0.5 - low) / (high - low));
    };
    within(
      crops.map(({ x }) => x),
      0,
      300,
    );
    within(
      crops.map(({ y }) => y),
      0,
      200,
    );
    within(
      crops.map(({ x, width }) => x + width),
      600,
      1000,
    );
    within(
      crops.map(({ y, height }) => y + height),
      400,
      800,
    );
  });

  it('CoarseDropout: sides uniform, anywhere', () => {
    const one = { num_holes_range: [1, 1], hole_height_range: [5, 9], hole_width_range: [0.1, 0.3] };
    const holes = sampledOften('CoarseDropout', one).map((s) => s.holes[0]!);
    expectEqualFrequencies(
      holes.map(([, y0, , y1]) => y1 - y0),
      whole(5, 9),
    );
    const widths = holes.map(([x0, , x1]) => x1 - x0);
    expectDistribution(widths, (x) => (x + 0.5 - 100) / 200);
    expectUniform(
      holes.map(([x0, , x1]) => x0 / (1001 - (x1 - x0))),
      0,
      1,
    );
    expectUncorrelated(
      widths,
      holes.map(([x0, , x1]) => x0 / (1001 - (x1 - x0))),
    );
  });
});
