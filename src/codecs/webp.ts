import { webpFormat } from '../core/image-formats.js';
import type { ImageCodec } from '../core/image-codec.js';
import { insertIccIntoWebp } from './icc.js';
import { decodeBySharp, fromRaster, inspectBySharp } from './sharp.js';

export const webpCodec: ImageCodec = {
  ...webpFormat,
  maxSide: 16_383,
  inspect: (bytes, options) => inspectBySharp(bytes, webpFormat, options),
  decode: (bytes, image, options, allocate) => decodeBySharp(bytes, webpFormat, image, options, allocate),
  async encode(raster, { quality, icc }) {
    const file = await fromRaster(raster).webp({ quality }).toBuffer();
    return icc ? insertIccIntoWebp(file, icc) : file;
  },
};
