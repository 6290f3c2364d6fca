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
  else if (role.isLabels) pickNearest(kernels, view, target, centreIndex);
  else average(kernels, view, target);
}

type IndexRule = (index: number, sourceSize: number, targetSize: number) => number;

function startIndex(index: number, sourceSize: number, targetSize: number): number {
  return Math.floor((index * sourceSize) / targetSize);
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

/** Each target pixel is the mean of the source area below it. When growing, that area has one or two pixels per axis. */
function average(kernels: Kernels, source: Grid, target: Grid): void {
  const { width, height, stride, channels, depth } = source;
  const columns = areaWeights(width, target.width, 1 << 16);
  const rows = areaWeights(height, target.height, 1 << 14);
  const kernel = depth === 8 ? 'resampleArea' : 'resampleArea16';
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

/** A table of `first index, count, weights …` for every target index; the weights of one sum to `unit`. */
function areaWeights(
  sourceSize: number,
  targetSize: number,
  unit: number,
): { table: Int32Array; taps: number } {
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
