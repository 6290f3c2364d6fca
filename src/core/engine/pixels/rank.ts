import type { RankOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { withNumbers, withScratch } from '../scratch.js';

type Median = Extract<RankOperation, { form: 'median' }>;
type Extreme = Exclude<RankOperation, Median>;

/** A part of a raster, padded, in the kernels' memory. Strides are in bytes. */
interface Band {
  readonly padded: number;
  readonly paddedStride: number;
  readonly target: number;
  readonly stride: number;
  readonly height: number;
}

/** Rows that are padded and ranked together: few, so that they are still in the cache when they are read. */
const LEAST_BAND = 32;
/** Sorting takes two rows at once, and so reads one row more. */
const MORE_ROWS = 1;
/** Beyond this, half of the samples are more than 8 bits count. */
const LARGEST_COUNTED = 21;

/** @param target another Surface than `source` */
export function rank(kernels: Kernels, source: Surface, target: Surface, operation: RankOperation): void {
  if (operation.form === 'median') median(kernels, source, target, operation);
  else extreme(kernels, source, target, operation);
}

/** Medians are exact, so the way does not matter: sorting for small windows, else counting. */
function median(kernels: Kernels, source: Surface, target: Surface, { size }: Median): void {
  const { call } = kernels;
  const { width, channels, depth } = source;
  const step = (channels * depth) / 8;
  const radius = (size - 1) / 2;
  const bands = (use: (band: Band) => void): void => {
    inBands(kernels, source, target, radius, use);
  };
  if (size === 3)
    bands((band) => {
      call.median3(...pointers(band), step, depth);
    });
  else if (size === 5) {
    withScratch(kernels, SORTED_LINES * ((width + 2 * radius) * step + VECTOR), (scratch) => {
      bands((band) => {
        call.median5(...pointers(band), step, depth, scratch);
      });
    });
  } else if (depth === 8 && size <= LARGEST_COUNTED) {
    bands((band) => {
      call.medianByCounting(...pointers(band), step, size);
    });
  } else {
    withNumbers(kernels, new Int32Array(COUNTS[depth]), (counts) => {
      bands(({ padded, paddedStride, target: to, height }) => {
        call.medianByCounts(padded, paddedStride, to, width, height, channels, depth, size, counts);
      });
    });
  }
}

/** Lines of sorted columns, and the bytes of a vector. */
const SORTED_LINES = 12;
const VECTOR = 16;
/** Values of a sample, and their groups. */
const COUNTS = { 8: 256 + 16, 16: 65_536 + 256 };

function pointers({ padded, paddedStride, target, stride, height }: Band) {
  return [padded, paddedStride, target, stride, height] as const;
}

/** A window is clipped by the edge; as it is convex and symmetric, this is the same as repeating the pixels there. */
function extreme(kernels: Kernels, source: Surface, target: Surface, operation: Extreme): void {
  const { channels, depth, width } = source;
  const radius = Math.floor(Math.max(operation.width, operation.height) / 2);
  const bytesPerPixel = (channels * depth) / 8;
  const paddedStride = (width + 2 * radius) * bytesPerPixel;
  const taps = ellipse(operation).map(([x, y]) => (y + radius) * paddedStride + (x + radius) * bytesPerPixel);
  withNumbers(kernels, Int32Array.from(taps), (at) => {
    inBands(kernels, source, target, radius, (band) => {
      const greatest = operation.form === 'dilation';
      kernels.call.foldTaps(...pointers(band), at, taps.length, greatest, depth);
    });
  });
}

/**
 * The pixels of an ellipse, as distances from its pixel in the middle (the later one of an even number): OpenCV's
 * `MORPH_ELLIPSE`, whose rows are as wide as the ellipse at the centre of the pixel, rounded half to even.
 */
function ellipse({ width, height }: Pick<Extreme, 'width' | 'height'>): [x: number, y: number][] {
  const [middle, radius] = [Math.floor(width / 2), Math.floor(height / 2)];
  return Array.from({ length: height }, (_, row) => {
    const y = row - radius;
    const share = radius === 0 ? 0 : (radius * radius - y * y) / (radius * radius);
    const reach = halfToEven(middle * Math.sqrt(share));
    const [from, to] = [Math.max(0, middle - reach), Math.min(width - 1, middle + reach)];
    return Array.from({ length: to - from + 1 }, (_, x): [number, number] => [from + x - middle, y]);
  }).flat();
}

function halfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

/** Gives `use` the source in bands of rows, with `radius` more pixels on every side. */
function inBands(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  radius: number,
  use: (band: Band) => void,
): void {
  const { width, height } = source;
  const bytesPerPixel = (source.channels * source.depth) / 8;
  const stride = width * bytesPerPixel;
  const paddedStride = (width + 2 * radius) * bytesPerPixel;
  const rows = Math.min(height, Math.max(LEAST_BAND, 4 * radius));
  withScratch(kernels, paddedStride * (rows + 2 * radius + MORE_ROWS), (padded) => {
    for (let top = 0; top < height; top += rows) {
      const bottom = Math.min(height, top + rows);
      kernels.call.padReplicated(
        source.pixels.pointer,
        padded,
        width,
        height,
        bytesPerPixel,
        radius,
        top,
        bottom + MORE_ROWS,
      );
      const to = target.pixels.pointer + top * stride;
      use({ padded, paddedStride, target: to, stride, height: bottom - top });
    }
  });
}
