import { cos, sin } from '../../math.js';
import type { Kernels } from '../memory.js';
import { withNumbers, withScratch } from '../scratch.js';

/** A whole turn. */
const TURN = 2 * Math.PI;
/** Columns that the kernels take at once. */
const PANEL = 8;
const SINGLE = 4;
const PANEL_BYTES = PANEL * SINGLE;

/** Real numbers in the kernels' memory, row by row. */
export interface Lines {
  readonly pointer: number;
  /** Bytes from a row to the next. */
  readonly stride: number;
  readonly rows: number;
  readonly columns: number;
  /** Of a sample: 1, 2, or 4 for a single. */
  readonly bytes: number;
}

/** The kernels write rows in fours. */
export function padded(rows: number): number {
  return 4 * Math.ceil(rows / 4);
}

/** Singles in a row of the kernels' results. */
export function paddedColumns(columns: number): number {
  return PANEL * Math.ceil(columns / PANEL);
}

/**
 * Of each column x, for each frequency f below `count`: Σ x[y] · cos(2π f y / rows), and behind these rows, from row
 * `padded(count)` on, the same of sines. Rows of the target have `paddedColumns` singles.
 */
export function analyse(kernels: Kernels, lines: Lines, count: number, target: number): void {
  const { pointer, stride, rows, columns, bytes } = lines;
  const half = halfOf(rows);
  const length = paddedColumns(columns) * SINGLE;
  const indices = (f: number, y: number) => f * y;
  withWaves(kernels, { rows, lines: count, terms: half, indices }, (cosines, sines) => {
    withPanels(kernels, half, (even, odd) => {
      for (let column = 0; column < columns; column += PANEL) {
        const at = target + column * SINGLE;
        kernels.call.foldPanel(pointer + column * bytes, stride, rows, bytes, even, odd);
        kernels.call.multiplyPanel(cosines, padded(count), half, even, at, length);
        kernels.call.multiplyPanel(sines, padded(count), half, odd, at + padded(count) * length, length);
      }
    });
  });
}

/** Takes a panel of folded sums. */
type Writer = (even: number, odd: number, column: number) => void;

/**
 * The way back: for each column Σ c[f] · cos(2π f y / rows) + s[f] · sin(2π f y / rows), f below `count`.
 * @param weights the rows of c, and from row `padded(count)` on those of s, as `analyse` leaves them
 * @param write gets the sums of the cosines and those of the sines, for y from 0 to ⌊rows / 2⌋
 */
export function synthesise(
  kernels: Kernels,
  weights: Omit<Lines, 'bytes' | 'stride'>,
  count: number,
  write: Writer,
): void {
  const { pointer, rows, columns } = weights;
  const half = halfOf(rows);
  const length = paddedColumns(columns) * SINGLE;
  const indices = (y: number, f: number) => f * y;
  withWaves(kernels, { rows, lines: half, terms: count, indices }, (cosines, sines) => {
    withPanels(kernels, padded(half), (even, odd) => {
      withScratch(kernels, count * PANEL_BYTES, (panel) => {
        const sum = (waves: number, from: number, target: number) => {
          kernels.call.copyRows(from, length, panel, PANEL_BYTES, PANEL_BYTES, count);
          kernels.call.multiplyPanel(waves, padded(half), count, panel, target, PANEL_BYTES);
        };
        for (let column = 0; column < columns; column += PANEL) {
          const at = pointer + column * SINGLE;
          sum(cosines, at, even);
          sum(sines, at + padded(count) * length, odd);
          write(even, odd, column);
        }
      });
    });
  });
}

/** Of rows that lie symmetrically, so many differ. */
function halfOf(rows: number): number {
  return Math.floor(rows / 2) + 1;
}

interface Waves {
  readonly rows: number;
  readonly lines: number;
  readonly terms: number;
  /** Which multiple of 2π / rows stands at a term of a line. */
  readonly indices: (line: number, term: number) => number;
}

/** Gives `use` tables of cosines and sines, with lines of zeros up to a multiple of four. */
function withWaves(kernels: Kernels, waves: Waves, use: (cosines: number, sines: number) => void): void {
  withNumbers(kernels, tableOf(waves, cos), (cosines) => {
    withNumbers(kernels, tableOf(waves, sin), (sines) => {
      use(cosines, sines);
    });
  });
}

function tableOf({ rows, lines, terms, indices }: Waves, wave: (angle: number) => number): Float32Array {
  const turn = Float32Array.from({ length: rows }, (_, index) => wave((TURN * index) / rows));
  const table = new Float32Array(padded(lines) * terms);
  for (let line = 0; line < lines; line++)
    for (let term = 0; term < terms; term++) table[line * terms + term] = turn[indices(line, term) % rows]!;
  return table;
}

function withPanels(kernels: Kernels, rows: number, use: (even: number, odd: number) => void): void {
  withScratch(kernels, 2 * rows * PANEL_BYTES, (at) => {
    use(at, at + rows * PANEL_BYTES);
  });
}
