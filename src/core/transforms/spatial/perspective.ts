import * as z from 'zod';
import type { Frame, Matrix3, Point } from '../../geometry/types.js';
import { apply, multiply, scaling } from '../../geometry/matrix.js';
import type { Random } from '../../plan/random.js';
import { rangeFrom, roundHalfEven, warpParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { antialias } from './antialias.js';
import { warp } from './matrices.js';
import { quadrilateralToQuadrilateral, rectangle, type Quadrilateral } from './quadrilateral.js';

/** A corner moves by less than this fraction of the side, so that the quadrilateral stays convex. */
const FURTHEST = 0.32;

export const perspective = defineTransform({
  name: 'Perspective',
  group: 'spatial',
  summary:
    'Changes the perspective: moves each corner of the image inwards by a normally distributed distance, and stretches the quadrilateral between them to a rectangle.',
  p: 0.5,
  schema: z.object({
    scale: rangeFrom(0, { min: 0 })
      .prefault([0.05, 0.1])
      .describe('Standard deviation of the distance, as a fraction of the sides.'),
    keep_size: z.boolean().prefault(true).describe('Whether the result is scaled to the size of the image.'),
    fit_output: z
      .boolean()
      .prefault(false)
      .describe('Whether the canvas grows so that it holds the whole image.'),
    ...warpParameters,
    antialias,
  }),
  sample(parameters, random, { width, height }) {
    const scale = random.uniform(...parameters.scale);
    const corners = drawCorners(random, scale, { width, height });
    const flat = quadrilateralToQuadrilateral(corners, rectangle(width, height));
    const { matrix, canvas } = parameters.fit_output
      ? fitted(flat, { width, height })
      : { matrix: flat, canvas: sizeOf(corners) };
    const squeeze = scaling(width / canvas.width, height / canvas.height);
    return {
      sampled: { scale, corners },
      operations: parameters.keep_size
        ? warp(multiply(squeeze, matrix), { width, height }, { width, height }, parameters)
        : warp(matrix, { width, height }, canvas, parameters),
    };
  },
});

function drawCorners(random: Random, scale: number, { width, height }: Frame): Quadrilateral {
  const inwards = () => Math.abs(random.normal(0, scale)) % FURTHEST;
  const [topLeft, topRight, bottomRight, bottomLeft] = [0, 1, 2, 3].map(
    () => [inwards(), inwards()] as const,
  ) as unknown as Quadrilateral;
  const placed = ([x, y]: Point): Point => [x * width, y * height];
  return [
    placed(topLeft),
    placed([1 - topRight[0], topRight[1]]),
    placed([1 - bottomRight[0], 1 - bottomRight[1]]),
    placed([bottomLeft[0], 1 - bottomLeft[1]]),
  ];
}

/** The longer one of each pair of opposite sides, in whole pixels, at least two. */
function sizeOf([topLeft, topRight, bottomRight, bottomLeft]: Quadrilateral): Frame {
  const longer = (a: number, b: number) => Math.max(2, Math.trunc(Math.max(a, b)));
  return {
    width: longer(distance(topLeft, topRight), distance(bottomLeft, bottomRight)),
    height: longer(distance(topRight, bottomRight), distance(topLeft, bottomLeft)),
  };
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by));
}

/** Shows the whole image: its moved corners, rounded to whole pixels, with their bounding box at the origin. */
function fitted(matrix: Matrix3, { width, height }: Frame): { matrix: Matrix3; canvas: Frame } {
  const corners = rectangle(width, height);
  const moved = corners.map((corner) => apply(matrix, corner));
  // eslint-disable-next-line no-restricted-syntax -- four corners
  const left = Math.min(...moved.map(([x]) => x));
  // eslint-disable-next-line no-restricted-syntax -- four corners
  const top = Math.min(...moved.map(([, y]) => y));
  const whole = moved.map(([x, y]): Point => [
    roundHalfEven(x - left),
    roundHalfEven(y - top),
  ]) as unknown as Quadrilateral;
  return {
    matrix: quadrilateralToQuadrilateral(corners, whole),
    canvas: {
      // eslint-disable-next-line no-restricted-syntax -- four corners
      width: Math.max(1, ...whole.map(([x]) => x)),
      // eslint-disable-next-line no-restricted-syntax -- four corners
      height: Math.max(1, ...whole.map(([, y]) => y)),
    },
  };
}
