import { describe, expect, it } from 'vitest';
import { sample } from '../testing/sampled.js';
import { sceneOf } from '../testing/scene.js';

const scene = sceneOf(100, 80);

describe('the Operations of pixel transforms', () => {
  it.each([
    [0.25, 25, 20],
    [0.333, 33, 27],
    [0.001, 1, 1],
  ])('Downscale by %d: sides are rounded, and at least 1', (scale, width, height) => {
    const pair = { downscale: 3, upscale: 'cubic' };
    expect(sample('Downscale', { scale_range: [scale, scale], interpolation_pair: pair }, scene)).toEqual([
      { kind: 'coarsen', width, height, down: 'area', up: 'cubic' },
    ]);
  });

  it.each([
    [50, 50, 40],
    [33, 33, 26],
    [100, 100, 80],
    [128, 100, 80],
    [null, 100, 80],
  ])('Superpixels with a max_size of %s finds them in %i × %i', (max_size, width, height) => {
    const fixed = { p_replace: [0.2, 0.2], n_segments: [7, 7], max_size };
    expect(sample('Superpixels', fixed, scene)).toEqual([
      { kind: 'superpixels', count: 7, share: 0.2, seed: [1, 2], filter: 'linear', width, height },
    ]);
    expect(sample('Superpixels', { p_replace: 0 }, scene)).toEqual([]);
  });

  it('ISONoise shifts the hue by color_shift · intensity', () => {
    const fixed = { color_shift: [0.5, 0.5], intensity: [0.4, 0.4] };
    expect(sample('ISONoise', fixed, scene)).toEqual([
      { kind: 'noise', distribution: 'sensor', hue: 0.2, intensity: 0.4, seed: [1, 2] },
    ]);
  });
});
