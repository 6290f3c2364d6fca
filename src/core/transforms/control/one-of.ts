import * as z from 'zod';
import { defineControl } from '../transform.js';

export const oneOf = defineControl({
  name: 'OneOf',
  group: 'control',
  summary:
    'Runs exactly one of its transforms. The `p` of a transform is its weight in the choice; the chosen one always runs.',
  p: 0.5,
  schema: z.object({}),
  select: (_parameters, random, probabilities) => [{ child: random.weighted(probabilities), force: true }],
});
