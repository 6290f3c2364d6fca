import { defineControl } from '../transform.js';
import { choices, choiceParameters } from './choices.js';

export const randomOrder = defineControl({
  name: 'RandomOrder',
  group: 'control',
  summary:
    'Chooses `n` of its transforms, all equally likely, and runs them in random order, each with its own `p`.',
  p: 1,
  schema: choiceParameters,
  select: (parameters, random, { length }) =>
    choices(parameters, random, length).map((child) => ({ child, force: false })),
});
