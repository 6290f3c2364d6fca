import { viewGrid, type Grid, type Role } from './grid.js';
import type { Block, Kernels } from './memory.js';
import type { ResamplePass } from './program.js';

/** Runs a change of size. Labels follow `area` by the source pixel below each target pixel's centre. */
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

/** What a scaled decoder would deliver of labels: the source pixel below each target pixel's centre. */
export function runDecode(kernels: Kernels, denominator: number, source: Grid, target: Grid): void {
  const half = denominator / 2;
  pickNearest(kernels, source, target, (i, size) => Math.min(i * denominator + half, size - 1));
}

type IndexRule = (index: number, sourceSize: number, targetSize: number) => number;

function startIndex(index: number, sourceSize: number, targetSize: number): number {
  return Math.floor((index * sourceSize) / targetSize);
}

function centreIndex(index: number, sourceSize: number, targetSize: number): number {
  return Math.floor(((2 * index + 1) * sourceSize) / (2 * targetSize));
}

function pickNearest(kernels: Kernels, source: Grid, target: Grid, rule: IndexRule): void {
  const columns = writeIndices(kernels, source.width, target.width, rule);
  const rows = writeIndices(kernels, source.height, target.height, rule);
  kernels.call.resampleNearest(
    source.pointer,
    source.stride,
    target.pointer,
    target.width,
    target.height,
    source.bytesPerPixel,
    columns.pointer,
    rows.pointer,
  );
  kernels.release(columns);
  kernels.release(rows);
}

function writeIndices(kernels: Kernels, sourceSize: number, targetSize: number, rule: IndexRule): Block {
  const block = kernels.allocate(targetSize * 4);
  const indices = new Int32Array(kernels.call.memory.buffer, block.pointer, targetSize);
  for (let i = 0; i < targetSize; i++) indices[i] = rule(i, sourceSize, targetSize);
  return block;
}

/** Each target pixel is the mean of the source area below it; when growing, of the one or two pixels it lies on. */
function average(kernels: Kernels, source: Grid, target: Grid): void {
  const { width, height, stride, bytesPerPixel } = source;
  const columns = writeWeights(kernels, width, target.width, 1 << 16);
  const rows = writeWeights(kernels, height, target.height, 1 << 14);
  const sums = kernels.allocate(2 * (width * bytesPerPixel + 8));
  kernels.call.resampleArea(
    source.pointer,
    stride,
    target.pointer,
    target.width,
    target.height,
    bytesPerPixel,
    columns.block.pointer,
    columns.taps,
    rows.block.pointer,
    rows.taps,
    sums.pointer,
    width * bytesPerPixel,
  );
  for (const block of [columns.block, rows.block, sums]) kernels.release(block);
}

/** A table of `first index, count, weights …` for every target index; the weights of one sum to `unit`. */
function writeWeights(
  kernels: Kernels,
  sourceSize: number,
  targetSize: number,
  unit: number,
): { block: Block; taps: number } {
  const taps = Math.ceil(sourceSize / targetSize) + 1;
  const block = kernels.allocate(targetSize * (2 + taps) * 4);
  const table = new Int32Array(kernels.call.memory.buffer, block.pointer, targetSize * (2 + taps));
  for (let i = 0; i < targetSize; i++) {
    const first = startIndex(i, sourceSize, targetSize);
    const weights = coverWeights(i, first, sourceSize, targetSize, unit);
    table.set([first, weights.length, ...weights], i * (2 + taps));
  }
  return { block, taps };
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
