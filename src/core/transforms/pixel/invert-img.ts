import * as z from 'zod';
import { defineTransform } from '../transform.js';

export const invertImg = defineTransform({
  name: 'InvertImg',
  group: 'pixel',
  summary: 'Inverts the image: 255 − level.',
  p: 0.5,
  deterministic: () => true,
  schema: z.object({}),
  sample: () => ({
    sampled: {},
    operations: [{ kind: 'table', form: 'linear', scale: [-1], offset: [255] }],
  }),
});
