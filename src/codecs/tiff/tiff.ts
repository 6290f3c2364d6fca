import type { Raster } from '../../core/engine/raster.js';
import type { Allocate, DecodeOptions, ImageCodec, ImageFacts, StoredImage } from '../../core/image-codec.js';
import { tiffFormat } from '../../core/image-formats.js';
import { aboutCmyk, CMYK_REFUSED, cmykProfile, cmykToRgb } from '../cmyk.js';
import { damaged } from '../damaged.js';
import { fillRaster } from '../fill-raster.js';
import { severalFrames } from '../frames.js';
import { readSamples } from '../sharp.js';
import {
  CMYK,
  describeTiff,
  GREY,
  isCutOff,
  isOldLzw,
  isSubsampled,
  JPEG,
  pagesOf,
  whyUnread,
  YCBCR,
} from './describe-tiff.js';
import type { TiffImage } from './describe-tiff.js';
import { encodeTiff } from './encode-tiff.js';
import { plainTiff } from './plain-tiff.js';
import { readPlanes } from './planes.js';
import { TAG } from './tags.js';
import { readTiff } from './tiff-file.js';
import type { TiffLayout } from './tiff-file.js';
import { ycbcrToRgb } from './ycbcr.js';

/** Reads TIFF and BigTIFF by sharp, which sees only what the samples depend on. */
export const tiffCodec: ImageCodec = {
  ...tiffFormat,
  maxSide: 2 ** 31 - 1,
  inspect: inspectTiff,
  decode: decodeTiff,
  encode: encodeTiff,
  encode16: encodeTiff,
  holdsPlanes: true,
};

const OLD_LZW = 'the compression LZW as before TIFF 5.0 cannot be read; save it again';

interface OpenTiff {
  readonly image: TiffImage;
  readonly layout: TiffLayout;
  readonly pages: number;
}

/** @throws ImageError where the directories are damaged */
function openTiff(bytes: Uint8Array): OpenTiff {
  const file = readTiff(bytes);
  if (file.directories.length === 0)
    throw damaged(tiffFormat, 'it ends, or is damaged, before its first image');
  const pages = pagesOf(file);
  const image = describeTiff(pages[0] ?? file.directories[0]!);
  if (typeof image === 'string') throw damaged(tiffFormat, image);
  return { image, layout: file.layout, pages: pages.length };
}

function inspectTiff(bytes: Uint8Array, options: DecodeOptions): ImageFacts {
  const { image, pages } = openTiff(bytes);
  const { directory, colours, alphaAt, planes, bits } = image;
  const frames = severalFrames(pages, options);
  const inCmyk = colours === CMYK;
  const refused = inCmyk && options.cmyk === 'refuse' ? CMYK_REFUSED : whyUnread(image);
  const oldLzw = isOldLzw(image, bytes) ? OLD_LZW : undefined;
  return {
    stored: { width: image.width, height: image.height },
    channels: colours === GREY || planes !== undefined ? 1 : 3,
    planes,
    hasAlpha: alphaAt !== undefined,
    bits: Math.max(8, bits),
    depth: bits === 16 ? 16 : 8,
    isLossy: image.compression === JPEG,
    orientationTag: directory.number(TAG.orientation),
    icc: inCmyk || planes !== undefined ? undefined : iccOf(image),
    refusal: frames.refusal ?? refused ?? oldLzw,
    warnings: [...frames.warnings, ...aboutPlanes(image), ...(inCmyk ? [aboutCmyk(iccOf(image))] : [])],
  };
}

/** What a reader of the variants may miss. */
function aboutPlanes(image: TiffImage): string[] {
  const { planes, colours } = image;
  if (planes === undefined) return [];
  const isRgb = colours !== GREY;
  return [
    ...(isRgb
      ? [`${planes} samples per pixel, of which it calls 3 RGB; all are planes, and written as such`]
      : []),
    ...(iccOf(image) ? ['its colour profile is left out, since planes are no colours'] : []),
  ];
}

function iccOf({ directory }: TiffImage): Uint8Array | undefined {
  return directory.entry(TAG.icc)?.bytes;
}

async function decodeTiff<Target extends Raster>(
  bytes: Uint8Array,
  { stored, channels, planes, hasAlpha, depth = 8 }: StoredImage,
  options: DecodeOptions,
  allocate: Allocate<Target>,
): Promise<Target> {
  const { image, layout } = openTiff(bytes);
  if (options.damaged === 'refuse' && isCutOff(image, bytes.length)) {
    throw damaged(tiffFormat, 'it ends before its samples do');
  }
  const { directory, bits, alphaAt } = image;
  const newTarget = () => allocate(stored.width, stored.height, channels, hasAlpha, depth, planes);
  if (planes !== undefined) {
    const target = newTarget();
    const kind = { colours: 'grey', bits, depth } as const;
    await readPlanes(
      image,
      layout,
      (grey) => readSamples(plainTiff(bytes, grey, layout, []), tiffFormat, kind, options),
      target,
    );
    return target;
  }
  const colours = handedOver(image);
  const plain = plainTiff(bytes, image, layout, colours === 'profiled' ? [TAG.icc] : []);
  const samples = await readSamples(plain, tiffFormat, { colours, bits, depth }, options);
  if (samples.data instanceof Uint8Array) {
    if (colours === 'cmyk') cmykToRgb(samples.data, samples.perPixel);
    if (isYcbcrHandedOver(image)) ycbcrToRgb(samples.data, samples.perPixel, directory);
  }
  const target = newTarget();
  const shift = (colours === 'cmyk' ? 4 : 3) - image.colours.samples;
  fillRaster(target, samples, alphaAt === undefined ? undefined : alphaAt + shift);
  return target;
}

/** As what the decoder hands the colours over. */
function handedOver(image: TiffImage): 'grey' | 'rgb' | 'cmyk' | 'profiled' {
  const { colours, samplesPerPixel } = image;
  if (colours === CMYK) return cmykProfile(iccOf(image)) ? 'profiled' : 'cmyk';
  return colours === GREY && samplesPerPixel === 1 ? 'grey' : 'rgb';
}

/** The decoder converts YCbCr itself where it comes from JPEG, or is subsampled. */
function isYcbcrHandedOver(image: TiffImage): boolean {
  return image.colours === YCBCR && image.compression !== JPEG && !isSubsampled(image);
}
