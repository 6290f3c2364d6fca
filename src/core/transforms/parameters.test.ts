import { describe, expect, it } from 'vitest';
import { catalogue, type EntryName } from './catalogue.js';
import { roundHalfEven } from './parameters.js';

describe('the range that one number stands for', () => {
  it.each([
    ['Rotate', 'limit', 30, [-30, 30]],
    ['Rotate', 'limit', [20, -10], [-10, 20]],
    ['Affine', 'rotate', 30, [30, 30]],
    ['Affine', 'shear', 5, { x: [5, 5], y: [5, 5] }],
    ['Affine', 'scale', { x: 2 }, { x: [2, 2], y: [1, 1] }],
    ['Affine', 'translate_px', { y: [3, -3] }, { x: [0, 0], y: [-3, 3] }],
    ['ShiftScaleRotate', 'scale_limit', 0.1, [-0.1, 0.1]],
    ['Perspective', 'scale', 0.2, [0, 0.2]],
    ['RandomGamma', 'gamma_limit', 120, [1, 120]],
    ['GaussianBlur', 'blur_limit', 7, [0, 7]],
    ['GaussianBlur', 'sigma_limit', 2, [0, 2]],
    ['MotionBlur', 'blur_limit', 8, [3, 9]],
    ['ColorJitter', 'brightness', 1.5, [0, 2.5]],
    ['ColorJitter', 'hue', 0.2, [-0.2, 0.2]],
    ['Letterbox', 'size', 64, [64, 64]],
    ['RandomScale', 'scale_limit', 0.2, [-0.2, 0.2]],
    ['Pad', 'padding', 3, [3, 3, 3, 3]],
    ['Pad', 'padding', [3, 5], [3, 5, 3, 5]],
    ['CropAndPad', 'px', 3, [3, 3]],
    ['CropAndPad', 'percent', [0.1, -0.1], [-0.1, 0.1]],
    ['CropAndPad', 'px', [1, [2, 3], -4, 0], [[1, 1], [2, 3], [-4, -4], [0, 0]]], // prettier-ignore
    ['RandomCropNearBBox', 'max_part_shift', 0.4, [0, 0.4]],
    ['RandomCropNearBBox', 'max_part_shift', [0.4, 0.1], [0.4, 0.1]],
    ['XYMasking', 'num_masks_x', 3, [0, 3]],
    ['Rotate', 'fill', 7, [7]],
    ['Rotate', 'border_mode', 3, 'wrap'],
    ['Rotate', 'border_mode', 4, 'reflect_101'],
    ['Rotate', 'interpolation', 2, 'cubic'],
    ['Rotate', 'interpolation', 'area', 'linear'],
  ] as const)('%s %s: %j', (name, parameter, given, expected) => {
    const parsed = catalogue[name].schema.parse({ [parameter]: given }) as Record<string, unknown>;
    expect(parsed[parameter]).toEqual(expected);
  });
});

