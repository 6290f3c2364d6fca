import type { Raster, RasterOf } from './engine/raster.js';
import type { Depth } from './plan/depth.js';
import type { Frame, Rectangle } from './geometry/types.js';
import type { ImageFormat, Writable } from './image-formats.js';
import type { Rearrangement } from './plan/rearrangement.js';

/**
 * Reads, and perhaps writes, one kind of image file. A list of codecs is handed to `inspect` and `encode` of src/codecs; the first
 * codec that recognises a file's bytes reads the file. Errors that a user can cause are ImageErrors; their message
 * leaves the file's name out, since the caller puts the name in front.
 */
export type ImageCodec = ReadingCodec & (WritingCodec | { readonly canWrite: false });

export type WritableCodec = Writable<ImageCodec>;

export interface ReadingCodec extends ImageFormat {
  /**
   * Reads the header, and no pixels.
   * @param options `frames` and `cmyk` decide what is refused
   * @throws ImageError where the header is damaged
   */
  inspect(bytes: Uint8Array, options: DecodeOptions): ImageFacts | Promise<ImageFacts>;

  /**
   * Decodes a file that `inspect` has accepted with the same options, as stored: without applying the orientation tag,
   * and without converting colours, except CMYK where `cmyk` asks for it.
   * @returns what `allocate` returned, with its samples filled in
   * @throws ImageError where the file is damaged or cut off
   */
  decode<Target extends Raster>(
    bytes: Uint8Array,
    image: StoredImage,
    options: DecodeOptions,
    allocate: Allocate<Target>,
  ): Target | Promise<Target>;

  /**
   * Decodes a part of a file that `inspect` has accepted, with the samples that it has in the whole image as `decode` gives
   * it without accepting damage. Absent: parts are cut out of the whole image.
   * @param part in pixels of the image as stored
   * @returns undefined where this is not possible, or the file is damaged anywhere, also outside the part
   */
  decodePart?<Target extends Raster>(
    bytes: Uint8Array,
    image: StoredImage,
    part: Rectangle,
    allocate: Allocate<Target>,
  ): Target | undefined;

  /**
   * Decodes a smaller copy of a file that `inspect` has accepted, to be shown and not to be augmented: its samples are about
   * the means of those that they stand for. Absent: the whole image is decoded.
   * @param longest its longer side has at least so many pixels; it may have more
   * @returns undefined where this is not possible, or the file is damaged
   */
  decodeReduced?<Target extends Raster>(
    bytes: Uint8Array,
    image: StoredImage,
    longest: number,
    allocate: Allocate<Target>,
  ): Target | undefined;

  /**
   * Turns and crops a file that `inspect` has accepted by moving its coded blocks, so that nothing is lost.
   * @param icc a profile to embed
   * @returns undefined where this is not possible, or the file is damaged
   */
  rearrange?(bytes: Uint8Array, change: Rearrangement, icc: Uint8Array | undefined): Uint8Array | undefined;
}

export interface WritingCodec {
  readonly canWrite: true;
  /** The longest side in pixels that a file can have. */
  readonly maxSide: number;
  /**
   * Encodes a Raster. The same Raster and settings give the same bytes.
   * @throws RecipeError for a setting that this codec does not have
   */
  encode(raster: RasterOf<8>, settings: EncodeSettings): Uint8Array | Promise<Uint8Array>;
  /** The same for 16 bits per sample. Absent: the format has 8, and `encode` gets the nearest levels. */
  encode16?(raster: RasterOf<16>, settings: EncodeSettings): Uint8Array | Promise<Uint8Array>;
  /** Whether both take a Raster of planes. Absent: an image of planes fails. */
  readonly holdsPlanes?: true;
  /** What the format cannot store of such an image, as a warning; undefined where it stores all of it. */
  encodingLoss?(image: { readonly hasAlpha: boolean }): string | undefined;
}

/** An image as it lies in its file. */
export interface StoredImage {
  readonly stored: Frame;
  readonly channels: 1 | 3;
  /** Samples of a pixel that are no colours, as in a Raster. */
  readonly planes?: number | undefined;
  readonly hasAlpha: boolean;
  /** Bits per sample in the file. */
  readonly bits: number;
  /** That of the Raster that `decode` gives. Absent: 8. */
  readonly depth?: Depth;
}

/** What a file's header contains. */
export interface ImageFacts extends StoredImage {
  /** EXIF's orientation, 1 to 8, where `decode` leaves it to the caller; absent where there is none. */
  readonly orientationTag?: number | undefined;
  /** The ICC profile. Samples are not converted by it. */
  readonly icc?: Uint8Array | undefined;
  /** The settings with which this codec comes nearest to how the stored image was encoded; absent where it has none. */
  readonly encoding?: Encoding | undefined;
  /** True if its coding may have changed samples: then no mask is read from it. Absent: false. */
  readonly isLossy?: boolean;
  /** Why an undamaged file cannot be decoded all the same, and what to do. */
  readonly refusal?: string | undefined;
  /** What `decode` will leave out or convert. */
  readonly warnings?: readonly string[];
}

/** The settings of a Recipe's `decode` that a codec follows. */
export interface DecodeOptions {
  /** A file of several frames or pages: refused, or read as its first one. */
  readonly frames: 'refuse' | 'first';
  /** Colours in CMYK: refused, or converted to RGB by the embedded profile, and without one by a product. */
  readonly cmyk: 'refuse' | 'convert';
  /** `accept`: what can be decoded of a damaged file counts, and the rest is as the decoder leaves it. */
  readonly damaged: 'refuse' | 'accept';
}

/**
 * Makes the Raster that a codec decodes into. Read `data` and `alpha` from the Raster each time before writing to them:
 * when the memory of the engine grows in between, older views of it are detached.
 */
export type Allocate<Target extends Raster> = (
  width: number,
  height: number,
  channels: 1 | 3,
  withAlpha: boolean,
  /** Absent: 8. */
  depth?: Depth,
  /** As in a Raster. */
  planes?: number,
) => Target;

/** `4:4:0` is 4:2:2 turned by a quarter: colours are halved in height alone. */
export type Subsampling = '4:4:4' | '4:4:0' | '4:2:2' | '4:2:0';

/** The quantisers of a JPEG, 64 each, in zigzag order, as they stand in the file. */
export interface QuantisationTables {
  readonly luma: readonly number[];
  /** Equal to `luma` for grey, and where all colours share a table. */
  readonly chroma: readonly number[];
}

/** How a file is encoded: what `same` means in a Recipe's `output`. */
export interface Encoding {
  readonly quality?: number;
  /** Those of a JPEG, where no quality has them. Then `quality` is the nearest one. */
  readonly tables?: QuantisationTables;
  /** Absent for grey, which has none. */
  readonly subsampling?: Subsampling;
  /** The Source's own coding, moved: see `rearrange`. */
  readonly lossless?: true;
}

/** Each codec uses the settings that its format has. */
export interface EncodeSettings {
  /** 1–100, for JPEG and WebP. */
  readonly quality: number;
  /** For JPEG: instead of the tables of the quality. */
  readonly tables?: QuantisationTables;
  /** Chroma subsampling, for JPEG. */
  readonly subsampling: Subsampling;
  /** An ICC profile to embed. */
  readonly icc?: Uint8Array | undefined;
}
