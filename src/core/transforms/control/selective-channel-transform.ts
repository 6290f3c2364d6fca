import * as z from 'zod';
import { defineControl } from '../transform.js';

const channel = z.int().min(0).max(2);

export const selectiveChannelTransform = defineControl({
  name: 'SelectiveChannelTransform',
  group: 'control',
  summary:
    'Runs its transforms on some of the channels, each as a grey image; labels stay. Grey images stay as they are.',
  p: 1,
  schema: z.object({
    channels: z
      .array(channel)
      .min(1)
      .max(3)
      .refine((list) => new Set(list).size === list.length, 'each channel once')
      .prefault([0, 1, 2])
      .describe('Red 0, green 1, blue 2.'),
  }),
  select: (_parameters, _random, probabilities) => probabilities.map((_, child) => ({ child, force: false })),
  parts: ({ channels }, scene) => (scene.channels === 3 ? [{ channels }] : []),
});
