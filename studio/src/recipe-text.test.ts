import { describe, expect, it } from 'vitest';
import { addStep, moveStep, removeStep, setProbability, stepsOf } from './recipe-text.js';
import { withOtherSeed } from './seed.js';
import { mistakesOf } from './mistakes.js';

const RECIPE = `# what it is for
version: 1
transforms:
  # as likely mirrored
  - HorizontalFlip
  - Affine: { rotate: [-8, 8], p: 0.7 } # tilt
  - OneOf:
      p: 0.3
      transforms:
        - Blur
        - MotionBlur: { p: 0.5 }
labels: { min_visibility: 0.2 }
`;

const names = (text: string) => stepsOf(text)?.map(({ name }) => name);

describe('the cards of a Recipe', () => {
  it('show names, probabilities and what is inside', () => {
    expect(stepsOf(RECIPE)).toEqual([
      { name: 'HorizontalFlip' },
      { name: 'Affine', p: 0.7 },
      { name: 'OneOf', p: 0.3, inside: 2 },
    ]);
    expect(stepsOf('transforms: 3')).toBeUndefined();
    expect(stepsOf('- HorizontalFlip')).toBeUndefined();
  });

  it('change their order, and leave comments and all else as they are', () => {
    const moved = moveStep(RECIPE, 0, 1);
    expect(names(moved)).toEqual(['Affine', 'HorizontalFlip', 'OneOf']);
    for (const kept of ['# what it is for', '# tilt', 'rotate: [ -8, 8 ]', 'min_visibility: 0.2'])
      expect(moved).toContain(kept);
    expect(names(moveStep(RECIPE, 2, 1))).toEqual(names(RECIPE));
  });

  it('are removed and added', () => {
    expect(names(removeStep(RECIPE, 1))).toEqual(['HorizontalFlip', 'OneOf']);
    expect(names(addStep(RECIPE, 'Rotate'))).toEqual(['HorizontalFlip', 'Affine', 'OneOf', 'Rotate']);
    expect(names(addStep('version: 1\n', 'Rotate'))).toEqual(['Rotate']);
    expect(addStep('transforms: []\n', 'Rotate')).toBe('transforms:\n  - Rotate\n');
  });

  it('take a probability, with and without parameters', () => {
    expect(stepsOf(setProbability(RECIPE, 0, 0.25))![0]).toEqual({ name: 'HorizontalFlip', p: 0.25 });
    const changed = setProbability(RECIPE, 1, 0);
    expect(stepsOf(changed)![1]).toEqual({ name: 'Affine', p: 0 });
    expect(changed).toContain('rotate');
    expect(stepsOf(setProbability('transforms: [Blur: ]', 0, 1))![0]).toEqual({ name: 'Blur', p: 1 });
  });

  it('leave a text alone that cannot be read', () => {
    const broken = 'transforms: [\n';
    for (const text of [removeStep(broken, 0), addStep(broken, 'Blur'), setProbability(broken, 0, 1)])
      expect(text).toBe(broken);
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
});
