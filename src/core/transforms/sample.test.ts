import { describe, expect, it } from 'vitest';
import type { FillOperation, Operation } from '../plan/operations.js';
import { Stream } from '../plan/stream.js';
import { catalogue, type EntryName } from './catalogue.js';
import { QueuedRandom } from './testing/queued-random.js';
import { sample } from './testing/sampled.js';
import { sceneOf } from './testing/scene.js';
import type { Scene, Transform } from './transform.js';

/** Parameters that suit every image below, and make each transform draw all its values. */
const busy: Readonly<Record<string, object>> = {
  Affine: { scale: [0.5, 2], translate_percent: 0.1, shear: [-10, 10], rotate: [-20, 20] },
  CenterCrop: { height: 10, width: 10 },
  CoarseDropout: { num_holes_range: [1, 5], fill: 'random' },
  Crop: { x_max: 10, y_max: 10 },
  AdditiveNoise: { noise_type: 'beta' },
  BBoxSafeRandomCrop: { erosion_rate: 0.4 },
  LongestMaxSize: { max_size: [10, 20, 30] },
  PadIfNeeded: { min_height: 60, min_width: 60, position: 'random' },
  RandomCrop: { height: 90, width: 90, pad_if_needed: true, pad_position: 'random' },
  RandomResizedCrop: { size: [32, 32] },
  Resize: { height: 20, width: 30 },
  SmallestMaxSize: { max_size: [10, 20, 30] },
  AtLeastOneBBoxRandomCrop: { height: 1, width: 1 },
  ConstrainedCoarseDropout: { num_holes_range: [1, 5], hole_width_range: [0.2, 0.8], fill: 'random' },
  CropAndPad: { percent: [-0.1, 0.3] },
  Erasing: { fill: 'random_uniform' },
  GridDropout: { holes_number_xy: [3, 4] },
  Pad: { padding: [3, 4] },
  PixelDropout: { drop_value: null },
  RandomCropFromBorders: { crop_left: 0.4, crop_right: 0.6 },
  RandomCropNearBBox: { max_part_shift: [0.3, 0.9] },
  RandomSizedBBoxSafeCrop: { height: 20, width: 30, erosion_rate: 0.4 },
  RandomSizedCrop: { min_max_height: [5, 50], size: [20, 30], w2h_ratio: 0.7 },
  ScaleJitter: { target_size: [30, 40] },
  CropNonEmptyMaskIfExists: { height: 1, width: 1 },
  GridElasticDeform: { num_grid_xy: [3, 4], magnitude: 5 },
  MaskDropout: { max_objects: 3 },
  XYMasking: { num_masks_x: [1, 3], mask_x_length: 1, num_masks_y: [0, 2], mask_y_length: 1 },
};
const transforms: readonly Transform[] = Object.values(catalogue).filter(
  (entry) => entry.group !== 'control',
);
const scenes: readonly Scene[] = [
  sceneOf(100, 80),
  sceneOf(31, 200, [[3, 4, 20, 50]], 1),
  sceneOf(1, 1),
  sceneOf(64, 64, [
    [0, 0, 64, 64],
    [10, 10, 12, 12],
  ]),
];

