import * as z from 'zod';
import { defineControl } from '../transform.js';

export const oneOf = defineControl({
  name: 'OneOf',
  group: 'control',
  summary:
    'Runs one of its transforms; their `p` are weights, and the chosen one runs whatever its own `p` says.',
  p: 0.5,
  schema: z.object({}),
  select: (_parameters, random, probabilities) => [{ child: random.weighted(probabilities), force: true }],
});
