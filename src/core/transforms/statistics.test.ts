import { describe, expect, it } from 'vitest';
import { Stream } from '../plan/stream.js';
import { catalogue, type EntryName } from './catalogue.js';
import { sampledOften, whole, type Sample } from './testing/sampled.js';
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
import { STAINS } from './pixel/stains.js';
import type { Transform } from './transform.js';

/** Parameters without a default, of transforms that draw nothing. */
const REQUIRED: Readonly<Record<string, object>> = {
  Resize: { height: 10, width: 20 },
  CenterCrop: { height: 10, width: 20 },
  SmallestMaxSize: { max_size: 10 },
};

function fourTimes(value: number): number[] {
  return [value, value, value, value];
}

const SPATIAL = { spatial_mode: 'shared' };
const BLUE_ALONE = {
  noise_params: {
    ranges: [
      [0, 0],
      [0, 0],
      [-0.3, 0.2],
    ],
  },
};
/** The centre may lie at 1,901 places of each axis. */
const WIDE_MOSAIC = { target_size: [100, 100], cell_shape: [1000, 1000], center_range: [0, 1] };
const TOUCHING = { layout: 'touching', target_size: [2000, 3000], center_range: [0.25, 0.75] };
const MOVED_LAPLACE = {
  ...SPATIAL,
  noise_type: 'laplace',
  noise_params: { mean_range: [-0.2, 0.1], scale_range: [0, 1] },
};

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
  ['GridDistortion', 'a column', {}, (s) => s.columns[4]!, 0.7, 1.3],
  ['GridDistortion', 'a row', { distort_limit: [0.2, 0.9] }, (s) => s.rows[0]!, 1.2, 1.9],
  ['OpticalDistortion', 'k', {}, (s) => s.k, -0.05, 0.05],
  ['OpticalDistortion', 'k of a fisheye', { mode: 'fisheye', distort_limit: 0.3 }, (s) => s.k, -0.3, 0.3],
  ['ChromaticAberration', 'red k1', {}, (s) => s.red[0], -0.02, 0.02],
  ['ChromaticAberration', 'red k2', {}, (s) => Math.abs(s.red[1]), 0, 0.05],
  ['ChromaticAberration', 'blue k1', { mode: 'random' }, (s) => s.blue[0], -0.02, 0.02],
  ['ChromaticAberration', 'blue k2', { mode: 'red_blue' }, (s) => Math.abs(s.blue[1]), 0, 0.05],
  ['HEStain', 'scale', {}, (s) => (s.scale as unknown as number[])[1]!, 0.7, 1.3],
  ['HEStain', 'shift', {}, (s) => (s.shift as unknown as number[])[0]!, -0.2, 0.2],
  ['ThinPlateSpline', 'scale', {}, (s) => s.scale as unknown as number, 0.2, 0.4],
  ['PiecewiseAffine', 'scale', {}, (s) => s.scale as unknown as number, 0.03, 0.05],
  ['RandomBrightnessContrast', 'brightness', {}, (s) => s.brightness, -0.2, 0.2],
  ['RandomBrightnessContrast', 'contrast', { contrast_limit: 0.4 }, (s) => s.contrast, -0.4, 0.4],
  ['RandomGamma', 'gamma', {}, (s) => s.gamma, 0.8, 1.2],
  ['HueSaturationValue', 'hue', {}, (s) => s.hue, -20, 20],
  ['HueSaturationValue', 'saturation', {}, (s) => s.saturation, -30, 30],
  ['HueSaturationValue', 'value', {}, (s) => s.value, -20, 20],
  ['RandomHSV', 'hue', { hgain: 0.2 }, (s) => s.hue, -0.2, 0.2],
  ['RandomHSV', 'saturation', { sgain: 0.9 }, (s) => s.saturation, -0.9, 0.9],
  ['RandomHSV', 'value', { vgain: 0.3 }, (s) => s.value, -0.3, 0.3],
  ['ColorJitter', 'brightness', {}, (s) => s.brightness, 0.8, 1.2],
  ['ColorJitter', 'contrast', {}, (s) => s.contrast, 0.8, 1.2],
  ['ColorJitter', 'saturation', { saturation: 0.5 }, (s) => s.saturation, 0.5, 1.5],
  ['ColorJitter', 'hue', {}, (s) => s.hue, -0.5, 0.5],
  ['CLAHE', 'clip limit', {}, (s) => s.clip_limit, 1, 4],
  ['GaussianBlur', 'sigma', {}, (s) => s.sigma, 0.5, 3],
  ['MotionBlur', 'angle', {}, (s) => s.angle, 0, 360],
  ['MotionBlur', 'direction', {}, (s) => s.direction, -1, 1],
  ['MotionBlur', 'shift x', {}, (s) => s.shift.x, -1, 1],
  ['MotionBlur', 'shift y', {}, (s) => s.shift.y, -1, 1],
  ['ShotNoise', 'scale', {}, (s) => s.scale as unknown as number, 0.1, 0.3],
  ['UnsharpMask', 'alpha', {}, (s) => s.alpha, 0.2, 0.5],
  ['UnsharpMask', 'sigma', { sigma_limit: [0.5, 2] }, (s) => s.sigma, 0.5, 2],
  ['SaltAndPepper', 'amount', {}, (s) => s.amount, 0.01, 0.06],
  ['SaltAndPepper', 'salt_vs_pepper', {}, (s) => s.salt_vs_pepper, 0.4, 0.6],
  ['MultiplicativeNoise', 'factor', {}, (s) => s.multiplier[0]!, 0.9, 1.1],
  ['MultiplicativeNoise', 'blue', { per_channel: true }, (s) => s.multiplier[2]!, 0.9, 1.1],
  ['AdditiveNoise', 'green', {}, (s) => s.values[1]!, -0.1, 0.1],
  ['AdditiveNoise', 'blue', BLUE_ALONE, (s) => s.values[2]!, -0.3, 0.2],
  ['AdditiveNoise', 'std', { noise_type: 'gaussian', ...SPATIAL }, (s) => s.std, 0.05, 0.15],
  ['AdditiveNoise', 'mean', MOVED_LAPLACE, (s) => s.mean, -0.2, 0.1],
  ['AdditiveNoise', 'alpha', { noise_type: 'beta', ...SPATIAL }, (s) => s.alpha, 0.5, 1.5],
  ['ISONoise', 'color_shift', {}, (s) => s.color_shift, 0.01, 0.05],
  ['ISONoise', 'intensity', {}, (s) => s.intensity, 0.1, 0.5],
  ['GaussNoise', 'std', {}, (s) => s.std, 0.2, 0.44],
  ['GaussNoise', 'mean', { mean_range: [-0.1, 0.3] }, (s) => s.mean, -0.1, 0.3],
  ['Downscale', 'scale', { scale_range: [0.2, 0.7] }, (s) => s.scale as unknown as number, 0.2, 0.7],
  ['RandomScale', 'scale', {}, (s) => s.scale as unknown as number, 0.9, 1.1],
  ['ScaleJitter', 'factor', { target_size: [100, 100] }, (s) => s.factor, 0.1, 2],
  ['FDA', 'beta', {}, (s) => s.beta, 0, 0.1],
  ['HistogramMatching', 'blend_ratio', {}, (s) => s.blend_ratio, 0.5, 1],
  ['PixelDistributionAdaptation', 'blend_ratio', {}, (s) => s.blend_ratio, 0.25, 1],
  ['Superpixels', 'p_replace', { p_replace: [0.2, 0.7] }, (s) => s.p_replace, 0.2, 0.7],
  ['MixUp', 'share', { alpha: 1 }, (s) => s.share, 0, 1],
  ['Mosaic', 'x', WIDE_MOSAIC, (s) => s.x, 50, 1951],
  ['Mosaic', 'y', WIDE_MOSAIC, (s) => s.y, 50, 1951],
  ['Mosaic', 'x where images meet', TOUCHING, (s) => s.x, 750, 2250],
  ['Mosaic', 'y where images meet', TOUCHING, (s) => s.y, 500, 1500],
];

