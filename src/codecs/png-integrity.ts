import { crc32 } from 'node:zlib';

const SIGNATURE_BYTES = 8;
/** Size of length, type and checksum, which surround a chunk's data. */
const FRAME_BYTES = 12;

/** Whether every chunk of a PNG is complete and matches its checksum, and nothing follows the last one. Decoders ignore some damage. */
export function isIntactPng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let start = SIGNATURE_BYTES;
  while (start + FRAME_BYTES <= bytes.length) {
    const end = start + FRAME_BYTES + view.getUint32(start);
    if (end > bytes.length) return false;
    if (crc32(bytes.subarray(start + 4, end - 4)) !== view.getUint32(end - 4)) return false;
    if (String.fromCharCode(...bytes.subarray(start + 4, start + 8)) === 'IEND') return end === bytes.length;
    start = end;
  }
  return false;
}
