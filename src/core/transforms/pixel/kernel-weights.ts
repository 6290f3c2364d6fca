import type { ConvolveOperation, UnmixedOperation } from '../../plan/operations.js';
import { NOTHING } from '../parameters.js';

/** @param weights of a square with an odd side, row by row */
export function squareKernel(weights: readonly number[]): ConvolveOperation {
  return { kind: 'convolve', form: 'full', size: Math.sqrt(weights.length), weights };
}

/**
 * The weights of a square, row by row.
 * @param size its side; odd
 * @param weightAt called row by row, with pixels right of and below the centre
 */
export function weightsAround(size: number, weightAt: (x: number, y: number) => number): number[] {
  const reach = (size - 1) / 2;
  return Array.from({ length: size * size }, (_, index) =>
    weightAt((index % size) - reach, Math.floor(index / size) - reach),
  );
}

export function withSumOne(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** (1 − alpha) · image + alpha · what the kernel makes of it. @param weights nine, row by row */
export function blendKernel(alpha: number, weights: readonly number[]): readonly UnmixedOperation[] {
  if (alpha === 0) return NOTHING;
  const [centre, kept] = [4, 1 - alpha];
  return [squareKernel(weights.map((weight, index) => alpha * weight + (index === centre ? kept : 0)))];
}