describe('uniform', () => {
  it.each(UNIFORM)('%s: %s', (name, _what, parameters, value, low, high) => {
    expectUniform(sampledOften(name, parameters).map(value), low, high);
  });
});

const orders = permutations(['brightness', 'contrast', 'saturation', 'hue']);
const random = { position: 'random', min_width: 1019, min_height: 810 };
const once = { px: [4, 9], sample_independently: false };
const borders = { crop_left: 0.01, crop_right: 0.015, crop_top: 0.02, crop_bottom: 0.01 };
const tall = { min_max_height: [792, 792], w2h_ratio: 1.25, size: [5, 5] };
const strips = { num_masks_x: [1, 1], mask_x_length: [4, 9], num_masks_y: [1, 1], mask_y_length: [5, 7] };
const EQUALLY_LIKELY: readonly (readonly [
  EntryName,
  string,
  object,
  (s: Sample) => unknown,
  among: readonly unknown[],
])[] = [
  ['OverlayElements', 'count', { num_elements_range: [1, 4] }, (s) => s.places.length, [1, 2, 3, 4]],
  ['Superpixels', 'n_segments', { n_segments: [5, 9] }, (s) => s.n_segments, [5, 6, 7, 8, 9]],
  ['RandomRotate90', 'factor', {}, (s) => s.factor, [0, 1, 2, 3]],
  ['D4', 'element', {}, (s) => s.group_element, ['e', 'r90', 'r180', 'r270', 'v', 'hvt', 'h', 't']],
  ['Affine', 'translate', { translate_px: [-3, 4] }, (s) => s.translate.y, whole(-3, 4)],
  ['LongestMaxSize', 'side', { max_size: [100, 250, 500] }, (s) => s.scale, [0.1, 0.25, 0.5]],
  ['PadIfNeeded', 'left', random, (s) => s.left, whole(0, 19)],
  ['PadIfNeeded', 'top', random, (s) => s.top, whole(0, 10)],
  ['HEStain', 'preset', {}, (s) => s.preset, Object.keys(STAINS)],
  ['GridElasticDeform', 'a point', { num_grid_xy: [3, 3], magnitude: 4 }, (s) => s.dx[6], whole(-4, 4)],
  ['RandomGridShuffle', 'pieces', { grid: [2, 2] }, (s) => s.from, permutations([0, 1, 2, 3])],
  ['MaskDropout', 'count', { max_objects: 4 }, (s) => s.count, [1, 2, 3, 4]],
  ['CropNonEmptyMaskIfExists', 'x', { width: 981, height: 700 }, (s) => s.x, whole(0, 19)],
  ['CropNonEmptyMaskIfExists', 'y', { width: 900, height: 785 }, (s) => s.y, whole(0, 15)],
  ['RandomCrop', 'x', { width: 981, height: 700 }, (s) => s.x, whole(0, 19)],
  ['RandomCrop', 'y', { width: 900, height: 785 }, (s) => s.y, whole(0, 15)],
  ['PixelDropout', 'random colour', { drop_value: null }, (s) => s.drop_value[2], whole(0, 255)],
  ['ColorJitter', 'order', {}, (s) => s.order, orders],
  ['UnsharpMask', 'size', {}, (s) => s.size, [3, 5, 7]],
  ['MedianBlur', 'size', { blur_limit: [3, 9] }, (s) => s.size, [3, 5, 7, 9]],
  ['PiecewiseAffine', 'rows', { nb_rows: [2, 5] }, (s) => s.rows, [2, 3, 4, 5]],
  ['PiecewiseAffine', 'columns', { nb_cols: [3, 4] }, (s) => s.columns, [3, 4]],
  ['MotionBlur', 'size', { blur_limit: [3, 9] }, (s) => s.size, [3, 5, 7, 9]],
  ['ImageCompression', 'quality', { quality_range: [50, 60] }, (s) => s.quality, whole(50, 60)],
  ['CropAndPad', 'top', { px: [-3, 8] }, (s) => s.top, whole(-3, 8)],
  ['CropAndPad', 'left', { px: [0, 1, 2, [-3, 8]] }, (s) => s.left, whole(-3, 8)],
  ['CropAndPad', 'all sides', once, (s) => [s.top, s.right, s.bottom, s.left], whole(4, 9).map(fourTimes)],
  ['RandomCropFromBorders', 'x', borders, (s) => s.x, whole(0, 10)],
  ['RandomCropFromBorders', 'y', borders, (s) => s.y, whole(0, 16)],
  ['RandomCropFromBorders', 'right', borders, (s) => s.x + s.width, whole(985, 1000)],
  ['RandomCropFromBorders', 'bottom', borders, (s) => s.y + s.height, whole(792, 800)],
  ['RandomSizedCrop', 'height', { min_max_height: [9, 20], size: [5, 5] }, (s) => s.height, whole(9, 20)],
  ['RandomSizedCrop', 'x', tall, (s) => s.x, whole(0, 10)],
  ['RandomSizedCrop', 'y', tall, (s) => s.y, whole(0, 8)],
  ['GridDropout', 'unit', { unit_size_range: [90, 95] }, (s) => s.unit, whole(90, 95)],
  ['RandomPerspective', 'left above', { distortion_scale: 0.01 }, (s) => s.corners[0][0], whole(0, 5)],
  ['RandomPerspective', 'above left', { distortion_scale: 0.02 }, (s) => s.corners[0][1], whole(0, 8)],
  ['RandomPerspective', 'right above', { distortion_scale: 0.0199 }, (s) => s.corners[1][0], whole(990, 999)],
  ['RandomPerspective', 'above right', { distortion_scale: 0.01 }, (s) => s.corners[1][1], whole(0, 4)],
  ['RandomPerspective', 'below right', { distortion_scale: 0.01 }, (s) => s.corners[2][1], whole(795, 799)],
  ['RandomPerspective', 'right below', { distortion_scale: 0.01 }, (s) => s.corners[2][0], whole(994, 999)],
  ['RandomPerspective', 'left below', { distortion_scale: 0.01 }, (s) => s.corners[3][0], whole(0, 5)],
  ['RandomPerspective', 'below left', { distortion_scale: 0.01 }, (s) => s.corners[3][1], whole(795, 799)],
  ['XYMasking', 'count', { num_masks_x: [2, 5] }, (s) => s.holes.length, [2, 3, 4, 5]],
  ['XYMasking', 'width', strips, (s) => s.holes[0]![2] - s.holes[0]![0], whole(4, 9)],
  ['XYMasking', 'height', strips, (s) => s.holes[1]![3] - s.holes[1]![1], whole(5, 7)],
  ['CoarseDropout', 'count', { num_holes_range: [2, 5] }, (s) => s.holes.length, [2, 3, 4, 5]],
];

