import { cos, roundHalfEven, sin } from '../math.js';
import type { Depth } from '../plan/depth.js';
import { viewGrid, type Grid, type Role } from './grid.js';
import type { Kernels } from './memory.js';
import type { ResamplePass } from './program.js';
import { withNumbers, withScratch } from './scratch.js';

/** Changes the size. With `area`, a label is the source pixel below the centre of its target pixel. */
export function runResample(
  kernels: Kernels,
  pass: ResamplePass,
  source: Grid,
  target: Grid,
  role: Role,
): void {
  const view = viewGrid(source, pass.view);
  if (pass.filter === 'nearest') pickNearest(kernels, view, target, startIndex);
  else if (pass.filter === 'nearest_exact' || role.isLabels) pickNearest(kernels, view, target, centreIndex);
  else weigh(kernels, view, target, pass.filter);
}

type IndexRule = (index: number, sourceSize: number, targetSize: number) => number;

/** As OpenCV computes it: where ⌊index · source / target⌋ would be a whole number, rounding can lead to the pixel before. */
function startIndex(index: number, sourceSize: number, targetSize: number): number {
  const step = 1 / (targetSize / sourceSize);
  return Math.min(Math.floor(index * step), sourceSize - 1);
}

function centreIndex(index: number, sourceSize: number, targetSize: number): number {
  return Math.floor(((2 * index + 1) * sourceSize) / (2 * targetSize));
}

function pickNearest(kernels: Kernels, source: Grid, target: Grid, rule: IndexRule): void {
  withNumbers(kernels, sourceIndices(source.width, target.width, rule), (columns) => {
    withNumbers(kernels, sourceIndices(source.height, target.height, rule), (rows) => {
      kernels.call.resampleNearest(
        source.pointer,
        source.stride,
        target.pointer,
        target.width,
        target.height,
        source.bytesPerPixel,
        columns,
        rows,
      );
    });
  });
}

function sourceIndices(sourceSize: number, targetSize: number, rule: IndexRule): Int32Array {
  const indices = new Int32Array(targetSize);
  for (let i = 0; i < targetSize; i++) indices[i] = rule(i, sourceSize, targetSize);
  return indices;
}

/** For each target index along an axis, what to sum. */
interface Weights {
  /** `first source index, count, weights …` for every target index, in entries of one length. */
  readonly table: Int32Array;
  /** The most weights of an entry. */
  readonly taps: number;
}

/** The weights of one target index sum to `unit`. */
type WeightRule = (sourceSize: number, targetSize: number, unit: number, depth: Depth) => Weights;

/** Each target pixel is a weighted mean, down the columns and along the rows. */
function weigh(kernels: Kernels, source: Grid, target: Grid, filter: WeighingFilter): void {
  const { width, height, stride, channels, depth } = source;
  const rule = WEIGHT_RULES[filter];
  const columns = rule(width, target.width, 1 << 16, depth);
  const rows = rule(height, target.height, 1 << 14, depth);
  const kernel = depth === 16 ? 'resampleArea16' : filter === 'lanczos' ? 'resampleSigned' : 'resampleArea';
  withNumbers(kernels, columns.table, (columnsAt) => {
    withNumbers(kernels, rows.table, (rowsAt) => {
      withScratch(kernels, (width * channels * depth) / 4, (sums) => {
        kernels.call[kernel](
          source.pointer,
          stride,
          target.pointer,
          target.width,
          target.height,
          channels,
          columnsAt,
          columns.taps,
          rowsAt,
          rows.taps,
          sums,
          width * channels,
        );
      });
    });
  });
}

/** How much of each source pixel lies below the target pixel. When growing, that is one or two pixels. */
function areaWeights(sourceSize: number, targetSize: number, unit: number): Weights {
  const taps = Math.ceil(sourceSize / targetSize) + 1;
  const table = new Int32Array(targetSize * (2 + taps));
  for (let i = 0; i < targetSize; i++) {
    const first = startIndex(i, sourceSize, targetSize);
    const weights = coverWeights(i, first, sourceSize, targetSize, unit);
    table.set([first, weights.length, ...weights], i * (2 + taps));
  }
  return { table, taps };
}

