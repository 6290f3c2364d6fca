import * as z from 'zod';
import { range } from '../parameters.js';
import { defineTransform } from '../transform.js';

/** Weaker noise than this no sample of 8 bits shows. */
const WEAKEST = 1e-4;

export const shotNoise = defineTransform({
  name: 'ShotNoise',
  group: 'pixel',
  summary: 'Adds the noise of light that comes as single photons, as in dark photographs.',
  p: 0.5,
  schema: z.object({
    scale_range: range({ min: 0 })
      .prefault([0.1, 0.3])
      .describe('Light of one photon, as a fraction of white; 0.0001 at least is taken.'),
  }),
  sample({ scale_range }, random) {
    const scale = Math.max(WEAKEST, random.uniform(...scale_range));
    const seed = random.seed();
    return { sampled: { scale }, operations: [{ kind: 'noise', distribution: 'shot', scale, seed }] };
  },
});