describe('what holds for every transform', () => {
  it.each(transforms)('$name: the draws after it do not depend on the image', (transform) => {
    const { name } = transform;
    const parameters = transform.schema.parse(busy[name] ?? {});
    const following = scenes
      .filter((scene) => scene.width > 10 || !['Crop', 'CenterCrop'].includes(name))
      .map((scene) => {
        const random = new Stream([5, 6, 7, 8]);
        transform.sample(parameters, random, scene);
        return random.uniform(0, 1);
      });
    expect(new Set(following).size).toBe(1);
  });

  it.each(transforms)('$name: its result is plain JSON, and repeatable', (transform) => {
    const { name } = transform;
    const parameters = transform.schema.parse(busy[name] ?? {});
    for (let seed = 0; seed < 20; seed++) {
      const made = transform.sample(parameters, new Stream([seed, 1, 1, 1]), scenes[0]!);
      expect(JSON.parse(JSON.stringify(made))).toEqual(made);
      expect(transform.sample(parameters, new Stream([seed, 1, 1, 1]), scenes[0]!)).toEqual(made);
    }
  });

  it.each(transforms)('$name: sizes are whole and at least 1', (transform) => {
    const { name } = transform;
    const parameters = transform.schema.parse(busy[name] ?? {});
    for (const scene of scenes.filter(({ width }) => width > 10)) {
      for (let seed = 0; seed < 30; seed++) {
        for (const operation of transform.sample(parameters, new Stream([seed, 2, 1, 1]), scene).operations) {
          if (!('width' in operation)) continue;
          expect(Number.isSafeInteger(operation.width) && operation.width >= 1).toBe(true);
          expect(Number.isSafeInteger(operation.height) && operation.height >= 1).toBe(true);
        }
      }
    }
  });

  it.each(transforms.filter((transform) => 'deterministic' in transform))(
    '$name is deterministic',
    (transform) => {
      const always: Readonly<Record<string, object>> = {
        ...busy,
        LongestMaxSize: { max_size: 9 },
        SmallestMaxSize: { max_size: 9 },
        PadIfNeeded: {},
        CropAndPad: { px: [1, -2, 3, -4] },
      };
      const parameters = transform.schema.parse(always[transform.name] ?? {});
      expect(transform.deterministic?.(parameters)).toBe(true);
      expect(() => transform.sample(parameters, new QueuedRandom(), scenes[0]!)).not.toThrow();
    },
  );
});

describe('a transform without effect makes no Operations', () => {
  const full = sceneOf(100, 80);
  it.each<[EntryName, object, unknown[]?]>([
    ['Rotate', { limit: [0, 0] }],
    ['Rotate', { limit: [360, 360], crop_border: true }],
    ['SafeRotate', { limit: [0, 0] }],
    ['Affine', {}],
    ['Affine', { fit_output: true }],
    ['Affine', { translate_percent: 0.009 }],
    ['Perspective', { scale: [0, 0] }, [0, 0, 0, 0, 0, 0, 0, 0]],
    ['RandomRotate90', {}, [0]],
    ['Resize', { width: 100, height: 80 }],
    ['LongestMaxSize', { max_size: 100 }],
    ['Letterbox', { size: [80, 100] }],
    ['PadIfNeeded', { min_height: 80, min_width: 30 }],
    ['CenterCrop', { height: 80, width: 100 }],
    ['BBoxSafeRandomCrop', {}, [0.1, 0.2, 0.3, 0.4]],
    ['RandomGamma', { gamma_limit: [100, 100] }],
    ['GaussianBlur', { sigma_limit: 0 }],
    ['GaussNoise', { std_range: [0, 0] }],
    ['Downscale', { scale_range: [1, 1] }],
    ['Downscale', { scale_range: [0.999, 0.999] }],
    ['Morphological', { scale: 1 }],
    ['ISONoise', { intensity: [0, 0] }, [0.02]],
    ['SaltAndPepper', { amount: [0, 0] }, [0.5]],
    ['UnsharpMask', { blur_limit: [3, 3], alpha: 0 }],
    ['PixelDropout', { dropout_prob: 0 }],
    ['MultiplicativeNoise', { multiplier: [1, 1] }],
    ['MultiplicativeNoise', { multiplier: [1, 1], elementwise: true }],
    ['AdditiveNoise', {}, [0.003, -0.003, 0]],
    ['RGBShift', { r_shift_limit: [1.5, 0], g_shift_limit: [-0.003, 0], b_shift_limit: 0 }, [0.9, -0.7]],
    ['Posterize', { num_bits: 8 }],
    ['ChannelShuffle', {}, [[0, 1, 2]]],
    ['Sharpen', { alpha: [0, 0], lightness: [1, 1] }],
    ['Emboss', { alpha: [0, 0], strength: [0, 0] }],
    ['PhotoMetricDistort', {}, [false, 1.1, false, 1.2, false, 1.3, false, 0.02, true, false, [2, 1, 0]]],
    ['CoarseDropout', { num_holes_range: [1, 1], hole_width_range: [0, 0] }, [0.1, 0.2, 0.3, 0.4]],
    ['RandomScale', { scale_limit: [0, 0] }],
    ['Pad', {}],
    ['CropAndPad', { px: 0 }],
    ['CropAndPad', { percent: [0.009, -0.009, 0, 0] }],
    ['RandomCropFromBorders', {}, [0, 0.99, 0, 0.99]],
    ['RandomCropNearBBox', {}, [0.5, 0.1, 0.1, 0.1, 0.1]],
    ['RandomIoUCrop', {}],
    ['RandomZoomOut', { side_range: [1, 1] }, [0.5, 0.5]],
    ['ScaleJitter', { target_size: [100, 80], scale_range: [1, 1] }],
    ['RandomSizedCrop', { size: [80, 100], min_max_height: [900, 900] }, [0.3, 0.3]],
    ['RandomSizedBBoxSafeCrop', { height: 80, width: 100 }, [0.1, 0.2, 0.3, 0.4]],
    ['AtLeastOneBBoxRandomCrop', { height: 80, width: 100 }, [0.5, 0.5, 0.5]],
    ['Erasing', { scale: [0, 0], ratio: [1, 1] }, [0.5, 0.5, 0.5]],
    ['Erasing', { scale: [0.9, 1] }, [0.5, 1, 0.5, 0.5]],
    ['XYMasking', {}],
    ['ConstrainedCoarseDropout', {}],
  ])('%s %j', (name, parameters, draws) => {
    expect(sample(name, parameters, full, draws)).toEqual([]);
  });
});

