import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../parse.js';
import { importPipeline } from './index.js';

const saved = (name: string, body: object) => ({
  __class_fullname__: name,
  always_apply: false,
  p: 0.5,
  ...body,
});

function imported(version: string, node: object) {
  const made = importPipeline(JSON.stringify({ __version__: version, transform: node }), 'saved.json');
  return { ...made, step: parseRecipe(made.yaml, 'imported.yaml').transforms[0]! };
}

describe('a GaussianBlur whose sigma follows from its size', () => {
  const blur = saved('GaussianBlur', { blur_limit: [3, 7], sigma_limit: [0, 0] });

  it.each([
    ['1.3.1', [0.5, 1, 1]],
    ['1.4.24', [0.5, 0.5, 0.5]],
  ])('blurs as in %s', (version, weights) => {
    const { step, lost } = imported(version, blur);
    expect(lost).toEqual([]);
    expect(step).toMatchObject({ transform: { name: 'OneOf' }, p: 0.5 });
    expect(step.children.map(({ p }) => p)).toEqual(weights);
    expect(step.children.map(({ parameters }) => parameters)).toEqual([
      { blur_limit: [3, 3], sigma_limit: [0.8, 0.8] },
      { blur_limit: [5, 5], sigma_limit: [1.1, 1.1] },
      { blur_limit: [7, 7], sigma_limit: [1.4, 1.4] },
    ]);
  });

  it('of one size is one transform', () => {
    const { step } = imported('1.3.1', saved('GaussianBlur', { blur_limit: [5, 5], sigma_limit: [0, 0] }));
    expect(step).toMatchObject({
      transform: { name: 'GaussianBlur' },
      p: 0.5,
      parameters: { sigma_limit: [1.1, 1.1] },
    });
  });

  it('stays as it is with a sigma of its own', () => {
    const { step } = imported('1.3.1', saved('GaussianBlur', { blur_limit: [3, 7], sigma_limit: [0.1, 2] }));
    expect(step).toMatchObject({
      transform: { name: 'GaussianBlur' },
      parameters: { blur_limit: [3, 7], sigma_limit: [0.1, 2] },
    });
  });
});

it('Flip mirrors along one axis or both', () => {
  const { step, lost } = imported('1.3.1', saved('Flip', { p: 0.75 }));
  expect(lost).toEqual([]);
  expect(step).toMatchObject({
    transform: { name: 'OneOf' },
    p: 0.75,
    children: [
      { transform: { name: 'HorizontalFlip' }, p: 1 },
      { transform: { name: 'VerticalFlip' }, p: 1 },
      { transform: { name: 'Sequential' }, p: 1, children: [{ p: 1 }, { p: 1 }] },
    ],
  });
});

describe('SomeOf of older versions', () => {
  const group = (n: number, replace: boolean, ps: readonly number[]) => {
    const names = ['RandomGamma', 'InvertImg', 'ToGray'];
    return saved('SomeOf', { n, replace, transforms: ps.map((p, index) => saved(names[index]!, { p })) });
  };

  it('always ran what it chose, before 1.4.15 in random order', () => {
    const { step, lost } = imported('1.3.1', group(2, true, [0.3, 0.3, 0.3]));
    expect(lost).toEqual([]);
    expect(step).toMatchObject({
      transform: { name: 'RandomOrder' },
      p: 0.5,
      parameters: { n: 2, replace: true },
    });
    expect(step.children.map(({ p }) => p)).toEqual([1, 1, 1]);
    const newer = imported('1.4.24', group(2, false, [0.3, 0.3, 0.3])).step;
    expect(newer).toMatchObject({ transform: { name: 'SomeOf' }, children: [{ p: 1 }, { p: 1 }, { p: 1 }] });
  });

  it('chose by weights, which choices of one carry', () => {
    const weighted = { transform: { name: 'OneOf' }, children: [{ p: 0.3 }, { p: 0.6 }] };
    expect(imported('1.3.1', group(1, true, [0.3, 0.6])).step).toMatchObject({ ...weighted, p: 0.5 });
    const twice = imported('1.3.1', group(2, true, [0.3, 0.6]));
    expect(twice.lost).toEqual([]);
    expect(twice.step).toMatchObject({
      transform: { name: 'Sequential' },
      p: 0.5,
      children: [weighted, weighted],
    });
  });

  it.each([
    ['1.3.1', false],
    ['2.0.0', true],
  ])('of %s loses weights that differ, where it replaces: %s', (version, replace) => {
    const { step, lost } = imported(version, group(2, replace, [0.3, 0.6, 0.3]));
    expect(lost).toEqual([
      'SomeOf: the p of its transforms were the weights of the choice; here, all are equally likely',
    ]);
    expect(step.children.map(({ p }) => p)).toEqual([1, 1, 1]);
  });

  it('of 2.0.8 is as here', () => {
    const { step, lost } = imported('2.0.8', group(2, false, [0.3, 0.6]));
    expect(lost).toEqual([]);
    expect(step).toMatchObject({ transform: { name: 'SomeOf' }, children: [{ p: 0.3 }, { p: 0.6 }] });
  });
});

