import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../parse.js';
import { importPipeline } from './index.js';

/** The Recipe that comes out is read again: whatever is written must be valid. */
function imported(text: string) {
  const made = importPipeline(text, 'pipeline');
  const { transforms } = parseRecipe(made.yaml, 'imported.yaml');
  const named = ({ transform, p, parameters, children }: (typeof transforms)[number]): Named => ({
    name: transform.name,
    p,
    parameters,
    children: children.map(named),
  });
  return { ...made, steps: transforms.map(named) };
}

interface Named {
  readonly name: string;
  readonly p: number;
  readonly parameters: object;
  readonly children: readonly Named[];
}

const WITHOUT_SOLARIZE_ADD = 'SolarizeAdd: left out, there is no such transform here; NoOp keeps its share';
const SMOOTHED = 'SharpnessIncreasing: what it smooths is smoothed by a Gaussian kernel of the same variance';

describe('a RandAugment of timm', () => {
  it('is one step', () => {
    const { steps, lost } = imported('rand-m9-mstd0.5-inc1\n');
    expect(steps).toMatchObject([
      {
        name: 'RandAugment',
        p: 1,
        parameters: {
          ...{ space: 'timm_increasing', num_ops: 2, magnitude: 9, num_magnitude_bins: 11 },
          ...{ magnitude_std: 0.5, op_p: 0.5, interpolation: 'linear', fill: [124, 116, 104] },
        },
      },
    ]);
    expect(lost).toEqual([]);
    expect(imported('rand-m4-n3-p0.2').steps[0]!.parameters).toMatchObject({
      ...{ space: 'timm', num_ops: 3, magnitude: 4, magnitude_std: 0, op_p: 0.2 },
    });
  });

  it('has the greatest magnitude in place of a larger one', () => {
    for (const text of ['rand-m99', 'rand-m11', 'rand-m99-mstd0.5'])
      expect(imported(text).steps, text).toEqual(imported('rand-m10').steps);
  });

  it('is a choice among transforms where its magnitudes are limited or no bins', () => {
    const { steps, lost } = imported('rand-m9.5-mstd0.5-inc1');
    const [{ name, p, parameters, children }] = steps as [Named];
    expect({ name, p, parameters }).toMatchObject({
      name: 'RandomOrder',
      p: 1,
      parameters: { n: 2, replace: true },
    });
    expect(children).toHaveLength(15);
    expect(children.map((child) => child.p)).toEqual(Array(15).fill(0.5));
    expect(children[3]).toMatchObject({ name: 'OneOf', children: [{ name: 'Rotate' }, { name: 'Rotate' }] });
    expect(children[6]).toMatchObject({ name: 'NoOp' });
    expect(lost).toEqual([expect.stringMatching(/^mstd0\.5/), WITHOUT_SOLARIZE_ADD, SMOOTHED]);
    expect(imported('rand-m9-mmax8-inc1').steps[0]).toMatchObject({ name: 'RandomOrder' });
  });

  it('draws magnitudes from a range of the same mean and deviation', () => {
    const { steps, lost } = imported('rand-m8.5-mstd0.5-inc1');
    const [low, high] = (steps[0]!.children[3]!.children[0]!.parameters as { limit: [number, number] }).limit;
    expect((low + high) / 2).toBeCloseTo(25.5, 5);
    expect((high - low) / Math.sqrt(12)).toBeCloseTo(1.5, 5);
    expect(lost[0]).toMatch(/^mstd0\.5: magnitudes are drawn evenly/);
  });

  it('draws evenly from 0 on where the deviation is above 100', () => {
    const { steps } = imported('rand-m6-mstd101-n3-p0.2');
    expect(steps[0]!.parameters).toMatchObject({ n: 3 });
    expect(steps[0]!.children[3]).toMatchObject({
      p: 0.2,
      children: [{ parameters: { limit: [0, 18] } }, {}],
    });
  });

  it('weighs its operations', () => {
    const { steps, lost } = imported('rand-m9-n1-tweights');
    const [{ name, p, children }] = steps as [Named];
    expect({ name, p }).toEqual({ name: 'OneOf', p: 0.5 });
    expect(children.reduce((sum, child) => sum + child.p, 0)).toBeCloseTo(1, 5);
    expect(children[0]!.p).toBeCloseTo(3 / 10.1, 5);
    expect(lost).not.toContainEqual(expect.stringContaining('differ in timm'));
    expect(imported('rand-m9-n2-t3aw').lost).toContainEqual(expect.stringContaining('differ in timm'));
  });

  it('may draw from three operations only', () => {
    const { steps, lost } = imported('rand-m9-t3a');
    expect(steps[0]!.children.map(({ name }) => name)).toEqual(['Solarize', 'ColorJitter', 'GaussianBlur']);
    expect(lost).toEqual([]);
  });

  it('loses sections that timm does not know', () => {
    expect(imported('rand-m9-w0').lost).toContain('w: left out, timm has no such section of rand');
  });
});

