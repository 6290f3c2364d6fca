import { describe, expect, it } from 'vitest';
import { sample } from '../testing/sampled.js';
import { sceneOf } from '../testing/scene.js';

describe('FDA', () => {
  it.each([
    [100, 80, 0.1, [-9, 6], [-9, 6]],
    [101, 81, 0.1, [-8, 7], [-8, 7]],
    [100, 40, 0.5, [-21, 18], [-20, 18]],
  ])('changes the frequencies that Albumentations does: %i × %i, %d', (...given) => {
    const [width, height, beta, columns, rows] = given;
    const parameters = { beta_limit: [beta, beta] };
    const [operation] = sample('FDA', parameters, sceneOf(width, height), [0]);
    expect(operation).toMatchObject({ kind: 'match', form: 'spectrum', columns, rows });
  });
});

it.each([
  ['FDA', { beta_limit: 0 }, [1]],
  ['FDA', {}, [0.012, 1]],
  ['HistogramMatching', { blend_ratio: [0, 0] }, [1]],
] as const)('%s %j without effect makes no Operation', (name, parameters, draws) => {
  expect(sample(name, parameters, sceneOf(100, 80), draws)).toEqual([]);
});
