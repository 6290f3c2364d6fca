import { describe, expect, it } from 'vitest';
import type { AnnotatedObject, LabelMap } from '../../annotations/model.js';
import { RecipeError } from '../../errors.js';
import { parseRecipe } from '../../recipe/parse.js';
import { samplePlan } from '../../sampling/sample.js';
import type { WindowOperation } from '../../plan/operations.js';

const frame = { width: 200, height: 100 };

/** Two labelled pixels, and one of a value that the data set ignores. */
function map(rest: Partial<LabelMap> = {}): LabelMap {
  const data = new Uint8Array(200 * 100);
  data[20 * 200 + 30] = 1;
  data[80 * 200 + 180] = 2;
  data[50 * 200 + 100] = 255;
  return { kind: 'semantic', name: 'mask', ...frame, data, ignored: [255], ...rest };
}

function crops(
  parameters: string,
  labelMaps: readonly LabelMap[] = [map()],
  before = '',
  objects: readonly AnnotatedObject[] = [],
): WindowOperation[] {
  const transforms = `${before}  - CropNonEmptyMaskIfExists: {width: 20, height: 10${parameters}}`;
  const recipe = parseRecipe(`version: 1\ntransforms:\n${transforms}`, 'recipe.yaml');
  const annotations = { ...frame, objects, labelMaps, tags: [] };
  const source = { key: 'a.jpg', imageSha256: '0'.repeat(64), frame, channels: 3, annotations } as const;
  return Array.from({ length: 300 }, (_, variant) => {
    const { steps } = samplePlan(recipe, source, variant + 1);
    return steps.at(-1)!.operations[0] as WindowOperation;
  });
}

function shows({ x, y, width, height }: WindowOperation, [u, v]: readonly [number, number]): boolean {
  return u >= x && v >= y && u < x + width && v < y + height;
}

describe('CropNonEmptyMaskIfExists', () => {
  it('shows a labelled pixel, each equally often, anywhere in the crop', () => {
    const made = crops('');
    const first = made.filter((crop) => shows(crop, [30, 20]));
    const second = made.filter((crop) => shows(crop, [180, 80]));
    expect(first.length + second.length).toBe(300);
    expect(Math.abs(first.length - 150)).toBeLessThan(40);
    expect(new Set(first.map(({ x }) => x)).size).toBe(20);
    expect(new Set(second.map(({ x }) => x))).toContain(180);
  });

  it('passes over values', () => {
    expect(crops(', ignore_values: [2]').every((crop) => shows(crop, [30, 20]))).toBe(true);
  });

  it('follows pixels through earlier steps', () => {
    const flipped = crops('', [map()], '  - HorizontalFlip: {p: 1}\n');
    const places = [[169, 20], [19, 80]] as const; // prettier-ignore
    expect(flipped.every((crop) => places.some((place) => shows(crop, place)))).toBe(true);
    const cropped = crops('', [map()], '  - Crop: {x_min: 100, x_max: 200, y_max: 100}\n');
    expect(cropped.every((crop) => shows(crop, [80, 80]))).toBe(true);
  });

  it('passes over pixels that an earlier step covered', () => {
    const object = { class: 'a', box: [20, 10, 40, 30] } as const;
    const covered = crops('', [map()], '  - MaskDropout: {p: 1}\n', [object]);
    expect(covered.every((crop) => shows(crop, [180, 80]))).toBe(true);
  });

  it('crops anywhere without a labelled pixel', () => {
    const made = crops(', ignore_values: [1, 2]');
    expect(made.filter((crop) => shows(crop, [100, 50])).length).toBeLessThan(40);
    expect(new Set(made.map(({ x }) => x)).size).toBeGreaterThan(90);
    expect(made.every(({ x, y }) => x >= 0 && y >= 0 && x <= 180 && y <= 90)).toBe(true);
  });

  it('refuses an image that is too small', () => {
    expect(() => crops('', [map()], '  - Crop: {x_max: 10, y_max: 100}\n')).toThrow(RecipeError);
  });
});