describe('an AutoAugment of timm', () => {
  it('is one of 25 pairs', () => {
    const { steps, lost } = imported('original');
    expect(steps[0]).toMatchObject({ name: 'OneOf', p: 1 });
    expect(steps[0]!.children).toHaveLength(25);
    expect(steps[0]!.children[0]).toMatchObject({
      name: 'Sequential',
      p: 1,
      children: [
        { name: 'Posterize', p: 0.4, parameters: { num_bits: [7, 7] } },
        { name: 'OneOf', p: 0.6, children: [{ parameters: { limit: [27, 27] } }, {}] },
      ],
    });
    expect(lost).toEqual([]);
  });

  it('of the first version makes some images black', () => {
    const { steps, lost } = imported('v0');
    expect(steps[0]!.children[22]!.children[0]).toMatchObject({
      name: 'RandomBrightnessContrast',
      p: 0.8,
      parameters: { brightness_limit: [-1, -1], contrast_limit: [0, 0] },
    });
    expect(lost).toEqual([WITHOUT_SOLARIZE_ADD]);
    expect(imported('v0r').steps[0]!.children[22]!.children[0]).toMatchObject({ name: 'Posterize' });
  });

  it('of DeiT III is one of three', () => {
    const { steps, lost } = imported('3a');
    expect(steps[0]!.children.map(({ children }) => children[0]!.name)).toEqual([
      'Solarize',
      'ColorJitter',
      'GaussianBlur',
    ]);
    expect(lost).toEqual([]);
  });
});

it('AugMix becomes that of torchvision, and what differs is told', () => {
  const { steps, lost } = imported('augmix-m5-w4-d2');
  expect(steps).toMatchObject([
    { name: 'AugMix', p: 1, parameters: { severity: 5, mixture_width: 4, chain_depth: 2 } },
  ]);
  expect(lost).toEqual([expect.stringMatching(/^AugMix: timm draws other operations/)]);
});

describe('args.yaml of timm', () => {
  const given = { aa: 'rand-m7-inc1-t3a', reprob: 0.25, remode: 'pixel', recount: 1, train_interpolation: 'bicubic', img_size: 192, scale: [0.2, 1], mixup: 0.8, cutmix: 0, hflip: 0.5, vflip: 0.1, color_jitter: 0.3 }; // prettier-ignore

  it('is read in the order of its training', () => {
    const { steps, lost } = imported(JSON.stringify(given));
    expect(steps).toMatchObject([
      {
        name: 'RandomResizedCrop',
        p: 1,
        parameters: { size: [192, 192], scale: [0.2, 1], interpolation: 'cubic' },
      },
      { name: 'HorizontalFlip', p: 0.5 },
      { name: 'VerticalFlip', p: 0.1 },
      { name: 'RandomOrder' },
      { name: 'ColorJitter', p: 1, parameters: { brightness: [0.7, 1.3], saturation: [0.7, 1.3] } },
      { name: 'Erasing', p: 0.25, parameters: { fill: 'random' } },
    ]);
    expect(lost).toEqual(['mixup: left out, it combines images of a batch, where you train']);
  });

  it('has a ColorJitter only without a policy', () => {
    const names = (aa: string | null) =>
      imported(JSON.stringify({ ...given, aa })).steps.map(({ name }) => name);
    expect(names('rand-m7')).not.toContain('ColorJitter');
    expect(names(null)).toContain('ColorJitter');
  });
});
