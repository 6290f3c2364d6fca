import { describe, expect, it } from 'vitest';
import type { AnnotatedObject, Annotations } from '../annotations/model.js';
import { RecipeError } from '../errors.js';
import type { WithinOperation } from '../plan/operations.js';
import { parsePlan } from '../plan/plan-schema.js';
import type { Plan } from '../plan/plan.js';
import { parseRecipe } from '../recipe/parse.js';
import { samplePlan } from './sample.js';

const frame = { width: 640, height: 480 };

function plan(
  recipe: string,
  objects: readonly AnnotatedObject[],
  rest: Partial<Annotations> = {},
  variant = 1,
): Plan {
  const annotations = { ...frame, objects, labelMaps: [], tags: [], ...rest };
  const source = { key: 'a.jpg', imageSha256: '0'.repeat(64), frame, channels: 3, annotations } as const;
  return samplePlan(parseRecipe(`version: 1\ntransforms:\n${recipe}`, 'recipe.yaml'), source, variant);
}

function operationsOf(made: Plan): WithinOperation[] {
  return made.steps.flatMap(({ operations }) => operations) as WithinOperation[];
}

const CAT: AnnotatedObject = { class: 'cat', box: [100.4, 99.6, 200, 300] };
const DOG: AnnotatedObject = { class: 'dog', box: [-20, 10, 50, 500] };
const BIRD: AnnotatedObject = { class: 'bird', box: [700, 10, 800, 50] };

describe('InsideBoxes', () => {
  const flip = '  - InsideBoxes: {transforms: [{HorizontalFlip: {p: 1}}]}';

  it('runs its transforms on the pixels of each box that the image shows', () => {
    const made = plan(flip, [CAT, DOG, BIRD]);
    const operations = [{ kind: 'orient', to: 'flip_horizontal' }];
    expect(operationsOf(made)).toEqual([
      { kind: 'within', part: { window: [100, 100, 200, 300] }, operations },
      { kind: 'within', part: { window: [0, 10, 50, 480] }, operations },
    ]);
    expect(made.steps[0]!.sampled).toMatchObject([
      { window: [100, 100, 200, 300], steps: [{ path: 'InsideBoxes[1]/HorizontalFlip' }] },
      { steps: [{ path: 'InsideBoxes[2]/HorizontalFlip' }] },
    ]);
    expect(parsePlan(JSON.parse(JSON.stringify(made)))).toEqual(made);
  });

  it('draws for each box alone, and gives a transform the size of the box', () => {
    const shift =
      '  - InsideBoxes: {transforms: [{Rotate: {limit: 30, p: 1}}, {RandomCrop: {width: 20, height: 10}}]}';
    const [first, second] = operationsOf(plan(shift, [CAT, DOG]));
    const [turn, crop] = first!.operations;
    expect(turn).toMatchObject({ kind: 'warp', width: 100, height: 200 });
    expect(crop).toMatchObject({ kind: 'window', width: 20, height: 10 });
    expect(second!.operations[0]).not.toEqual(turn);
  });

  it('asks each transform for each box, with its own p', () => {
    const half = '  - InsideBoxes: {transforms: [{HorizontalFlip: {p: 0.5}}]}';
    const counts = Array.from(
      { length: 2000 },
      (_, variant) => operationsOf(plan(half, [CAT, DOG], {}, variant + 1)).length,
    );
    for (const [count, share] of [0.25, 0.5, 0.25].entries())
      expect(Math.abs(counts.filter((one) => one === count).length / 2000 - share)).toBeLessThan(0.04);
  });

  it('leaves classes out that are not named', () => {
    const dogs = '  - InsideBoxes: {bbox_labels: [dog], transforms: [{HorizontalFlip: {p: 1}}]}';
    expect(operationsOf(plan(dogs, [CAT, DOG]))).toMatchObject([{ part: { window: [0, 10, 50, 480] } }]);
  });

  it('follows the boxes that earlier steps moved', () => {
    const moved = `  - HorizontalFlip: {p: 1}\n${flip}`;
    expect(operationsOf(plan(moved, [CAT]))).toMatchObject([{}, { part: { window: [440, 100, 540, 300] } }]);
  });

  it('moves no pixels below shapes that cannot follow', () => {
    const polygons = [{ rings: [[[100, 100], [200, 100], [200, 300]]] }] as const; // prettier-ignore
    const shaped = { ...CAT, polygons };
    expect(() => plan(flip, [shaped])).toThrow(RecipeError);
    expect(() => plan(flip, [shaped])).toThrow(/class cat has more shapes than a box/);
    const data = new Uint8Array(640 * 480);
    const labelMaps = [{ kind: 'semantic', name: 'mask', ...frame, data }] as const;
    expect(() => plan(flip, [CAT], { labelMaps })).toThrow(/has a label map/);
    const blur = '  - InsideBoxes: {transforms: [{GaussianBlur: {p: 1}}]}';
    expect(operationsOf(plan(blur, [shaped], { labelMaps }))).toHaveLength(1);
  });
});

describe('SelectiveChannelTransform', () => {
  it('runs its transforms on channels as on grey images', () => {
    const made = plan(
      '  - SelectiveChannelTransform: {channels: [0, 2], transforms: [{InvertImg: {p: 1}}, {ToSepia: {p: 1}}]}',
      [CAT],
    );
    expect(operationsOf(made)).toMatchObject([
      { kind: 'within', part: { channels: [0, 2] }, operations: [{ kind: 'table' }] },
    ]);
  });

  it('needs each channel once', () => {
    const twice = '  - SelectiveChannelTransform: {channels: [1, 1], transforms: [InvertImg]}';
    expect(() => plan(twice, [])).toThrow(/each channel once/);
  });
});
