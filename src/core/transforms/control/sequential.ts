import * as z from 'zod';
import { defineControl } from '../transform.js';

export const sequential = defineControl({
  name: 'Sequential',
  group: 'control',
  summary:
    'Runs its transforms one after another, each with its own `p`. Its own `p` decides whether any of them runs.',
  p: 0.5,
  schema: z.object({}),
  select: (_parameters, _random, probabilities) => probabilities.map((_, child) => ({ child, force: false })),
});
