import * as z from 'zod';
import type { Colour } from '../../plan/operations.js';
import { colour, NOTHING } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const pixelDropout = defineTransform({
  name: 'PixelDropout',
  group: 'dropout',
  summary: 'Replaces single pixels. Labels stay as they are.',
  p: 0.5,
  schema: z.object({
    dropout_prob: z.number().min(0).max(1).prefault(0.01).describe('Share of the pixels.'),
    per_channel: z
      .boolean()
      .prefault(false)
      .describe('Whether that share of each channel is replaced, instead of whole pixels.'),
    drop_value: colour
      .nullable()
      .prefault(0)
      .describe('Level, 0–255, or one per channel; null: one random colour for all of them.'),
    mask_drop_value: z
      .null({ error: 'expected null: single pixels of label maps cannot be replaced' })
      .prefault(null)
      .describe('Label maps are left unchanged.'),
  }),
  whyNotOnPlanes: ({ drop_value }) =>
    drop_value?.length === 1 ? undefined : 'drop_value is a colour, or null, for which one is drawn',
  sample({ dropout_prob, per_channel, drop_value }, random) {
    const drawn = drop_value ?? ([0, 1, 2].map(() => random.integer(0, 255)) as unknown as Colour);
    const seed = random.seed();
    const impulses = [{ share: dropout_prob, colour: drawn }];
    return {
      sampled: { drop_value: [...drawn] },
      operations:
        dropout_prob === 0
          ? NOTHING
          : [{ kind: 'noise', distribution: 'impulses', impulses, perChannel: per_channel, seed }],
    };
  },
});
