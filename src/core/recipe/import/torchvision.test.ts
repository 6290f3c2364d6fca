import { describe, expect, it } from 'vitest';
import { fixture, imported } from './testing/imported.js';

describe('what torchvision 0.22 prints', () => {
  it('of its first version', () => {
    const { steps, lost } = imported(fixture('torchvision-v1.txt'));
    expect(steps.slice(0, 7)).toMatchObject([
      { name: 'SmallestMaxSize', p: 1, parameters: { max_size: 256, area_for_downscale: 'image' } },
      { name: 'RandomResizedCrop', p: 1, parameters: { size: [224, 224], scale: [0.08, 1] } },
      { name: 'HorizontalFlip', p: 0.5 },
      { name: 'ColorJitter', p: 1, parameters: { brightness: [0.6, 1.4], hue: [-0.1, 0.1] } },
      { name: 'Rotate', p: 1, parameters: { limit: [-10, 10], interpolation: 'nearest' } },
      { name: 'Affine', p: 1, parameters: { shear: { x: [-5, 5], y: [0, 0] }, keep_ratio: true } },
      // 0 after Normalize with a mean of 0.5.
      { name: 'Erasing', p: 0.5, parameters: { fill: [128] } },
    ]);
    expect(steps).toContainEqual(
      expect.objectContaining({ name: 'Sequential', p: 0.3, children: [expect.objectContaining({ p: 1 })] }),
    );
    expect(steps).toContainEqual(expect.objectContaining({ name: 'RandomPerspective', p: 0.5 }));
    expect(lost).toContainEqual(expect.stringMatching(/^RandomPerspective: the first version .* 0\.5/));
  });

  it('of its second version', () => {
    const { steps, lost, notes } = imported(fixture('torchvision-v2.txt'));
    const find = (name: string) => steps.find((step) => 'name' in step && step.name === name);
    expect(find('Erasing')).toMatchObject({ p: 0.25, parameters: { fill: [124, 102, 102] } });
    expect(find('OneOf')).toMatchObject({
      children: [
        { name: 'Rotate', p: 0.5, parameters: { limit: [-10, 10] } },
        { name: 'Pad', p: 0.5 },
      ],
    });
    expect(find('GaussNoise')).toMatchObject({ parameters: { std_range: [0.1, 0.1], mean_range: [0, 0] } });
    expect(find('RandomIoUCrop')).toMatchObject({
      parameters: { sampler_options: [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1] },
    });
    expect(find('RandomPerspective')).toMatchObject({
      p: 0.5,
      parameters: { distortion_scale: 0.5, interpolation: 'linear', fill: [0] },
    });
    expect(find('ElasticTransform')).toMatchObject({
      p: 1,
      parameters: { alpha: 50, alpha_unit: 'torchvision', sigma: 5, noise_distribution: 'uniform' },
    });
    expect(lost.join()).not.toMatch(/RandomPerspective|ElasticTransform/);
    expect(find('RandomOrder')).toMatchObject({ p: 1, children: [{ name: 'InvertImg', p: 0.5 }] });
    expect(lost).toContain('RandomApply: torchvision prints no p of it; 0.5, its default, is taken');
    expect(lost).toContain('RandomAffine: it shears before it rotates; Affine rotates before it shears');
    expect(notes.filter((note) => note.includes('not needed'))).toHaveLength(4);
  });
});

describe('what is easily misread of torchvision', () => {
  const first = (printed: string) => {
    const { steps, lost } = imported(`Compose(\n  ${printed}\n)`);
    return { ...steps[0], lost };
  };

  it('a photometric distortion always runs, and its p is that of each change', () => {
    expect(first('RandomPhotometricDistort(brightness=(0.9, 1.1), p=0.3)')).toMatchObject({
      ...{ p: 1, parameters: { distort_p: 0.3, brightness: [0.9, 1.1] }, lost: [] },
    });
  });

  it('affine angles are clockwise, those of rotations are not', () => {
    expect(first('RandomAffine(degrees=[10.0, 40.0])')).toMatchObject({ parameters: { rotate: [-40, -10] } });
    expect(first('RandomRotation(degrees=[10.0, 40.0], fill=0)')).toMatchObject({
      parameters: { limit: [10, 40] },
    });
  });

  it('policies have their interpolation and fill', () => {
    const made = first('RandAugment(num_ops=3, interpolation=InterpolationMode.BILINEAR, fill=[9.0])');
    expect(made).toMatchObject({ parameters: { num_ops: 3, interpolation: 'linear', fill: [9] }, lost: [] });
    expect(first('AutoAugment(policy=AutoAugmentPolicy.SVHN, fill=None)')).toMatchObject({
      parameters: { policy: 'svhn', interpolation: 'nearest' },
    });
    expect(first('AugMix(interpolation=InterpolationMode.NEAREST, severity=2)')).toMatchObject({
      parameters: { severity: 2, interpolation: 'nearest' },
    });
  });

  it('two sizes of a blur are those of its axes, and no range', () => {
    expect(first('GaussianBlur(kernel_size=(5, 9), sigma=(0.1, 5.0))')).toMatchObject({
      parameters: { blur_limit: [9, 9], sigma_limit: [0.1, 5] },
      lost: [expect.stringMatching(/^GaussianBlur\.kernel_size: /)],
    });
  });

  it('a crop of the centre pads an image that is too small', () => {
    expect(first('CenterCrop(size=(5, 7))')).toMatchObject({
      parameters: { height: 5, width: 7, pad_if_needed: true },
    });
  });

  it('the shorter side is one of several, and a bound of the longer one is lost', () => {
    expect(first('RandomShortestSize(min_size=[480, 512], max_size=1333, antialias=True)')).toMatchObject({
      ...{ name: 'SmallestMaxSize', parameters: { max_size: [480, 512], area_for_downscale: 'image' } },
      lost: [expect.stringMatching(/^RandomShortestSize\.max_size: left out/)],
    });
  });

  it('one sigma is taken of two', () => {
    expect(first('ElasticTransform(alpha=[50.0, 80.0], sigma=[4.0, 6.0], fill=0)')).toMatchObject({
      parameters: { alpha: [50, 80], sigma: 4 },
      lost: [expect.stringMatching(/^ElasticTransform\.sigma: /)],
    });
  });

  it.each([
    ['RandomZoomOut(p=0.5, side_range=(1.0, 4.0))', true],
    ['RandomZoomOut(p=0.5, fill=(123, 117, 104), side_range=(1.0, 4.0))', false],
    ['RandomCrop(size=(9, 9), pad_if_needed=True, padding_mode=constant)', true],
    ['RandomCrop(size=(9, 9), padding=4)', false],
  ])('a fill that is not printed is a mapping: %s', (printed, isMapping) => {
    const fills = first(printed).lost.filter((line) => line.includes('.fill: torchvision prints none'));
    expect(fills).toHaveLength(isMapping ? 1 : 0);
  });
});