describe('grey images', () => {
  const grey = sceneOf(100, 80, [], 1);
  it('ToGray does not change them', () => {
    expect(sample('ToGray', {}, grey)).toEqual([]);
  });
  it.each<[EntryName, unknown[]]>([
    ['ToSepia', []],
    ['ChannelShuffle', [[2, 1, 0]]],
    ['ChannelDropout', [[2, 1, 0]]],
    ['PlanckianJitter', [true, 3500]],
  ])('%s leaves them as they are', (name, draws) => {
    expect(sample(name, {}, grey, draws)).toEqual([]);
    expect(sample(name, {}, sceneOf(100, 80), draws)).toHaveLength(1);
  });
  it.each([
    [true, ['adaptive', 'matrix', 'hsv']],
    [false, ['matrix', 'hsv', 'adaptive']],
  ])('PhotoMetricDistort changes brightness and contrast only (contrast first: %s)', (first, colour) => {
    const draws = [true, 1.1, true, 1.2, true, 1.3, true, 0.02, first, true, [2, 1, 0]];
    const kinds = (scene: Scene) => sample('PhotoMetricDistort', {}, scene, draws).map(({ kind }) => kind);
    expect(kinds(grey)).toEqual(['table', 'adaptive']);
    expect(kinds(sceneOf(100, 80))).toEqual(['table', ...colour, 'matrix']);
  });
  it('ColorJitter changes brightness and contrast only', () => {
    const fixed = { brightness: [1.1, 1.1], contrast: [0.9, 0.9], saturation: [2, 2], hue: [0.1, 0.1] };
    const kinds = (scene: Scene) =>
      sample('ColorJitter', fixed, scene, [[3, 1, 2, 0]]).map(({ kind }) => kind);
    expect(kinds(grey)).toEqual(['adaptive', 'table']);
    expect(kinds(sceneOf(100, 80))).toEqual(['hsv', 'adaptive', 'matrix', 'table']);
  });
});

