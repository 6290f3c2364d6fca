import { MOST_PLANES } from '../../core/engine/raster.js';
import { TAG } from './tags.js';
import type { TiffDirectory, TiffFile } from './tiff-file.js';

/** What one directory of a TIFF says of its samples. */
export interface TiffImage {
  readonly directory: TiffDirectory;
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly colours: TiffColours;
  readonly compression: number;
  readonly samplesPerPixel: number;
  /** Which sample of a pixel is alpha, counted from 0. */
  readonly alphaAt: number | undefined;
  /** 1: colours are multiplied by it. 2: they are not. */
  readonly alphaKind: number;
  /** How many samples of a pixel are neither colour nor alpha. */
  readonly unnamed: number;
  /** Where there are such samples beside grey or RGB: how many there are of both, which count as planes alike. */
  readonly planes: number | undefined;
  readonly tiled: boolean;
  /** Where its strips or tiles begin, and how long they are said to be. */
  readonly pieces: { readonly offsets: readonly number[]; readonly counts: readonly number[] };
}

interface TiffColours {
  readonly title: string;
  /** Samples of a pixel that are colour. */
  readonly samples: number;
  /** Bits of a sample that can be read; empty where none can. */
  readonly bits: readonly number[];
}

export const GREY = { title: 'grey', samples: 1, bits: [1, 2, 4, 8, 16] };
const RGB = { title: 'RGB', samples: 3, bits: [8, 16] };
const PALETTE = { title: 'a palette', samples: 1, bits: [1, 2, 4, 8] };
export const CMYK = { title: 'CMYK', samples: 4, bits: [8] };
export const YCBCR = { title: 'YCbCr', samples: 3, bits: [8] };

const unread = (title: string, samples: number): TiffColours => ({ title, samples, bits: [] });

/** By PhotometricInterpretation. */
const COLOURS: ReadonlyMap<number, TiffColours> = new Map([
  [0, GREY],
  [1, GREY],
  [2, RGB],
  [3, PALETTE],
  [4, unread('a transparency mask', 1)],
  [5, CMYK],
  [6, YCBCR],
  [8, unread('CIE L*a*b*', 3)],
  [9, unread('ICC L*a*b*', 3)],
  [10, unread('ITU L*a*b*', 3)],
  [32_803, unread('the mosaic of a camera sensor', 1)],
  [32_844, unread('LogL', 1)],
  [32_845, unread('LogLuv', 3)],
  [34_892, unread('linear raw colours of a camera', 3)],
]);

const LZW = 5;
export const JPEG = 7;
const READ_COMPRESSIONS = new Set([1, 2, 3, 4, LZW, JPEG, 8, 32_773, 32_946]);
const OTHER_COMPRESSIONS: ReadonlyMap<number, string> = new Map([
  [6, 'old-style JPEG'],
  [9, 'JBIG'],
  [10, 'JBIG'],
  [32_766, 'NeXT'],
  [32_771, 'CCITT with words'],
  [32_809, 'ThunderScan'],
  [34_661, 'JBIG'],
  [34_676, 'SGI LogLuv'],
  [34_677, 'SGI LogLuv'],
  [34_712, 'JPEG 2000'],
  [34_887, 'LERC'],
  [34_892, 'lossy JPEG of DNG'],
  [34_925, 'LZMA'],
  [50_000, 'Zstandard'],
  [50_001, 'WebP'],
  [50_002, 'JPEG XL'],
]);

const REDUCED = 1;
const MASK = 4;
const OLD_REDUCED = 2;

/** The images themselves, without reduced versions of them (overviews, thumbnails) and without masks. */
export function pagesOf({ directories }: TiffFile): TiffDirectory[] {
  return directories.filter((directory) => {
    const type = directory.number(TAG.newSubfileType) ?? 0;
    return (type & (REDUCED | MASK)) === 0 && directory.number(TAG.subfileType) !== OLD_REDUCED;
  });
}

/** @returns a description, or what is damaged */
export function describeTiff(directory: TiffDirectory): TiffImage | string {
  const [width, height] = [directory.number(TAG.width), directory.number(TAG.height)];
  if (width === undefined || height === undefined) return 'it does not say how large its image is';
  const photometric = directory.number(TAG.photometric);
  if (photometric === undefined) return 'it does not say what its samples mean';
  const samplesPerPixel = directory.number(TAG.samplesPerPixel) ?? 1;
  const colours = COLOURS.get(photometric) ?? unread(`the unknown model ${photometric}`, samplesPerPixel);
  const extra = directory.numbers(TAG.extraSamples);
  const alpha = extra.findIndex((kind) => kind === 1 || kind === 2);
  const hasAlpha = alpha !== -1 && colours.samples + alpha < samplesPerPixel;
  const unnamed = samplesPerPixel - colours.samples - Number(hasAlpha);
  return {
    directory,
    width,
    height,
    bits: directory.number(TAG.bitsPerSample) ?? 1,
    colours,
    compression: directory.number(TAG.compression) ?? 1,
    samplesPerPixel,
    alphaAt: hasAlpha ? colours.samples + alpha : undefined,
    alphaKind: extra[alpha] ?? 0,
    unnamed,
    planes: unnamed > 0 && (colours === GREY || colours === RGB) ? colours.samples + unnamed : undefined,
    ...piecesOf(directory),
  };
}

function piecesOf(directory: TiffDirectory): Pick<TiffImage, 'tiled' | 'pieces'> {
  const tiled = directory.entry(TAG.tileOffsets) !== undefined;
  const offsets = directory.numbers(tiled ? TAG.tileOffsets : TAG.stripOffsets);
  const counts = directory.numbers(tiled ? TAG.tileByteCounts : TAG.stripByteCounts);
  return { tiled, pieces: { offsets, counts } };
}

