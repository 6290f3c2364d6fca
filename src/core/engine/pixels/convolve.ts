import type { ConvolveOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { withNumbers, withScratch } from '../scratch.js';
import { inBands, pointers } from './bands.js';

type Separable = Extract<ConvolveOperation, { form: 'separable' }>;
type Full = Extract<ConvolveOperation, { form: 'full' }>;

/** @param target another Surface than `source` */
export function convolve(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: ConvolveOperation,
): void {
  if (operation.form === 'full') convolveFull(kernels, source, target, operation);
  else if (source.depth === 16) convolveSeparable16(kernels, source, target, operation);
  else if ([operation.x, operation.y].every(isSmoothing)) {
    convolveSeparable(kernels, source, target, operation);
  } else convolveFull(kernels, source, target, outerProduct(operation));
}

/** Symmetric, not negative, and with a sum of at most 1: such weights fit the 16 bits of the fast kernel. */
function isSmoothing(weights: readonly number[]): boolean {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return (
    sum <= 1 + 1e-6 &&
    weights.every((weight, index) => weight >= 0 && weight === weights[weights.length - 1 - index])
  );
}

function convolveSeparable(kernels: Kernels, source: Surface, target: Surface, operation: Separable): void {
  const { width, height, channels } = source;
  const [box, upright] = [boxOf(operation.x), boxOf(operation.y)];
  if (box && upright) {
    convolveBox(kernels, source, target, box, upright);
    return;
  }
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

/** Equal weights along an axis, in units of 2⁻¹⁵. */
interface BoxTerms {
  readonly radius: number;
  readonly weight: number;
  /** What the sample in the middle has besides. */
  readonly rest: number;
}

/** Sums of more samples do not fit 16 bits. */
const LARGEST_BOX_RADIUS = 63;

function boxOf(weights: readonly number[]): BoxTerms | undefined {
  const radius = (weights.length - 1) / 2;
  const isBox = radius > 0 && weights.every((weight) => weight === weights[0]);
  if (!isBox || radius > LARGEST_BOX_RADIUS) return undefined;
  const [half, weight] = smoothingTerms(weights) as unknown as [number, number];
  return { radius, weight, rest: 2 * half - weight };
}

/** Bytes of two vectors. */
const VECTORS = 32;

function convolveBox(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  row: BoxTerms,
  column: BoxTerms,
): void {
  const { width, height, channels } = source;
  const padding = row.radius * channels;
  withScratch(kernels, 4 * (width * channels + padding) + 2 * VECTORS, (scratch) => {
    kernels.call.convolveBox(
      source.pixels.pointer,
      target.pixels.pointer,
      width,
      height,
      channels,
      row.radius,
      row.weight,
      row.rest,
      column.radius,
      column.weight,
      column.rest,
      scratch,
    );
  });
}

function convolveSeparable16(kernels: Kernels, source: Surface, target: Surface, { x, y }: Separable): void {
  const { width, height, channels } = source;
  withNumbers(kernels, Float32Array.from(x), (row) => {
    withNumbers(kernels, Float32Array.from(y), (column) => {
      withScratch(kernels, 4 * (width + x.length) * channels, (scratch) => {
        kernels.call.convolveSeparable16(
          source.pixels.pointer,
          target.pixels.pointer,
          width,
          height,
          channels,
          row,
          x.length,
          column,
          y.length,
          scratch,
        );
      });
    });
  });
}

/**
 * Weights, in units of 2⁻¹⁵, of the centre and of the neighbours at distance 1, 2, …, padded to an even number. The weight
 * of the centre is halved, because the kernel counts it twice, and contains the rounding errors of the others, so that
 * uniform areas keep their value.
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
  const { width, depth } = source;
  const bytesPerPixel = (source.channels * depth) / 8;
  const radius = (size - 1) / 2;
  const paddedWidth = (width + 2 * radius) * bytesPerPixel;
  const taps = sparseTaps(size, weights, paddedWidth, bytesPerPixel);
  const bits = depth === 8 ? fractionBits(taps) : undefined;
  if (bits !== undefined && isRing(weights)) {
    convolveRing(kernels, source, target, weights, bits);
    return;
  }
  const numbers = bits === undefined ? tapsInMemory(taps) : pairsInMemory(taps, bits);
  withNumbers(kernels, numbers, (at) => {
    inBands(kernels, source, target, { pad: 'padReflected', radius, leastRows: LEAST_ROWS }, (band) => {
      const args = pointers(band);
      if (depth === 16) kernels.call.convolveTaps16(...args, at, taps.length);
      else if (bits === undefined) kernels.call.convolveTaps(...args, at, taps.length);
      else kernels.call.convolvePairs(...args, at, Math.ceil(taps.length / 2), bits);
    });
  });
}

const LEAST_ROWS = 16;

/** 3 × 3 weights that are all equal but for the one in the middle, as those that sharpen are. */
function isRing(weights: readonly number[]): boolean {
  return weights.length === 9 && weights.every((weight, index) => index === 4 || weight === weights[0]);
}

function convolveRing(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  weights: readonly number[],
  bits: number,
): void {
  const [ring, , , , middle] = weights.map((weight) => Math.round(weight * 2 ** bits));
  const both = (ring! & 0xffff) | (middle! << 16);
  inBands(kernels, source, target, { pad: 'padReflected', radius: 1, leastRows: LEAST_ROWS }, (band) => {
    kernels.call.convolveRing(...pointers(band), source.channels, both, bits);
  });
}

interface Tap {
  /** In bytes, from the first tap's sample. */
  readonly offset: number;
  readonly weight: number;
}

/** One for every weight that is not zero; at least one. */
function sparseTaps(size: number, weights: readonly number[], stride: number, bytesPerPixel: number): Tap[] {
  const taps = weights.map((weight, index) => ({
    offset: Math.floor(index / size) * stride + (index % size) * bytesPerPixel,
    weight,
  }));
  const used = taps.filter(({ weight }) => weight !== 0);
  return used.length > 0 ? used : taps.slice(0, 1);
}

/** The most by which rounding the weights may change a sum, in levels. */
const LARGEST_ERROR = 0.1;
const FRACTION_BITS = Array.from({ length: 22 }, (_, index) => 22 - index);

/**
 * The finest unit 2^−bits in which weights fit 16 bits, and sums of products 32; undefined where it is too coarse: then
 * sums are computed in single precision, in the order of the taps.
 */
function fractionBits(taps: readonly Tap[]): number | undefined {
  const weights = taps.map(({ weight }) => weight);
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const sum = weights.reduce((total, weight) => total + Math.abs(weight), 0);
  const bits = FRACTION_BITS.find(
    (fraction) => largest * 2 ** fraction < 2 ** 15 - 1 && (255 * sum + 1) * 2 ** fraction < 2 ** 31,
  );
  if (bits === undefined) return undefined;
  const unit = 2 ** bits;
  const error = weights.reduce(
    (total, weight) => total + Math.abs(weight - Math.round(weight * unit) / unit),
    0,
  );
  return 255 * error <= LARGEST_ERROR ? bits : undefined;
}

/** Each offset (32 bits) with its weight (a single). */
function tapsInMemory(taps: readonly Tap[]): Int32Array {
  const numbers = new Int32Array(2 * taps.length);
  const singles = new Float32Array(numbers.buffer);
  for (const [i, { offset, weight }] of taps.entries()) {
    numbers[2 * i] = offset;
    singles[2 * i + 1] = weight;
  }
  return numbers;
}

/** For each two taps their offsets (32 bits each), then their weights (16 bits each). */
function pairsInMemory(taps: readonly Tap[], bits: number): Int32Array {
  const numbers = new Int32Array(3 * Math.ceil(taps.length / 2));
  for (let i = 0, first = 0; first < taps.length; i += 3, first += 2) {
    const [a, b = { ...taps[first]!, weight: 0 }] = taps.slice(first, first + 2);
    numbers[i] = a!.offset;
    numbers[i + 1] = b.offset;
    numbers[i + 2] = (Math.round(a!.weight * 2 ** bits) & 0xffff) | (Math.round(b.weight * 2 ** bits) << 16);
  }
  return numbers;
}

/** The square kernel that is equal to two others, one along each axis. */
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
