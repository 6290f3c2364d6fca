import { expect } from 'vitest';

/**
 * Kolmogorov and Smirnov: fails where the values' distribution differs from the given one, at a level of .0001.
 * @param cumulative the share of values that should lie below x
 */
export function expectDistribution(values: readonly number[], cumulative: (x: number) => number): void {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  const furthest = Math.max(
    ...sorted.map((value, index) => {
      const share = cumulative(value);
      return Math.max(share - index / count, (index + 1) / count - share);
    }),
  );
  expect(furthest).toBeLessThan(2.225 / Math.sqrt(count));
}

export function expectUniform(values: readonly number[], low: number, high: number): void {
  expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
  expect(Math.max(...values)).toBeLessThan(high);
  expectDistribution(values, (x) => (x - low) / (high - low));
}

/** Pearson's chi-square at a level of .0001, by Wilson and Hilferty's approximation. Nothing else may occur. */
export function expectFrequencies(
  values: readonly unknown[],
  shares: readonly (readonly [value: unknown, share: number])[],
): void {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(JSON.stringify(value), (counts.get(JSON.stringify(value)) ?? 0) + 1);
  const expected = new Map(shares.map(([value, share]) => [JSON.stringify(value), share * values.length]));
  expect([...counts.keys()].filter((key) => !expected.has(key))).toEqual([]);
  const terms = [...expected].map(([key, often]) => ((counts.get(key) ?? 0) - often) ** 2 / often);
  const freedom = shares.length - 1;
  const root = 1 - 2 / (9 * freedom) + 3.719 * Math.sqrt(2 / (9 * freedom));
  expect(terms.reduce((sum, term) => sum + term, 0)).toBeLessThan(freedom * root ** 3);
}

/** Each of the values as likely. */
export function expectEqualFrequencies(values: readonly unknown[], among: readonly unknown[]): void {
  expectFrequencies(
    values,
    among.map((value) => [value, 1 / among.length]),
  );
}

export function expectUncorrelated(a: readonly number[], b: readonly number[]): void {
  expect(Math.abs(correlation(a, b))).toBeLessThan(3.9 / Math.sqrt(a.length));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, index) => (value - meanA) * (b[index]! - meanB)));
  return covariance / (deviation(a) * deviation(b));
}

export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

/** The share of a normal distribution of mean 0 and deviation 1 that lies below x, within 1e-7. */
export function normalShare(x: number): number {
  const half = erf(Math.abs(x) / Math.SQRT2) / 2;
  return x < 0 ? 0.5 - half : 0.5 + half;
}

/** Abramowitz and Stegun 7.1.26, within 1.5e-7; x ≥ 0. */
export function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const coefficients = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  return 1 - coefficients.reduce((sum, coefficient) => (sum + coefficient) * t, 0) * Math.exp(-x * x);
}

export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}
