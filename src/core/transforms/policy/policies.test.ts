import { describe, expect, it } from 'vitest';
import { isGeometric } from '../../plan/operations.js';
import { sampledOften, sampleOften, type Sample } from '../testing/sampled.js';
import { QueuedRandom } from '../testing/queued-random.js';
import { sceneOf } from '../testing/scene.js';
import { expectEqualFrequencies, expectFrequencies } from '../testing/statistics.js';
import { autoAugment } from './auto-augment.js';
import { magnitudeOf } from './magnitudes.js';
import { AUTO_AUGMENT, pairsOf, POLICY_NAMES, RAND_AUGMENT, TRIVIAL_AUGMENT_WIDE } from './policy-tables.js';
import type { MemberName } from './policy-tables.js';
import { TIMM, TIMM_INCREASING } from './timm-spaces.js';

const frame = { width: 640, height: 481 };
const MEMBERS = Object.keys(RAND_AUGMENT);
const SIGNED = MEMBERS.filter((name) =>
  /^(Shear|Translate|Rotate|Brightness|Color|Contrast|Sharpness)/.test(name),
);

type Step = Sample['steps'][number];

function expectSigns(steps: readonly Step[]): void {
  for (const name of MEMBERS) {
    const signs = steps.filter(({ member }) => member === name).map(({ magnitude }) => magnitude < 0);
    if (SIGNED.includes(name)) expectEqualFrequencies(signs, [true, false]);
    else expect(signs).not.toContain(true);
  }
}

describe('magnitudes are those of torch, to the last bit', () => {
  // torchvision 0.22: float(RandAugment()._AUGMENTATION_SPACE[name][0](bins, 481, 640)[bin])
  it.each([
    [RAND_AUGMENT.ShearX, 9, 31, 0.09000000357627869],
    [RAND_AUGMENT.TranslateX, 20, 31, 193.3534698486328],
    [RAND_AUGMENT.TranslateY, 29, 31, 210.70997619628906],
    [RAND_AUGMENT.Solarize, 14, 31, 0.5333333015441895],
    [TRIVIAL_AUGMENT_WIDE.Rotate, 19, 31, 85.5],
  ] as const)('%o, bin %i of %i', (magnitudes, bin, bins, expected) => {
    expect(magnitudeOf(magnitudes!, bin, bins, frame)).toBe(expected);
  });

  it('of bits fall to four, or two, and are rounded half to even', () => {
    const bits = (of: typeof RAND_AUGMENT, bins: number) =>
      Array.from({ length: bins }, (_, bin) => magnitudeOf(of.Posterize!, bin, bins, frame));
    expect(bits(RAND_AUGMENT, 9)).toEqual([8, 8, 7, 6, 6, 6, 5, 4, 4]);
    expect(bits(TRIVIAL_AUGMENT_WIDE, 7)).toEqual([8, 7, 6, 5, 4, 3, 2]);
  });
});

describe('RandAugment', () => {
  const drawn = sampledOften('RandAugment', { num_ops: 3 }).flatMap(({ steps }) => steps);

  it('draws all members equally often, as often negative as positive', () => {
    expect(drawn).toHaveLength(3 * 4000);
    expectEqualFrequencies(
      drawn.map(({ member }) => member),
      MEMBERS,
    );
    expectSigns(drawn);
  });

  it('uses one bin for all', () => {
    const rotations = drawn.filter(({ member }) => member === 'Rotate');
    expect(new Set(rotations.map(({ magnitude }) => Math.abs(magnitude)))).toEqual(new Set([9]));
  });
});

