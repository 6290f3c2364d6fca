import * as z from 'zod';
import type { Operation } from '../../plan/operations.js';
import type { Frame } from '../../geometry/types.js';
import { rotateMethod, symmetricRange, warpParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { aboutCentre, rotation, sineAndCosine, warp } from './matrices.js';

export const rotate = defineTransform({
  name: 'Rotate',
  group: 'spatial',
  summary: 'Turns the image about its centre by a random angle. The size of the image stays the same.',
  p: 0.5,
  schema: z.object({
    limit: symmetricRange().prefault([-90, 90]).describe('Angle in degrees, counter-clockwise.'),
    ...warpParameters,
    rotate_method: rotateMethod,
    crop_border: z
      .boolean()
      .prefault(false)
      .describe('Whether the result is cropped to the largest upright rectangle without border.'),
  }),
  sample(parameters, random, { width, height }) {
    const angle = random.uniform(...parameters.limit);
    const frame = { width, height };
    const turned = warp(aboutCentre(rotation(angle), frame), frame, frame, parameters);
    const cropped = parameters.crop_border && turned.length > 0 ? [cropToInside(angle, frame)] : [];
    return { sampled: { angle }, operations: [...turned, ...cropped] };
  },
});

/** Crops to the largest upright rectangle inside the turned image, about its centre. */
function cropToInside(degrees: number, { width, height }: Frame): Operation {
  const [insideWidth, insideHeight] = largestUprightRectangle(degrees, { width, height });
  const x = Math.max(0, Math.trunc(width / 2 - insideWidth / 2));
  const y = Math.max(0, Math.trunc(height / 2 - insideHeight / 2));
  const right = Math.min(width, Math.trunc(width / 2 + insideWidth / 2));
  const bottom = Math.min(height, Math.trunc(height / 2 + insideHeight / 2));
  return {
    kind: 'window',
    x,
    y,
    width: Math.max(1, right - x),
    height: Math.max(1, bottom - y),
    border: 'constant',
    fill: [0],
    maskFill: 0,
  };
}

/**
 * Either two opposite corners touch the long sides of the turned image (a flat image, turned far), or each of the
 * four corners touches one side.
 */
function largestUprightRectangle(degrees: number, { width, height }: Frame): readonly [number, number] {
  const [sine, cosine] = sineAndCosine(degrees).map(Math.abs) as [number, number];
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  if (short <= 2 * sine * cosine * long || Math.abs(sine - cosine) < 1e-10) {
    const half = short / 2;
    return width >= height ? [half / sine, half / cosine] : [half / cosine, half / sine];
  }
  const cosineOfTwice = cosine * cosine - sine * sine;
  return [(width * cosine - height * sine) / cosineOfTwice, (height * cosine - width * sine) / cosineOfTwice];
}
