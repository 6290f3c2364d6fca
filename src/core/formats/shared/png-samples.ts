/** The coding of PNG's rows: filters, bit packing, interlacing, checksums. */

export type PngDepth = 1 | 2 | 4 | 8 | 16;
export type PngColour = 'grey' | 'rgb' | 'indexed' | 'grey-alpha' | 'rgba';

export function samplesPerPixel(colour: PngColour): number {
  return { grey: 1, rgb: 3, indexed: 1, 'grey-alpha': 2, rgba: 4 }[colour];
}

/** One pass of an interlaced file: which pixels of the image it holds. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
}

const ADAM7: readonly (readonly [x: number, y: number, stepX: number, stepY: number])[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** The passes that hold any pixels: one for a plain file. */
export function passesOf(width: number, height: number, interlaced: boolean): readonly Pass[] {
  const grid = interlaced ? ADAM7 : [[0, 0, 1, 1] as const];
  return grid
    .map(([x, y, stepX, stepY]) => ({
      x,
      y,
      stepX,
      stepY,
      width: Math.ceil((width - x) / stepX),
      height: Math.ceil((height - y) / stepY),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/**
 * Undoes a row's filter in place.
 * @param above the previous row, already undone; zeros for the first
 * @param stride bytes per pixel, at least 1
 * @returns false if the standard has no such filter
 */
export function unfilter(filter: number, row: Uint8Array, above: Uint8Array, stride: number): boolean {
  if (filter > 4) return false;
  for (let i = 0; filter > 0 && i < row.length; i++) {
    const left = i < stride ? 0 : row[i - stride]!;
    const up = above[i]!;
    const upLeft = i < stride ? 0 : above[i - stride]!;
    row[i] = row[i]! + predict(filter, left, up, upLeft);
  }
  return true;
}

function predict(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const [a, b, c] = [Math.abs(up - upLeft), Math.abs(left - upLeft), Math.abs(left + up - 2 * upLeft)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : upLeft;
}

/** Unpacks samples of 1 to 16 bits, the first in the highest bits, into one element each. */
export function unpackRow(row: Uint8Array, depth: PngDepth, samples: Uint8Array | Uint16Array): void {
  for (let i = 0; i < samples.length; i++) {
    if (depth === 8) samples[i] = row[i]!;
    else if (depth === 16) samples[i] = (row[2 * i]! << 8) | row[2 * i + 1]!;
    else samples[i] = (row[(i * depth) >> 3]! >> (8 - depth - ((i * depth) & 7))) & ((1 << depth) - 1);
  }
}

/** The inverse of `unpackRow`: writes into `target` (still zero) from `offset`. */
export function packRow(
  samples: Uint8Array | Uint16Array,
  depth: PngDepth,
  target: Uint8Array,
  offset: number,
): void {
  samples.forEach((sample, i) => {
    if (depth === 8) target[offset + i] = sample;
    else if (depth === 16) {
      target[offset + 2 * i] = sample >> 8;
      target[offset + 2 * i + 1] = sample;
    } else target[offset + ((i * depth) >> 3)]! |= sample << (8 - depth - ((i * depth) & 7));
  });
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 255]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
