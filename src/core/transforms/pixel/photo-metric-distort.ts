import * as z from 'zod';
import type { Operation } from '../../plan/operations.js';
import type { Random } from '../../plan/random.js';
import { NOTHING, range, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { CHANNELS, reorderChannels } from './channel-order.js';
import { brightness, contrast, hue, saturation } from './colour-steps.js';

export const photoMetricDistort = defineTransform({
  name: 'PhotoMetricDistort',
  group: 'pixel',
  summary:
    'Changes brightness, contrast, saturation, hue and the order of the channels, each with a probability of its own, as for SSD. Grey images change in brightness and contrast only.',
  origin: 'torchvision, where it is RandomPhotometricDistort and `distort_p` is `p`',
  p: 1,
  whyNotOnPlanes: () => 'contrast, saturation and hue are those of colours',
  schema: z.object({
    brightness: range({ min: 0 }).prefault([0.875, 1.125]).describe('Factor of all levels.'),
    contrast: range({ min: 0 })
      .prefault([0.5, 1.5])
      .describe(
        'Factor of the distance from the mean luma; as likely before saturation and hue as after them.',
      ),
    saturation: range({ min: 0 })
      .prefault([0.5, 1.5])
      .describe('Factor of the distance from the luma of each pixel.'),
    hue: range({ min: -0.5, max: 0.5 }).prefault([-0.05, 0.05]).describe('Shift of the hue in full turns.'),
    distort_p: z.number().min(0).max(1).prefault(0.5).describe('Probability of each of the five changes.'),
  }),
  sample(parameters, random, { channels }) {
    const { distort_p } = parameters;
    const brightnessFactor = drawn(random, distort_p, parameters.brightness);
    const contrastFactor = drawn(random, distort_p, parameters.contrast);
    const saturationFactor = drawn(random, distort_p, parameters.saturation);
    const hueShift = drawn(random, distort_p, parameters.hue);
    const contrastFirst = random.chance(0.5);
    const shuffled = random.chance(distort_p);
    const order = random.shuffle(CHANNELS);
    const contrasted = stepOf(contrast, contrastFactor);
    const coloured = [...stepOf(saturation, saturationFactor), ...stepOf(hue, hueShift)];
    return {
      sampled: {
        brightness: brightnessFactor,
        contrast: contrastFactor,
        saturation: saturationFactor,
        hue: hueShift,
        contrast_first: contrastFirst,
        order: shuffled ? order : null,
      },
      operations: [
        ...stepOf(brightness, brightnessFactor),
        ...(contrastFirst ? contrasted : NOTHING),
        ...(channels === 3 ? coloured : NOTHING),
        ...(contrastFirst ? NOTHING : contrasted),
        ...(channels === 3 && shuffled ? reorderChannels(order) : NOTHING),
      ],
    };
  },
});

/** Null: not applied. Takes the same draws either way. */
function drawn(random: Random, probability: number, limits: Range): number | null {
  const applied = random.chance(probability);
  const value = random.uniform(...limits);
  return applied ? value : null;
}

function stepOf(step: (value: number) => readonly Operation[], value: number | null): readonly Operation[] {
  return value === null ? NOTHING : step(value);
}
