import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.js';
import type { RecipeNode } from '../recipe/schema.js';
import { catalogue, type EntryName } from '../transforms/catalogue.js';
import type { Plan } from '../plan/plan.js';
import { preprocessPlan, samplePlan, type SampledSource } from './sample.js';

const SOURCE: SampledSource = {
  key: 'street/cat.jpg',
  imageSha256: 'ab'.repeat(32),
  frame: { width: 640, height: 480 },
  channels: 3,
  annotations: {
    width: 640,
    height: 480,
    objects: [{ class: 'cat', box: [100, 100, 200, 300] }],
    labelMaps: [],
    tags: [],
  },
};
const TRIALS = 3000;

interface NodeOptions {
  readonly p?: number;
  readonly parameters?: object;
  readonly children?: readonly RecipeNode[];
}

function node(name: EntryName, { p = 1, parameters = {}, children = [] }: NodeOptions = {}): RecipeNode {
  return {
    transform: catalogue[name],
    p,
    parameters: catalogue[name].schema.parse(parameters) as JsonObject,
    children,
  };
}

function plan(transforms: readonly RecipeNode[], variant = 1, seed = '42'): Plan {
  return samplePlan({ seed, preprocess: [], transforms }, SOURCE, variant);
}

function pathsOf(made: Plan): string[] {
  return made.steps.map(({ path }) => path);
}

