import * as z from 'zod';
import { defineTransform } from '../transform.js';
import { NOTHING } from '../parameters.js';

const TURNS = ['turn_90', 'turn_180', 'turn_270'] as const;

export const randomRotate90 = defineTransform({
  name: 'RandomRotate90',
  group: 'spatial',
  summary: 'Turns the image by 0°, 90°, 180° or 270° counter-clockwise, all equally likely.',
  p: 1,
  schema: z.object({}),
  sample(_parameters, random) {
    const factor = random.integer(0, 3);
    const to = TURNS[factor - 1];
    return { sampled: { factor }, operations: to === undefined ? NOTHING : [{ kind: 'orient', to }] };
  },
});