describe('parameters that are refused', () => {
  const table: readonly (readonly [EntryName, object, string | RegExp])[] = [
    ['Rotate', { limit: [1, 2, 3] }, /invalid|expected/i],
    ['Rotate', { limit: Infinity }, /invalid|expected/i],
    ['Rotate', { interpolation: 4 }, /lanczos4/],
    ['Rotate', { interpolation: 'lanczos4' }, /lanczos4/],
    ['Rotate', { mask_interpolation: 1 }, /masks hold class numbers/],
    ['Rotate', { border_mode: 'mirror' }, /reflect_101/],
    ['Rotate', { border_mode: 5 }, /reflect_101/],
    ['Rotate', { fill: 300 }, /255/],
    ['Rotate', { fill: [1, 2] }, /invalid|too small/i],
    ['Rotate', { rotate_method: 'circle' }, /largest_box/],
    ['Affine', { scale: 0 }, /above 0/],
    ['Affine', { scale: {} }, /x, y or both/],
    ['Affine', { shear: 90 }, /89/],
    ['Affine', { translate_px: 1.5 }, /int/],
    ['Affine', { translate_px: 3, translate_percent: 0.1 }, /not both/],
    ['Affine', { keep_ratio: true, scale: { x: 2 } }, /same scale range/],
    ['ShiftScaleRotate', { shift_limit: 2 }, /<=1/],
    ['ShiftScaleRotate', { scale_limit: 1 }, /the image has no size/],
    ['Perspective', { scale: -0.1 }, />=0/],
    ['Resize', { height: 10 }, /number/],
    ['Resize', { height: 0, width: 10 }, />=1/],
    [
      'Resize',
      { height: 10, width: 10, area_for_downscale: 'image_mask' },
      /would interpolate between class numbers/,
    ],
    ['LongestMaxSize', {}, /either max_size or max_size_hw/],
    ['LongestMaxSize', { max_size: 10, max_size_hw: [10, 10] }, /either/],
    ['LongestMaxSize', { max_size_hw: [null, null] }, /needs a height/],
    ['PadIfNeeded', { min_height: null }, /either min_height/],
    ['PadIfNeeded', { pad_width_divisor: 32 }, /either min_width/],
    ['Crop', { x_min: 5, x_max: 5 }, /above x_min/],
    ['RandomResizedCrop', { size: [10, 10], scale: [0.5, 0.1] }, /must not exceed/],
    ['RandomResizedCrop', { size: [10, 10], ratio: [0, 1] }, /above 0/],
    ['BBoxSafeRandomCrop', { erosion_rate: 1.1 }, /<=1/],
    ['RandomBrightnessContrast', { brightness_by_max: false, ensure_safe_range: true }, /brightness_by_max/],
    ['RandomGamma', { gamma_limit: 0.5 }, />=1/],
    ['ColorJitter', { brightness: [-0.1, 1] }, />=0/],
    ['ColorJitter', { hue: 0.6 }, /0.5/],
    ['ToGray', { num_output_channels: 1 }, /expected 3/],
    ['ToGray', { method: 'pca' }, /pca are not supported/],
    ['GaussianBlur', { sigma_limit: -1 }, />=0/],
    ['MotionBlur', { angle_range: [0, 400] }, /<=360/],
    ['GaussNoise', { std_range: [0.5, 1.5] }, /<=1/],
    ['GaussNoise', { noise_scale_factor: 0 }, />0/],
    ['ImageCompression', { quality_range: [0, 50] }, />=1/],
    ['ImageCompression', { compression_type: 'gif' }, /jpeg/],
    ['ImageCompression', { compression_type: 'webp' }, /expected jpeg: compression to webp is not supported/],
    ['CoarseDropout', { num_holes_range: [0, 1] }, />=1/],
    ['CoarseDropout', { hole_height_range: [0.5, 8] }, /fractions below 1, or two whole numbers/],
    ['CoarseDropout', { fill: 'inpaint_ns' }, /inpaint_ns are not supported/],
    ['Letterbox', { size: [10] }, /invalid|too small/i],
    ['RandomScale', { scale_limit: [-1, 0] }, /the image has no size/],
    ['Pad', { padding: -1 }, />=0/],
    ['Pad', { padding: [1, 2, 3] }, /invalid|too small/i],
    ['CropAndPad', {}, /either px or percent/],
    ['CropAndPad', { px: 1, percent: 0.1 }, /either px or percent/],
    ['CropAndPad', { px: 1.5 }, /lists of values to choose from are not supported/],
    ['CropAndPad', { px: [[1, 2, 3], 0, 0, 0] }, /lists of values to choose from are not supported/],
    ['RandomCropFromBorders', { crop_left: 0.6, crop_right: 0.5 }, /must not exceed 1 together/],
    ['RandomCropFromBorders', { crop_top: 0.6, crop_bottom: 0.5 }, /must not exceed 1 together/],
    ['RandomCropNearBBox', { max_part_shift: 1.1 }, /<=1/],
    ['RandomSizedCrop', { size: [9, 9], min_max_height: [0, 9] }, />=1/],
    ['RandomSizedCrop', { size: [9, 9], min_max_height: [9, 10], w2h_ratio: 0 }, />0/],
    ['AtLeastOneBBoxRandomCrop', { height: 9, width: 9, erosion_factor: 2 }, /<=1/],
    ['RandomIoUCrop', { min_scale: 0.8, max_scale: 0.5 }, /below min_scale/],
    ['RandomIoUCrop', { min_aspect_ratio: 3 }, /below min_aspect_ratio/],
    ['RandomIoUCrop', { sampler_options: [] }, />=1/],
    ['RandomZoomOut', { side_range: [0.5, 2] }, />=1/],
    ['ScaleJitter', { target_size: [9, 9], scale_range: [0, 1] }, /above 0/],
    ['Erasing', { ratio: [0, 1] }, /above 0/],
    ['Erasing', { fill: 'inpaint_telea' }, /inpaint_ns are not supported/],
    ['GridDropout', { ratio: 0 }, />0/],
    ['GridDropout', { unit_size_range: [1, 5] }, />=2/],
    ['XYMasking', { mask_x_length: -1 }, />=0/],
    ['ConstrainedCoarseDropout', { hole_width_range: [0.5, 1.5] }, /<=1/],
    ['ConstrainedCoarseDropout', { bbox_labels: [3] }, /string/],
  ];
  it.each(table)('%s %j', (name, parameters, message) => {
    const { error } = catalogue[name].schema.safeParse(parameters);
    expect(error?.issues.length).toBeGreaterThan(0);
    expect(JSON.stringify(error?.issues)).toMatch(message);
  });
});

it('rounds halves to even, as Python does', () => {
  const values = [0.5, 1.5, 2.5, -0.5, -1.5, 2.4, 2.6, 3];
  expect(values.map(roundHalfEven)).toEqual([0, 2, 2, 0, -2, 2, 3, 3]);
});
