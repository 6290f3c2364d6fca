import type { Raster } from '../../core/engine/raster.js';
import { RowFilter } from './row-filter.js';

/** Rows are given away once they fill so many bytes. */
const BAND_BYTES = 1024 * 1024;

/** Bytes of a row in a PNG: the number of its filter, and its samples. */
export function rowBytes(raster: Raster): number {
  return 1 + raster.width * bytesPerPixel(raster);
}

function bytesPerPixel({ channels, alpha, depth }: Raster): number {
  return ((channels + (alpha ? 1 : 0)) * depth) / 8;
}

interface Rows {
  readonly top: number;
  readonly bottom: number;
}

/**
 * Rows as a PNG has them, in bands that each have a buffer of their own.
 * @param filtered each row in the filter that probably compresses it best; else all without a filter
 */
export function* pngRows(raster: Raster, { top, bottom }: Rows, filtered: boolean): Generator<Buffer> {
  const step = bytesPerPixel(raster);
  const bytes = rowBytes(raster);
  const filter = filtered ? new RowFilter(step, bytes - 1) : undefined;
  // The pixel to the left of the first one, and the row above the first one, are zero.
  let above = new Uint8Array(step + bytes - 1);
  let row = new Uint8Array(step + bytes - 1);
  if (top > 0) packRow(raster, top - 1, above.subarray(step));
  const perBand = Math.max(1, Math.floor(BAND_BYTES / bytes));
  try {
    for (let start = top; start < bottom; start += perBand) {
      const count = Math.min(perBand, bottom - start);
      const band = Buffer.alloc(count * bytes);
      for (let y = 0; y < count; y++) {
        const target = band.subarray(y * bytes, (y + 1) * bytes);
        packRow(raster, start + y, row.subarray(step));
        if (filter) filter.write(row, above, target);
        else target.set(row.subarray(step), 1);
        [row, above] = [above, row];
      }
      yield band;
    }
  } finally {
    filter?.free();
  }
}

/** The samples of a row as a PNG has them: alpha after the colours, the upper byte of 16 bits first. */
function packRow({ width, channels, depth, data, alpha }: Raster, y: number, target: Uint8Array): void {
  const samples = data.subarray(y * width * channels, (y + 1) * width * channels);
  if (!alpha && depth === 8) {
    target.set(samples);
    return;
  }
  const opacity = alpha?.subarray(y * width, (y + 1) * width);
  let to = 0;
  const put = (sample: number) => {
    if (depth === 16) target[to++] = sample >> 8;
    target[to++] = sample;
  };
  for (let x = 0; x < width; x++) {
    for (let channel = 0; channel < channels; channel++) put(samples[x * channels + channel]!);
    if (opacity) put(opacity[x]!);
  }
}
