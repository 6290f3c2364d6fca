import type { ConvolveOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { withNumbers, withScratch } from '../scratch.js';

type Separable = Extract<ConvolveOperation, { form: 'separable' }>;
type Full = Extract<ConvolveOperation, { form: 'full' }>;

/** Changes nothing in `surface`; the caller frees it. Alpha is copied. */
export function convolved(kernels: Kernels, surface: Surface, operation: ConvolveOperation): Surface {
  const { width, height, channels } = surface;
  return kernels.filled(width, height, channels, surface.opacity !== undefined, (target) => {
    if (surface.alpha) target.alpha?.set(surface.alpha);
    if (operation.form === 'full') convolveFull(kernels, surface, target, operation);
    else if ([operation.x, operation.y].every(isSmoothing)) {
      convolveSeparable(kernels, surface, target, operation);
    } else convolveFull(kernels, surface, target, outerProduct(operation));
  });
}

/** Symmetric, without negative weights, the sum at most 1: what the fast kernel's 16 bits hold. */
function isSmoothing(weights: readonly number[]): boolean {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return (
    sum <= 1 + 1e-6 &&
    weights.every((weight, index) => weight >= 0 && weight === weights[weights.length - 1 - index])
  );
}

function convolveSeparable(kernels: Kernels, source: Surface, target: Surface, operation: Separable): void {
  const { width, height, channels } = source;
  const rowTerms = smoothingTerms(operation.x);
  const columnTerms = smoothingTerms(operation.y);
  const paddedRow = 2 * (width + 2 * rowTerms.length) * channels;
  withNumbers(kernels, rowTerms, (rows) => {
    withNumbers(kernels, columnTerms, (columns) => {
      withScratch(kernels, paddedRow + 8 * columnTerms.length, (scratch) => {
        kernels.call.convolveSeparable(
          source.pixels.pointer,
          target.pixels.pointer,
          width,
          height,
          channels,
          rows,
          rowTerms.length,
          columns,
          columnTerms.length,
          scratch,
        );
      });
    });
  });
}

/**
 * Weights in 1/2¹⁵ of the centre and of the neighbours at distance 1, 2, …; an even number of them. The centre's is
 * halved, for the kernel counts it twice, and takes up what rounding left, so that even areas stay as they are.
 */
function smoothingTerms(weights: readonly number[]): Int16Array {
  const radius = (weights.length - 1) / 2;
  const terms = new Int16Array(2 * Math.ceil((radius + 1) / 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let centre = Math.round(sum * 2 ** 14);
  for (let distance = 1; distance <= radius; distance++) {
    const term = Math.round(weights[radius + distance]! * 2 ** 15);
    terms[distance] = term;
    centre -= term;
  }
  terms[0] = centre;
  return terms;
}

function convolveFull(kernels: Kernels, source: Surface, target: Surface, { size, weights }: Full): void {
  const { width, height, channels } = source;
  const radius = (size - 1) / 2;
  const paddedWidth = (width + 2 * radius) * channels;
  const taps = sparseTaps(size, weights, paddedWidth, channels);
  withScratch(kernels, paddedWidth * (height + 2 * radius), (padded) => {
    kernels.call.padReflected(source.pixels.pointer, padded, width, height, channels, radius);
    withNumbers(kernels, taps, (tapsAt) => {
      kernels.call.convolveTaps(
        padded,
        paddedWidth,
        target.pixels.pointer,
        width * channels,
        height,
        tapsAt,
        taps.byteLength / 8,
      );
    });
  });
}

/** An offset in bytes (32 bits) and a weight (a single) for every weight that is not zero. */
function sparseTaps(size: number, weights: readonly number[], stride: number, channels: number): Uint8Array {
  const used = weights.flatMap((weight, index) => (weight === 0 ? [] : [{ weight, index }]));
  const view = new DataView(new ArrayBuffer(8 * used.length));
  for (const [i, { weight, index }] of used.entries()) {
    const offset = Math.floor(index / size) * stride + (index % size) * channels;
    view.setInt32(8 * i, offset, true);
    view.setFloat32(8 * i + 4, weight, true);
  }
  return new Uint8Array(view.buffer);
}

/** The square kernel that two others, one along each axis, amount to. */
function outerProduct({ x, y }: Separable): Full {
  const size = Math.max(x.length, y.length);
  const [row, column] = [x, y].map((weights) => centred(weights, size));
  return {
    kind: 'convolve',
    form: 'full',
    size,
    weights: column!.flatMap((vertical) => row!.map((horizontal) => vertical * horizontal)),
  };
}

function centred(weights: readonly number[], size: number): number[] {
  const margin = new Array<number>((size - weights.length) / 2).fill(0);
  return [...margin, ...weights, ...margin];
}
