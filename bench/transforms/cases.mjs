import { parse } from 'yaml';
import { builtInTransforms } from '../../dist/core/transforms/catalogue.js';
import { transformExamples } from '../../dist/core/transforms/examples.js';

/**
 * Sizes of the image; how many different draws are measured, and for how many seconds each in a turn. PiecewiseAffine would
 * take Albumentations hours in 12 megapixels.
 */
export const SIZES = {
  VGA: { width: 640, height: 480, draws: 5, seconds: 0.02 },
  '12 MP': { width: 4000, height: 3000, draws: 2, seconds: 0.1, without: ['PiecewiseAffine'] },
};

/** Those that read labels get boxes and a label map, and move them. */
const LABELLED = new Set([
  ...['AtLeastOneBBoxRandomCrop', 'BBoxSafeRandomCrop', 'RandomCropNearBBox', 'RandomSizedBBoxSafeCrop'],
  ...['ConstrainedCoarseDropout', 'CropNonEmptyMaskIfExists', 'MaskDropout'],
]);

/** Noise, weather, light, elastic fields and CLAHE. */
const THRICE = new Set([
  ...['AdditiveNoise', 'GaussNoise', 'ISONoise', 'MultiplicativeNoise', 'PixelDropout', 'SaltAndPepper'],
  ...['ShotNoise', 'RandomFog', 'RandomGravel', 'RandomRain', 'RandomShadow', 'RandomSnow', 'RandomSunFlare'],
  ...['Spatter', 'Illumination', 'PlasmaBrightnessContrast', 'PlasmaShadow', 'ElasticTransform', 'CLAHE'],
]);

/** What differs in speed from the examples of docs/transforms.md, or does not fit the image. */
const FURTHER = {
  Crop: ['Crop', { x_min: 0, y_min: 100, x_max: 400, y_max: 480 }],
  // Of one size, as the sizes drawn decide about the time.
  AdvancedBlur: ['AdvancedBlur', { blur_limit: [7, 7], rotate_limit: 45 }],
  Blur: ['Blur', { blur_limit: [5, 5] }],
  Defocus: ['Defocus', { radius: [4, 4] }],
  MedianBlur: ['MedianBlur', { blur_limit: [3, 3] }],
  MotionBlur: ['MotionBlur', { blur_limit: [7, 7] }],
  RandomResizedCrop: ['RandomResizedCrop', { size: [640, 640], scale: [0.7, 0.7], ratio: [1, 1] }],
  RandomScale: ['RandomScale', { scale_limit: [0.3, 0.3] }],
  RandomSizedCrop: ['RandomSizedCrop', { min_max_height: [400, 400], size: [480, 640], w2h_ratio: 1.3333 }],
  RingingOvershoot: ['RingingOvershoot', { blur_limit: [7, 7] }],
  SmallestMaxSize: ['SmallestMaxSize', { max_size: 640 }],
  'Affine, cubic': ['Affine', { rotate: [-10, 10], interpolation: 'cubic' }],
  'ElasticTransform, sigma 2': ['ElasticTransform', { alpha: 30, sigma: 2 }],
  'Illumination, linear': ['Illumination', { mode: 'linear' }],
  'MedianBlur, 5': ['MedianBlur', { blur_limit: [5, 5] }],
  'MedianBlur, 7': ['MedianBlur', { blur_limit: [7, 7] }],
  'Morphological, dilation': ['Morphological', { scale: [3, 3], operation: 'dilation' }],
  'RandomRain, drizzle': ['RandomRain', { rain_type: 'drizzle' }],
  'RandomSnow, bleach': ['RandomSnow', { method: 'bleach' }],
  'RandomSunFlare, physics': ['RandomSunFlare', { method: 'physics_based' }],
  'Spatter, rain': ['Spatter', { mode: 'rain' }],
};

/**
 * Each transform with the parameters of its example, and some with others: by title, the `name` of the transform, its
 * `parameters`, whether it is `labelled`, and by which factor it should be faster (`asked`). Those that are made of other
 * transforms, and those that need a pool, have no time of their own.
 */
export const CASES = Object.fromEntries(
  [
    ...builtInTransforms.entries
      .filter(({ group }) => group !== 'control' && group !== 'mixing')
      .map(({ name }) => [name, [name, parse(transformExamples[name])]]),
    ...Object.entries(FURTHER),
  ].map(([title, [name, parameters]]) => [
    title,
    {
      name,
      parameters: { ...parameters, p: 1 },
      labelled: LABELLED.has(name),
      asked: THRICE.has(name) ? 3 : 1,
    },
  ]),
);
