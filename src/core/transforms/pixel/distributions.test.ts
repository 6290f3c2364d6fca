import { describe, expect, it } from 'vitest';
import type { ConvolveOperation } from '../../plan/operations.js';
import type { EntryName } from '../catalogue.js';
import { sampleOften } from '../testing/sampled.js';
import { sceneOf } from '../testing/scene.js';
import {
  expectDistribution,
  expectEqualFrequencies,
  expectFrequencies,
  expectUncorrelated,
  expectUniform,
  normalShare,
  permutations,
} from '../testing/statistics.js';

type Values = Readonly<Record<string, unknown>>;

function drawn(name: EntryName, parameters: object, value: string): number[] {
  return allDrawn(name, parameters, value) as number[];
}

function allDrawn(name: EntryName, parameters: object, value: string): unknown[] {
  return sampleOften(name, parameters).map(({ sampled }) => (sampled as Values)[value]);
}

describe('uniform', () => {
  const always = { distort_p: 1 };
  it.each<[EntryName, value: string, object, low: number, high: number]>([
    ['Solarize', 'threshold', { threshold_range: [0.2, 0.9] }, 0.2, 0.9],
    ['Sharpen', 'alpha', {}, 0.2, 0.5],
    ['Sharpen', 'alpha', { method: 'gaussian' }, 0.2, 0.5],
    ['Sharpen', 'lightness', {}, 0.5, 1],
    ['Emboss', 'alpha', {}, 0.2, 0.5],
    ['Emboss', 'strength', {}, 0.2, 0.7],
    ['AdvancedBlur', 'sigma_x', {}, 0.2, 1],
    ['AdvancedBlur', 'sigma_y', { sigma_y_limit: 2 }, 0, 2],
    ['AdvancedBlur', 'angle', {}, -90, 90],
    ['Defocus', 'alias_blur', {}, 0.1, 0.5],
    ['RingingOvershoot', 'cutoff', {}, Math.PI / 4, Math.PI / 2],
    ['PhotoMetricDistort', 'brightness', always, 0.875, 1.125],
    ['PhotoMetricDistort', 'contrast', always, 0.5, 1.5],
    ['PhotoMetricDistort', 'saturation', always, 0.5, 1.5],
    ['PhotoMetricDistort', 'hue', always, -0.05, 0.05],
  ])('%s: %s', (name, value, parameters, low, high) => {
    expectUniform(drawn(name, parameters, value), low, high);
  });
});

const orders = permutations([0, 1, 2]);

describe('equally likely', () => {
  it.each<[EntryName, value: string, object, among: readonly unknown[]]>([
    ['Posterize', 'num_bits', { num_bits: [2, 5] }, [[2], [3], [4], [5]]],
    ['ChannelShuffle', 'order', {}, orders],
    ['ChannelDropout', 'channels', {}, [[0], [1], [2]]],
    ['Blur', 'size', {}, [3, 5, 7]],
    ['AdvancedBlur', 'size', {}, [3, 5, 7]],
    ['Defocus', 'radius', {}, [3, 4, 5, 6, 7, 8, 9, 10]],
    ['RingingOvershoot', 'size', {}, [7, 9, 11, 13, 15]],
    ['PhotoMetricDistort', 'contrast_first', {}, [true, false]],
    ['PhotoMetricDistort', 'order', { distort_p: 1 }, orders],
  ])('%s: %s', (name, value, parameters, among) => {
    expectEqualFrequencies(allDrawn(name, parameters, value), among);
  });

  it('ChannelDropout fills one channel as often as two', () => {
    const shares = [[0], [1], [2], [0, 1], [0, 2], [1, 2]].map((channels) => [channels, 1 / 6] as const);
    expectFrequencies(allDrawn('ChannelDropout', { channel_drop_range: [1, 2] }, 'channels'), shares);
  });
});

