import * as z from 'zod';
import { range, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { brightness, contrast, hue, saturation } from './colour-steps.js';

/** A number d stands for [1 − d, 1 + d], but not below 0. */
const factor = z
  .union([z.number().min(0), range({ min: 0 })])
  .transform((value): Range => (typeof value === 'number' ? [Math.max(0, 1 - value), 1 + value] : value))
  .prefault([0.8, 1.2]);

const hueShift = z
  .union([z.number().min(0).max(0.5), range({ min: -0.5, max: 0.5 })])
  .transform((value): Range => (typeof value === 'number' ? [-value, value] : value))
  .prefault([-0.5, 0.5]);

const STEPS = { brightness, contrast, saturation, hue };
/** In the order of Albumentations, which is then shuffled. */
const NAMES = ['brightness', 'contrast', 'saturation', 'hue'] as const;

export const colorJitter = defineTransform({
  name: 'ColorJitter',
  group: 'pixel',
  summary:
    'Changes brightness, contrast, saturation and hue in random order, as torchvision does. Saturation and hue do not change grey images.',
  p: 0.5,
  whyNotOnPlanes: () => 'contrast, saturation and hue are those of colours',
  schema: z.object({
    brightness: factor.describe('Factor of all levels; 0.2 stands for 0.8 to 1.2.'),
    contrast: factor.describe('Factor of the distance from the mean luma.'),
    saturation: factor.describe('Factor of the distance from the luma of each pixel.'),
    hue: hueShift.describe('Shift of the hue in full turns; 0.1 stands for −0.1 to 0.1.'),
  }),
  sample(parameters, random, { channels }) {
    const values = {
      brightness: random.uniform(...parameters.brightness),
      contrast: random.uniform(...parameters.contrast),
      saturation: random.uniform(...parameters.saturation),
      hue: random.uniform(...parameters.hue),
    };
    const order = random.shuffle(NAMES);
    const acting = channels === 3 ? order : order.filter((name) => name !== 'saturation' && name !== 'hue');
    return {
      sampled: { ...values, order },
      operations: acting.flatMap((name) => STEPS[name](values[name])),
    };
  },
});
