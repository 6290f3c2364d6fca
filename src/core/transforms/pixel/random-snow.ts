import * as z from 'zod';
import type { Operation, Seed } from '../../plan/operations.js';
import { range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { masked, over, smoothed } from './layers.js';
import { levelTable } from './level-table.js';

/**
 * bleach: as in Albumentations, but exact, so that pixels that are not meant stay as they are. texture: its snow is added to hue and
 * saturation as well, so that greys become coloured; here it is white light. The change of the value is the same.
 */
export const randomSnow = defineTransform({
  name: 'RandomSnow',
  group: 'pixel',
  summary: 'Lets snow lie on the image, by making its dark parts bright, or as a bright grain with sparks.',
  p: 0.5,
  schema: z.object({
    brightness_coeff: z
      .number()
      .gt(0)
      .prefault(2.5)
      .describe(
        '`bleach`: factor of the lightness of what is dark. `texture`: how much brighter all becomes.',
      ),
    snow_point_range: range({ min: 0, max: 1 })
      .prefault([0.1, 0.3])
      .describe(
        '`bleach`: up to which lightness pixels change, from a third of white. `texture`: how much snow.',
      ),
    method: z.enum(['bleach', 'texture']).prefault('bleach').describe('How snow is made.'),
  }),
  whyNotOnPlanes: ({ method }) => (method === 'texture' ? 'it makes colours brighter' : undefined),
  sample({ brightness_coeff, snow_point_range, method }, random, { height }) {
    const snowPoint = random.uniform(...snow_point_range);
    const [grain, sparks] = [random.seed(), random.seed()];
    return {
      sampled: { snow_point: snowPoint },
      operations:
        method === 'bleach'
          ? [bleached(snowPoint, brightness_coeff)]
          : textured(snowPoint, brightness_coeff, height, grain, sparks),
    };
  },
});

function bleached(snowPoint: number, factor: number): Operation {
  const limit = (snowPoint * 255) / 2 + 255 / 3;
  const curve = levelTable((level) => (level < limit ? Math.min(255, Math.floor(level * factor)) : level));
  return { kind: 'composite', form: 'lightness', curve };
}

/** What is left of the light of the image and of the snow. */
const LIGHT = 0.85;
/** Of the snow at the lower edge; it is 1 at the upper. */
const NEAR = 0.2;
const GRAIN = Math.SQRT2;
/** A Gaussian number of this standard deviation about the middle, clipped to 0–255, has one of 0.3 · 255. */
const STD = 97;
const SPARKS = 0.01;

/** The snow is white light that is added, so that greys stay grey. */
function textured(
  snowPoint: number,
  brightness: number,
  height: number,
  grain: Seed,
  sparks: Seed,
): readonly Operation[] {
  const nearer = masked({ form: 'linear', level: 0, slope: [0, 255 / height] });
  const snow = masked({ form: 'even', level: 128 }, [
    { kind: 'noise', distribution: 'gaussian', mean: 0, std: STD, perChannel: true, scale: 1, seed: grain },
    ...smoothed(GRAIN),
    over('multiply', [0], [0, 1 - NEAR], nearer),
  ]);
  const valueFactor = 1 + brightness * snowPoint;
  return [
    { kind: 'hsv', hue: 0, saturation: 0, value: 0, saturationFactor: 1, valueFactor },
    { kind: 'table', form: 'values', values: [levelTable((level) => Math.round(LIGHT * level))] },
    over('add', [255], [0, LIGHT * snowPoint], snow),
    {
      kind: 'noise',
      distribution: 'impulses',
      impulses: [{ share: SPARKS, colour: [255] }],
      perChannel: false,
      seed: sparks,
    },
  ];
}
