import { COMPRESSION } from './bmp-header.js';
import type { BmpHeader } from './bmp-header.js';

/** The pixels of a BMP as it stores them, upright: indices into its palette, or numbers that hold the colours. */
export interface BmpPixels {
  readonly values: Uint32Array;
  /** Whether the file has data for all of them, and none for others. */
  readonly complete: boolean;
}

export function readPixels(bytes: Uint8Array, header: BmpHeader): BmpPixels {
  const data = bytes.subarray(header.pixels);
  const packed = header.compression === COMPRESSION.rle8 || header.compression === COMPRESSION.rle4;
  return packed ? unpack(data, header) : readRows(data, header);
}

function readRows(data: Uint8Array, { width, height, bitsPerPixel, bottomUp }: BmpHeader): BmpPixels {
  const rowBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
  const values = new Uint32Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = row * rowBytes;
    const to = (bottomUp ? height - 1 - row : row) * width;
    for (let x = 0; x < width; x++) values[to + x] = pixelAt(data, start, x, bitsPerPixel);
  }
  // The last row may lack the bytes that only fill it up.
  const needed = height > 0 ? (height - 1) * rowBytes + Math.ceil((width * bitsPerPixel) / 8) : 0;
  return { values, complete: data.length >= needed };
}

function pixelAt(data: Uint8Array, start: number, x: number, bits: number): number {
  if (bits <= 8) {
    const bit = x * bits;
    return (data[start + (bit >> 3)]! >> (8 - bits - (bit & 7))) & (2 ** bits - 1);
  }
  const at = start + x * (bits >> 3);
  let value = 0;
  for (let i = (bits >> 3) - 1; i >= 0; i--) value = value * 256 + (data[at + i] ?? 0);
  return value;
}

/** Run lengths of Windows: pairs of a count and a pixel, or an escape. What they pass over is index 0. */
function unpack(data: Uint8Array, { width, height, compression, bottomUp }: BmpHeader): BmpPixels {
  const bits = compression === COMPRESSION.rle4 ? 4 : 8;
  const values = new Uint32Array(width * height);
  let [at, x, row] = [0, 0, 0];
  const found = { outside: false };
  const put = (value: number) => {
    if (x < width && row < height) values[(bottomUp ? height - 1 - row : row) * width + x] = value;
    else found.outside = true;
    x++;
  };
  const index = (start: number, i: number) =>
    bits === 8 ? data[start + i]! : (data[start + (i >> 1)]! >> (i % 2 === 0 ? 4 : 0)) & 15;
  while (at + 2 <= data.length) {
    const [count, code] = [data[at]!, data[at + 1]!];
    at += 2;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(index(at - 1, bits === 8 ? 0 : i % 2));
    } else if (code === 0) {
      [x, row] = [0, row + 1];
    } else if (code === 1) {
      return { values, complete: !found.outside };
    } else if (code === 2) {
      x += data[at] ?? 0;
      row += data[at + 1] ?? 0;
      at += 2;
    } else {
      const length = Math.ceil((code * bits) / 16) * 2;
      if (at + Math.ceil((code * bits) / 8) > data.length) break;
      for (let i = 0; i < code; i++) put(index(at, i));
      at += length;
    }
  }
  return { values, complete: !found.outside && (row >= height || (row === height - 1 && x >= width)) };
}