describe('crops', () => {
  const small = sceneOf(100, 80);
  it.each<[EntryName, object, unknown[]]>([
    ['Crop', {}, []],
    ['CenterCrop', { height: 81, width: 10 }, []],
    ['RandomCrop', { height: 10, width: 101 }, [0.5, 0.5]],
  ])('%s says what does not fit, and what to do', (name, parameters, draws) => {
    const crop = () => sample(name, parameters, small, draws);
    expect(crop).toThrow(/the image has 100 × 80; set pad_if_needed: true/);
    expect(crop).toThrow(expect.objectContaining({ name: 'RecipeError' }));
  });

  it.each<[EntryName, object, unknown[], message: RegExp]>([
    ['AtLeastOneBBoxRandomCrop', { height: 81, width: 9 }, [], /needs 9 × 81 .* has 100 × 80; resize or pad/],
    ['CropAndPad', { px: -40 }, [], /nothing is left of an image of 100 × 80 pixels/],
    ['CropAndPad', { percent: -0.5 }, [], /nothing is left/],
    ['GridDropout', { unit_size_range: [20, 81] }, [30], /reaches to 81 pixels, .* 100 × 80/],
    ['GridDropout', { holes_number_xy: [200, 51] }, [], /200 × 51 cells are too many; there may be 10000/],
    ['XYMasking', { mask_y_length: 81 }, [], /mask_y_length reaches to 81 pixels, but the height .* is 80/],
  ])('%s %j: says why this image is too small', (name, parameters, draws, message) => {
    const drawn = () => sample(name, parameters, small, draws);
    expect(drawn).toThrow(message);
    expect(drawn).toThrow(expect.objectContaining({ name: 'RecipeError' }));
  });

  it('transforms that choose an object choose none that lies outside, and no double', () => {
    const inside = { class: 'a', box: [20, 10, 40, 30] } as const;
    const outside = { class: 'a', box: [120, 10, 140, 30] } as const;
    const beside = { class: 'a', box: [-9, 10, 0, 30] } as const;
    const point = { class: 'b', keypoints: [{ x: 0, y: 80, visibility: 2 }] } as const;
    const objects = [outside, beside, { ...inside, double: true }, inside, point];
    const scene = { ...small, annotations: { ...small.annotations, objects } };
    const corner = [0.99, 0.5, 0.5, 0.5, 0.5];
    expect(sample('RandomCropNearBBox', { max_part_shift: 0 }, scene, corner)).toMatchObject([
      { x: 0, y: 79, width: 1, height: 1 },
    ]);
    expect(
      sample('RandomCropNearBBox', { max_part_shift: 0 }, scene, [0.4, 0.5, 0.5, 0.5, 0.5]),
    ).toMatchObject([{ x: 20, y: 10, width: 20, height: 20 }]);
    const chosen = { bbox_labels: ['a'], hole_height_range: [1, 1], hole_width_range: [1, 1] };
    expect(sample('ConstrainedCoarseDropout', chosen, scene, [0, 0])).toMatchObject([
      { regions: [[20, 10, 40, 30]] },
    ]);
  });

  it('RandomCropNearBBox keeps the box where its sides would cross', () => {
    const scene = sceneOf(100, 80, [[20, 10, 40, 30]]);
    expect(
      sample('RandomCropNearBBox', { max_part_shift: [0, 0.9] }, scene, [0, 0, 0, 0.5, 0.5]),
    ).toMatchObject([{ x: 20, y: 10, width: 20, height: 20 }]);
  });

  it('RandomIoUCrop leaves an image whole for which no crop suits', () => {
    const operations = catalogue.RandomIoUCrop.sample(
      catalogue.RandomIoUCrop.schema.parse({ sampler_options: [0.9], trials: 5 }),
      new Stream([1, 2, 3, 4]),
      sceneOf(100, 80, [[0, 0, 5, 5]]),
    ).operations;
    expect(operations).toEqual([]);
  });

  it('BBoxSafeRandomCrop keeps every object whole, whatever its shape', () => {
    const annotations: Scene['annotations'] = {
      width: 100,
      height: 80,
      labelMaps: [],
      tags: [],
      objects: [
        { class: 'a', box: [20.5, 10.25, 60.75, 30.5] },
        {
          class: 'b',
          polygons: [
            {
              rings: [
                [
                  [15.2, 40],
                  [30, 70.9],
                  [50, 41],
                ],
              ],
            },
          ],
        },
        {
          class: 'c',
          keypoints: [
            { x: 90.5, y: 20, visibility: 2 },
            { x: 0, y: 0, visibility: 0 },
          ],
        },
      ],
    };
    const random = new Stream([1, 1, 1, 1]);
    for (let count = 0; count < 500; count++) {
      const { sampled } = catalogue.BBoxSafeRandomCrop.sample({ erosion_rate: 0 }, random, {
        ...small,
        annotations,
      });
      const { x, y, width, height } = sampled as Record<'x' | 'y' | 'width' | 'height', number>;
      expect(x >= 0 && x <= 15.2 && y >= 0 && y <= 10.25).toBe(true);
      expect(x + width >= 90.5 && x + width <= 100 && y + height >= 70.9 && y + height <= 80).toBe(true);
    }
  });
});

