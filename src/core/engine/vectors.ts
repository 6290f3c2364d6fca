import type { Interpolation } from '../plan/operations.js';
import type { Frame, Matrix3 } from '../geometry/types.js';
import { isAffine, multiply } from '../geometry/matrix.js';
import type { Stage } from './program.js';
import type { Depth } from '../plan/depth.js';

/** From the output's coordinates to the source's, without borders. An affine matrix is scaled so that its weight is 1. */
export function composedMatrix(stages: readonly Pick<Stage, 'matrix'>[]): Matrix3 {
  const matrix = stages.map((stage) => stage.matrix).reduce((done, next) => multiply(next, done));
  if (!isAffine(matrix) || matrix[8] === 1) return matrix;
  const [a, b, c, d, e, f, , , weight] = matrix;
  return [a / weight, b / weight, c / weight, d / weight, e / weight, f / weight, 0, 0, 1];
}

/** The rounding of each affine step, 2⁻¹⁷ pixel, adds up to 2⁻⁹, and for 16 bits to 2⁻¹³. */
const AFFINE_BLOCK = { 8: 256, 16: 16 };
const PROJECTIVE_BLOCKS = [64, 32, 16, 8];
/** Largest error of a block's Taylor polynomial, in pixels: for 8 bits a quarter of the smallest fraction that is distinguished. */
const TAYLOR_ERROR = { 8: 1 / 512, 16: 1 / 8192 };
/** In source pixels for each output pixel; a block of them must fit 16.16 fixed point. */
const STEEPEST = 64;
const FARTHEST = 2 ** 30;

/**
 * How many pixels of a row the vector kernels may compute from one exact position. 0 for strong perspective, extreme zoom
 * or coordinates beyond fixed point: then the exact sampler makes all pixels.
 */
export function longestBlock(
  matrix: Matrix3,
  source: Frame,
  output: Frame,
  interpolation: Interpolation,
  depth: Depth = 8,
): number {
  const [a, , , d, , , g] = matrix;
  const { weight, farthest } = extremes(matrix, output);
  if (!(weight > 0) || !(farthest / weight < FARTHEST)) return 0;
  const slope = Math.max(
    Math.abs(a) + 2 * Math.abs(g) * source.width,
    Math.abs(d) + 2 * Math.abs(g) * source.height,
  );
  const steepness = slope / weight;
  if (!(steepness < STEEPEST)) return 0;
  if (isAffine(matrix)) return AFFINE_BLOCK[depth];
  if (interpolation === 'nearest') return 0;
  const bend = (steepness * g * g) / (weight * weight);
  return PROJECTIVE_BLOCKS.find((block) => bend * (block / 2) ** 3 <= TAYLOR_ERROR[depth]) ?? 0;
}

/** The least weight and the greatest coordinate; both occur at corners of the output. */
function extremes(
  [a, b, c, d, e, f, g, h, i]: Matrix3,
  { width, height }: Frame,
): { weight: number; farthest: number } {
  const outputs = [
    [0, 0],
    [width - 1, 0],
    [0, height - 1],
    [width - 1, height - 1],
  ] as const;
  return {
    weight: outputs.reduce((least, [x, y]) => Math.min(least, g * x + h * y + i), Infinity),
    farthest: outputs.reduce(
      (most, [x, y]) => Math.max(most, Math.abs(a * x + b * y + c), Math.abs(d * x + e * y + f)),
      -Infinity,
    ),
  };
}
