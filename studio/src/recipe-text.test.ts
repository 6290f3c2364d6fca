import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mistakesAt, mistakesOf } from './mistakes.js';
import { indexOf, parentOf } from './recipe-nodes.js';
import type { StepPath } from './recipe-nodes.js';
import { stepsOf } from './recipe-steps.js';
import type { Step } from './recipe-steps.js';
import { addStep, moveStep, removeStep, setParameter } from './recipe-text.js';
import { withOtherSeed } from './seed.js';

const RECIPE = `# what it is for
version: 1
transforms:
  # as likely mirrored
  - HorizontalFlip
  - Affine: { rotate: [ -8,8 ], p: 0.70 } # tilt

  # flaws
  - OneOf: # one of these
      # how often
      p: 0.3 # a third
      transforms:
        - Blur
        - MotionBlur:
            p: 0.5
            blur_limit: # odd
              - 3 # least
              - 7
  - Crop:
labels: { min_visibility: 0.2 }
`;
const SHIPPED = import.meta.glob<string>('../../recipes/*.yaml', {
  ...{ query: '?raw', import: 'default', eager: true },
});
const TEXTS = [
  RECIPE,
  'transforms: [Blur, Affine: {rotate: 3, p: 1}, {OneOf: {transforms: [Blur, {Rotate: {limit: [1, 2]}}]}}] # inline\n',
  'transforms:\n- Blur\n- SomeOf:\n    n: 2\n    transforms:\n    - Blur\n    - Rotate: {limit: 3}',
  ...Object.values(SHIPPED),
];

interface RecipeValue {
  transforms: unknown[];
}

