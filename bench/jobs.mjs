/**
 * The jobs that are measured, as data for both sides: names and parameters of transforms mean the same in this program and
 * in Albumentations.
 */
const FLIP = [['VerticalFlip', { p: 1 }]];

const DETECTION = [
  ['HorizontalFlip', { p: 0.5 }],
  ['Affine', { rotate: [-15, 15], scale: [0.8, 1.2], translate_percent: [-0.1, 0.1], p: 1 }],
  ['RandomBrightnessContrast', { p: 1 }],
  ['HueSaturationValue', { p: 1 }],
  ['GaussianBlur', { sigma_limit: [0.5, 1.5], p: 1 }],
  ['GaussNoise', { std_range: [0.02, 0.05], p: 1 }],
];

/** For comparing images: without random choices and without noise, which every program draws differently. */
const DETECTION_PINNED = [
  ['HorizontalFlip', { p: 1 }],
  ['Affine', { rotate: [8, 8], scale: [1.1, 1.1], translate_percent: [0.05, 0.05], p: 1 }],
  ['RandomBrightnessContrast', { brightness_limit: [0.1, 0.1], contrast_limit: [0.1, 0.1], p: 1 }],
  [
    'HueSaturationValue',
    { hue_shift_limit: [5, 5], sat_shift_limit: [10, 10], val_shift_limit: [5, 5], p: 1 },
  ],
  ['GaussianBlur', { sigma_limit: [1, 1], p: 1 }],
];

/** Camera defects with a low probability, as in common recipes. */
const DETECTION_SOMETIMES = DETECTION.map(([name, parameters]) =>
  name.startsWith('Gauss') ? [name, { ...parameters, p: 0.5 }] : [name, parameters],
);

/** `repeat`: number of runs in a row, so that short jobs are measured with warm caches. */
export const JOBS = {
  flip: {
    title: 'Decode, vertical flip, encode at quality 75',
    peers: ['pillow', 'albumentations'],
    transforms: FLIP,
    pinned: FLIP,
    variants: 1,
    quality: 75,
    boxes: false,
    repeat: 10,
  },
  detection: {
    title: 'Decode, 6 operations × 8 variants with 5 boxes, encode at quality 90',
    peers: ['albumentations'],
    transforms: DETECTION,
    pinned: DETECTION_PINNED,
    variants: 8,
    quality: 90,
    boxes: true,
    repeat: 2,
  },
  sometimes: {
    title: 'The same, blur and noise each on half of the variants',
    peers: ['albumentations'],
    transforms: DETECTION_SOMETIMES,
    pinned: DETECTION_PINNED,
    variants: 8,
    quality: 90,
    boxes: true,
    repeat: 2,
  },
};
