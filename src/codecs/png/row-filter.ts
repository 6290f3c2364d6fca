import { Kernels } from '../../core/engine/memory.js';
import type { Block } from '../../core/engine/memory.js';

/** A longer row is filtered in pieces, which all have the filter of the first one: so memory is bounded. */
const PIECE_BYTES = 64 * 1024;
/** The kernel writes whole vectors. */
const VECTOR = 16;
/** None, left, above, their mean, and the nearest of three. */
const FILTERS = 5;

let kernels: Kernels | undefined;

/** Filters rows of one length for a PNG. Call `free` at the end. */
export class RowFilter {
  private readonly kernels = (kernels ??= new Kernels());
  private readonly stride: number;
  private readonly row: Block;
  private readonly above: Block;
  private readonly filtered: Block;

  /**
   * @param step bytes of a pixel
   * @param bytes of a row
   */
  constructor(
    private readonly step: number,
    private readonly bytes: number,
  ) {
    this.stride = Math.min(bytes, PIECE_BYTES) + VECTOR;
    this.row = this.kernels.allocate(step + this.stride);
    this.above = this.kernels.allocate(step + this.stride);
    this.filtered = this.kernels.allocate(FILTERS * this.stride);
  }

  /**
   * Writes the number of the filter, and the filtered row.
   * @param row with the bytes of a pixel before it, as `above` has
   */
  write(row: Uint8Array, above: Uint8Array, target: Uint8Array): void {
    let chosen: number | undefined;
    for (let from = 0; from < this.bytes; from += PIECE_BYTES) {
      const length = Math.min(PIECE_BYTES, this.bytes - from);
      const best = this.filter(row, above, from, length);
      chosen ??= best;
      target.set(this.kernels.view(this.filtered.pointer + chosen * this.stride, length), 1 + from);
    }
    target[0] = chosen!;
  }

  free(): void {
    for (const block of [this.row, this.above, this.filtered]) this.kernels.release(block);
  }

  /** A piece of a row in all filters; returns the best. */
  private filter(row: Uint8Array, above: Uint8Array, from: number, length: number): number {
    const { step, stride } = this;
    const end = from + step + length;
    this.kernels.view(this.row.pointer, step + length).set(row.subarray(from, end));
    this.kernels.view(this.above.pointer, step + length).set(above.subarray(from, end));
    return this.kernels.call.filterRow(
      this.row.pointer + step,
      this.above.pointer + step,
      length,
      step,
      this.filtered.pointer,
      stride,
    );
  }
}
