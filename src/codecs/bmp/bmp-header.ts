/** What the headers of a BMP say. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Rows are stored from the bottom to the top, as is usual. */
  readonly bottomUp: boolean;
  readonly bitsPerPixel: number;
  readonly compression: number;
  /** Red, green and blue of each palette entry, one after the other; empty where pixels are colours themselves. */
  readonly palette: Uint8Array;
  /** Red, green, blue and alpha: the bits of a pixel that hold them; alpha is 0 where there is none. */
  readonly masks: readonly [red: number, green: number, blue: number, alpha: number];
  readonly icc: Uint8Array | undefined;
  /** Where the pixels begin. */
  readonly pixels: number;
}

export const COMPRESSION = { none: 0, rle8: 1, rle4: 2, bitFields: 3, alphaBitFields: 6 } as const;

const FILE_HEADER_BYTES = 14;
/** The header of OS/2 1.x, with sizes of 16 bits and palette entries of 3 bytes. */
const CORE_BYTES = 12;
const INFO_BYTES = 40;
/** From this header of Windows on, masks are part of it, and so is one for alpha. */
const V3_BYTES = 56;
const V5_BYTES = 124;
/** What the header of OS/2 2.x can be long, besides 40. It has no masks. */
const OS2_BYTES = 64;

const DEFAULT_MASKS = { 16: [0x7c00, 0x3e0, 0x1f, 0], 32: [0xff0000, 0xff00, 0xff, 0] } as const;

/** @returns the header, or what is wrong with it */
export function readBmpHeader(bytes: Uint8Array): BmpHeader | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytes.length >= FILE_HEADER_BYTES + CORE_BYTES ? view.getUint32(FILE_HEADER_BYTES, true) : 0;
  if (size < CORE_BYTES || FILE_HEADER_BYTES + size > bytes.length) return 'it ends in its header';
  const core = size === CORE_BYTES;
  if (!core && size < 16) return 'its header has an unknown size';
  const at = (offset: number) => FILE_HEADER_BYTES + offset;
  const long = (offset: number) => (offset + 4 <= size ? view.getUint32(at(offset), true) : 0);
  const height = core ? view.getUint16(at(6), true) : view.getInt32(at(8), true);
  const bitsPerPixel = view.getUint16(at(core ? 10 : 14), true);
  const compression = core ? COMPRESSION.none : long(16);
  const masksAfter = maskBytes(size, compression);
  const paletteStart = at(size) + masksAfter;
  const pixels = view.getUint32(10, true);
  const entryBytes = core ? 3 : 4;
  const available = Math.floor((Math.min(pixels, bytes.length) - paletteStart) / entryBytes);
  const entries = Math.min(long(32) || 2 ** bitsPerPixel, available);
  if (bitsPerPixel > 0 && bitsPerPixel <= 8 && entries < 1) return 'its palette is missing';
  return {
    width: core ? view.getUint16(at(4), true) : Math.max(0, view.getInt32(at(4), true)),
    height: Math.abs(height),
    bottomUp: height > 0,
    bitsPerPixel,
    compression,
    palette: bitsPerPixel <= 8 ? readPalette(bytes, paletteStart, entries, entryBytes) : new Uint8Array(),
    masks: readMasks(view, size, compression, bitsPerPixel, masksAfter),
    icc: size >= V5_BYTES && long(56) === 0x4d424544 ? profile(bytes, at(long(112)), long(116)) : undefined,
    pixels,
  };
}

/** How many bytes of masks follow the header. */
function maskBytes(size: number, compression: number): number {
  if (size !== INFO_BYTES) return 0;
  if (compression === COMPRESSION.alphaBitFields) return 16;
  return compression === COMPRESSION.bitFields ? 12 : 0;
}

function readMasks(
  view: DataView,
  size: number,
  compression: number,
  bits: number,
  after: number,
): BmpHeader['masks'] {
  const inHeader = size >= V3_BYTES - 4 && size !== OS2_BYTES && compression === COMPRESSION.bitFields;
  const start = FILE_HEADER_BYTES + INFO_BYTES;
  const mask = (index: number) =>
    start + index * 4 + 4 <= view.byteLength ? view.getUint32(start + index * 4, true) : 0;
  if (after > 0 || inHeader) {
    const hasAlpha = after === 16 || (inHeader && size >= V3_BYTES);
    return [mask(0), mask(1), mask(2), hasAlpha ? mask(3) : 0];
  }
  return bits === 16 ? DEFAULT_MASKS[16] : DEFAULT_MASKS[32];
}

function readPalette(bytes: Uint8Array, start: number, entries: number, entryBytes: number): Uint8Array {
  const palette = new Uint8Array(entries * 3);
  for (let i = 0; i < entries; i++) {
    for (let channel = 0; channel < 3; channel++) {
      palette[i * 3 + channel] = bytes[start + i * entryBytes + 2 - channel]!;
    }
  }
  return palette;
}

function profile(bytes: Uint8Array, start: number, length: number): Uint8Array | undefined {
  return start + length <= bytes.length && length > 0 ? bytes.slice(start, start + length) : undefined;
}