it('OneOrOther runs the first with its p, otherwise the second', () => {
  const node = saved('OneOrOther', { p: 0.3, transforms: [saved('RandomGamma', {}), saved('ToGray', {})] });
  expect(imported('1.3.1', node).step).toMatchObject({
    transform: { name: 'OneOf' },
    p: 1,
    children: [
      { transform: { name: 'RandomGamma' }, p: 0.3 },
      { transform: { name: 'ToGray' }, p: 0.7 },
    ],
  });
});

it('what older transforms had, and 2.0.8 has not, is lost with its reason', () => {
  const elastic = { alpha: 120, sigma: 6, alpha_affine: 3.6, interpolation: 1, border_mode: 4, value: null, mask_value: null, approximate: false, same_dxdy: false }; // prettier-ignore
  expect(imported('1.3.1', saved('ElasticTransform', elastic)).lost).toEqual([
    expect.stringMatching(/^ElasticTransform.alpha_affine: left out, it moved three points/),
  ]);
  expect(imported('1.3.1', saved('ElasticTransform', { ...elastic, alpha_affine: 0 })).lost).toEqual([]);
});

it.each([
  ['IAASharpen', { alpha: [0.2, 0.4], lightness: [1, 1] }, 'Sharpen', { alpha: [0.2, 0.4] }],
  ['IAAAdditiveGaussianNoise', { loc: 0, scale: [2.55, 12.75], per_channel: false }, 'GaussNoise', { std_range: [0.01, 0.05], per_channel: false }],
  [
    'AdditiveNoise',
    { noise_type: 'uniform', noise_params: { noise_type: 'uniform', ranges: [[-0.2, 0.2]] }, approximation: 1 },
    'AdditiveNoise',
    { noise_params: { ranges: [[-0.2, 0.2]] } },
  ],
  ['IAAPerspective', { scale: [0.05, 0.1], keep_size: true }, 'Perspective', { scale: [0.05, 0.1] }],
  ['Downscale', { scale_min: 0.5, scale_max: 0.75, interpolation: { upscale: 1, downscale: 3 } }, 'Downscale', { scale_range: [0.5, 0.75], interpolation_pair: { upscale: 'linear', downscale: 'area' } }],
  ['GridDistortion', { num_steps: 5, distort_limit: [-0.1, 0.1], interpolation: 1, border_mode: 0, value: [255, 255, 255], mask_value: null, normalized: false }, 'GridDistortion', { fill: [255, 255, 255], border_mode: 'constant' }],
])('%s keeps its meaning', (name, body, here, parameters) => {
  const { step, lost } = imported('1.3.1', saved(name, body));
  expect(lost).toEqual([]);
  expect(step).toMatchObject({ transform: { name: here }, p: 0.5, parameters });
}); // prettier-ignore

it('says when a pipeline is newer than what is known', () => {
  expect(imported('2.0.11', saved('HorizontalFlip', {})).notes[0]).toContain('newer than 2.0.8');
});

it('says that a border of one number was red', () => {
  const rotate = saved('Rotate', { limit: [-9, 9], border_mode: 0, value: 114 });
  const red = 'Rotate: outside the image, it filled red alone with 114; here, all channels';
  expect(imported('1.3.1', rotate).notes).toContain(red);
  expect(
    imported('1.4.24', saved('Rotate', { limit: [-9, 9], border_mode: 0, fill: 114 })).notes,
  ).not.toContain(red);
});
