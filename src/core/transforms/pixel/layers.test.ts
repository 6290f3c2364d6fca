import { describe, expect, it } from 'vitest';
import type { CompositeOperation, Operation } from '../../plan/operations.js';
import type { EntryName } from '../catalogue.js';
import { sample, sampleOften, whole } from '../testing/sampled.js';
import { sceneOf } from '../testing/scene.js';
import {
  expectDistribution,
  expectEqualFrequencies,
  expectFrequencies,
  expectUniform,
} from '../testing/statistics.js';

type Values = Readonly<Record<string, unknown>>;

function drawn(name: EntryName, parameters: object, value: string): unknown[] {
  return sampleOften(name, parameters).map(({ sampled }) => (sampled as Values)[value]);
}

describe('uniform', () => {
  it.each<[EntryName, value: string, object, low: number, high: number]>([
    ['RandomFog', 'intensity', {}, 0.3, 1],
    ['RandomRain', 'slant', {}, -10, 10],
    ['RandomSnow', 'snow_point', {}, 0.1, 0.3],
    ['RandomSnow', 'snow_point', { method: 'texture', snow_point_range: [0.5, 0.8] }, 0.5, 0.8],
    ['RandomSunFlare', 'angle', { angle_range: [0.25, 0.5] }, Math.PI / 2, Math.PI],
    ['Spatter', 'mean', { mean: 0.7 }, 0, 0.7],
    ['Spatter', 'std', { std: [0.2, 0.4] }, 0.2, 0.4],
    ['Spatter', 'gauss_sigma', { gauss_sigma: [1, 5] }, 1, 5],
    ['Spatter', 'cutout_threshold', { cutout_threshold: [0.6, 0.7] }, 0.6, 0.7],
    ['Spatter', 'intensity', { intensity: [0.1, 0.9] }, 0.1, 0.9],
    ['PlasmaBrightnessContrast', 'brightness', {}, -0.3, 0.3],
    ['PlasmaBrightnessContrast', 'contrast', { contrast_range: [0.1, 0.2] }, 0.1, 0.2],
    ['PlasmaShadow', 'intensity', {}, 0.3, 0.7],
    ['Illumination', 'angle', {}, 0, 360],
    ['Illumination', 'intensity', { effect_type: 'brighten' }, 0.01, 0.2],
    ['Illumination', 'sigma', { mode: 'gaussian' }, 0.2, 1],
    ['ZoomBlur', 'max_factor', {}, 1, 1.31],
    ['ZoomBlur', 'step_factor', {}, 0.01, 0.03],
  ])('%s: %s of %j', (name, value, parameters, low, high) => {
    expectUniform(drawn(name, parameters, value) as number[], low, high);
  });

  it('Illumination darkens as often as it brightens', () => {
    const signs = (drawn('Illumination', {}, 'intensity') as number[]).map(Math.sign);
    expectEqualFrequencies(signs, [-1, 1]);
    const [corners, centres] = [
      drawn('Illumination', { mode: 'corner' }, 'corner'),
      drawn('Illumination', { mode: 'gaussian' }, 'centre') as [number, number][],
    ];
    expectEqualFrequencies(corners, [0, 1, 2, 3]);
    for (const axis of [0, 1]) {
      expectUniform(
        centres.map((centre) => centre[axis]!),
        0.1,
        0.9,
      );
    }
  });

  it('the sun may be anywhere in its part of the image', () => {
    const small = sceneOf(20, 40);
    const suns = sampleOften('RandomSunFlare', { flare_roi: [0.5, 0, 1, 0.25] }, small).map(
      ({ sampled }) => (sampled as unknown as { centre: [number, number] }).centre,
    );
    expectEqualFrequencies(
      suns.map(([x]) => x),
      whole(10, 19),
    );
    expectEqualFrequencies(
      suns.map(([, y]) => y),
      whole(0, 9),
    );
    const counts = drawn('RandomSunFlare', { num_flare_circles_range: [2, 4] }, 'circles');
    expectEqualFrequencies(counts, [2, 3, 4]);
  });

  it('shadows: their number, darkness, and corners', () => {
    const small = sceneOf(20, 40);
    const parameters = { num_shadows_limit: [2, 4], shadow_intensity_range: [0.2, 0.6] };
    const all = sampleOften('RandomShadow', parameters, small).map(
      ({ sampled }) =>
        (sampled as unknown as { shadows: { corners: [number, number][]; intensity: number }[] }).shadows,
    );
    expectEqualFrequencies(
      all.map(({ length }) => length),
      [2, 3, 4],
    );
    expectUniform(
      all.map(([first]) => first!.intensity),
      0.2,
      0.6,
    );
    const corners = all.map((shadows) => shadows[1]!.corners);
    expect(corners.every(({ length }) => length === 5)).toBe(true);
    expectEqualFrequencies(
      corners.map((polygon) => polygon[4]![0]),
      whole(0, 19),
    );
    expectEqualFrequencies(
      corners.map((polygon) => polygon[2]![1]),
      whole(20, 39),
    );
  });

  it('patches of gravel: between a tenth and a fifth of the part, anywhere in it', () => {
    const patches = sampleOften('RandomGravel', { gravel_roi: [0, 0, 1, 1] }, sceneOf(100, 50)).map(
      ({ sampled }) => (sampled as unknown as { patches: number[][] }).patches[0]!,
    );
    expectEqualFrequencies(
      patches.map(([x0, , x1]) => x1! - x0! - 1),
      whole(10, 20),
    );
    expectEqualFrequencies(
      patches.map(([, y0, , y1]) => y1! - y0! - 1),
      whole(5, 10),
    );
    const narrow = patches.filter(([x0, , x1]) => x1! - x0! === 11).map(([x]) => x);
    expectEqualFrequencies(narrow, whole(0, 90));
  });
});

