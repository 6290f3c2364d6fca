import * as z from 'zod';
import { NOTHING } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const noOp = defineTransform({
  name: 'NoOp',
  group: 'spatial',
  summary: 'Does nothing: a choice for OneOf and its kin.',
  p: 0.5,
  deterministic: () => true,
  schema: z.object({}),
  sample: () => ({ sampled: {}, operations: NOTHING }),
});
