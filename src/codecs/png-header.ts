const SIGNATURE_BYTES = 8;
/** Size of length, type and checksum, which surround a chunk's data. */
const CHUNK_BYTES = 12;

/** True for APNG, which has a control chunk before the image data. Decoders would silently read its first frame only. */
export function isAnimatedPng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = SIGNATURE_BYTES;
  while (offset + CHUNK_BYTES <= bytes.length) {
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    if (type === 'acTL') return true;
    if (type === 'IDAT') return false;
    offset += CHUNK_BYTES + view.getUint32(offset);
  }
  return false;
}