describe('RandAugment of timm', () => {
  const BINS = { num_magnitude_bins: 11, magnitude: 9 };
  const drawn = sampledOften('RandAugment', {
    ...BINS,
    space: 'timm_increasing',
    magnitude_std: 0.5,
  }).flatMap(({ steps }) => steps);

  it('draws its fifteen operations equally often, as often negative as positive', () => {
    const members = Object.keys(TIMM_INCREASING);
    expect(members).toHaveLength(15);
    expectEqualFrequencies(
      drawn.map(({ member }) => member),
      members,
    );
    for (const name of members.filter((member) => /^(Rotate|Shear|Translate|Color|Sharp)/.test(member)))
      expectEqualFrequencies(
        drawn.filter(({ member }) => member === name).map(({ magnitude }) => magnitude < 0),
        [true, false],
      );
  });

  it('draws strengths from a normal distribution that ends at the strongest', () => {
    const bins = drawn
      .filter(({ member }) => member === 'Rotate')
      .map(({ magnitude }) => Math.abs(magnitude) / 3);
    expect(Math.max(...bins)).toBe(10);
    expectFrequencies(
      bins.map((bin) =>
        bin < 8.5 ? 'low' : bin < 9 ? 'below' : bin < 9.5 ? 'above' : bin < 10 ? 'high' : 'end',
      ),
      [
        ['low', 0.1587],
        ['below', 0.3413],
        ['above', 0.3413],
        ['high', 0.1359],
        ['end', 0.0228],
      ],
    );
  });

  it('leaves changes out by their probability', () => {
    const often = sampledOften('RandAugment', { ...BINS, space: 'timm', op_p: 0.3 });
    expectFrequencies(
      often.map(({ steps }) => String(steps.length)),
      [
        ['0', 0.49],
        ['1', 0.42],
        ['2', 0.09],
      ],
    );
  });

  it('keeps, adds and reverses by whole numbers', () => {
    const frame = { width: 640, height: 480 };
    const at = (space: typeof TIMM, name: MemberName, bin: number) =>
      magnitudeOf(space[name]!, bin, 11, frame);
    // timm 1.0.31: LEVEL_TO_ARG[name](level, {})[0]
    expect([0, 2.4, 2.6, 9, 10].map((bin) => at(TIMM_INCREASING, 'Posterize', bin))).toEqual([4, 4, 3, 1, 1]);
    expect([0, 3, 9].map((bin) => at(TIMM, 'Posterize', bin))).toEqual([1, 1, 3]);
    expect([0, 9, 10].map((bin) => at(TIMM_INCREASING, 'Solarize', bin) * 255)).toEqual([256, 26, 0]);
    expect([0, 9, 10].map((bin) => at(TIMM, 'Solarize', bin) * 255)).toEqual([0, 230, 256]);
    expect([0, 9, 10].map((bin) => at(TIMM, 'SolarizeAdd', bin))).toEqual([0, 99, 110]);
  });
});

describe('TrivialAugmentWide', () => {
  const drawn = sampledOften('TrivialAugmentWide', { num_magnitude_bins: 5 }) as unknown as Step[];

  it('draws all members and all bins equally often, as often negative as positive', () => {
    expectEqualFrequencies(
      drawn.map(({ member }) => member),
      MEMBERS,
    );
    const rotations = drawn.filter(({ member }) => member === 'Rotate');
    const angles = rotations.map(({ magnitude }) => Math.abs(magnitude));
    expectEqualFrequencies(angles, [0, 33.75, 67.5, 101.25, 135]);
    expectSigns(drawn.filter(({ magnitude }) => magnitude !== 0));
  });
});

describe('AutoAugment', () => {
  it.each(POLICY_NAMES)('%s: pairs, and steps by their probability', (policy) => {
    const drawn = sampledOften('AutoAugment', { policy });
    const pairs = pairsOf(policy);
    expect(pairs).toHaveLength(25);
    expectEqualFrequencies(
      drawn.map(({ pair }) => pair),
      pairs.map((_, index) => index),
    );
    const expected =
      pairs.reduce((sum, steps) => sum + steps[0]!.probability + steps[1]!.probability, 0) / 25;
    const count = drawn.reduce((sum, { steps }) => sum + steps.length, 0) / drawn.length;
    expect(Math.abs(count - expected)).toBeLessThan(0.05);
  });

  it('runs each step by its own probability', () => {
    // Pair 4 of imagenet: Equalize with 0.4, Solarize with 0.2.
    const members = sampledOften('AutoAugment', {})
      .filter(({ pair }) => pair === 4)
      .map(({ steps }) => steps.map(({ member }) => member).join());
    expectFrequencies(members, [
      ['', 0.48],
      ['Equalize', 0.32],
      ['Solarize', 0.12],
      ['Equalize,Solarize', 0.08],
    ]);
  });

  it('names only members that it has, with bins', () => {
    const steps = POLICY_NAMES.flatMap(pairsOf).flat();
    expect(steps).toHaveLength(3 * 25 * 2);
    for (const { member, probability, bin } of steps) {
      expect(AUTO_AUGMENT).toHaveProperty(member);
      if (AUTO_AUGMENT[member] === null) expect(bin).toBe(0);
      expect(bin >= 0 && bin < 10 && probability >= 0 && probability <= 1).toBe(true);
    }
  });

  it('changes nothing where no step runs', () => {
    const random = new QueuedRandom([0, false, true, false, true]);
    const { operations } = autoAugment.sample(autoAugment.schema.parse({}), random, sceneOf(640, 480));
    expect(operations).toEqual([]);
  });
});

describe('the Operations of a policy', () => {
  it.each(['RandAugment', 'TrivialAugmentWide', 'AutoAugment'] as const)('%s: keep the size', (name) => {
    const scene = sceneOf(50, 40);
    const operations = sampleOften(name, {}, scene, 500).flatMap((sampled) => sampled.operations);
    const moving = operations.filter(isGeometric);
    expect(moving.length).toBeGreaterThan(50);
    expect(moving.every((one) => 'width' in one && one.width === 50 && one.height === 40)).toBe(true);
  });

  it('leave the colours of grey images alone', () => {
    const operations = sampleOften('RandAugment', {}, sceneOf(50, 40, [], 1), 500).flatMap(
      (sampled) => sampled.operations,
    );
    expect(operations.some(({ kind }) => kind === 'matrix')).toBe(false);
  });
});
