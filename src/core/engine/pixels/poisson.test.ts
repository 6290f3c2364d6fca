import { describe, expect, it } from 'vitest';
import { poissonSteps } from './poisson.js';

/** P(K ≤ k) by the definition, in logarithms. */
function cumulative(mean: number, k: number): number {
  let sum = 0;
  let logFactorial = 0;
  for (let i = 0; i <= k; i++) {
    if (i > 0) logFactorial += Math.log(i);
    sum += Math.exp(i * Math.log(mean) - mean - logFactorial);
  }
  return sum;
}

describe('poissonSteps', () => {
  it.each([0.001, 0.07, 0.5, 1, 3.7, 42, 1000])('is the cumulative distribution of mean %d', (mean) => {
    const { first, thresholds } = poissonSteps(mean);
    expect(thresholds.length).toBeGreaterThan(0);
    thresholds.forEach((threshold, i) => {
      expect(Math.abs(threshold / 2 ** 32 - cumulative(mean, first + i))).toBeLessThan(1e-9);
    });
    expect(first === 0 ? 0 : cumulative(mean, first - 1)).toBeLessThan(2 ** -32);
    expect(1 - cumulative(mean, first + thresholds.length)).toBeLessThan(2 ** -31);
  });

  it('draws nothing but 0 with a mean of 0', () => {
    expect(poissonSteps(0)).toEqual({ first: 0, thresholds: new Uint32Array(0) });
  });
});
