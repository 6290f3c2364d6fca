import * as z from 'zod';
import { defineTransform } from '../transform.js';

/** Albumentations' `pil` counts up to each level, where Pillow counts below it. */
const RULES = { cv: 'opencv', pil: 'pillow_inclusive' } as const;

export const equalize = defineTransform({
  name: 'Equalize',
  group: 'pixel',
  summary: 'Spreads the levels, so that all occur about equally often.',
  p: 0.5,
  deterministic: () => true,
  schema: z.object({
    mode: z
      .enum(['cv', 'pil'])
      .prefault('cv')
      .describe('By the formula of OpenCV, or by that of Albumentations after Pillow.'),
    by_channels: z
      .boolean()
      .prefault(true)
      .describe('Whether each channel is spread on its own; otherwise the luma is, and the colours stay.'),
  }),
  refused: {
    mask: 'an image’s own mask is not known where a Plan is made; the whole image is counted',
    mask_params: 'there is no mask',
  },
  whyNotOnPlanes: ({ by_channels }) => (by_channels ? undefined : 'by_channels: false equalizes the luma'),
  sample: ({ mode, by_channels }) => ({
    sampled: { mode, by_channels },
    operations: [
      { kind: 'adaptive', form: 'equalize', of: by_channels ? 'channels' : 'luma', rule: RULES[mode] },
    ],
  }),
});
