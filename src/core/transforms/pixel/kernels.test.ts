import { describe, expect, it } from 'vitest';
import type { Operation } from '../../plan/operations.js';
import { Stream } from '../../plan/stream.js';
import { sceneOf } from '../testing/scene.js';
import type { Transform } from '../transform.js';
import { defocus } from './defocus.js';
import { ringingOvershoot } from './ringing-overshoot.js';

function weightsOf(transform: Transform, parameters: object): number[] {
  const drawn = transform.schema.parse(parameters);
  const { operations } = transform.sample(drawn, new Stream([1, 2, 3, 4]), sceneOf(100, 80));
  return (operations[0] as Operation & { weights: number[] }).weights;
}

const sumOf = (weights: readonly number[]) => weights.reduce((total, weight) => total + weight, 0);

describe('the kernel', () => {
  it('of Defocus keeps the brightness where its disc does not touch the edge', () => {
    const sum = (radius: number) =>
      sumOf(weightsOf(defocus, { radius: [radius, radius], alias_blur: [0.5, 0.5] }));
    expect(sum(5)).toBeCloseTo(1, 12);
    expect(sum(10)).toBeCloseTo(1.01, 2);
  });

  it('of RingingOvershoot keeps flat areas, and undershoots beside edges', () => {
    const weights = weightsOf(ringingOvershoot, { blur_limit: [9, 9], cutoff: [1.2, 1.2] });
    expect(sumOf(weights)).toBeCloseTo(1, 12);
    expect(Math.min(...weights)).toBeLessThan(0);
    expect(Math.max(...weights)).toBe(weights[40]);
  });
});
