import * as z from 'zod';
import { defineTransform } from '../transform.js';

export const verticalFlip = defineTransform({
  name: 'VerticalFlip',
  group: 'spatial',
  summary: 'Mirrors the image: top becomes bottom.',
  p: 0.5,
  deterministic: () => true,
  schema: z.object({}),
  sample: () => ({ sampled: {}, operations: [{ kind: 'orient', to: 'flip_vertical' }] }),
});
