import * as z from 'zod';
import type { UnmixedOperation } from '../../plan/operations.js';
import { colour, NOTHING, range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { masked, over } from './layers.js';
import { levelTable } from './level-table.js';

/** Drops for each row of the image. */
const DROPS = {
  drizzle: (height: number) => Math.floor(height / 4),
  heavy: (height: number) => height,
  torrential: (height: number) => 2 * height,
  default: (height: number) => Math.floor(height / 3),
};

/**
 * Albumentations' drops at other random places: the share of changed pixels and the change are its within a few per cent.
 */
export const randomRain = defineTransform({
  name: 'RandomRain',
  group: 'pixel',
  summary: 'Lets it rain: blurred slanting strokes, and less light.',
  p: 0.5,
  schema: z.object({
    slant_range: range({ min: -20, max: 20 })
      .prefault([-10, 10])
      .describe('How many pixels to the right of its upper end a drop ends.'),
    drop_length: z
      .int()
      .min(1)
      .nullable()
      .prefault(null)
      .describe('Height of a drop in pixels; null: an eighth of the height of the image.'),
    drop_width: z.int().min(1).max(100).prefault(1).describe('Width of a drop in pixels.'),
    drop_color: colour.prefault([200, 200, 200]).describe('Colour of the drops.'),
    blur_value: z
      .int()
      .min(1)
      .max(255)
      .prefault(7)
      .describe('Side of the square that blurs the drops, in pixels.'),
    brightness_coefficient: z.number().min(0).max(1).prefault(0.7).describe('How much light is left.'),
    rain_type: z
      .enum(['drizzle', 'heavy', 'torrential', 'default'])
      .prefault('default')
      .describe(
        'How many drops there are: a quarter of the height of the image, once or twice it, or a third.',
      ),
  }),
  whyNotOnPlanes: ({ drop_color }) => (new Set(drop_color).size > 1 ? 'its drops have a colour' : undefined),
  sample(parameters, random, { width, height }) {
    const slant = random.uniform(...parameters.slant_range);
    const seed = random.seed();
    const length = parameters.drop_length ?? Math.max(1, Math.floor(height / 8));
    const count = DROPS[parameters.rain_type](height);
    const mask = masked(
      {
        form: 'marks',
        groups: [{ count, within: [0, 0, width, Math.max(1, height - length)] }],
        mark: { form: 'line', offset: [Math.floor(slant), length], width: parameters.drop_width },
        levels: 'white',
        seed,
      },
      boxBlur(parameters.blur_value),
    );
    return {
      sampled: { slant, drops: count },
      operations: [
        ...(count > 0 ? [over('add', parameters.drop_color, [0, 1], mask)] : NOTHING),
        ...(count > 0 ? dimmed(parameters.brightness_coefficient) : NOTHING),
      ],
    };
  },
});

/** The mean of a square; of an even side, more of it lies above and to the left. */
function boxBlur(size: number): readonly UnmixedOperation[] {
  if (size === 1) return NOTHING;
  const weights = Array.from({ length: size | 1 }, (_, index) => (index < size ? 1 / size : 0));
  return [{ kind: 'convolve', form: 'separable', x: weights, y: weights }];
}

function dimmed(factor: number): readonly UnmixedOperation[] {
  if (factor === 1) return NOTHING;
  return [{ kind: 'table', form: 'values', values: [levelTable((level) => Math.round(factor * level))] }];
}
