import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RecipeError } from '../../errors.js';
import { importPipeline } from './index.js';
import { parseRecipe } from '../parse.js';

// Written by json.dump(albumentations.to_dict(…)) with Albumentations 2.0.8.
const REAL = readFileSync(new URL('testing/albumentations.json', import.meta.url), 'utf8');

const read = (transform: object) => importPipeline(JSON.stringify({ transform }), 'pipeline.json');

describe('importPipeline, of Albumentations', () => {
  const { yaml, lost, notes } = importPipeline(REAL, 'albumentations.json');
  const recipe = parseRecipe(yaml, 'imported.yaml');

  it('makes a Recipe with the same parameters', () => {
    expect(recipe.transforms).toHaveLength(24);
    expect(recipe.transforms[3]).toMatchObject({
      transform: { name: 'Affine' },
      p: 0.7,
      parameters: {
        rotate: [-15, 15],
        scale: { x: [0.8, 1.2], y: [0.8, 1.2] },
        shear: { x: [-5, 5], y: [-5, 5] },
        translate_percent: { x: [-0.1, 0.1], y: [-0.1, 0.1] },
        border_mode: 'constant',
        interpolation: 'linear',
      },
    });
    const someOf = recipe.transforms.find(({ transform }) => transform.name === 'SomeOf')!;
    expect(someOf).toMatchObject({ p: 1, parameters: { n: 2, replace: false } });
    expect(someOf.children.map(({ transform }) => transform.name)).toEqual([
      'RandomBrightnessContrast',
      'RandomGamma',
      'HueSaturationValue',
      'ColorJitter',
    ]);
  });

  it('imports the minima of boxes as rules for labels', () => {
    expect(recipe.labels).toMatchObject({ min_area: 16, min_visibility: 0.2, min_width: 2, min_height: 0 });
  });

  it('warns of everything that it leaves out', () => {
    expect(lost).toEqual([expect.stringMatching(/^TextImage: left out, it needs words/)]);
    expect(notes).toEqual([
      'saved by Albumentations 2.0.8',
      'Normalize: not needed, because image files are written; do it where you train',
    ]);
  });

  it('writes no defaults', () => {
    expect(yaml).toContain('  - HorizontalFlip\n');
    expect(yaml).not.toContain('border_mode: 0');
  });

  it('says of further images that they draw for themselves, and of further labels that they move anyhow', () => {
    const additional_targets = { right: 'image', depth: 'mask' };
    const { lost, notes } = read({ __class_fullname__: 'Compose', p: 1, transforms: [], additional_targets });
    expect(lost).toEqual([
      'additional_targets.right: left out, because each image draws its own numbers here; put images of one frame into one TIFF as further channels',
    ]);
    expect(notes).toContain('additional_targets.depth: not needed, all labels of an image move with it');
  });

  it('reads a single transform, a nested Compose and full class names', () => {
    const inner = { __class_fullname__: 'albumentations.VerticalFlip', p: 1 };
    expect(read(inner).yaml).toContain('- VerticalFlip:\n      p: 1\n');
    const nested = { __class_fullname__: 'Compose', p: 0.3, transforms: [inner] };
    expect(parseRecipe(read(nested).yaml, 'r').transforms).toMatchObject([
      {
        transform: { name: 'Sequential' },
        p: 0.3,
        children: [{ transform: { name: 'VerticalFlip' }, p: 1 }],
      },
    ]);
  });

  it('leaves out a control that becomes empty, and parameters that it cannot import', () => {
    const lost = { __class_fullname__: 'OneOf', p: 1, transforms: [{ __class_fullname__: 'MyOwn' }] };
    const odd = { __class_fullname__: 'Affine', p: 0.5, interpolation: 9, rotate: [-3, 3] };
    const made = read({ __class_fullname__: 'Compose', p: 1, transforms: [lost, odd] });
    expect(parseRecipe(made.yaml, 'r').transforms).toMatchObject([
      { transform: { name: 'Affine' }, parameters: { rotate: [-3, 3], interpolation: 'linear' } },
    ]);
    expect(made.lost.join('\n')).toMatch(
      /MyOwn: left out, not known\nOneOf: left out, nothing remains in it\nAffine.interpolation: left out, .* found 9/,
    );
  });

  it('keeps the share of what is not needed in a choice', () => {
    const choices = [
      { __class_fullname__: 'Blur', p: 0.5 },
      { __class_fullname__: 'Normalize', p: 1 },
    ];
    const one = { __class_fullname__: 'OneOf', p: 1, transforms: choices };
    const { yaml, lost } = read({ __class_fullname__: 'Compose', p: 1, transforms: [one] });
    expect(lost).toEqual([]);
    expect(parseRecipe(yaml, 'r').transforms[0]!.children).toMatchObject([
      { transform: { name: 'Blur' }, p: 0.5 },
      { transform: { name: 'NoOp' }, p: 1 },
    ]);
  });

  it.each(['', '[]', '{"transform": 3}', '{', 'transforms: [NoOp]'])('refuses %j', (text) => {
    expect(() => importPipeline(text, 'x.json')).toThrow(RecipeError);
  });

  it('passes over what RGBShift writes besides its own parameters', () => {
    const noise = { noise_type: 'uniform', spatial_mode: 'constant', approximation: 1, noise_params: {} };
    const saved = { __class_fullname__: 'RGBShift', p: 0.5, r_shift_limit: [-9, 9], ...noise };
    const made = read(saved);
    expect(made.lost).toEqual([]);
    expect(made.yaml).toContain('r_shift_limit: [ -9, 9 ]');
  });

  it('takes the pool for images that were given in code, and says so', () => {
    const common = { __class_fullname__: 'HistogramMatching', p: 0.5, blend_ratio: [0.3, 0.9] };
    const made = read({ ...common, reference_images: ['a.jpg'], read_fn: 'f', metadata_key: 'hm_metadata' });
    expect(made.lost).toEqual([
      'HistogramMatching.reference_images: left out, `mix: {pool: …}` of the recipe says which images are used',
    ]);
    expect(made.yaml).toContain('pool: pool.json');
    expect(made.notes.join()).toContain('augment pool INPUT');
    expect(read({ ...common, reference_images: null, metadata_key: 'hm_metadata' }).lost).toEqual([]);
  });

  it('keeps the share of a choice that it does not have', () => {
    const choices = [
      { __class_fullname__: 'TextImage', p: 0.2 },
      { __class_fullname__: 'RandomGamma', p: 0.6 },
    ];
    const made = read({ __class_fullname__: 'OneOf', p: 0.5, transforms: choices });
    expect(parseRecipe(made.yaml, 'r').transforms[0]!.children).toMatchObject([
      { transform: { name: 'NoOp' }, p: 0.2 },
      { transform: { name: 'RandomGamma' }, p: 0.6 },
    ]);
    expect(made.lost).toHaveLength(1);
  });

  it('says which size is lost with a transform', () => {
    const { lost } = read({ __class_fullname__: 'MyOwn', height: 480, width: 640, p: 1 });
    expect(lost[0]).toContain('it also made all images 640 × 480');
  });

  it('refuses the saved pipeline as a Recipe, and says how to convert it', () => {
    const text = JSON.stringify({ __version__: '2.0.8', transform: { __class_fullname__: 'Compose' } });
    expect(() => parseRecipe(text, 'saved.json')).toThrow('augment recipe import saved.json > recipe.yaml');
  });
});