const UNSIGNED = 1;
const UNTYPED = 4;
const SAMPLE_KINDS = ['', 'unsigned', 'signed', 'floating-point', 'untyped', 'complex', 'complex'];
const SEPARATE_PLANES = 2;
const WHITE_IS_ZERO = 0;
const ASSOCIATED = 1;

/** Why an undamaged TIFF cannot be read. */
export function whyUnread(tiff: TiffImage): string | undefined {
  const { directory, colours, compression, bits, samplesPerPixel, unnamed, planes } = tiff;
  if (directory.entry(TAG.dngVersion))
    return 'a raw image of a camera (DNG) cannot be read; develop it first';
  if (colours.bits.length === 0) return `its colours are ${colours.title}; convert it to RGB first`;
  if (!READ_COMPRESSIONS.has(compression)) {
    const name = OTHER_COMPRESSIONS.get(compression) ?? `number ${compression}`;
    return `the compression ${name} of TIFF cannot be read; save it with another one, such as LZW or Deflate`;
  }
  if (samplesPerPixel < colours.samples) {
    return `it has ${samplesPerPixel} samples per pixel, too few for ${colours.title}`;
  }
  const kind = directory.numbers(TAG.sampleFormat).find((each) => each !== UNSIGNED && each !== UNTYPED);
  if (kind !== undefined) {
    return `${SAMPLE_KINDS[kind] ?? 'unknown'} samples cannot be read; save it with 8 or 16 bits per sample, unsigned`;
  }
  const depths = [...new Set([bits, ...directory.numbers(TAG.bitsPerSample).slice(0, samplesPerPixel)])];
  if (!colours.bits.includes(bits) || depths.length > 1) {
    const all = depths.join(' and ');
    return `a TIFF of ${all} bits per sample in ${colours.title} cannot be read; save it with 8`;
  }
  if (planes !== undefined) return whyNoPlanes(tiff, planes);
  if (unnamed > 0) {
    return `${samplesPerPixel} samples per pixel, of which ${colours.title} has only ${colours.samples}: what the others are needs your decision; save it as RGB or as grey planes first`;
  }
  const separate = hasSeparatePlanes(tiff);
  if (separate && tiff.tiled) {
    return 'tiles with separate planes cannot be read; save it with interleaved samples';
  }
  // The decoder would mix the rows up.
  if (separate && colours === GREY) {
    return 'grey and alpha in separate planes cannot be read; save it with interleaved samples';
  }
  if (separate && compression !== JPEG && isSubsampled(tiff)) {
    return 'YCbCr in separate planes of different sizes cannot be read; save it with interleaved samples';
  }
  return undefined;
}

/** Why a TIFF of so many planes cannot be read. */
function whyNoPlanes(tiff: TiffImage, planes: number): string | undefined {
  const { directory, bits, compression, alphaAt, alphaKind } = tiff;
  if (planes > MOST_PLANES) {
    return `${planes} samples per pixel, more than ${MOST_PLANES}; split it into several files`;
  }
  if (bits < 8) return `${planes} planes of ${bits} bits per sample cannot be read; save it with 8`;
  if (directory.number(TAG.photometric) === WHITE_IS_ZERO) {
    return `${planes} planes of which white is zero cannot be read; save it so that black is zero`;
  }
  if (alphaAt !== undefined && alphaAt < planes) {
    return `alpha is sample ${alphaAt + 1} of ${planes + 1}, before others that would move up; save it with alpha as the last one`;
  }
  if (alphaAt !== undefined && alphaKind === ASSOCIATED) {
    return `${planes} planes that are multiplied by alpha cannot be read; save it with unassociated alpha`;
  }
  if (compression === JPEG && !hasSeparatePlanes(tiff)) {
    return `${planes} planes of interleaved JPEG cannot be read; save it with another compression, such as LZW or Deflate`;
  }
  return undefined;
}

export function hasSeparatePlanes({ directory, samplesPerPixel }: TiffImage): boolean {
  return samplesPerPixel > 1 && directory.number(TAG.planarConfiguration) === SEPARATE_PLANES;
}

/** Whether several pixels share their chroma. */
export function isSubsampled({ colours, directory }: TiffImage): boolean {
  const [across = 2, down = 2] = directory.numbers(TAG.ycbcrSubsampling);
  return colours === YCBCR && (across !== 1 || down !== 1);
}

/** How many bytes each strip or tile has: as said, where the file has so many. */
export function pieceBytes({ pieces: { offsets, counts } }: TiffImage, fileBytes: number): number[] {
  return offsets.map((offset, i) => Math.max(0, Math.min(counts[i] || Infinity, fileBytes - offset)));
}

/** Whether strips or tiles lie beyond the end of the file. */
export function isCutOff(tiff: TiffImage, fileBytes: number): boolean {
  const bytes = pieceBytes(tiff, fileBytes);
  const samples = tiff.width * tiff.height * tiff.samplesPerPixel;
  const total = bytes.reduce((sum, each) => sum + each, 0);
  const uncompressed = tiff.compression === 1 && tiff.colours !== YCBCR;
  return bytes.length === 0 || bytes.includes(0) || (uncompressed && total < (samples * tiff.bits) / 8);
}

/** The bit order of LZW before TIFF 5.0: then the first code, which clears the table, begins with a zero byte. */
export function isOldLzw({ compression, pieces: { offsets } }: TiffImage, bytes: Uint8Array): boolean {
  const [first] = offsets;
  return compression === LZW && first !== undefined && bytes[first] === 0 && (bytes[first + 1]! & 1) === 1;
}
