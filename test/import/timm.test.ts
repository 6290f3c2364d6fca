import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../../src/core/recipe/index.js';
import { formsOf } from '../../src/core/recipe/import/timm-operations.js';
import { augmentImage } from '../../src/variants/augment-image.js';
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
const SETTINGS = { fill: [124, 116, 104], translation: 0.45 };

describe('an operation of timm', () => {
  it.each(OPERATIONS)('$operation, magnitude $magnitude, direction $direction', async (one) => {
    const forms = formsOf(one.operation, [one.magnitude, one.magnitude], SETTINGS);
    const { name, parameters } = forms[one.direction]!;
    const transforms = [{ [name]: { ...parameters, p: 1 } }];
    const recipe = parseRecipe(JSON.stringify({ transforms }), 'form');
    const [variant] = await augmentImage(read('source.png'), { recipe, key: 'source.png' });
    expect(await meanDifference(variant!.bytes, read(one.file))).toBeLessThan(allowed(one.operation));
  });
});

/**
 * Levels. The smoothing half of Sharpness is another kernel; Pillow blurs by boxes, and counts below each level to
 * equalize; pixels are interpolated otherwise at the edge of what moved.
 */
function allowed(operation: string): number {
  return /^(Sharp|Shear|Rotate|Equalize|Gaussian)/.test(operation) ? 2 : 1;
}