describe('a pipeline of Albumentations 1.3.1', () => {
  // As its get_transform_init_args gives them.
  const common = { always_apply: false, p: 0.5 };
  const border = { interpolation: 1, border_mode: 4, value: null, mask_value: null };
  const cases: readonly (readonly [name: string, saved: object, parameters: object])[] = [
    ['RandomResizedCrop', { height: 480, width: 640, scale: [0.5, 1], ratio: [0.75, 1.3], interpolation: 1 }, { size: [480, 640] }],
    ['RandomSizedCrop', { min_max_height: [60, 90], height: 48, width: 64, w2h_ratio: 1, interpolation: 1 }, { size: [48, 64], min_max_height: [60, 90] }],
    ['CropAndPad', { px: [-4, 4], percent: null, pad_mode: 4, pad_cval: 9, pad_cval_mask: 2, keep_size: true, sample_independently: true, interpolation: 1 }, { px: [-4, 4], border_mode: 'reflect_101', fill: [9], fill_mask: 2 }],
    ['GridDropout', { ratio: 0.4, unit_size_min: 20, unit_size_max: 30, holes_number_x: null, holes_number_y: null, shift_x: 1, shift_y: 2, random_offset: false, fill_value: 7, mask_fill_value: null }, { unit_size_range: [20, 30], shift_xy: [1, 2], random_offset: false, fill: [7] }],
    ['GaussNoise', { var_limit: [65.025, 6502.5], per_channel: true, mean: 51 }, { std_range: [0.0316228, 0.316228], mean_range: [0.2, 0.2] }],
    ['GaussNoise', { var_limit: 650.25, mean: 0 }, { std_range: [0, 0.1], mean_range: [0, 0] }],
    ['CoarseDropout', { max_holes: 8, max_height: 8, max_width: 0.25, min_holes: 2, min_height: 8, min_width: null, fill_value: 7, mask_fill_value: 0 }, { num_holes_range: [2, 8], hole_height_range: [8, 8], hole_width_range: [0.25, 0.25], fill: [7], fill_mask: 0 }],
    ['ImageCompression', { quality_lower: 75, quality_upper: 100, compression_type: 0 }, { quality_range: [75, 100], compression_type: 'jpeg' }],
    ['Rotate', { limit: [-9, 9], ...border, value: [9, 8, 7], rotate_method: 'ellipse', crop_border: false }, { limit: [-9, 9], border_mode: 'reflect_101', fill: [9, 8, 7], rotate_method: 'ellipse' }],
    ['PadIfNeeded', { min_height: 9, min_width: 9, pad_height_divisor: null, pad_width_divisor: null, border_mode: 4, value: null, mask_value: null }, { border_mode: 'reflect_101' }],
    ['Affine', { scale: { x: [0.9, 1.1], y: [0.9, 1.1] }, rotate: [-5, 5], mode: 1, cval: [1, 2, 3], cval_mask: 2, interpolation: 1 }, { border_mode: 'replicate', fill: [1, 2, 3], fill_mask: 2 }],
    ['Perspective', { scale: [0.05, 0.1], keep_size: true, pad_mode: 0, pad_val: 9, mask_pad_val: 1, fit_output: false, interpolation: 1 }, { border_mode: 'constant', fill: [9], fill_mask: 1 }],
    ['Solarize', { threshold: [128, 128] }, { threshold_range: [0.501957, 0.501957] }],
    ['Solarize', { threshold: 0 }, { threshold_range: [0, 0] }],
    ['ChannelDropout', { channel_drop_range: [1, 2], fill_value: 9 }, { channel_drop_range: [1, 2], fill: 9 }],
    ['AdvancedBlur', { blur_limit: [3, 5], sigmaX_limit: [0.3, 1], sigmaY_limit: [0.4, 1], rotate_limit: [-9, 9], beta_limit: [0.5, 2], noise_limit: [0.9, 1.1] }, { sigma_x_limit: [0.3, 1], sigma_y_limit: [0.4, 1] }],
    ['RGBShift', { r_shift_limit: [-9, 9], g_shift_limit: [-20, 20], b_shift_limit: [-20, 20] }, { r_shift_limit: [-9, 9] }],
    ['RandomGamma', { gamma_limit: [80, 120], eps: 1e-7 }, {}],
  ]; // prettier-ignore

  it.each(cases)('%s keeps its meaning', (name, saved, parameters) => {
    const pipeline = { __class_fullname__: 'Compose', p: 1, bbox_params: null, transforms: [{ __class_fullname__: name, ...common, ...saved }] }; // prettier-ignore
    const text = JSON.stringify({ __version__: '1.3.1', transform: pipeline });
    const { yaml, lost, notes } = importPipeline(text, 'saved.json');
    expect(lost).toEqual([]);
    expect(notes).toEqual([
      'saved by Albumentations 1.3.1; its parameters are given the names and units of 2.0.8',
    ]);
    expect(parseRecipe(yaml, 'r').transforms).toMatchObject([{ transform: { name }, p: 0.5, parameters }]);
  });

  const renamed: readonly (readonly [name: string, saved: object, successor: string, parameters: object])[] = [
    ['JpegCompression', { quality_lower: 30, quality_upper: 80 }, 'ImageCompression', { quality_range: [30, 80], compression_type: 'jpeg' }],
    ['Cutout', { num_holes: 3, max_h_size: 20, max_w_size: 10, fill_value: 7 }, 'CoarseDropout', { num_holes_range: [3, 3], hole_height_range: [20, 20], hole_width_range: [10, 10], fill: [7] }],
    ['RandomBrightness', { limit: [-0.3, 0.1] }, 'RandomBrightnessContrast', { brightness_limit: [-0.3, 0.1], contrast_limit: [0, 0] }],
    ['RandomContrast', {}, 'RandomBrightnessContrast', { brightness_limit: [0, 0], contrast_limit: [-0.2, 0.2] }],
  ]; // prettier-ignore

  it.each(renamed)(
    '%s is written under its name of today, and the notes say so',
    (name, saved, successor, parameters) => {
      const pipeline = { __class_fullname__: 'Compose', p: 1, transforms: [{ __class_fullname__: name, ...common, ...saved }] }; // prettier-ignore
      const text = JSON.stringify({ __version__: '1.3.1', transform: pipeline });
      const { yaml, lost, notes } = importPipeline(text, 'saved.json');
      expect(lost).toEqual([]);
      expect(notes[1]).toMatch(new RegExp(`^${name}: written as ${successor}`));
      expect(parseRecipe(yaml, 'r').transforms).toMatchObject([
        { transform: { name: successor }, p: 0.5, parameters },
      ]);
    },
  );

  it('applies always what was always applied, and is silent on settings of nested pipelines', () => {
    const flip = { __class_fullname__: 'HorizontalFlip', always_apply: true, p: 0.5 };
    const nested = { __class_fullname__: 'Compose', p: 1, bbox_params: null, keypoint_params: null, additional_targets: {}, is_check_shapes: true, transforms: [flip] }; // prettier-ignore
    const { yaml, lost } = read({ __class_fullname__: 'Compose', p: 1, transforms: [nested] });
    expect(lost).toEqual([]);
    expect(parseRecipe(yaml, 'r').transforms[0]!.children).toMatchObject([{ p: 1 }]);
  });

  it('gives transforms that have another name here that name', () => {
    const transforms = ['SquareSymmetry', 'TimeReverse', 'Lambda'].map((name) => ({
      __class_fullname__: name,
      p: 0.4,
    }));
    const { yaml, lost, notes } = read({ __class_fullname__: 'Compose', p: 1, transforms });
    expect(parseRecipe(yaml, 'r').transforms).toMatchObject([
      { transform: { name: 'D4' }, p: 0.4 },
      { transform: { name: 'HorizontalFlip' }, p: 0.4 },
    ]);
    expect(notes).toContain('SquareSymmetry: written as D4');
    expect(lost).toEqual([
      'Lambda: left out, it runs a function of yours; a package can bring transforms of yours',
    ]);
  });
});
