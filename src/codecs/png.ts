import { pngFormat } from '../core/image-formats.js';
import type { ImageCodec } from '../core/image-codec.js';
import { insertIccIntoPng } from './icc.js';
import { isAnimatedPng } from './png-header.js';
import { decodeBySharp, fromRaster, inspectBySharp } from './sharp.js';

const ANIMATED = 'an animated PNG; only single images are augmented. Split it first';

export const pngCodec: ImageCodec = {
  ...pngFormat,
  maxSide: 2 ** 31 - 1,
  async inspect(bytes) {
    const facts = await inspectBySharp(bytes, pngFormat);
    return isAnimatedPng(bytes) ? { ...facts, refusal: ANIMATED } : facts;
  },
  decode: (bytes, image, _options, allocate) => decodeBySharp(bytes, pngFormat, image, allocate),
  async encode(raster, { icc }) {
    // A third of the default level's time, and files 5 % larger than the slowest level's.
    const file = await fromRaster(raster).png({ compressionLevel: 2, adaptiveFiltering: true }).toBuffer();
    return icc ? insertIccIntoPng(file, icc) : file;
  },
};
