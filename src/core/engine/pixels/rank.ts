import { roundHalfEven } from '../../math.js';
import type { RankOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { withNumbers, withScratch } from '../scratch.js';
import { inBands, pointers } from './bands.js';
import type { Band } from './bands.js';

type Median = Extract<RankOperation, { form: 'median' }>;
type Extreme = Exclude<RankOperation, Median>;

/** Sorting takes two rows at once, and so reads one row more. */
const ROWS = { leastRows: 32, moreRows: 1 };
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
  const padding = { pad: 'padReplicated', radius, ...ROWS } as const;
  const bands = (use: (band: Band) => void): void => {
    inBands(kernels, source, target, padding, use);
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

/** A window is clipped by the edge; as it is convex and symmetric, this is the same as repeating the pixels there. */
function extreme(kernels: Kernels, source: Surface, target: Surface, operation: Extreme): void {
  const { channels, depth, width } = source;
  const radius = Math.floor(Math.max(operation.width, operation.height) / 2);
  const bytesPerPixel = (channels * depth) / 8;
  const paddedStride = (width + 2 * radius) * bytesPerPixel;
  const taps = ellipse(operation).map(([x, y]) => (y + radius) * paddedStride + (x + radius) * bytesPerPixel);
  withNumbers(kernels, Int32Array.from(taps), (at) => {
    inBands(kernels, source, target, { pad: 'padReplicated', radius, ...ROWS }, (band) => {
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
    const reach = roundHalfEven(middle * Math.sqrt(share));
    const [from, to] = [Math.max(0, middle - reach), Math.min(width - 1, middle + reach)];
    return Array.from({ length: to - from + 1 }, (_, x): [number, number] => [from + x - middle, y]);
  }).flat();
}
