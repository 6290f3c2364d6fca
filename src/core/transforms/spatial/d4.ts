import * as z from 'zod';
import type { Orientation } from '../../plan/operations.js';
import { defineTransform } from '../transform.js';
import { NOTHING } from '../parameters.js';

/** Under Albumentations' names of the group's elements, in its order. */
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
  summary: "One of the square's eight symmetries, each as likely.",
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
