import type { Raster } from '../../core/engine/raster.js';
import type { Allocate, DecodeOptions, ImageCodec, ImageFacts, StoredImage } from '../../core/image-codec.js';
import { bmpFormat } from '../../core/image-formats.js';
import { damaged } from '../damaged.js';
import { COMPRESSION, readBmpHeader } from './bmp-header.js';
import type { BmpHeader } from './bmp-header.js';
import { readPixels } from './bmp-pixels.js';

/** Reads the BMP of Windows and OS/2: palettes, run lengths, 16, 24 and 32 bits. */
export const bmpCodec: ImageCodec = { ...bmpFormat, inspect: inspectBmp, decode: decodeBmp };

function headerOf(bytes: Uint8Array): BmpHeader {
  const header = readBmpHeader(bytes);
  if (typeof header === 'string') throw damaged(bmpFormat, header);
  return header;
}

function inspectBmp(bytes: Uint8Array): ImageFacts {
  const header = headerOf(bytes);
  const { width, height, palette, masks, icc } = header;
  return {
    stored: { width, height },
    channels: palette.length > 0 && isGrey(palette) ? 1 : 3,
    hasAlpha: masks[3] !== 0 && palette.length === 0,
    bits: 8,
    icc,
    refusal: whyUnread(header),
  };
}

function isGrey(palette: Uint8Array): boolean {
  return palette.every((level, i) => level === palette[i - (i % 3)]);
}

/** Which compressions a depth can have. */
const READ: ReadonlyMap<number, readonly number[]> = new Map([
  [1, [COMPRESSION.none]],
  [2, [COMPRESSION.none]],
  [4, [COMPRESSION.none, COMPRESSION.rle4]],
  [8, [COMPRESSION.none, COMPRESSION.rle8]],
  [16, [COMPRESSION.none, COMPRESSION.bitFields, COMPRESSION.alphaBitFields]],
  [24, [COMPRESSION.none]],
  [32, [COMPRESSION.none, COMPRESSION.bitFields, COMPRESSION.alphaBitFields]],
]);

function whyUnread({ bitsPerPixel, compression }: BmpHeader): string | undefined {
  if (READ.get(bitsPerPixel)?.includes(compression)) return undefined;
  return `a BMP of ${bitsPerPixel} bits per pixel and compression ${compression} cannot be read; save it without compression`;
}

function decodeBmp<Target extends Raster>(
  bytes: Uint8Array,
  { stored: { width, height }, channels, hasAlpha }: StoredImage,
  options: DecodeOptions,
  allocate: Allocate<Target>,
): Target {
  const header = headerOf(bytes);
  const { values, complete } = readPixels(bytes, header);
  const { palette, masks } = header;
  if (options.damaged === 'refuse') {
    if (!complete) throw damaged(bmpFormat, 'it has data for fewer pixels, or for more, than its image has');
    if (palette.length > 0 && values.some((index) => index * 3 >= palette.length)) {
      throw damaged(bmpFormat, 'a pixel has a colour that its palette does not have');
    }
  }
  const target = allocate(width, height, channels, hasAlpha);
  const { data, alpha } = target;
  if (palette.length > 0) {
    values.forEach((index, pixel) => {
      for (let i = 0; i < channels; i++) data[pixel * channels + i] = palette[index * 3 + i] ?? 0;
    });
    return target;
  }
  const [red, green, blue, opacity] = masks.map(levelsOf);
  values.forEach((value, pixel) => {
    data[pixel * 3] = red!(value);
    data[pixel * 3 + 1] = green!(value);
    data[pixel * 3 + 2] = blue!(value);
    if (alpha) alpha[pixel] = opacity!(value);
  });
  return target;
}

/** @returns what takes the bits of a mask out of a pixel, as a level from 0 to 255 */
function levelsOf(mask: number): (value: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const largest = mask >>> shift;
  return (value) => Math.floor((((value & mask) >>> shift) * 255) / largest);
}