describe('equally likely', () => {
  it.each(EQUALLY_LIKELY)('%s: %s', (name, _what, parameters, value, among) => {
    expectEqualFrequencies(sampledOften(name, parameters).map(value), among);
  });
});

/** Transforms whose distributions have tests of their own, below or in the files beside this one. */
const OTHERS: readonly EntryName[] = `
  Perspective RandomResizedCrop BBoxSafeRandomCrop AdvancedBlur Blur ChannelDropout ChannelShuffle Defocus
  Emboss FancyPCA PhotoMetricDistort PlanckianJitter Posterize RGBShift RandomToneCurve RingingOvershoot
  Sharpen Solarize RandAugment TrivialAugmentWide AutoAugment RandomSizedBBoxSafeCrop
  AtLeastOneBBoxRandomCrop RandomCropNearBBox RandomIoUCrop RandomZoomOut Erasing ConstrainedCoarseDropout
  ElasticTransform CopyPaste CutMix AugMix Illumination PlasmaBrightnessContrast PlasmaShadow RandomFog
  RandomGravel RandomRain RandomShadow RandomSnow RandomSunFlare Spatter ZoomBlur
`
  .trim()
  .split(/\s+/) as readonly EntryName[];

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

  it('corners of RandomPerspective move apart', () => {
    const moved = sampledOften('RandomPerspective', {}).map(({ corners }) => corners.flat());
    for (let a = 0; a < 8; a++)
      for (let b = 0; b < a; b++)
        expectUncorrelated(
          moved.map((numbers) => numbers[a]!),
          moved.map((numbers) => numbers[b]!),
        );
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

  it.each([
    ['BBoxSafeRandomCrop', {}],
    ['RandomSizedBBoxSafeCrop', { height: 9, width: 9 }],
  ] as const)('%s: each edge uniform between the objects and the edge of the image', (name, parameters) => {
    const labelled = sceneOf(1000, 800, [
      [300, 200, 400, 250],
      [500, 300, 600, 400],
    ]);
    const crops = sampledOften(name, parameters, labelled);
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
});
