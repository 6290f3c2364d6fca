import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../../src/core/engine/raster.js';
import { mean } from '../../src/core/transforms/testing/statistics.js';
import { parseRecipe } from '../../src/core/recipe/index.js';
import { formsOf } from '../../src/core/recipe/import/timm-operations.js';
import { augmentImage } from '../../src/variants/augment-image.js';
import { differences, madeBy, rasterOf } from '../transforms/running.js';
import { meanDifference } from './pictures.js';

/** Pictures of the operations of timm itself: test/reference/make_timm_reference.py made them. */
const FOLDER = new URL('timm/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, FOLDER));
const OPERATIONS = JSON.parse(read('operations.json').toString()) as readonly {
  readonly operation: string;
  readonly magnitude: number;
  readonly direction: number;
  readonly file: string;
}[];
/** Operations that the other transforms cannot make. */
const ONLY_OF_SPACES = ['SolarizeAdd'];
const ELEVEN_BINS = { num_ops: 1, num_magnitude_bins: 11, interpolation: 'linear' };
const SETTINGS = { fill: [124, 116, 104], translation: 0.45 };

describe('an operation of timm', () => {
  it.each(OPERATIONS.filter(({ operation }) => !ONLY_OF_SPACES.includes(operation)))(
    '$operation, magnitude $magnitude, direction $direction',
    async (one) => {
      const forms = formsOf(one.operation, [one.magnitude, one.magnitude], SETTINGS);
      const { name, parameters } = forms[one.direction]!;
      const transforms = [{ [name]: { ...parameters, p: 1 } }];
      const recipe = parseRecipe(JSON.stringify({ transforms }), 'form');
      const [variant] = await augmentImage(read('source.png'), { recipe, key: 'source.png' });
      expect(await meanDifference(variant!.bytes, read(one.file))).toBeLessThan(allowed(one.operation));
    },
  );
});

/** The names in the order of timm, by which RandAugment draws. */
const SPACES: Readonly<Record<string, readonly string[]>> = {
  timm: operationsOf(''),
  timm_increasing: operationsOf('Increasing'),
};

function operationsOf(suffix: string): string[] {
  const changing = ['Color', 'Contrast', 'Brightness', 'Sharpness'].map((name) => name + suffix);
  const levels = [`Posterize${suffix}`, `Solarize${suffix}`, 'SolarizeAdd'];
  const moves = ['ShearX', 'ShearY', 'TranslateXRel', 'TranslateYRel'];
  return ['AutoContrast', 'Equalize', 'Invert', 'Rotate', ...levels, ...changing, ...moves];
}

const OF_SPACES = Object.entries(SPACES).flatMap(([space, names]) =>
  OPERATIONS.filter(({ operation }) => names.includes(operation)).map((one) => ({ ...one, space })),
);

describe('RandAugment of timm', () => {
  it.each(OF_SPACES)('$space: $operation, magnitude $magnitude, direction $direction', async (one) => {
    const parameters = { ...ELEVEN_BINS, space: one.space, magnitude: one.magnitude, fill: SETTINGS.fill };
    const draws = [SPACES[one.space]!.indexOf(one.operation), one.direction === 1];
    const choice = { transform: 'RandAugment', parameters, draws } as const;
    const image = await rasterOf(sharp(read('source.png')), 3);
    const mask = { ...image, channels: 1, data: new Uint8Array(image.width * image.height) } as Raster;
    const made = await madeBy(choice, { image, mask, boxes: [], keypoints: [] });
    const expected = await rasterOf(sharp(read(one.file)), 3);
    expect(mean(differences(made.image.data, expected.data))).toBeLessThanOrEqual(allowedOf(one.operation));
  });
});

/** Levels. Pillow does not blend what moved with what is outside, and rounds between its steps. */
function allowedOf(operation: string): number {
  if (/^(Shear|Rotate)/.test(operation)) return 2;
  if (operation.startsWith('Sharp')) return 1.2;
  return /^(Color|Contrast)/.test(operation) ? 0.5 : 0;
}

/**
 * Levels. The smoothing half of Sharpness is another kernel; Pillow blurs by boxes, and counts below each level to
 * equalize; pixels are interpolated otherwise at the edge of what moved.
 */
function allowed(operation: string): number {
  return /^(Sharp|Shear|Rotate|Equalize|Gaussian)/.test(operation) ? 2 : 1;
}
