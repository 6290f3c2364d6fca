import { describe, expect, it } from 'vitest';
import { compile } from '../../src/core/engine/compile.js';
import type { Raster } from '../../src/core/engine/raster.js';
import { Engine } from '../../src/core/engine/run.js';
import { catalogue, type EntryName } from '../../src/core/transforms/catalogue.js';
import { QueuedRandom } from '../../src/core/transforms/testing/queued-random.js';
import { sceneOf } from '../../src/core/transforms/testing/scene.js';
import type { Transform } from '../../src/core/transforms/transform.js';

const [width, height] = [60, 40];
const engine = new Engine();

/** Slopes, edges and both ends of the scale. */
const levels = Uint8Array.from({ length: width * height }, (_, index) => {
  const [x, y] = [index % width, Math.floor(index / width)];
  return (x * 4 + y * 7 + (x > 30 ? 90 : 0) + (y % 9 === 0 ? 131 : 0)) % 256;
});

function run(name: EntryName, parameters: object, channels: 1 | 3, draws: readonly unknown[]): Uint8Array {
  const transform = catalogue[name] as Transform;
  const data =
    channels === 1
      ? levels
      : Uint8Array.from({ length: levels.length * 3 }, (_, i) => levels[Math.floor(i / 3)]!);
  const raster: Raster = { width, height, channels, depth: 8, data };
  const random = new QueuedRandom(draws);
  const { operations } = transform.sample(
    transform.schema.parse(parameters),
    random,
    sceneOf(width, height, [], channels),
  );
  const surface = engine.load(raster);
  const made = engine.run(compile(operations, raster), surface);
  const result = Uint8Array.from(made.data);
  engine.free(made);
  engine.free(surface);
  return result;
}

describe('a grey image becomes the same as an image of three equal channels', () => {
  it.each<[EntryName, object, most: number, draws?: unknown[]]>([
    ['RandomBrightnessContrast', { brightness_limit: [0.1, 0.1], contrast_limit: [0.3, 0.3] }, 0],
    [
      'RandomBrightnessContrast',
      { brightness_limit: [0.1, 0.1], brightness_by_max: false, contrast_limit: 0 },
      0,
    ],
    ['RandomGamma', { gamma_limit: [60, 60] }, 0],
    [
      'HueSaturationValue',
      { hue_shift_limit: [30, 30], sat_shift_limit: [40, 40], val_shift_limit: [-25, -25] },
      0,
    ],
    ['RandomHSV', { hgain: 0.3, sgain: 0.9, vgain: 0.8 }, 0, [0.5, 0.5, -0.5]],
    [
      'ColorJitter',
      { brightness: [0.9, 0.9], contrast: [1.3, 1.3], saturation: [1.7, 1.7], hue: [0.2, 0.2] },
      1,
      [[2, 0, 3, 1]],
    ],
    ['ToGray', {}, 0],
    ['InvertImg', {}, 0],
    ['GaussianBlur', { sigma_limit: [1.3, 1.3] }, 0],
    ['Solarize', { threshold_range: [0.4, 0.4] }, 0],
    ['Posterize', { num_bits: 3 }, 0],
    ['RandomToneCurve', {}, 0, [0.3, 0.6]],
    ['MedianBlur', { blur_limit: [5, 5] }, 0],
    ['MedianBlur', { blur_limit: [7, 7] }, 0],
    ['Morphological', {}, 0],
    ['UnsharpMask', { blur_limit: [5, 5], alpha: [0.5, 0.5] }, 0],
    ['Downscale', {}, 0],
    ['SaltAndPepper', { amount: [0.1, 0.1], salt_vs_pepper: [0.5, 0.5] }, 0],
    ['PixelDropout', { dropout_prob: 0.2 }, 0],
    ['MultiplicativeNoise', { multiplier: [0.6, 1.5], elementwise: true }, 0],
    ['AdditiveNoise', { spatial_mode: 'shared' }, 0],
    ['ISONoise', { color_shift: [1, 1], intensity: [0.8, 0.8] }, 0],
    ['Equalize', {}, 0],
    ['Equalize', { mode: 'pil', by_channels: false }, 1],
    ['AutoContrast', { cutoff: 2 }, 0],
    // On colours it acts on L, which is not the level.
    ['CLAHE', { clip_limit: [3, 3], tile_grid_size: [4, 3] }, 16],
    ['RandAugment', { num_ops: 2, magnitude: 20 }, 1, [9, true, 8, false]],
    ['RandAugment', { num_ops: 1, magnitude: 20, space: 'timm' }, 0, [6, false]],
    ['TrivialAugmentWide', {}, 0, [13, 0, false]],
    ['GlassBlur', {}, 0],
    ['GlassBlur', { mode: 'exact', max_delta: 2 }, 0],
    ['Blur', { blur_limit: [5, 5] }, 0],
    ['Sharpen', { alpha: [0.4, 0.4], lightness: [0.8, 0.8] }, 0],
    ['Emboss', { alpha: [0.4, 0.4], strength: [0.5, 0.5] }, 0],
    ['RandomShadow', { num_shadows_limit: [1, 1], shadow_dimension: 3 }, 0, [5, 20, 50, 22, 30, 39]],
    ['RandomFog', { fog_coef_range: [0.6, 0.6] }, 0],
    ['RandomRain', {}, 0, [3.5]],
    ['RandomSnow', { snow_point_range: [0.2, 0.2] }, 0],
    ['RandomSnow', { snow_point_range: [0.2, 0.2], method: 'texture' }, 0],
    ['RandomSunFlare', { src_radius: 20, src_color: 0 }, 0, [0.1, 0.4, 0.2, 1, 0.1, 0.5, 0.9, 0, 0, 0]],
    ['Spatter', { color: [90, 90, 90] }, 0],
    ['Spatter', { color: [90, 90, 90], mode: 'mud' }, 0],
    ['PlasmaBrightnessContrast', {}, 0, [0.2, -0.3]],
    ['PlasmaShadow', {}, 0, [0.6]],
    ['Illumination', { intensity_range: [0.2, 0.2] }, 0, [true, 30, 0, 0.5, 0.5, 0.5]],
    ['ZoomBlur', { max_factor: [1.2, 1.2], step_factor: [0.05, 0.05] }, 0],
    ['AugMix', { mixture_width: 1, chain_depth: 1 }, 1, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 4, 2, true]],
    [
      'AdvancedBlur',
      {
        blur_limit: [5, 5],
        sigma_x_limit: [1, 1],
        sigma_y_limit: [0.6, 0.6],
        rotate_limit: [20, 20],
        noise_limit: [1, 1],
      },
      0,
      [true, 0.7],
    ],
    ['Defocus', { radius: [4, 4], alias_blur: [0.3, 0.3] }, 0],
    ['RingingOvershoot', { blur_limit: [9, 9], cutoff: [1.2, 1.2] }, 0],
    [
      'MotionBlur',
      { blur_limit: [5, 5], angle_range: [20, 20], direction_range: [0, 0], allow_shifted: false },
      0,
    ],
  ])('%s %j', (name, parameters, most, draws = []) => {
    const grey = run(name, parameters, 1, draws);
    const twin = run(name, parameters, 3, draws);
    const off = Array.from(twin, (value, index) => Math.abs(value - grey[Math.floor(index / 3)]!));
    expect(grey.length).toBe(width * height);
    expect(Math.max(...off)).toBeLessThanOrEqual(most);
    if (name !== 'ToGray') expect(grey).not.toEqual(levels);
  });
});
