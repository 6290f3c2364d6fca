import * as z from 'zod';
import { compose, scaling, translation } from '../../geometry/matrix.js';
import { rotateMethod, symmetricRange, warpParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { rotation, sineAndCosine, warp } from './matrices.js';

export const safeRotate = defineTransform({
  name: 'SafeRotate',
  group: 'spatial',
  summary:
    'Turns the image about its centre by a random angle and keeps all of it: the result is scaled to the size of the image.',
  p: 0.5,
  schema: z.object({
    limit: symmetricRange().prefault([-90, 90]).describe('Angle in degrees, counter-clockwise.'),
    ...warpParameters,
    rotate_method: rotateMethod,
    expand: z
      .boolean()
      .prefault(false)
      .describe(
        'Whether the canvas grows, instead of scaling the result. Albumentations has no such parameter.',
      ),
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
