import * as z from 'zod';
import type { Orientation } from '../../plan/operations.js';
import { defineTransform } from '../transform.js';
import { NOTHING } from '../parameters.js';

/** Albumentations' names for the elements of the group, in its order. */
const ELEMENTS: readonly (readonly [name: string, to: Orientation])[] = [
  ['e', 'identity'],
  ['r90', 'turn_90'],
  ['r180', 'turn_180'],
  ['r270', 'turn_270'],
  ['v', 'flip_vertical'],
  ['hvt', 'anti_transpose'],
  ['h', 'flip_horizontal'],
  ['t', 'transpose'],
];

export const d4 = defineTransform({
  name: 'D4',
  group: 'spatial',
  summary:
    'Applies one of the eight flips and quarter turns of a square, all equally likely; one of them changes nothing.',
  p: 1,
  schema: z.object({}),
  sample(_parameters, random) {
    const [name, to] = ELEMENTS[random.integer(0, ELEMENTS.length - 1)]!;
    return {
      sampled: { group_element: name },
      operations: to === 'identity' ? NOTHING : [{ kind: 'orient', to }],
    };
  },
});
