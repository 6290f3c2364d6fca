import * as z from 'zod';
import { defineTransform } from '../transform.js';

export const horizontalFlip = defineTransform({
  name: 'HorizontalFlip',
  group: 'spatial',
  summary: 'Mirrors left and right.',
  p: 0.5,
  deterministic: () => true,
  schema: z.object({}),
  sample: () => ({ sampled: {}, operations: [{ kind: 'orient', to: 'flip_horizontal' }] }),
});