describe('other distributions', () => {
  it.each([
    ['r', { r_shift_limit: [-2, 2] }],
    ['g', { g_shift_limit: 2 }],
    ['b', { b_shift_limit: [-2 / 255, 2 / 255] }],
  ])('RGBShift rounds %s towards 0, which is twice as wide', (channel, limits) => {
    expectFrequencies(drawn('RGBShift', limits, channel), [
      [-1, 1 / 4],
      [0, 1 / 2],
      [1, 1 / 4],
    ]);
  });

  it('RGBShift draws each channel apart', () => {
    const [r, g, b] = ['r', 'g', 'b'].map((channel) => drawn('RGBShift', {}, channel));
    expectUncorrelated(r!, g!);
    expectUncorrelated(g!, b!);
  });

  it.each(['brightness', 'contrast', 'saturation', 'hue', 'order'])(
    'PhotoMetricDistort leaves out %s with its own probability',
    (change) => {
      const isLeftOut = allDrawn('PhotoMetricDistort', { distort_p: 0.3 }, change).map(
        (value) => value === null,
      );
      expectFrequencies(isLeftOut, [
        [true, 0.7],
        [false, 0.3],
      ]);
    },
  );

  it.each([
    ['low_y', 0.25],
    ['high_y', 0.75],
  ])('RandomToneCurve: %s is normal about %d, and clipped', (value, mean) => {
    const scale = 0.2;
    const curves = sampleOften('RandomToneCurve', { scale, per_channel: true }).map(
      ({ sampled }) => (sampled as Readonly<Record<string, readonly number[]>>)[value]!,
    );
    for (const channel of [0, 1, 2]) {
      const heights = curves.map((curve) => curve[channel]!);
      expect(Math.min(...heights) >= 0 && Math.max(...heights) <= 1).toBe(true);
      const inside = heights.filter((height) => height > 0 && height < 1);
      const below = (x: number) => normalShare((x - mean) / scale);
      expectDistribution(inside, (x) => (below(x) - below(0)) / (below(1) - below(0)));
    }
    expectUncorrelated(
      curves.map(([first]) => first!),
      curves.map(([, second]) => second!),
    );
  });

  it('FancyPCA: normal factors, independent of each other', () => {
    const factors = allDrawn('FancyPCA', { alpha: 0.3 }, 'alpha') as number[][];
    for (const component of [0, 1, 2]) {
      expectDistribution(
        factors.map((three) => three[component]!),
        (x) => normalShare(x / 0.3),
      );
    }
    expectUncorrelated(
      factors.map(([first]) => first!),
      factors.map(([, second]) => second!),
    );
  });

  it('PlanckianJitter: below 6000 K with a probability of 0.4', () => {
    for (const sampling_method of ['uniform', 'gaussian']) {
      const isWarm = drawn('PlanckianJitter', { sampling_method }, 'temperature').map(
        (kelvin) => kelvin < 6000,
      );
      expectFrequencies(isWarm, [
        [true, 0.4],
        [false, 0.6],
      ]);
    }
  });

  it('PlanckianJitter: uniform or normal on either side', () => {
    const limits = { mode: 'cied', temperature_limit: [4500, 12_000] };
    const uniform = drawn('PlanckianJitter', limits, 'temperature').map((kelvin) => kelvin + 0.5);
    const warm = uniform.filter((kelvin) => kelvin < 6000);
    expectUniform(warm, 4500, 6000);
    expectUniform(
      uniform.filter((kelvin) => kelvin > 6000),
      6000,
      12_000,
    );
    const normal = drawn('PlanckianJitter', { ...limits, sampling_method: 'gaussian' }, 'temperature');
    const sides = [
      [normal.filter((kelvin) => kelvin < 6000).map((kelvin) => 5999.5 - kelvin), 1500],
      [normal.filter((kelvin) => kelvin >= 6000).map((kelvin) => kelvin - 5999.5), 6000],
    ] as const;
    for (const [distances, limit] of sides) {
      expect(Math.max(...distances)).toBeLessThanOrEqual(limit + 0.5);
      expectDistribution(distances, (x) => (x < limit - 1 ? 2 * normalShare((3 * x) / limit) - 1 : 1));
    }
  });

  it('PlanckianJitter: the defaults reach from the coldest to the hottest light', () => {
    for (const [mode, coldest] of [
      ['blackbody', 3000],
      ['cied', 4000],
    ] as const) {
      const kelvins = drawn('PlanckianJitter', { mode }, 'temperature');
      expect(Math.min(...kelvins)).toBeGreaterThanOrEqual(coldest);
      expect(Math.min(...kelvins)).toBeLessThan(coldest + 50);
      expect(Math.max(...kelvins)).toBeGreaterThan(14_950);
    }
  });

  it('AdvancedBlur: shapes above and below 1 are equally likely', () => {
    const betas = drawn('AdvancedBlur', { beta_limit: [0.2, 5] }, 'beta');
    expectDistribution(betas, (x) => (x < 1 ? (x - 0.2) / 1.6 : 0.5 + (x - 1) / 8));
  });

  it('AdvancedBlur: weights of an even kernel are its noise', () => {
    const [size, wide] = [61, [1e9, 1e9]];
    const even = {
      blur_limit: [size, size],
      sigma_x_limit: wide,
      sigma_y_limit: wide,
      noise_limit: [0.8, 1.2],
    };
    const [made] = sampleOften('AdvancedBlur', even, sceneOf(9, 9), 1);
    const { weights } = made!.operations[0] as ConvolveOperation & { form: 'full' };
    const noise = weights.map((weight) => weight * size * size);
    expectDistribution(noise, (x) => (x - 0.8) / 0.4);
  });
});

it.each([
  ['green_purple', 1],
  ['red_blue', -1],
] as const)('ChromaticAberration, %s: the signs of blue are %i times those of red', (mode, side) => {
  for (const { sampled } of sampleOften('ChromaticAberration', { mode })) {
    const { red, blue } = sampled as unknown as Record<'red' | 'blue', readonly [number, number]>;
    const products = [red[0] * red[1], side * red[0] * blue[0], blue[0] * blue[1]];
    expect(products.every((one) => one >= 0)).toBe(true);
  }
});
