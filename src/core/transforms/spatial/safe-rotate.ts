import * as z from 'zod';
import { compose, scaling, translation } from '../../geometry/matrix.js';
import { rotateMethod, symmetricRange, warpParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { rotation, sineAndCosine, warp } from './matrices.js';

export const safeRotate = defineTransform({
  name: 'SafeRotate',
  group: 'spatial',
  summary:
    "Turns like Rotate and keeps all of the picture: squeezed back to the old size, or with `expand` (not upstream's) on a larger canvas.",
  p: 0.5,
  schema: z.object({
    limit: symmetricRange().prefault([-90, 90]),
    ...warpParameters,
    rotate_method: rotateMethod,
    expand: z.boolean().prefault(false),
  }),
  sample(parameters, random, { width, height }) {
    const angle = random.uniform(...parameters.limit);
    const [sine, cosine] = sineAndCosine(angle).map(Math.abs) as [number, number];
    const canvas = {
      width: Math.max(1, Math.trunc(height * sine + width * cosine)),
      height: Math.max(1, Math.trunc(height * cosine + width * sine)),
    };
    const frame = { width, height };
    const target = parameters.expand ? canvas : frame;
    const matrix = compose(
      translation(-width / 2, -height / 2),
      rotation(angle),
      translation(canvas.width / 2, canvas.height / 2),
      scaling(target.width / canvas.width, target.height / canvas.height),
    );
    return { sampled: { angle }, operations: warp(matrix, frame, target, parameters) };
  },
});
