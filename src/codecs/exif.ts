import type { Orientation } from '../core/plan/operations.js';

/** For EXIF's orientations 1–8: the Operation that makes the stored image upright. Turns are counter-clockwise. */
const ORIENTATION_OF_TAG: readonly Orientation[] = [
  'identity',
  'flip_horizontal',
  'turn_180',
  'flip_vertical',
  'transpose',
  'turn_270',
  'anti_transpose',
  'turn_90',
];

const ORIENTATION_TAG = 0x0112;
const SHORT = 3;
const ENTRY_BYTES = 12;

/** `identity` for values that EXIF does not define; 0 is common. */
export function orientationOfTag(value: number | undefined): Orientation {
  return ORIENTATION_OF_TAG[(value ?? 1) - 1] ?? 'identity';
}

/**
 * Reads the orientation tag of an EXIF block.
 * @param tiff the block from its byte order mark on, without `Exif\0\0`
 * @returns undefined where the block has no such tag, or is damaged
 */
export function exifOrientationTag(tiff: Uint8Array): number | undefined {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const mark = view.byteLength >= 8 ? view.getUint16(0) : 0;
  if (mark !== 0x4949 && mark !== 0x4d4d) return undefined;
  const littleEndian = mark === 0x4949;
  const directory = view.getUint32(4, littleEndian);
  if (directory + 2 > view.byteLength) return undefined;

  const entries = view.getUint16(directory, littleEndian);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * ENTRY_BYTES;
    if (entry + ENTRY_BYTES > view.byteLength) return undefined;
    if (view.getUint16(entry, littleEndian) !== ORIENTATION_TAG) continue;
    return view.getUint16(entry + 2, littleEndian) === SHORT
      ? view.getUint16(entry + 8, littleEndian)
      : undefined;
  }
  return undefined;
}
