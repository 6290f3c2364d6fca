import { describe, expect, it } from 'vitest';
import { QUANTILES, betaQuantiles, laplaceQuantiles } from './quantiles.js';

const SHARES = Array.from({ length: QUANTILES }, (_, i) => (i + 0.5) / QUANTILES);

function moments(values: Float64Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

describe('the beta distribution', () => {
  it.each<[string, number, number, (x: number) => number]>([
    ['uniform', 1, 1, (x) => x],
    ['a parabola', 2, 2, (x) => 3 * x ** 2 - 2 * x ** 3],
    ['the arc sine', 0.5, 0.5, (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
    ['a power', 1, 3, (x) => 1 - (1 - x) ** 3],
    ['a root', 0.2, 1, (x) => x ** 0.2],
    ['its mirror image', 1, 0.2, (x) => 1 - (1 - x) ** 0.2],
  ])('has the quantiles of %s', (_, alpha, beta, cumulative) => {
    const off = Array.from(betaQuantiles(alpha, beta), (x, i) => Math.abs(cumulative(x) - SHARES[i]!));
    // Next to 1, doubles are too far apart for the steepest of them.
    expect(Math.max(...off)).toBeLessThan(4e-4);
  });

  it.each([
    [0.7, 1.4],
    [5, 2],
    [40, 90],
    [100, 100],
    [100, 3],
    [0.3, 30],
  ])('has the mean and the variance that it should, alpha %d, beta %d', (alpha, beta) => {
    const sum = alpha + beta;
    const { mean, variance } = moments(betaQuantiles(alpha, beta));
    expect(Math.abs(mean - alpha / sum)).toBeLessThan(1e-4);
    expect(variance / ((alpha * beta) / (sum ** 2 * (sum + 1)))).toBeCloseTo(1, 2);
  });

  it('ascends within 0–1, to the narrowest shapes', () => {
    for (const [alpha, beta] of [
      [1e-3, 1e-3],
      [1e-3, 100],
      [0.5, 1.5],
      [100, 1e-3],
    ] as const) {
      const values = [...betaQuantiles(alpha, beta)];
      expect(values.every((value, i) => value >= (values[i - 1] ?? 0) && value <= 1)).toBe(true);
    }
  });
});

describe('Laplace’s distribution', () => {
  it('has the means of equal parts', () => {
    const values = laplaceQuantiles();
    const { mean, variance } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(1e-12);
    expect(variance).toBeCloseTo(2, 2);
    values.forEach((value, i) => {
      const cumulative = value < 0 ? Math.exp(value) / 2 : 1 - Math.exp(-value) / 2;
      expect(Math.abs(cumulative - SHARES[i]!)).toBeLessThan(1e-4);
    });
  });
});
