import { webpFormat } from '../core/image-formats.js';
import type { ImageCodec } from '../core/image-codec.js';
import { insertIccIntoWebp } from './icc.js';
import { decodeBySharp, fromRaster, inspectBySharp } from './sharp.js';

export const webpCodec: ImageCodec = {
  ...webpFormat,
  maxSide: 16_383,
  inspect: async (bytes, options) => {
    const facts = await inspectBySharp(bytes, webpFormat, options);
    return { ...facts, isLossy: !hasLosslessPixels(bytes) };
  },
  decode: (bytes, image, options, allocate) => decodeBySharp(bytes, webpFormat, image, options, allocate),
  async encode(raster, { quality, icc }) {
    const file = await fromRaster(raster).webp({ quality }).toBuffer();
    return icc ? insertIccIntoWebp(file, icc) : file;
  },
};

/** True if the chunk with the pixels is `VP8L`. https://developers.google.com/speed/webp/docs/riff_container */
function hasLosslessPixels(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length;) {
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    if (type === 'VP8L' || type === 'VP8 ') return type === 'VP8L';
    const size = view.getUint32(at + 4, true);
    at += 8 + size + (size % 2);
  }
  return false;
}
