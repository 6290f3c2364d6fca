import type {
  Border,
  Interpolation,
  Operation,
  OrientOperation,
  RemapOperation,
  WarpOperation,
  WindowOperation,
} from '../../plan/operations.js';
import type { Frame, Matrix3, Point } from '../../geometry/types.js';
import { shownAt } from '../../geometry/lattice.js';
import { apply, invert } from '../../geometry/matrix.js';
import { sin } from '../../math.js';
import { operationMatrix } from '../../plan/operation-matrix.js';
import { remapLattice } from '../../plan/remap-lattice.js';

/** Samples as numbers, row by row, channels interleaved. The functions here do the same as the kernels, in plain code. */
export interface PlainRaster {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: ArrayLike<number>;
  /** Absent: 255. */
  readonly largest?: number;
}

/** One orient, window or warp. Each tap is read on its own; beyond the edge the border's rule finds it. */
export function referenceStep(
  raster: PlainRaster,
  operation: OrientOperation | WindowOperation | WarpOperation,
): PlainRaster {
  const { matrix, frame } = operationMatrix(operation, raster);
  const interpolation = operation.kind === 'warp' ? operation.interpolation : 'nearest';
  const edge =
    operation.kind === 'orient'
      ? { border: 'replicate' as const, fill: [0] }
      : { border: operation.border, fill: operation.fill };
  return referenceWarp(raster, matrix, frame, interpolation, edge);
}

/** A remap: each pixel reads where the field says. */
export function referenceRemap(raster: PlainRaster, operation: RemapOperation): PlainRaster {
  const lattice = remapLattice(operation, raster);
  return referenceMap(raster, raster, (point) => shownAt(lattice, point), operation.interpolation, operation);
}

function referenceWarp(
  raster: PlainRaster,
  matrix: Matrix3,
  { width, height }: Frame,
  interpolation: Interpolation,
  edge: { readonly border: Border; readonly fill: readonly number[] },
): PlainRaster {
  const inverse = invert(matrix);
  return referenceMap(raster, { width, height }, (point) => apply(inverse, point), interpolation, edge);
}

/** @param shown the incoming position that an output position shows */
function referenceMap(
  raster: PlainRaster,
  { width, height }: Frame,
  shown: (point: Point) => Point,
  interpolation: Interpolation,
  edge: { readonly border: Border; readonly fill: readonly number[] },
): PlainRaster {
  const data: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = shown([x + 0.5, y + 0.5]);
      for (let channel = 0; channel < raster.channels; channel++) {
        data.push(sample(raster, u - 0.5, v - 0.5, channel, interpolation, edge));
      }
    }
  }
  return { ...raster, width, height, data };
}

function sample(
  { width, height, channels, data, largest = 255 }: PlainRaster,
  u: number,
  v: number,
  channel: number,
  interpolation: Interpolation,
  { border, fill }: { readonly border: Border; readonly fill: readonly number[] },
): number {
  let sum = 0;
  for (const [y, weightY] of taps(v, interpolation)) {
    for (const [x, weightX] of taps(u, interpolation)) {
      const [column, row] = [borderIndex(x, width, border), borderIndex(y, height, border)];
      const value =
        column === undefined || row === undefined
          ? (fill[channel] ?? fill[0])!
          : data[(row * width + column) * channels + channel]!;
      sum += value * weightX * weightY;
    }
  }
  return Math.min(largest, Math.max(0, Math.floor(sum + 0.5)));
}

function taps(position: number, interpolation: Interpolation): [index: number, weight: number][] {
  const first = Math.floor(position);
  const f = position - first;
  switch (interpolation) {
    case 'nearest':
      return [[Math.floor(position + 0.5), 1]];
    case 'linear':
      return [
        [first, 1 - f],
        [first + 1, f],
      ];
    case 'cubic':
      return [-1, 0, 1, 2].map((i) => [first + i, cubicWeight(Math.abs(f - i))]);
    case 'lanczos':
      return lanczosTaps(first, f);
  }
}

/** sinc(d) · sinc(d / 4) at the eight distances, scaled to a sum of 1. */
function lanczosTaps(first: number, f: number): [index: number, weight: number][] {
  const taps = [-3, -2, -1, 0, 1, 2, 3, 4].map((i): [number, number] => [i, sinc(f - i) * sinc((f - i) / 4)]);
  const total = taps.reduce((sum, [, weight]) => sum + weight, 0);
  return taps.map(([i, weight]) => [first + i, weight / total]);
}

function sinc(x: number): number {
  return x === 0 ? 1 : sin(Math.PI * x) / (Math.PI * x);
}

function cubicWeight(d: number): number {
  const a = -0.75;
  if (d <= 1) return (a + 2) * d ** 3 - (a + 3) * d ** 2 + 1;
  return a * (d ** 3 - 5 * d ** 2 + 8 * d - 4);
}

/** Moves the index into the raster, one reflection or one period at a time. */
function borderIndex(index: number, size: number, border: Border): number | undefined {
  let i = index;
  while (i < 0 || i >= size) {
    if (border === 'constant') return undefined;
    if (border === 'replicate') i = i < 0 ? 0 : size - 1;
    else if (border === 'wrap') i += i < 0 ? size : -size;
    else if (border === 'reflect') i = i < 0 ? -1 - i : 2 * size - 1 - i;
    else if (size === 1) i = 0;
    else i = i < 0 ? -i : 2 * size - 2 - i;
  }
  return i;
}

/** Each Operation as a pass of its own. */
export function referenceChain(raster: PlainRaster, operations: readonly Operation[]): PlainRaster {
  return operations.reduce((done, operation) => {
    if (operation.kind === 'orient' || operation.kind === 'window' || operation.kind === 'warp') {
      return referenceStep(done, operation);
    }
    if (operation.kind === 'remap') return referenceRemap(done, operation);
    throw new Error(`${operation.kind} is not part of the reference`);
  }, raster);
}
