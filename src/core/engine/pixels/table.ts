import type { TableOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { fixedPointLine, type Line } from './line.js';
import { withNumbers, withScratch } from '../scratch.js';

const LEVELS = 256;
/** Bytes of a table of all pairs of samples. */
const PAIR_TABLE = 2 * LEVELS ** 2;

/** The 256 bytes of each table: one for all channels, or one a channel. */
export function tableValues(operation: TableOperation): Uint8Array[] {
  if (operation.form === 'values') return operation.values.map(decodeBase64);
  const { scale, offset } = operation;
  const count = Math.max(scale.length, offset.length);
  return Array.from({ length: count }, (_, index) =>
    linearValues(scale[index % scale.length]!, offset[index % offset.length]!),
  );
}

/** clip(⌊scale · x + offset⌋) for every x, each step rounded to single precision, as numpy computes float32 tables. */
export function linearValues(scale: number, offset: number): Uint8Array {
  const [singleScale, singleOffset] = [Math.fround(scale), Math.fround(offset)];
  const values = new Uint8Array(LEVELS);
  // A loop takes a tenth of the time of Uint8Array.from, which would add a tenth to the kernel's time.
  for (let x = 0; x < LEVELS; x++) {
    values[x] = Math.trunc(clip(Math.fround(Math.fround(singleScale * x) + singleOffset)));
  }
  return values;
}

/** @param tables of 256 bytes, one for all channels or one a channel; a grey raster uses the first */
export function applyTables(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  tables: readonly Uint8Array[],
): void {
  const cycle = source.channels === 1 ? [0, 0, 0] : [0, 1, 2].map((index) => index % tables.length);
  const lines = tables.map(fixedPointLine);
  const [from, to] = [source.pixels.pointer, target.pixels.pointer];
  const count = source.width * source.height * source.channels;
  const linesInTurn = cycle.map((index) => lines[index]);
  if (linesInTurn.every((line) => line !== undefined)) {
    withNumbers(kernels, linesInMemory(linesInTurn), (at) => {
      kernels.call.tableLine(from, to, count, at);
    });
  } else {
    const areEqual = cycle.every((index) => index === cycle[0]);
    withNumbers(kernels, Uint8Array.from(cycle.flatMap((index) => [...tables[index]!])), (at) => {
      withScratch(kernels, (areEqual ? 1 : 3) * PAIR_TABLE, (scratch) => {
        kernels.call.tableLookup(from, to, count, at, areEqual, scratch);
      });
    });
  }
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

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export function encodeBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
