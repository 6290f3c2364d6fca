import { exp } from '../../math.js';
import { withSumOne } from './kernel-weights.js';

/**
 * Weights along a line, with the sum 1. A kernel that changes nothing has one weight.
 * @param sigma in pixels
 * @param size even sizes are raised by 1; 0 stands for 2⌊3.5σ⌋ + 1
 */
export function gaussianWeights(sigma: number, size: number): number[] {
  const radius = size === 0 ? Math.floor(sigma * 3.5) : Math.floor(size / 2);
  if (sigma === 0 || radius === 0) return [1];
  const heights = Array.from({ length: 2 * radius + 1 }, (_, index) => {
    const distance = (index - radius) / sigma;
    return exp(-0.5 * distance * distance);
  });
  return withSumOne(heights);
}
