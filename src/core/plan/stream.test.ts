import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stream } from './stream.js';

const word = fc.integer({ min: 0, max: 0xffffffff });
const stream = fc.tuple(word, word, word, word).map((identity) => new Stream(identity));
const DRAWS = 20_000;

function draw<T>(take: (random: Stream) => T, count = DRAWS): T[] {
  const random = new Stream([1, 2, 3, 4]);
  return Array.from({ length: count }, () => take(random));
}

describe('fork', () => {
  it('takes as much as a seed, and gives the stream of that seed', () => {
    const [random, twin] = [new Stream([1, 2, 3, 4]), new Stream([1, 2, 3, 4])];
    const fork = random.fork();
    const same = new Stream([...twin.seed(), 0, 0]);
    const drawn = [fork.uniform(0, 1), fork.integer(0, 1e9), random.uniform(0, 1)];
    expect(drawn).toEqual([same.uniform(0, 1), same.integer(0, 1e9), twin.uniform(0, 1)]);
  });
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function moments(values: readonly number[]): { mean: number; std: number; kurtosis: number } {
  const centre = mean(values);
  const variance = mean(values.map((value) => (value - centre) ** 2));
  return {
    mean: centre,
    std: Math.sqrt(variance),
    kurtosis: mean(values.map((value) => (value - centre) ** 4)) / variance ** 2,
  };
}

/** Largest distance between the empirical and the uniform distribution on [0, 1): Kolmogorov and Smirnov. */
function distanceFromUniform(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.max(...sorted.map((value, index) => Math.abs(value - (index + 0.5) / sorted.length)));
}

function shares(values: readonly number[], size: number): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const value of values) counts[value]!++;
  return counts.map((count) => count / values.length);
}

describe('Stream', () => {
  it('gives uniform numbers of [low, high)', () => {
    expect(distanceFromUniform(draw((random) => random.uniform(0, 1)))).toBeLessThan(1.95 / Math.sqrt(DRAWS));
    fc.assert(
      fc.property(
        stream,
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
        fc.double({ noNaN: true, min: 0, max: 1e6 }),
        (random, low, size) => {
          const value = random.uniform(low, low + size);
          expect(value).toBeGreaterThanOrEqual(low);
          if (low + size > low) expect(value).toBeLessThan(low + size);
          else expect(value).toBe(low);
        },
      ),
    );
  });

  it('gives independent neighbours', () => {
    const values = draw((random) => random.uniform(-1, 1));
    const correlation = mean(values.slice(1).map((value, index) => value * values[index]!)) * 3;
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(DRAWS));
  });

  it('gives whole numbers with both ends, all alike', () => {
    const found = shares(
      draw((random) => random.integer(-2, 3) + 2),
      6,
    );
    expect(found).toHaveLength(6);
    for (const share of found) expect(Math.abs(share - 1 / 6)).toBeLessThan(0.012);
  });

  it('has chances of 0 never, of 1 always, of 0.3 in 30 %', () => {
    expect(draw((random) => random.chance(0))).not.toContain(true);
    expect(draw((random) => random.chance(1))).not.toContain(false);
    expect(Math.abs(mean(draw((random) => Number(random.chance(0.3)))) - 0.3)).toBeLessThan(0.014);
  });

  it('gives normal numbers', () => {
    const found = moments(draw((random) => random.normal(5, 2)));
    expect(found.mean).toBeCloseTo(5, 1);
    expect(found.std).toBeCloseTo(2, 1);
    expect(found.kurtosis).toBeCloseTo(3, 0);
  });

  it('chooses by weight, and never what weighs nothing', () => {
    const found = shares(
      draw((random) => random.weighted([1, 0, 3, 0])),
      4,
    );
    expect(found[1]).toBe(0);
    expect(found[3]).toBe(0);
    expect(Math.abs(found[2]! - 0.75)).toBeLessThan(0.014);
    expect(() => draw((random) => random.weighted([0, 0]), 1)).toThrow(RangeError);
  });

  it('shuffles into every order alike', () => {
    const orders = draw((random) => random.shuffle(['a', 'b', 'c']).join(''), 6000);
    const counts = [...new Set(orders)].map((order) => orders.filter((o) => o === order).length);
    expect(counts).toHaveLength(6);
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('keeps what it shuffles', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.integer()), (random, items) => {
        const before = [...items];
        expect(random.shuffle(items).toSorted()).toEqual(before.toSorted());
        expect(items).toEqual(before);
      }),
    );
  });

  it('takes the same draws whatever the values, so that later ones stay', () => {
    const after = (take: (random: Stream) => unknown) => {
      const random = new Stream([1, 2, 3, 4]);
      take(random);
      return random.uniform(0, 1);
    };
    expect(after((random) => random.chance(0))).toBe(after((random) => random.uniform(7, 7)));
    expect(after((random) => random.integer(3, 3))).toBe(after((random) => random.weighted([1])));
    expect(after((random) => random.chance(0))).toBe(after((random) => random.seed()));
  });
});
