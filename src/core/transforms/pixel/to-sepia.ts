import * as z from 'zod';
import { NOTHING } from '../parameters.js';
import { defineTransform } from '../transform.js';

/** From Albumentations; for each channel the weights of red, green and blue, and no offset. */
const SEPIA = [0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0];

export const toSepia = defineTransform({
  name: 'ToSepia',
  group: 'pixel',
  summary: 'Gives the brown tone of old prints. Grey images stay as they are.',
  p: 0.5,
  deterministic: () => true,
  whyNotOnPlanes: () => 'it mixes red, green and blue',
  schema: z.object({}),
  sample: (_parameters, _random, { channels }) => ({
    sampled: {},
    operations: channels === 3 ? [{ kind: 'matrix', rows: SEPIA, rounding: 'round' }] : NOTHING,
  }),
});
