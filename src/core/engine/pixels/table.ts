import { decodeBase64 } from '../../base64.js';
import type { TableOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import type { TableChain } from '../program.js';
import type { SamplesOf } from '../raster.js';
import type { Depth } from '../../plan/depth.js';
import { bitsInMemory, bitsOf } from './bits.js';
import { fixedPointLine, type Line } from './line.js';
import { withNumbers, withScratch } from '../scratch.js';

const LEVELS = 256;
const UNITS = 65_536;
/** Bytes of a table of all pairs of samples. */
const PAIR_TABLE = 2 * LEVELS ** 2;

/** @param operation a grey raster uses its first table */
export function applyTable(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: TableOperation | TableChain,
): void {
  if (source.depth === 8) applyTables(kernels, source, target, tableValues(operation));
  else applyUnitTables(kernels, source, target, tableUnits(operation));
}

/** @param tables of 256 or 65,536 samples, by the depth: one for all channels, or one a channel */
export function applyLookups(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  tables: readonly SamplesOf<Depth>[],
): void {
  if (source.depth === 8) applyTables(kernels, source, target, tables as readonly Uint8Array[]);
  else applyUnitTables(kernels, source, target, tables as readonly Uint16Array[]);
}

/** A line through all channels: clip(⌊scale · x + offset⌋) of levels, or for 16 bits the nearest unit. */
export function applyLine(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  scale: number,
  offset: number,
): void {
  applyTable(kernels, source, target, { kind: 'table', form: 'linear', scale: [scale], offset: [offset] });
}

/**
 * The 256 bytes of each table: one for all channels, or one a channel.
 * @internal exported for its test
 */
export function tableValues(operation: TableOperation | TableChain): Uint8Array[] {
  if (operation.form === 'chain') return operation.tables.map(tableValues).reduce(composed<8>);
  if (operation.form === 'values') return operation.values.map(decodeBase64);
  const { scale, offset } = operation;
  const count = Math.max(scale.length, offset.length);
  return Array.from({ length: count }, (_, index) =>
    linearValues(scale[index % scale.length]!, offset[index % offset.length]!),
  );
}

/** The same for 16 bits: the 65,536 samples of each table. docs/operations.md defines them. */
function tableUnits(operation: TableOperation | TableChain): Uint16Array[] {
  if (operation.form === 'chain') return operation.tables.map(tableUnits).reduce(composed<16>);
  if (operation.form === 'values')
    return operation.values.map((text) => interpolatedUnits(decodeBase64(text)));
  const { scale, offset } = operation;
  const count = Math.max(scale.length, offset.length);
  return Array.from({ length: count }, (_, index) =>
    linearUnits(scale[index % scale.length]!, offset[index % offset.length]!),
  );
}

/** What the first tables give, then the second. */
function composed<D extends Depth>(
  first: readonly SamplesOf<D>[],
  second: readonly SamplesOf<D>[],
): SamplesOf<D>[] {
  return Array.from({ length: Math.max(first.length, second.length) }, (_, channel) => {
    const outer = second[channel % second.length]!;
    return first[channel % first.length]!.map((value) => outer[value]!) as SamplesOf<D>;
  });
}

/** Between two levels, values are interpolated linearly: there are 257 units from each to the next. */
function interpolatedUnits(levels: Uint8Array): Uint16Array {
  const units = new Uint16Array(UNITS);
  for (let level = 0; level < LEVELS; level++) {
    const [from, to = from] = levels.subarray(level, level + 2) as unknown as [number, number?];
    for (let rest = 0; rest < 257 && level * 257 + rest < UNITS; rest++)
      units[level * 257 + rest] = from * 257 + (to - from) * rest;
  }
  return units;
}

/** The nearest unit to scale · x + offset for every x, clipped. */
function linearUnits(scale: number, offset: number): Uint16Array {
  const units = new Uint16Array(UNITS);
  for (let x = 0; x < UNITS; x++) {
    units[x] = Math.min(UNITS - 1, Math.max(0, Math.floor(scale * x + 257 * offset + 0.5)));
  }
  return units;
}

/**
 * clip(⌊scale · x + offset⌋) for every x, each step rounded to single precision, as numpy computes float32 tables.
 * @internal exported for its test
 */
export function linearValues(scale: number, offset: number): Uint8Array {
  const [singleScale, singleOffset] = [Math.fround(scale), Math.fround(offset)];
  const values = new Uint8Array(LEVELS);
  // A loop takes a tenth of the time of Uint8Array.from, which would add a tenth to the kernel's time.
  for (let x = 0; x < LEVELS; x++) {
    values[x] = Math.trunc(clip(Math.fround(Math.fround(singleScale * x) + singleOffset)));
  }
  return values;
}

/** @param tables of 256 bytes, one for all channels or one a channel */
function applyTables(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  tables: readonly Uint8Array[],
): void {
  const cycle = source.channels === 1 ? [0, 0, 0] : [0, 1, 2].map((index) => index % tables.length);
  const [from, to] = [source.pixels.pointer, target.pixels.pointer];
  const count = source.width * source.height * source.channels;
  const bits = tables.map(bitsOf);
  const bitsInTurn = cycle.map((index) => bits[index]);
  if (bitsInTurn.every((one) => one !== undefined)) {
    withNumbers(kernels, bitsInMemory(bitsInTurn), (at) => {
      kernels.call.tableBits(from, to, count, at);
    });
    return;
  }
  const lines = tables.map(fixedPointLine);
  const linesInTurn = cycle.map((index) => lines[index]);
  if (linesInTurn.every((line) => line !== undefined)) {
    withNumbers(kernels, linesInMemory(linesInTurn), (at) => {
      kernels.call.tableLine(from, to, count, at);
    });
  } else {
    const areEqual = cycle.every((index) => index === cycle[0]);
    const inTurn = new Uint8Array(3 * LEVELS);
    for (const [place, index] of cycle.entries()) inTurn.set(tables[index]!, place * LEVELS);
    withNumbers(kernels, inTurn, (at) => {
      withScratch(kernels, (areEqual ? 1 : 3) * PAIR_TABLE, (scratch) => {
        kernels.call.tableLookup(from, to, count, at, areEqual, scratch);
      });
    });
  }
}

/** @param tables of 65,536 samples, one for all channels or one a channel */
function applyUnitTables(
  kernels: Kernels,
  { pixels, width, height, channels }: Surface,
  target: Surface,
  tables: readonly Uint16Array[],
): void {
  const all = new Uint16Array(channels * UNITS);
  for (let channel = 0; channel < channels; channel++) {
    all.set(tables[channel % tables.length]!, channel * UNITS);
  }
  withNumbers(kernels, all, (at) => {
    kernels.call.tableLookup16(pixels.pointer, target.pixels.pointer, width * height, at, channels);
  });
}

/** The multipliers of twelve consecutive samples, then their offsets. */
function linesInMemory(linesInTurn: readonly Line[]): Int32Array {
  const numbers = new Int32Array(24);
  for (let sample = 0; sample < 12; sample++) {
    const { multiplier, offset } = linesInTurn[sample % 3]!;
    numbers[sample] = multiplier;
    numbers[sample + 12] = offset;
  }
  return numbers;
}

function clip(value: number): number {
  return Math.min(255, Math.max(0, value));
}
