const SIGNATURE_BYTES = 8;
/** Size of length, type and checksum, which surround a chunk's data. */
const CHUNK_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;

/**
 * How many frames an APNG announces, in the control chunk before its image data; 1 for a single image. Decoders read the
 * first frame only, and do not say so.
 */
export function countPngFrames(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = SIGNATURE_BYTES;
  while (offset + CHUNK_BYTES <= bytes.length) {
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + CHUNK_HEADER_BYTES));
    if (type === 'acTL') return view.getUint32(offset + CHUNK_HEADER_BYTES);
    if (type === 'IDAT') return 1;
    offset += CHUNK_BYTES + view.getUint32(offset);
  }
  return 1;
}
