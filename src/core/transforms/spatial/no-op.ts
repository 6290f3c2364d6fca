import * as z from 'zod';
import { NOTHING } from '../parameters.js';
import { defineTransform } from '../transform.js';

export const noOp = defineTransform({
  name: 'NoOp',
  group: 'spatial',
  summary: 'Changes nothing: for OneOf and SomeOf, where the unchanged image is to be one of the choices.',
  p: 0.5,
  deterministic: () => true,
  schema: z.object({}),
  sample: () => ({ sampled: {}, operations: NOTHING }),
});
