import type { UnmixedOperation } from './operations.js';

/**
 * Operations on a part of the image alone. The rest stays as it is, and so do labels. What has another size afterwards is
 * scaled, linearly, to that of the part.
 */
export interface WithinOperation {
  readonly kind: 'within';
  readonly part: Part;
  readonly operations: readonly UnmixedOperation[];
}

/**
 * window: [x0, y0, x1, y1], whole pixels of the incoming frame; pixels move there, but no labels. channels: red 0, green 1,
 * blue 2, each as a grey image, with random numbers of its own, as docs/operations.md says of planes. Grey images stay.
 */
export type Part =
  | { readonly window: readonly [x0: number, y0: number, x1: number, y1: number] }
  | { readonly channels: readonly number[] };
