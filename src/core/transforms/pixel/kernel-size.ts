import type { Random } from '../../plan/random.js';
import { ascendingFrom, type Range } from '../parameters.js';

/** Kernels have an odd size of at least 3. Other sizes are raised to the next such one, as in Albumentations. */
const SMALLEST = 3;
const oddAtLeast3 = (size: number) => Math.max(SMALLEST, size + (size % 2 === 0 ? 1 : 0));

/** Odd sizes: 8 stands for [3, 9]. */
export const kernelSizes = ascendingFrom(SMALLEST, { min: 0, whole: true }).transform(
  ([low, high]): Range => [oddAtLeast3(low), oddAtLeast3(high)],
);

/** An odd size; each is equally likely. @param sizes of `kernelSizes` */
export function drawKernelSize([smallest, largest]: Range, random: Random): number {
  return smallest + 2 * random.integer(0, (largest - smallest) / 2);
}
