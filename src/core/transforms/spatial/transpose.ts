import * as z from 'zod';
import { defineTransform } from '../transform.js';

export const transpose = defineTransform({
  name: 'Transpose',
  group: 'spatial',
  summary: 'Exchanges rows and columns: mirrors the image at its main diagonal.',
  p: 0.5,
  deterministic: () => true,
  schema: z.object({}),
  sample: () => ({ sampled: {}, operations: [{ kind: 'orient', to: 'transpose' }] }),
});
