import { describe, expect, it } from 'vitest';
import type { NoiseOperation } from '../../plan/operations.js';
import { Kernels } from '../memory.js';
import { rowBytes, xoshiro } from './testing/row-bytes.js';
import { runGuarded } from './testing/run-guarded.js';

const kernels = new Kernels();

function gaussianRow(
  count: number,
  row: number,
  [linear, cubic, offset]: [number, number, number],
): Int16Array {
  const { pointer } = kernels.allocate(2 * count + 64);
  kernels.call.gaussianRow(pointer, count, row, 7, 8, linear, cubic, offset);
  return new Int16Array(kernels.view(pointer, 2 * count).slice().buffer);
}

function moments(numbers: readonly number[]): {
  mean: number;
  std: number;
  skewness: number;
  kurtosis: number;
} {
  const mean = numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
  const central = (power: number): number =>
    numbers.reduce((sum, n) => sum + (n - mean) ** power, 0) / numbers.length;
  const std = Math.sqrt(central(2));
  return { mean, std, skewness: central(3) / std ** 3, kurtosis: central(4) / std ** 4 - 3 };
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [first, second] = [moments(a), moments(b)];
  const covariance =
    a.reduce((sum, value, i) => sum + (value - first.mean) * (b[i]! - second.mean), 0) / a.length;
  return covariance / (first.std * second.std);
}

const noise: NoiseOperation = {
  kind: 'noise',
  distribution: 'gaussian',
  mean: 0,
  std: 20,
  perChannel: true,
  scale: 1,
  seed: [7, 8],
};
const grey = (width: number, height: number, channels: 1 | 3) =>
  ({ width, height, channels, data: new Uint8Array(width * height * channels).fill(128) }) as const;

describe('the generator', () => {
  it('is xoshiro128++, by its published outputs for the state 1, 2, 3, 4', () => {
    const generator = xoshiro([1, 2, 3, 4]);
    expect(Array.from({ length: 5 }, () => generator.next().value)).toEqual([
      641, 1573767, 3222811527, 3517856514, 836907274,
    ]);
  });

  it('is seeded by Philox, a row each', () => {
    for (const [row, count] of [
      [0, 100],
      [479, 33],
      [2 ** 31, 5],
    ] as const) {
      const { pointer } = kernels.allocate(count);
      kernels.call.uniformRow(pointer, count, row, 0xffffffff, 3, 0);
      expect(kernels.view(pointer, count)).toEqual(rowBytes(count, row, [0xffffffff, 3]));
    }
  });

  it('makes Gaussian numbers as described', () => {
    const [linear, cubic, offset] = [3000, 700, -50];
    const divided = (product: number): number => (product + 16384) >> 15;
    const bytes = rowBytes(256, 5, [7, 8]);
    const expected = Int16Array.from({ length: 64 }, (_, i) => {
      const first = 32 * Math.floor(i / 8) + 2 * (i % 8);
      const sum = [0, 1, 16, 17].reduce((total, at) => total + bytes[first + at]!, 0);
      const u = 64 * (sum - 510);
      return divided(u * linear) + divided(divided(divided(u * u) * u) * cubic) + offset;
    });
    expect(gaussianRow(64, 5, [linear, cubic, offset])).toEqual(expected);
  });

  it('has a Gaussian’s moments, and rows and columns that do not know each other', () => {
    const rows = Array.from({ length: 200 }, (_, y) => [...gaussianRow(1000, y, [16838, 3969, 0])]);
    const { mean, std, skewness, kurtosis } = moments(rows.flat());
    expect(Math.abs(mean / std)).toBeLessThan(0.01);
    expect(std / 5120).toBeCloseTo(1, 2);
    expect(Math.abs(skewness)).toBeLessThan(0.02);
    expect(Math.abs(kurtosis)).toBeLessThan(0.05);
    const all = rows.flat();
    for (const lag of [1, 2, 4, 8, 1000, 2000]) {
      expect(Math.abs(correlation(all.slice(lag), all.slice(0, -lag)))).toBeLessThan(0.012);
    }
  });
});

describe('noise', () => {
  it('adds what was drawn, cut toward zero and clipped', () => {
    for (const [width, channels] of [
      [1, 1],
      [37, 1],
      [37, 3],
      [64, 3],
    ] as const) {
      const input = grey(width, 3, channels);
      const output = runGuarded(input, { ...noise, std: 80, mean: 5.5 });
      const expected = [0, 1, 2].flatMap((y) =>
        [...gaussianRow(width * channels, y, [16832, 3968, 352])].map((n) =>
          Math.min(255, Math.max(0, 128 + Math.trunc(n / 64))),
        ),
      );
      expect([...output]).toEqual(expected);
    }
  });

  it('gives all channels of a pixel the same, if they share', () => {
    const output = runGuarded(grey(40, 4, 3), { ...noise, perChannel: false });
    output.forEach((value, index) => {
      expect(value).toBe(output[index - (index % 3)]);
    });
    expect(new Set(output).size).toBeGreaterThan(20);
  });

  it('draws a row the same whatever the height, and other seeds differently', () => {
    const tall = runGuarded(grey(50, 8, 3), noise);
    expect(runGuarded(grey(50, 3, 3), noise)).toEqual(tall.slice(0, 450));
    expect(runGuarded(grey(50, 8, 3), { ...noise, seed: [7, 9] })).not.toEqual(tall);
  });

  it.each([
    ['of each channel', 3, true],
    ['that channels share', 3, false],
    ['of a grey raster', 1, true],
  ] as const)('is enlarged from a smaller image of noise: %s', (_, channels, perChannel) => {
    const [width, height, scale, smallWidth] = [37, 7, 0.4, 14];
    const drawn = perChannel ? channels : 1;
    const rows = [0, 1].map((y) => gaussianRow(smallWidth * drawn, y, [16832, 3968, 640]));
    const taps = (i: number, small: number, large: number) => {
      const at = Math.min(small - 1, Math.max(0, ((i + 0.5) * small) / large - 0.5));
      const first = Math.floor(at);
      return { first, second: Math.min(small - 1, first + 1), weight: Math.round((at - first) * 2048) };
    };
    const blend = (a: number, b: number, weight: number) => (a * (2048 - weight) + b * weight + 1024) >> 11;
    const expected = Array.from({ length: width * height * channels }, (_, i) => {
      const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
      const [across, down] = [taps(x, smallWidth, width), taps(y, 2, height)];
      const column = (at: number) => {
        const [above, below] = [down.first, down.second].map((row) => rows[row]![at * drawn + (i % drawn)]!);
        return blend(above!, below!, down.weight);
      };
      const number = blend(column(across.first), column(across.second), across.weight);
      return Math.min(255, Math.max(0, 128 + Math.trunc(number / 256)));
    });
    expect([
      ...runGuarded(grey(width, height, channels), { ...noise, mean: 2.5, perChannel, scale }),
    ]).toEqual(expected);
  });

  it('grows coarser with scale, and keeps its mean', () => {
    const fine = [...runGuarded(grey(200, 100, 1), { ...noise, mean: 10 })];
    const coarse = [...runGuarded(grey(200, 100, 1), { ...noise, mean: 10, scale: 0.25 })];
    const neighbours = (data: number[]): number => correlation(data.slice(1), data.slice(0, -1));
    expect(Math.abs(neighbours(fine))).toBeLessThan(0.05);
    expect(neighbours(coarse)).toBeGreaterThan(0.8);
    expect(moments(coarse).mean).toBeCloseTo(137.8, -0.5);
    expect(runGuarded(grey(1, 1, 3), { ...noise, scale: 0.1 })).toHaveLength(3);
  });
});