describe('AugMix', () => {
  interface Chain {
    readonly weight: number;
    readonly steps: readonly { readonly member: string; readonly magnitude: number }[];
  }
  const mixes = (parameters: object): { weight: number; chains: Chain[] }[] =>
    sampleOften('AugMix', parameters).map(
      ({ sampled }) => sampled as unknown as { weight: number; chains: Chain[] },
    );

  it('gives the image itself a uniform share, and chains what is left', () => {
    const drawn = mixes({});
    expectUniform(
      drawn.map(({ weight }) => weight),
      0,
      1,
    );
    // Of three equal shares, one is at most x with probability 1 − (1 − x)².
    expectUniform(
      drawn.map(({ weight, chains }) => 1 - (1 - chains[1]!.weight / (1 - weight)) ** 2),
      0,
      1,
    );
    const sums = drawn.map(({ weight, chains }) => chains.reduce((sum, one) => sum + one.weight, weight));
    expect(Math.max(...sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-12);
  });

  it('of a small alpha prefers one, of a large one mixes evenly', () => {
    const spread = (alpha: number): number =>
      mixes({ alpha }).reduce((sum, { weight }) => sum + (weight - 0.5) ** 2, 0) / 4000;
    // The variance of a beta distribution of equal parameters is 1 / (4 (2α + 1)).
    expect(Math.abs(spread(0.3) - 1 / 6.4)).toBeLessThan(0.008);
    // The beta distribution of a half and a half is the arcsine distribution.
    const halves = mixes({ alpha: 0.5 }).map(({ weight }) => weight);
    expectDistribution(halves, (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x)));
    expect(Math.abs(spread(0.9) - 1 / 11.2)).toBeLessThan(0.004);
    expect(Math.abs(spread(8) - 1 / 68)).toBeLessThan(0.001);
  });

  it('chains one to three members, each as likely', () => {
    const chains = mixes({}).map((mix) => mix.chains[0]!.steps);
    expectEqualFrequencies(
      chains.map(({ length }) => length),
      [1, 2, 3],
    );
    const names = [
      ...['AutoContrast', 'Equalize', 'Posterize', 'Rotate', 'Solarize', 'ShearX', 'ShearY', 'TranslateX'],
      ...['TranslateY', 'Brightness', 'Color', 'Contrast', 'Sharpness'],
    ];
    expectEqualFrequencies(
      chains.map(([first]) => first!.member),
      names,
    );
    const fixed = mixes({ chain_depth: 2, mixture_width: 4, all_ops: false });
    expect(fixed.every((mix) => mix.chains.length === 4)).toBe(true);
    const members = fixed.map((mix) => mix.chains[3]!.steps[1]!.member);
    expectEqualFrequencies(members, names.slice(0, 9));
  });

  it('draws magnitudes up to its severity, of either sign', () => {
    const turns = mixes({ severity: 4 })
      .flatMap(({ chains }) => chains.flatMap(({ steps }) => steps))
      .filter(({ member }) => member === 'Rotate')
      .map(({ magnitude }) => Math.round((magnitude / 30) * 9));
    expectFrequencies(turns, [[0, 1 / 4], ...[-3, -2, -1, 1, 2, 3].map((bin) => [bin, 1 / 8] as const)]);
  });

  it('posterizes to four bits and fewer', () => {
    const bits = mixes({ severity: 10 })
      .flatMap(({ chains }) => chains.flatMap(({ steps }) => steps))
      .filter(({ member }) => member === 'Posterize')
      .map(({ magnitude }) => magnitude);
    expect(new Set(bits)).toEqual(new Set([0, 1, 2, 3, 4]));
  });
});