describe('single Operations', () => {
  const scene = sceneOf(100, 80);
  it('a quarter turn is exact', () => {
    const [warp] = sample('Rotate', { limit: [90, 90] }, scene);
    expect(warp).toMatchObject({ matrix: [0, 1, 10, -1, 0, 90, 0, 0, 1], width: 100, height: 80 });
  });

  it('SafeRotate with expand keeps the scale', () => {
    const [warp] = sample('SafeRotate', { limit: [90, 90], expand: true }, scene);
    expect(warp).toMatchObject({ matrix: [0, 1, 0, -1, 0, 100, 0, 0, 1], width: 80, height: 100 });
  });

  it('linear and cubic resizes are warps, the others are not', () => {
    const names = ['linear', 'cubic', 'lanczos', 'area', 'nearest', 'nearest_exact', 'linear_exact'];
    const kinds = names.map(
      (interpolation) => sample('Resize', { width: 10, height: 10, interpolation }, scene)[0]!.kind,
    );
    expect(kinds).toEqual([...Array<string>(2).fill('warp'), ...Array<string>(5).fill('resample')]);
  });

  it('CoarseDropout paints with noise, one draw per sample or per region', () => {
    const paints = ['random', 'random_uniform'].map((fill) => {
      const [operation] = sample(
        'CoarseDropout',
        { num_holes_range: [1, 1], fill },
        scene,
        [0.5, 0.5, 0.5, 0.5],
      );
      return (operation as FillOperation).paint;
    });
    expect(paints).toEqual([
      { random: 'sample', seed: [1, 2] },
      { random: 'region', seed: [1, 2] },
    ]);
  });

  it('MotionBlur gives all pixels of its line the same weight', () => {
    const straight = {
      blur_limit: [5, 5],
      angle_range: [0, 0],
      direction_range: [0, 0],
      allow_shifted: false,
    };
    const [operation] = sample('MotionBlur', straight, scene) as (Operation & { weights: number[] })[];
    const row = (index: number) => operation!.weights.slice(index * 5, index * 5 + 5);
    expect([0, 1, 3, 4].flatMap(row).every((weight) => weight === 0)).toBe(true);
    expect(row(2)).toEqual([0.2, 0.2, 0.2, 0.2, 0.2]);
  });

  it('Letterbox with auto pads to multiples of the stride only', () => {
    const operations = sample('Letterbox', { size: [320, 320], auto: true }, sceneOf(640, 400));
    expect(operations).toMatchObject([
      { width: 320, height: 200 },
      { y: -12, width: 320, height: 224 },
    ]);
  });
});