/** Where a transform stands in `transforms`. */
const at = (...indices: number[]) => ({ tree: 'transforms', at: indices }) as const;
const valueOf = (text: string) => parse(text) as RecipeValue;
const names = (text: string) => stepsOf(text)?.map(({ name }) => name);
const commentsOf = (text: string) => [...text.matchAll(/#.*$/gm)].map(([comment]) => comment).toSorted();
const allSteps = (text: string): Step[] => {
  const flat = (steps: readonly Step[]): Step[] =>
    steps.flatMap((step) => [step, ...flat(step.inside ?? [])]);
  return flat(stepsOf(text) ?? []);
};
const placeOf = ({ at: indices }: StepPath) => indices.join();
const siblingsOf = (text: string, { path }: Step) =>
  allSteps(text).filter((one) => placeOf(parentOf(one.path)) === placeOf(parentOf(path)));
const text = fc.constantFrom(...TEXTS);
const textAndStep = text.chain((one) =>
  fc.record({ text: fc.constant(one), step: fc.constantFrom(...allSteps(one)) }),
);

describe('the steps of a Recipe', () => {
  it('have names, parameters and what is inside', () => {
    expect(stepsOf(RECIPE)).toMatchObject([
      { name: 'HorizontalFlip', path: at(0), parameters: {} },
      { name: 'Affine', parameters: { rotate: [-8, 8], p: 0.7 } },
      {
        ...{ name: 'OneOf', parameters: { p: 0.3 } },
        inside: [
          { name: 'Blur', path: at(2, 0), place: 'transforms[2].OneOf.transforms[0].Blur' },
          { name: 'MotionBlur', parameters: { p: 0.5, blur_limit: [3, 7] } },
        ],
      },
      { name: 'Crop', parameters: {} },
    ]);
    expect(stepsOf('transforms: 3')).toBeUndefined();
    expect(stepsOf('- HorizontalFlip')).toBeUndefined();
  });
});

describe('a change of a parameter', () => {
  it('writes the number that changes, and nothing else', () => {
    expect(setParameter(RECIPE, at(1), 'rotate', [-8, 12])).toBe(RECIPE.replace('[ -8,8 ]', '[ -8,12 ]'));
    expect(setParameter(RECIPE, at(1), 'p', 0)).toBe(RECIPE.replace('0.70', '0'));
    expect(setParameter(RECIPE, at(2, 1), 'blur_limit', [5, 7])).toBe(RECIPE.replace('- 3 #', '- 5 #'));
    expect(setParameter(RECIPE, at(2, 1), 'blur_limit', 5)).toContain('# odd\n              5\n');
  });

  it('finds a place for a new one', () => {
    const lines = (changed: string) =>
      changed.split('\n').filter((line) => !RECIPE.split('\n').includes(line));
    expect(lines(setParameter(RECIPE, at(0), 'p', 0.25))).toEqual(['  - HorizontalFlip: { p: 0.25 }']);
    expect(lines(setParameter(RECIPE, at(1), 'fill', [1, 2, 3]))).toEqual([
      '  - Affine: { rotate: [ -8,8 ], fill: [1, 2, 3], p: 0.70 } # tilt',
    ]);
    expect(lines(setParameter(RECIPE, at(2), 'n', 1))).toEqual(['      n: 1']);
    expect(lines(setParameter(RECIPE, at(2, 1), 'allow_shifted', false))).toEqual([
      '            allow_shifted: false',
    ]);
    expect(lines(setParameter(RECIPE, at(3), 'x_min', 4))).toEqual(['  - Crop: { x_min: 4 }']);
  });

  it('leaves a text alone that cannot be read', () => {
    for (const broken of ['transforms: [\n', 'transforms: [Blur: 3]', 'transforms: 3', '']) {
      expect(setParameter(broken, at(0), 'p', 1)).toBe(broken);
      expect(removeStep(broken, at(4))).toBe(broken);
    }
    expect(addStep('transforms: [\n', at(), 'Blur')).toBe('transforms: [\n');
  });

  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0),
    fc.constantFrom('reflect', 'no: 1', true, null, [1, 2.5], [-3], { x: [1, 2], y: 3 }),
  );

  it('is the change of one value, with all comments, and its inverse gives the text', () => {
    // A colon without anything behind it is not written again.
    const named = textAndStep.filter(({ step }) => step.name !== 'Crop');
    fc.assert(
      fc.property(named, value, ({ text: before, step }, given) => {
        const changed = setParameter(before, step.path, 'added', given);
        expect(commentsOf(changed)).toEqual(commentsOf(before));
        const found = allSteps(changed).find(({ place }) => place === step.place)!;
        expect(found.parameters).toEqual({ ...step.parameters, added: given });
        expect(setParameter(changed, step.path, 'added', undefined)).toBe(before);
      }),
      { numRuns: 100 },
    );
  });

  it('changes no other value', () => {
    const withOwn = textAndStep.filter(({ step }) => Object.keys(step.parameters).length > 0);
    fc.assert(
      fc.property(withOwn, value, fc.nat(), ({ text: before, step }, given, index) => {
        const own = Object.keys(step.parameters);
        const name = own[index % own.length]!;
        const changed = setParameter(before, step.path, name, given);
        const others = (one: string) => allSteps(one).filter(({ place }) => place !== step.place);
        const apart = (steps: Step[]) => steps.map(({ place, parameters }) => ({ place, parameters }));
        expect(apart(others(changed))).toEqual(apart(others(before)));
        const found = allSteps(changed).find(({ place }) => place === step.place)!;
        expect(found.parameters).toEqual({ ...step.parameters, [name]: given });
        const back = setParameter(changed, step.path, name, step.parameters[name]);
        expect(valueOf(back)).toEqual(valueOf(before));
        const removed = setParameter(before, step.path, name, undefined);
        const { [name]: _, ...rest } = step.parameters;
        expect(allSteps(removed).find(({ place }) => place === step.place)!.parameters).toEqual(rest);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the order of steps', () => {
  it('changes with their comments', () => {
    const moved = moveStep(RECIPE, at(2), 0);
    expect(names(moved)).toEqual(['OneOf', 'HorizontalFlip', 'Affine', 'Crop']);
    expect(moved).toContain('  # flaws\n  - OneOf: # one of these\n');
    expect(moved).toContain('  # as likely mirrored\n  - HorizontalFlip\n');
    expect(moveStep(RECIPE, at(3), 4)).toBe(RECIPE);
    expect(moveStep(RECIPE, at(0), -1)).toBe(RECIPE);
  });

  it('moves whole lines, and back again', () => {
    fc.assert(
      fc.property(textAndStep, fc.nat(), ({ text: before, step }, index) => {
        const parent = parentOf(step.path).at;
        const to = index % siblingsOf(before, step).length;
        const moved = moveStep(before, step.path, to);
        expect(commentsOf(moved)).toEqual(commentsOf(before));
        expect(
          allSteps(moved).find(({ path }) => placeOf(path) === placeOf(at(...parent, to))),
        ).toMatchObject({
          ...{ name: step.name, parameters: step.parameters },
        });
        expect(moveStep(moved, at(...parent, to), indexOf(step.path))).toBe(before);
      }),
      { numRuns: 100 },
    );
  });
});

describe('steps', () => {
  it('are removed and added', () => {
    expect(names(removeStep(RECIPE, at(1)))).toEqual(['HorizontalFlip', 'OneOf', 'Crop']);
    expect(names(addStep(RECIPE, at(), 'Rotate'))).toEqual([
      'HorizontalFlip',
      'Affine',
      'OneOf',
      'Crop',
      'Rotate',
    ]);
    expect(addStep('version: 1\n', at(), 'Rotate')).toBe('version: 1\ntransforms:\n  - Rotate\n');
    expect(addStep('', at(), 'Rotate')).toBe('transforms:\n  - Rotate\n');
    expect(addStep('transforms: [] # none\n', at(), 'Rotate')).toBe('transforms:\n  - Rotate # none\n');
    expect(addStep('{version: 1}', at(), 'Rotate')).toBe('{version: 1, transforms: [Rotate]}');
    const inside = stepsOf(addStep(RECIPE, at(2), 'Rotate'))![2]!.inside!;
    expect(inside.map(({ name }) => name)).toEqual(['Blur', 'MotionBlur', 'Rotate']);
  });

  it('that hold others begin with an empty list, which can be filled', () => {
    const empty = addStep(RECIPE, at(), 'SomeOf', { holdsOthers: true, parameters: { n: 2 } });
    expect(stepsOf(empty)!.at(-1)).toMatchObject({ name: 'SomeOf', parameters: { n: 2 }, inside: [] });
    expect(addStep('transforms: [Blur]', at(), 'Crop', { parameters: { x_max: 3 } })).toBe(
      'transforms: [Blur, Crop: { x_max: 3 }]',
    );
    const filled = addStep(empty, at(4), 'Rotate');
    expect(stepsOf(filled)!.at(-1)!.inside).toMatchObject([{ name: 'Rotate' }]);
    expect(removeStep(filled, at(4, 0))).toBe(empty);
    expect(stepsOf(addStep('transforms: [OneOf]', at(0), 'Blur'))![0]!.inside).toMatchObject([
      { name: 'Blur' },
    ]);
  });

  it('of preprocess are a list of their own, before that of the transforms', () => {
    const steps = (...indices: number[]) => ({ tree: 'preprocess', at: indices }) as const;
    const added = addStep(RECIPE, steps(), 'Letterbox', { parameters: { size: [64, 64] } });
    expect(added).toBe(
      RECIPE.replace('version: 1\n', 'version: 1\npreprocess:\n  - Letterbox: { size: [64, 64] }\n'),
    );
    expect(stepsOf(added, 'preprocess')).toMatchObject([
      { name: 'Letterbox', path: steps(0), place: 'preprocess[0].Letterbox' },
    ]);
    expect(stepsOf(added)).toEqual(stepsOf(RECIPE));
    expect(stepsOf(RECIPE, 'preprocess')).toBeUndefined();
    const two = addStep(added, steps(), 'ToGray');
    expect(stepsOf(moveStep(two, steps(1), 0), 'preprocess')?.map(({ name }) => name)).toEqual([
      ...['ToGray', 'Letterbox'],
    ]);
    expect(setParameter(two, steps(0), 'fill', 9)).toContain('Letterbox: { size: [64, 64], fill: 9 }');
    expect(removeStep(two, steps(1))).toBe(added);
    expect(addStep('{transforms: []}', steps(), 'ToGray')).toBe('{preprocess: [ToGray], transforms: []}');
  });

  it('leave all others as they are', () => {
    fc.assert(
      fc.property(textAndStep, ({ text: before, step }) => {
        const parent = parentOf(step.path);
        const added = addStep(before, parent, 'Rotate');
        expect(commentsOf(added)).toEqual(commentsOf(before));
        const siblings = siblingsOf(added, step);
        expect(siblings.at(-1)).toMatchObject({ name: 'Rotate', parameters: {} });
        expect(removeStep(added, at(...parent.at, siblings.length - 1))).toBe(before);
        const left = siblingsOf(removeStep(before, step.path), step);
        expect(left.map(({ name }) => name)).toEqual(
          siblingsOf(before, step).flatMap(({ name, path }) =>
            indexOf(path) === indexOf(step.path) ? [] : [name],
          ),
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('another seed', () => {
  const seedIn = (text: string) => /^seed: (\d+)$/m.exec(text)?.[1];

  it('replaces the seed of a Recipe, or gives it one', () => {
    expect(seedIn(withOtherSeed('seed: cats\ntransforms: []\n'))).toBeDefined();
    const added = withOtherSeed(RECIPE);
    expect(added.replace(/^seed: .*\n/m, '')).toBe(RECIPE);
    expect(added.split('\n')[2]).toMatch(/^seed: \d+$/);
    expect(withOtherSeed('# first\ntransforms: []\n')).toMatch(/^# first\nseed: \d+\ntransforms/);
  });
});

describe('mistakes in a Recipe', () => {
  it('have their places', () => {
    expect(mistakesOf('recipe.yaml:4:7: Blurr: not known; did you mean "Blur"?\nno place')).toEqual([
      { line: 4, column: 7, message: 'Blurr: not known; did you mean "Blur"?' },
      { message: 'no place' },
    ]);
  });

  it('are found by the place in the Recipe', () => {
    const mistakes = mistakesOf(
      [
        'r.yaml:4:7: transforms[0].Affine.scale.x: expected a number',
        'r.yaml:4:7: transforms[0].Affine.scal: not known; did you mean "scale"?',
        'r.yaml:4:7: transforms[0].AffineX: no transform of this name',
        'r.yaml:4:7: transforms[0].Affine: expected a mapping of parameters',
      ].join('\n'),
    );
    expect(mistakesAt(mistakes, 'transforms[0].Affine')).toEqual([
      { inside: 'scale.x', what: 'expected a number' },
      { inside: 'scal', what: 'not known; did you mean "scale"?' },
      { inside: '', what: 'expected a mapping of parameters' },
    ]);
  });
});