describe('a transform without effect makes no Operations', () => {
  const corners = [0, 40, 9, 50, 60, 70, 5, 70, 9, 60];
  it.each<[EntryName, object, unknown[]?]>([
    ['RandomShadow', { num_shadows_limit: [1, 1], shadow_intensity_range: [0, 0] }, corners],
    ['PlasmaBrightnessContrast', { brightness_range: [0, 0], contrast_range: [0, 0] }],
    ['PlasmaShadow', { shadow_intensity_range: [0, 0] }],
    ['RandomGravel', { gravel_roi: [0, 0, 0.1, 0.1] }, [0, 0, 0, 0, 0, 0, 0, 0]],
    ['Spatter', { intensity: [0, 0] }],
    ['ZoomBlur', { max_factor: [1, 1], step_factor: [0.02, 0.02] }],
  ])('%s %j', (name, parameters, draws) => {
    expect(sample(name, parameters, sceneOf(100, 80), draws)).toEqual([]);
  });
});

describe('Operations of layers', () => {
  const scene = sceneOf(640, 480);
  const only = (name: EntryName, parameters: object, draws: unknown[] = []): Operation =>
    sample(name, parameters, scene, draws)[0]!;

  it('fog has fewer and larger discs the thicker it is', () => {
    const fog = (intensity: number) => {
      const { mask } = only('RandomFog', { fog_coef_range: [intensity, intensity] }) as Extract<
        CompositeOperation,
        { form: 'over' }
      >;
      const paint = mask?.paint;
      if (paint?.form !== 'marks' || paint.mark.form !== 'disc') throw new Error('no discs');
      return { counts: paint.groups.map(({ count }) => count), radius: paint.mark.radius };
    };
    // ⌊640 · 480 / 213² · 10⌋ discs at first, and a tenth less of each side from region to region.
    expect(fog(1)).toEqual({ counts: [67, 54, 44, 35, 28, 23, 18, 15], radius: [24, 47] });
    expect(fog(0.4).counts[0]).toBeGreaterThan(67);
  });

  it.each([
    ['drizzle', 120],
    ['default', 160],
    ['heavy', 480],
    ['torrential', 960],
  ])('rain of type %s has %i drops in 480 rows', (rain_type, count) => {
    expect(only('RandomRain', { rain_type }, [3.7])).toMatchObject({
      blend: 'add',
      mask: {
        paint: {
          groups: [{ count, within: [0, 0, 640, 420] }],
          mark: { form: 'line', offset: [3, 60], width: 1 },
        },
      },
    });
  });

  it('a zoom counts the image twice, and lists at most 60 views', () => {
    const views = (max: number, step: number): readonly number[] => {
      const fixed = { max_factor: [max, max], step_factor: [step, step] };
      return (only('ZoomBlur', fixed) as Extract<CompositeOperation, { form: 'sweep' }>).at;
    };
    expect(views(1.1, 0.04)).toEqual([0, 0, 0.04, 0.08]);
    expect(views(2, 0.001)).toHaveLength(60);
    expect(views(2, 0)).toHaveLength(60);
  });

  it.each<[EntryName, object]>([
    ['RandomFog', { fog_coef_range: [0.02, 0.02] }],
    ['RandomRain', { rain_type: 'torrential' }],
    ['RandomSunFlare', { num_flare_circles_range: [10, 10], src_radius: 900 }],
    ['RandomSunFlare', { num_flare_circles_range: [10, 10], method: 'physics_based' }],
    ['RandomSnow', { method: 'texture' }],
    ['Spatter', {}],
    ['Spatter', { mode: 'mud', gauss_sigma: [9, 9] }],
    ['RandomGravel', { number_of_patches: 9 }],
    ['ZoomBlur', { max_factor: [1.31, 1.31], step_factor: [0.01, 0.01] }],
    ['AugMix', {}],
  ])('of %s %j are small', (name, parameters) => {
    const sizes = sampleOften(name, parameters, sceneOf(4000, 3000), 20).map(
      ({ operations }) => JSON.stringify(operations).length,
    );
    expect(Math.max(...sizes)).toBeLessThan(8000);
  });
});
