import { webpFormat } from '../core/image-formats.js';
import type { ImageCodec } from '../core/image-codec.js';
import { insertIccIntoWebp } from './icc.js';
import { decodeBySharp, fromRaster, inspectBySharp } from './sharp.js';

export const webpCodec: ImageCodec = {
  ...webpFormat,
  maxSide: 16_383,
  inspect: (bytes) => inspectBySharp(bytes, webpFormat),
  decode: (bytes, image, _options, allocate) => decodeBySharp(bytes, webpFormat, image, allocate),
  async encode(raster, { quality, icc }) {
    const file = await fromRaster(raster).webp({ quality }).toBuffer();
    return icc ? insertIccIntoWebp(file, icc) : file;
  },
};
