import type { Subsampling } from '../../core/image-codec.js';

/** Interleaved samples of 8 bits: 1 channel is grey, 3 are RGB, 4 are CMYK as stored. */
export interface Pixels<Channels extends number> {
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
  readonly data: Uint8Array;
}

export interface CompressSettings {
  /** 1–100. */
  readonly quality: number;
  /** Without effect on grey. */
  readonly subsampling: Subsampling;
}

/** The names of TurboJPEG and jpegtran; turns are clockwise, `transpose` mirrors at the diagonal from the upper left. */
export type CoefficientOperation =
  'none' | 'hflip' | 'vflip' | 'transpose' | 'transverse' | 'rot90' | 'rot180' | 'rot270';

export interface CoefficientChange {
  readonly operation: CoefficientOperation;
  /** In pixels of the result; x and y are multiples of the result's iMCU. */
  readonly crop?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Huffman codes made for the image, as in a smaller file. Absent: the standard ones, if the result is sequential. */
  readonly optimize?: boolean;
  /** Absent: progressive only if the file is. */
  readonly progressive?: boolean;
}

export interface DecompressOptions {
  /**
   * The upper left corner of the region to decode, which is of the target's size. Absent: the target is of the image's size.
   */
  readonly crop?: { readonly x: number; readonly y: number };
  /** The image is decoded at 1/scale of its size, rounded up; `crop` is in pixels of this scaled image. Absent: 1. */
  readonly scale?: 1 | 2 | 4 | 8;
}

/** libjpeg-turbo, always with the exact transform: the same bytes on every machine. */
export interface LibJpeg {
  /**
   * Decodes into `target.data`, without applying orientation or profile. A region has the samples that it has in the whole
   * image, unless a progressive file lacks its last scans. The file is read to its end all the same.
   * @throws JpegError at the first thing that libjpeg warns of, and where the file is not of the target's size
   */
  decompress(jpeg: Uint8Array, target: Pixels<1 | 3 | 4>, options?: DecompressOptions): void;

  /** @returns a view that the next call may overwrite: a sequential file with standard Huffman codes and a JFIF header */
  compress(pixels: Pixels<1 | 3>, settings: CompressSettings): Uint8Array;

  /**
   * Flips, turns or crops without decoding. A progressive file stays progressive, and arithmetic codes stay arithmetic. Of
   * the segments before the first scan, only JFIF's and Adobe's are kept.
   * @returns a view that the next call may overwrite
   * @throws JpegError for any damage, where edges that are not whole iMCUs would not lie where they belong, and for a crop
   * that does not begin at an iMCU
   */
  transform(jpeg: Uint8Array, change: CoefficientChange): Uint8Array;
}

/** In libjpeg's own words. */
export class JpegError extends Error {
  override readonly name = 'JpegError';
}
