import { defineControl } from '../transform.js';
import { choices, choiceParameters } from './choices.js';

export const someOf = defineControl({
  name: 'SomeOf',
  group: 'control',
  summary:
    'Chooses `n` of its transforms, all equally likely, and runs them in the order written, each with its own `p`.',
  p: 1,
  schema: choiceParameters,
  select: (parameters, random, { length }) =>
    choices(parameters, random, length)
      .toSorted((a, b) => a - b)
      .map((child) => ({ child, force: false })),
});
