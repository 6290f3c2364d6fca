import type { AdaptiveOperation } from '../../../plan/operations.js';
import { unitsPerLevel } from '../../../plan/depth.js';
import { copyPixels, type Kernels, type Surface } from '../../memory.js';
import { withNumbers, withScratch } from '../../scratch.js';
import { applyMatrix } from '../colour.js';
import { applyLine } from '../table.js';
import { countChannels, type Counts } from './histogram.js';
import { eigenOf, type Eigen, type Symmetric3 } from './symmetric3.js';

type Components = Extract<AdaptiveOperation, { form: 'components' }>;
type Triple = readonly [number, number, number];

export interface Moments {
  readonly mean: Triple;
  /** In units of 1, so that levels are within 0 and 1. */
  readonly covariance: Symmetric3;
}

/** One matrix for all pixels; of a grey image, a line. */
export function applyComponents(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  { factors }: Components,
): void {
  if (source.channels === 1) {
    const { mean, deviation } = greyMoments(countChannels(kernels, source)[0]!);
    const added = factors[0] * deviation;
    // A line is rounded down for 8 bits, and to the nearest unit for 16.
    const half = source.depth === 8 ? 0.5 : 0;
    applyLine(kernels, source, target, 1 + added, half - added * 255 * mean);
    return;
  }
  const rows = componentRows(colourMoments(kernels, source), factors);
  applyMatrix(kernels, source, target, { kind: 'matrix', rows, rounding: 'round' });
}

/** Grey by the first principal component, from the smallest to the largest that occurs. */
export function applyFirstComponent(kernels: Kernels, source: Surface, target: Surface): void {
  if (source.channels === 1) {
    copyPixels(source, target);
    return;
  }
  const [{ vector }] = eigenOf(colourMoments(kernels, source).covariance) as [Eigen];
  const [least, most] = rangeAlong(vector, kernels, source);
  const scale = most > least ? 255 / (most - least) : 0;
  const row = [...vector.map((weight) => scale * weight), -scale * least];
  applyMatrix(kernels, source, target, { kind: 'matrix', rows: [row, row, row].flat(), rounding: 'round' });
}

/** In levels. */
function rangeAlong(
  vector: readonly number[],
  kernels: Kernels,
  { depth, pixels, width, height }: Surface,
): [least: number, most: number] {
  return withNumbers(kernels, Float64Array.of(...vector, 0, 0), (at) => {
    kernels.call[depth === 8 ? 'rangeOfSums' : 'rangeOfSums16'](pixels.pointer, width * height, at);
    const [least, most] = new Float64Array(kernels.view(at + 24, 16).slice().buffer);
    return [least! / unitsPerLevel(depth), most! / unitsPerLevel(depth)];
  });
}

/** x + V · diag(factor · λ) · (x − mean), with the principal components as the columns of V and their variances λ. */
function componentRows({ mean, covariance }: Moments, factors: Triple): number[] {
  const components = eigenOf(covariance);
  return [0, 1, 2].flatMap((row) => {
    const added = components.map(({ vector, value }, column) => factors[column]! * value * vector[row]!);
    const atMean = added.reduce((sum, weight, column) => sum + weight * mean[column]!, 0);
    return [...added.map((weight, column) => weight + (row === column ? 1 : 0)), -255 * atMean];
  });
}

/** Of an RGB Surface. */
export function colourMoments(kernels: Kernels, { depth, pixels, width, height }: Surface): Moments {
  const count = width * height;
  const largest = 255 * unitsPerLevel(depth);
  const sums = withScratch(kernels, 72, (at) => {
    kernels.call[depth === 8 ? 'colourMoments' : 'colourMoments16'](pixels.pointer, count, at);
    return new Float64Array(kernels.view(at, 72).slice().buffer);
  });
  const mean = [0, 1, 2].map((channel) => sums[channel]! / count) as [number, number, number];
  const products = [
    [3, 4, 5],
    [4, 6, 7],
    [5, 7, 8],
  ];
  const covariance = products.map((row, i) =>
    row.map(
      (at, j) => (sums[at]! - count * mean[i]! * mean[j]!) / Math.max(1, count - 1) / (largest * largest),
    ),
  ) as unknown as Symmetric3;
  return { mean: mean.map((value) => value / largest) as unknown as Triple, covariance };
}

function greyMoments(counts: Counts): { mean: number; deviation: number } {
  const largest = counts.length - 1;
  let [count, sum, squares] = [0, 0, 0];
  counts.forEach((times, value) => {
    count += times;
    sum += times * value;
    squares += times * value * value;
  });
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean);
  return { mean: mean / largest, deviation: Math.sqrt(variance) / largest };
}
