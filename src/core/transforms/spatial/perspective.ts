import * as z from 'zod';
import type { Frame, Matrix3, Point } from '../../geometry/types.js';
import { apply, multiply, scaling } from '../../geometry/matrix.js';
import type { Random } from '../../plan/random.js';
import { rangeFrom, roundHalfEven, warpParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { warp } from './matrices.js';
import { quadrilateralToQuadrilateral, rectangle, type Quadrilateral } from './quadrilateral.js';

/** No corner moves further, as a fraction of the side: the quadrilateral stays convex. */
const FURTHEST = 0.32;

export const perspective = defineTransform({
  name: 'Perspective',
  group: 'spatial',
  summary:
    "Takes a quadrilateral, its corners moved inwards by |N(0, scale)| of the sides, for the whole picture. Upstream's enlargement by `keep_size` is kept.",
  p: 0.5,
  schema: z.object({
    scale: rangeFrom(0, { min: 0 }).prefault([0.05, 0.1]),
    keep_size: z.boolean().prefault(true),
    fit_output: z.boolean().prefault(false),
    ...warpParameters,
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

/** The longer of each two opposite sides, whole pixels, at least two. */
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

/** All of the picture in view: its moved corners, rounded to whole pixels, with their hull at the origin. */
function fitted(matrix: Matrix3, { width, height }: Frame): { matrix: Matrix3; canvas: Frame } {
  const picture = rectangle(width, height);
  const moved = picture.map((corner) => apply(matrix, corner));
  // eslint-disable-next-line no-restricted-syntax -- four corners
  const left = Math.min(...moved.map(([x]) => x));
  // eslint-disable-next-line no-restricted-syntax -- four corners
  const top = Math.min(...moved.map(([, y]) => y));
  const whole = moved.map(([x, y]): Point => [
    roundHalfEven(x - left),
    roundHalfEven(y - top),
  ]) as unknown as Quadrilateral;
  return {
    matrix: quadrilateralToQuadrilateral(picture, whole),
    canvas: {
      // eslint-disable-next-line no-restricted-syntax -- four corners
      width: Math.max(1, ...whole.map(([x]) => x)),
      // eslint-disable-next-line no-restricted-syntax -- four corners
      height: Math.max(1, ...whole.map(([, y]) => y)),
    },
  };
}
