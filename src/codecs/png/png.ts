import { ImageError } from '../../core/errors.js';
import { hasTextAt, PNG_SIGNATURE, pngFormat } from '../../core/image-formats.js';
import type { Raster } from '../../core/engine/raster.js';
import type { EncodeSettings, ImageCodec } from '../../core/image-codec.js';
import { damaged } from '../damaged.js';
import { insertIccIntoPng } from '../icc.js';
import { severalFrames } from '../frames.js';
import { decodeBySharp, inspectBySharp } from '../sharp.js';
import { encodePng } from './encode-png.js';
import { countPngFrames } from './png-chunks.js';
import { pngDamage } from './png-damage.js';

export const pngCodec: ImageCodec = {
  ...pngFormat,
  maxSide: 2 ** 31 - 1,
  async inspect(bytes, options) {
    if (!hasTextAt(bytes, 0, PNG_SIGNATURE)) {
      throw damaged(pngFormat, 'its first bytes were changed, as by a transfer as text');
    }
    const facts = await withReasonOf(bytes, () => inspectBySharp(bytes, pngFormat, options));
    return { ...facts, ...severalFrames(countPngFrames(bytes), options) };
  },
  decode: (bytes, image, options, allocate) =>
    withReasonOf(bytes, () => decodeBySharp(bytes, pngFormat, image, options, allocate)),
  encode,
  encode16: encode,
};

async function encode(raster: Raster, { icc }: EncodeSettings): Promise<Uint8Array> {
  const file = await encodePng(raster);
  return icc ? insertIccIntoPng(file, icc) : file;
}

const SAYS_NOTHING = /: (libpng read error|its header)$/u;
const UNREADABLE_SAMPLES = 'its compressed samples cannot be read';

/** The decoder itself says little more than that it cannot read the file. */
async function withReasonOf<Result>(bytes: Uint8Array, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    const reason = pngDamage(bytes) ?? (SAYS_NOTHING.test(error.message) ? UNREADABLE_SAMPLES : undefined);
    throw reason === undefined ? error : damaged(pngFormat, reason);
  }
}
