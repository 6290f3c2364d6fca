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
    ['Blur', 'blur_limit', 6, [3, 7]],
    ['Blur', 'blur_limit', [1, 4], [3, 5]],
    ['RingingOvershoot', 'blur_limit', 10, [3, 11]],
    ['RGBShift', 'r_shift_limit', 30, [-30, 30]],
    ['Posterize', 'num_bits', 4, [4, 4]],
    ['Posterize', 'num_bits', [2, 6], [2, 6]],
    [
      'Posterize',
      'num_bits',
      [1, [3, 3], [2, 7]],
      [
        [1, 1],
        [3, 3],
        [2, 7],
      ],
    ],
    ['Defocus', 'radius', 5, [1, 5]],
    ['Defocus', 'alias_blur', 0.3, [0, 0.3]],
    ['AdvancedBlur', 'sigma_x_limit', 2, [0, 2]],
    ['AdvancedBlur', 'rotate_limit', 45, [-45, 45]],
    ['AdvancedBlur', 'beta_limit', 4, [0, 4]],
    ['AdvancedBlur', 'noise_limit', 1.5, [0, 1.5]],
    ['ColorJitter', 'brightness', 1.5, [0, 2.5]],
    ['ColorJitter', 'hue', 0.2, [-0.2, 0.2]],
    ['Letterbox', 'size', 64, [64, 64]],
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
    ['Blur', { blur_limit: 3.5 }, /int/],
    ['AdvancedBlur', { sigma_x_limit: 0 }, /larger number must be above 0/],
    ['AdvancedBlur', { noise_limit: [0, 0] }, /larger number must be above 0/],
    ['AdvancedBlur', { beta_limit: [1.5, 3] }, /must include 1/],
    ['AdvancedBlur', { beta_limit: [0.2, 0.5] }, /must include 1/],
    ['Defocus', { radius: 0 }, />=1/],
    ['RingingOvershoot', { cutoff: [1, 3.2] }, /<=3.14/],
    ['RingingOvershoot', { cutoff: [2, 1] }, /must not exceed/],
    ['Sharpen', { method: 'gaussian' }, /gaussian is not supported/],
    ['Sharpen', { alpha: [0.2, 1.1] }, /<=1/],
    ['Emboss', { strength: [-1, 1] }, />=0/],
    ['Solarize', { threshold_range: [0.5, 128] }, /<=1/],
    ['Posterize', { num_bits: 0 }, />=1/],
    ['Posterize', { num_bits: [4, 9] }, /<=8/],
    ['RGBShift', { g_shift_limit: 300 }, /<=255/],
    ['ChannelDropout', { channel_drop_range: [1, 3] }, /<=2/],
    ['ChannelDropout', { fill: -1 }, />=0/],
    ['RandomToneCurve', { scale: 1.5 }, /<=1/],
    ['PlanckianJitter', { temperature_limit: [2000, 8000] }, />=3000/],
    ['PlanckianJitter', { temperature_limit: [7000, 8000] }, /must include 6000/],
    ['PlanckianJitter', { mode: 'cied', temperature_limit: [3500, 8000] }, /at least 4000/],
    ['PhotoMetricDistort', { hue: [-0.6, 0] }, /-0.5/],
    ['PhotoMetricDistort', { distort_p: 2 }, /<=1/],
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
