import { pngFormat } from '../core/image-formats.js';
import type { ImageCodec } from '../core/image-codec.js';
import { insertIccIntoPng } from './icc.js';
import { severalFrames } from './frames.js';
import { countPngFrames } from './png-header.js';
import { decodeBySharp, fromRaster, inspectBySharp } from './sharp.js';

export const pngCodec: ImageCodec = {
  ...pngFormat,
  maxSide: 2 ** 31 - 1,
  async inspect(bytes, options) {
    const facts = await inspectBySharp(bytes, pngFormat, options);
    return { ...facts, ...severalFrames(countPngFrames(bytes), options) };
  },
  decode: (bytes, image, options, allocate) => decodeBySharp(bytes, pngFormat, image, options, allocate),
  async encode(raster, { icc }) {
    // A third of the default level's time, and files 5 % larger than the slowest level's.
    const file = await fromRaster(raster).png({ compressionLevel: 2, adaptiveFiltering: true }).toBuffer();
    return icc ? insertIccIntoPng(file, icc) : file;
  },
};
