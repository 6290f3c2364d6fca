import type { Kernels, Surface } from '../memory.js';
import { applyMatrix } from '../pixels/colour.js';
import { colourMoments } from '../pixels/adaptive/components.js';
import { eigenOf, type Eigen } from '../pixels/adaptive/symmetric3.js';

/** Turns the colours about their mean, so that their principal components lie along those of the other image; RGB only. */
export function turnComponents(kernels: Kernels, image: Surface, other: Surface, target: Surface): void {
  const [own, others] = [colourMoments(kernels, image), colourMoments(kernels, other)];
  const axes = eigenOf(own.covariance).map((from, index) => ({
    from: from.vector,
    to: towards(from, eigenOf(others.covariance)[index]!),
  }));
  const rows = [0, 1, 2].flatMap((row) => {
    const weights = [0, 1, 2].map((column) =>
      axes.reduce((sum, { from, to }) => sum + to[row]! * from[column]!, 0),
    );
    const atMean = weights.reduce((sum, weight, column) => sum + weight * own.mean[column]!, 0);
    return [...weights, 255 * (others.mean[row]! - atMean)];
  });
  applyMatrix(kernels, image, target, { kind: 'matrix', rows, rounding: 'round' });
}

/** Of the two directions of a component, the one with the smaller turn. */
function towards(from: Eigen, { vector }: Eigen): readonly number[] {
  const cosine = vector.reduce((sum, entry, index) => sum + entry * from.vector[index]!, 0);
  return cosine < 0 ? vector.map((entry) => -entry) : vector;
}