/** How much of each source pixel from `first` on lies below target pixel `index`, rounded so that no remainder is lost. */
function coverWeights(
  index: number,
  first: number,
  sourceSize: number,
  targetSize: number,
  unit: number,
): number[] {
  const begin = index * sourceSize;
  const weights: number[] = [];
  let given = 0;
  for (let source = first; given < unit; source++) {
    const covered = Math.min((source + 1) * targetSize - begin, sourceSize);
    const sum = Math.round((covered * unit) / sourceSize);
    weights.push(sum - given);
    given = sum;
  }
  return weights;
}

/** Linear between centres, for 8 bits in steps of 1/256 pixel; beyond the outermost centres, the outermost pixel. */
function linearWeights(sourceSize: number, targetSize: number, unit: number, depth: Depth): Weights {
  const steps = depth === 8 ? 256 : unit;
  const scale = 1 / (targetSize / sourceSize);
  const table = new Int32Array(targetSize * 4);
  for (let i = 0; i < targetSize; i++) {
    const position = Math.min(sourceSize - 1, Math.max(0, scale * (i + 0.5) - 0.5));
    const first = Math.floor(position);
    const second = roundHalfEven((position - first) * steps) * (unit / steps);
    table.set(second === 0 ? [first, 1, unit] : [first, 2, unit - second, second], i * 4);
  }
  return { table, taps: 2 };
}

const LANCZOS_TAPS = 8;

/** Taps beyond the edge count for the outermost pixel. */
function lanczosWeights(sourceSize: number, targetSize: number, unit: number): Weights {
  const table = new Int32Array(targetSize * (2 + LANCZOS_TAPS));
  for (let i = 0; i < targetSize; i++) {
    const position = ((i + 0.5) * sourceSize) / targetSize - 0.5;
    const below = Math.floor(position);
    const first = Math.min(sourceSize - 1, Math.max(0, below - 3));
    const last = Math.max(0, Math.min(sourceSize - 1, below + 4));
    const weights = new Array<number>(last - first + 1).fill(0);
    lanczosShares(position - below).forEach((share, tap) => {
      const index = Math.min(last, Math.max(first, below - 3 + tap));
      weights[index - first]! += share;
    });
    table.set([first, weights.length, ...wholeParts(weights, unit)], i * (2 + LANCZOS_TAPS));
  }
  return { table, taps: LANCZOS_TAPS };
}

/** The formulas of kernels/lanczos.ts. @param f 0–1, from the fourth tap towards the fifth */
function lanczosShares(f: number): number[] {
  if (f === 0) return [0, 0, 0, 1, 0, 0, 0, 0];
  const [s, c] = [sin((f * Math.PI) / 4), cos((f * Math.PI) / 4)];
  const [sum, difference] = [Math.SQRT1_2 * (s + c), Math.SQRT1_2 * (s - c)];
  const heights = [difference, c, -sum, s, -difference, -c, sum, -s].map((height, tap) => {
    const distance = f + 3 - tap;
    return height / (distance * distance);
  });
  const total = heights.reduce((all, height) => all + height, 0);
  return heights.map((height) => height / total);
}

/** Whole numbers near the shares of `unit`; the greatest takes what rounding leaves. */
function wholeParts(shares: readonly number[], unit: number): number[] {
  const parts = shares.map((share) => Math.round(share * unit));
  const greatest = parts.reduce((best, part, i) => (part > parts[best]! ? i : best), 0);
  parts[greatest]! += unit - parts.reduce((all, part) => all + part, 0);
  return parts;
}

const WEIGHT_RULES = {
  area: areaWeights,
  linear_exact: linearWeights,
  lanczos: lanczosWeights,
} as const satisfies Record<string, WeightRule>;
type WeighingFilter = keyof typeof WEIGHT_RULES;