/** The frequency of each list of paths, as a share of all variants. */
function shares(transforms: readonly RecipeNode[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (let variant = 1; variant <= TRIALS; variant++) {
    const paths = pathsOf(plan(transforms, variant)).join(' ');
    found[paths] = (found[paths] ?? 0) + 1 / TRIALS;
  }
  return found;
}

/** Four standard deviations of a share over all trials. */
function expectShare(share: number | undefined, expected: number): void {
  const deviation = Math.sqrt((expected * (1 - expected)) / TRIALS);
  expect(Math.abs((share ?? 0) - expected)).toBeLessThan(4 * deviation);
}

const FLIPS = [node('HorizontalFlip'), node('VerticalFlip'), node('Transpose')];

describe('p', () => {
  it('is the share of variants in which a transform runs', () => {
    const found = shares([node('HorizontalFlip', { p: 0.3 }), node('VerticalFlip', { p: 0.8 })]);
    expectShare(found[''], 0.7 * 0.2);
    expectShare(found.HorizontalFlip, 0.3 * 0.2);
    expectShare(found.VerticalFlip, 0.7 * 0.8);
    expectShare(found['HorizontalFlip VerticalFlip'], 0.3 * 0.8);
  });

  it('means never with 0 and always with 1', () => {
    expect(Object.keys(shares([node('HorizontalFlip', { p: 0 }), node('VerticalFlip', { p: 1 })]))).toEqual([
      'VerticalFlip',
    ]);
  });
});

describe('controls', () => {
  it('Sequential runs all or none, each by its own p', () => {
    const children = [node('HorizontalFlip'), node('VerticalFlip', { p: 0.5 })];
    const found = shares([node('Sequential', { p: 0.6, children })]);
    expectShare(found[''], 0.4);
    expectShare(found['Sequential/HorizontalFlip'], 0.3);
    expectShare(found['Sequential/HorizontalFlip Sequential/VerticalFlip'], 0.3);
  });

  it('OneOf takes p as weights and forces the chosen one', () => {
    const children = [
      node('HorizontalFlip', { p: 0.1 }),
      node('VerticalFlip', { p: 0.3 }),
      node('NoOp', { p: 0 }),
    ];
    const found = shares([node('OneOf', { p: 0.8, children })]);
    expect(Object.keys(found)).toHaveLength(3);
    expectShare(found[''], 0.2);
    expectShare(found['OneOf/HorizontalFlip'], 0.8 * 0.25);
    expectShare(found['OneOf/VerticalFlip'], 0.8 * 0.75);
  });

  it('SomeOf chooses n uniformly, in the order written, each by its own p', () => {
    const children = [node('HorizontalFlip', { p: 0.5 }), ...FLIPS.slice(1)];
    const found = shares([node('SomeOf', { parameters: { n: 2 }, children })]);
    expectShare(found['SomeOf/VerticalFlip SomeOf/Transpose'], 1 / 3);
    expectShare(found['SomeOf/HorizontalFlip SomeOf/VerticalFlip'], 1 / 6);
    expectShare(found['SomeOf/VerticalFlip'], 1 / 6);
    expect(found['SomeOf/VerticalFlip SomeOf/HorizontalFlip']).toBeUndefined();
  });

  it('SomeOf with replacement draws again for a second run', () => {
    const children = [node('Rotate', { parameters: { limit: [-90, 90] } })];
    const made = plan([node('SomeOf', { parameters: { n: 3, replace: true }, children })]);
    expect(pathsOf(made)).toEqual(['SomeOf/Rotate', 'SomeOf/Rotate@2', 'SomeOf/Rotate@3']);
    expect(new Set(made.steps.map(({ sampled }) => JSON.stringify(sampled))).size).toBe(3);
  });

  it('RandomOrder chooses n in any order, at most all', () => {
    const found = shares([node('RandomOrder', { parameters: { n: 9 }, children: FLIPS })]);
    expect(Object.keys(found)).toHaveLength(6);
    for (const share of Object.values(found)) expectShare(share, 1 / 6);
  });
});

const TREE = [
  node('Rotate', { p: 0.9 }),
  node('OneOf', { p: 0.9, children: [node('Affine'), node('SafeRotate'), node('Affine')] }),
  node('Rotate', { p: 0.7 }),
];

describe('substreams', () => {
  const variants = Array.from({ length: 50 }, (_, index) => index + 1);
  const stepAt = (made: Plan, path: string) => made.steps.find((step) => step.path === path);

  it('do not change when another transform is added, removed or changed', () => {
    for (const variant of variants) {
      const before = plan(TREE, variant);
      const after = plan([node('HorizontalFlip'), node('Affine'), ...TREE.slice(0, 2)], variant);
      expect(stepAt(after, 'Rotate')).toEqual(stepAt(before, 'Rotate'));
      expect(after.steps.filter(({ path }) => path.startsWith('OneOf/'))).toEqual(
        before.steps.filter(({ path }) => path.startsWith('OneOf/')),
      );
    }
  });

  it('do not change when another p changes', () => {
    const certain = TREE.map((one) => ({ ...one, p: 1 }));
    for (const variant of variants) {
      for (const step of plan(TREE, variant).steps) {
        expect(stepAt(plan(certain, variant), step.path)).toEqual(step);
      }
    }
  });

  it('differ between variants, seeds, keys and images', () => {
    const recipe = { seed: '42', preprocess: [], transforms: [node('Rotate')] };
    const others = [
      ...variants.map((variant) => plan([node('Rotate')], variant)),
      plan([node('Rotate')], 1, '43'),
      samplePlan(recipe, { ...SOURCE, key: 'street/dog.jpg' }, 1),
      samplePlan(recipe, { ...SOURCE, imageSha256: 'cd'.repeat(32) }, 1),
    ];
    expect(new Set(others.map((made) => JSON.stringify(made))).size).toBe(variants.length + 3);
  });

  it('are uncorrelated between neighbouring variants', () => {
    const flips = Array.from(
      { length: TRIALS },
      (_, index) => plan([node('HorizontalFlip', { p: 0.5 })], index + 1).steps.length,
    );
    const changes = flips.slice(1).filter((flip, index) => flip !== flips[index]).length;
    expectShare(changes / (TRIALS - 1), 0.5);
  });
});

describe('a Plan', () => {
  it('is repeatable, and equal after a round trip through JSON', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (variant) => {
        const made = plan(TREE, variant);
        expect(plan(TREE, variant)).toStrictEqual(made);
        expect(JSON.parse(JSON.stringify(made))).toStrictEqual(made);
      }),
    );
  });

  it('begins with preprocess, under its own paths; later steps get its result', () => {
    const recipe = {
      seed: '1',
      preprocess: [node('Transpose'), node('Transpose')],
      transforms: [node('Transpose'), node('Rotate')],
    };
    const made = samplePlan(recipe, SOURCE, 1);
    expect(pathsOf(made)).toEqual(['preprocess/Transpose', 'preprocess/Transpose#2', 'Transpose', 'Rotate']);
    expect(made.frame).toEqual(SOURCE.frame);
    expect(made.steps[3]!.operations).toMatchObject([{ kind: 'warp', width: 480, height: 640 }]);
    expect(preprocessPlan(recipe, SOURCE).steps).toEqual(made.steps.slice(0, 2));
  });
});
