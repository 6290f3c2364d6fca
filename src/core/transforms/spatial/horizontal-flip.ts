import * as z from 'zod';
import { defineTransform } from '../transform.js';

export const horizontalFlip = defineTransform({
  name: 'HorizontalFlip',
  group: 'spatial',
  summary: 'Mirrors the image: left becomes right.',
  p: 0.5,
  deterministic: () => true,
  schema: z.object({}),
  sample: () => ({ sampled: {}, operations: [{ kind: 'orient', to: 'flip_horizontal' }] }),
});
