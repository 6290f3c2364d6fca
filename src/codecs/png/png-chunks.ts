import { crc32 } from 'node:zlib';

/** A chunk of a PNG. Its data go from `start` to `end`, its checksum follows. */
export interface PngChunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Whether the file holds all of it. */
  readonly isWhole: boolean;
}

const SIGNATURE_BYTES = 8;
/** Length and type, which stand before the data. */
const HEAD_BYTES = 8;
const CHECKSUM_BYTES = 4;

/** The chunks of a PNG, as far as their lengths lead through the file. */
export function* chunksOf(bytes: Uint8Array): Generator<PngChunk> {
  const view = viewOf(bytes);
  let at = SIGNATURE_BYTES;
  while (at + HEAD_BYTES <= bytes.length) {
    const start = at + HEAD_BYTES;
    const end = start + view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, start));
    const isWhole = end + CHECKSUM_BYTES <= bytes.length;
    yield { type, start, end, isWhole };
    if (!isWhole) return;
    at = end + CHECKSUM_BYTES;
  }
}

/** Whether the checksum of a whole chunk is that of its type and data. */
export function matchesChecksum(bytes: Uint8Array, { start, end }: PngChunk): boolean {
  return crc32(bytes.subarray(start - 4, end)) === viewOf(bytes).getUint32(end);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * How many frames an APNG announces, in the control chunk before its image data; 1 for a single image. Decoders read the
 * first frame only, and do not say so.
 */
export function countPngFrames(bytes: Uint8Array): number {
  for (const { type, start, isWhole } of chunksOf(bytes)) {
    if (type === 'IDAT') return 1;
    if (type === 'acTL' && isWhole) return viewOf(bytes).getUint32(start);
  }
  return 1;
}

/** Whether every chunk of a PNG is complete and matches its checksum, and nothing follows the last one. Decoders ignore some damage. */
export function isIntactPng(bytes: Uint8Array): boolean {
  for (const chunk of chunksOf(bytes)) {
    if (!chunk.isWhole || !matchesChecksum(bytes, chunk)) return false;
    if (chunk.type === 'IEND') return chunk.end + CHECKSUM_BYTES === bytes.length;
  }
  return false;
}
