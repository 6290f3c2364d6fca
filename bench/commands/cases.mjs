import { JOBS } from '../jobs.mjs';

/** With these settings glibc's allocator keeps freed memory, so that buffers are reused. */
export const KEEP_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: '1073741824',
  MALLOC_TRIM_THRESHOLD_: '4294967296',
};

const { transforms, variants, quality } = JOBS.detection;
const CROPS = {
  transforms: [['RandomResizedCrop', { size: [224, 224], p: 1 }]],
  variants: 8,
  quality: 90,
  labels: false,
};
const CROP = {
  transforms: [['RandomCrop', { height: 512, width: 512, p: 1 }]],
  variants: 1,
  quality: 90,
  labels: false,
};
/** One random decision for each image and variant, so results differ in content and agree in number and size. */
const DETECTION = { transforms, variants, quality, labels: true };

/**
 * The whole commands that are measured. `input`: what `makeDataset` makes. `recipe`: of this program; absent, its default,
 * one vertical flip. `peers`: scripts of bench/scripts/ with their settings, and the Python module or the tool that each needs. `same`: how far
 * results must agree, see same-work.mjs. `again`: the second run is measured beside the first.
 */
export const CASES = {
  one: {
    title: 'one JPEG, flip, from the start of the process to its end',
    input: { count: 1 },
    rounds: 15,
    same: 'pixels',
    peers: [peer('Pillow', 'PIL', 'flip_one_pillow.py', { quality: 90 })],
  },
  flip: {
    title: 'JPEGs, flip, quality 90',
    input: { count: 1500 },
    same: 'pixels',
    peers: [
      ...asInstalledAndTuned(peer('Pillow', 'PIL', 'flip_pillow.py', { quality: 90 })),
      ...asInstalledAndTuned(peer('OpenCV', 'cv2', 'flip_opencv.py', { IMWRITE_JPEG_QUALITY: 90 })),
      ...asInstalledAndTuned(peer('torchvision', 'torchvision', 'flip_torchvision.py', { quality: 90 })),
    ],
  },
  lossless: {
    title: 'JPEGs, flip, quality: same (the coded blocks are moved)',
    input: { count: 1500 },
    recipe: { version: 1, output: { quality: 'same' }, transforms: [{ VerticalFlip: { p: 1 } }] },
    same: 'pixels',
    peers: [
      { who: 'jpegtran, xargs -P 2', tool: 'jpegtran', script: 'flip_jpegtran.sh', env: {} },
      ...asInstalledAndTuned(peer('Pillow, decoding', 'PIL', 'flip_pillow.py', { quality: 90 })),
    ],
  },
  detection: {
    title: 'JPEGs with 5 boxes each, 6 operations × 8 variants, quality 90',
    input: { count: 200, labels: true },
    recipe: recipeOf(DETECTION),
    same: 'sizes',
    peers: asInstalledAndTuned(
      peer('Albumentations', 'albumentations', 'augment_albumentations.py', DETECTION),
    ),
  },
  crops: {
    title: 'JPEGs of 12 megapixels, 8 random crops of each to 224 × 224, quality 90',
    input: { count: 50, width: 4000, height: 3000 },
    recipe: recipeOf(CROPS),
    same: 'sizes',
    peers: [
      ...asInstalledAndTuned(peer('Albumentations', 'albumentations', 'augment_albumentations.py', CROPS)),
      tuned(
        peer('Albumentations, decoding a quarter', 'albumentations', 'augment_albumentations.py', {
          ...CROPS,
          read: 'IMREAD_REDUCED_COLOR_4',
        }),
      ),
    ],
  },
  crop: {
    title: 'JPEGs of 12 megapixels, one random crop of 512 × 512 of each, quality 90',
    input: { count: 50, width: 4000, height: 3000 },
    recipe: recipeOf(CROP),
    same: 'sizes',
    peers: asInstalledAndTuned(peer('Albumentations', 'albumentations', 'augment_albumentations.py', CROP)),
  },
  png: {
    title: 'PNGs, flip',
    input: { count: 500, format: 'png' },
    same: 'exact pixels',
    peers: [
      ...asInstalledAndTuned(peer('Pillow', 'PIL', 'flip_pillow.py', {})),
      ...asInstalledAndTuned(peer('OpenCV', 'cv2', 'flip_opencv.py', {})),
      // The fastest settings whose files are no larger than ours.
      tuned(peer('Pillow, files no larger', 'PIL', 'flip_pillow.py', { compress_level: 3 })),
      tuned(
        peer('OpenCV, files no larger', 'cv2', 'flip_opencv.py', {
          IMWRITE_PNG_FILTER: 'IMWRITE_PNG_FILTER_AVG',
          IMWRITE_PNG_COMPRESSION: 3,
        }),
      ),
    ],
  },
  again: {
    title: 'JPEGs, flip, once more: nothing has changed',
    input: { count: 10_000 },
    rounds: 3,
    again: true,
    peers: [],
  },
};

function peer(who, module, script, settings) {
  return { who, module, script, settings, env: {} };
}

function tuned(one) {
  return { ...one, who: `${one.who}, tuned`, env: KEEP_MEMORY };
}

function asInstalledAndTuned(one) {
  return [{ ...one, who: `${one.who}, as installed` }, tuned(one)];
}

function recipeOf(job) {
  return {
    version: 1,
    variants: job.variants,
    output: { quality: job.quality },
    transforms: job.transforms.map(([name, parameters]) => ({ [name]: parameters })),
  };
}
