import type { Raster } from '../core/engine/raster.js';
import { ImageError } from '../core/errors.js';
import type { Allocate, DecodeOptions, ImageCodec, ImageFacts, StoredImage } from '../core/image-codec.js';
import { heifFormat } from '../core/image-formats.js';
import { damaged } from './damaged.js';
import { fillRaster } from './fill-raster.js';
import { severalFrames } from './frames.js';

/** An image of a HEIF file, upright; `decode` gives red, green, blue and alpha. */
interface HeifImage {
  readonly width: number;
  readonly height: number;
  decode(): Promise<{ readonly data: ArrayLike<number> }>;
}

/** What is used of the package heic-decode. */
interface HeifDecoder {
  all(file: { readonly buffer: Uint8Array }): Promise<HeifImages>;
}

/** They hold memory that only `dispose` gives back. */
type HeifImages = readonly HeifImage[] & { readonly dispose?: () => void };

type Load = () => Promise<HeifDecoder | undefined>;

const HINT =
  'a HEIF image (HEIC) is read where the package heic-decode is installed: `npm install heic-decode`. Or convert it to JPEG first';

/** Reads HEIC by a package that users install themselves, because its licence (LGPL) is another than that of this one. */
export const heifCodec: ImageCodec = heifCodecBy(loadDecoder);

/**
 * @param load the decoder; undefined where it is not installed
 * @internal exported for its test
 */
export function heifCodecBy(load: Load): ImageCodec {
  return {
    ...heifFormat,
    inspect: (bytes, options) => inspectHeif(bytes, options, load),
    decode: (bytes, image, _options, allocate) => decodeHeif(bytes, image, allocate, load),
  };
}

async function loadDecoder(): Promise<HeifDecoder | undefined> {
  // A name that bundlers and compilers do not follow: the package is optional.
  const name = ['heic', 'decode'].join('-');
  try {
    const loaded: unknown = await import(name);
    return decoderIn(loaded);
  } catch {
    return undefined;
  }
}

function decoderIn(loaded: unknown): HeifDecoder | undefined {
  if (typeof loaded !== 'object' || loaded === null || !('default' in loaded)) return undefined;
  const { default: decoder } = loaded;
  return isDecoder(decoder) ? decoder : undefined;
}

function isDecoder(value: unknown): value is HeifDecoder {
  return typeof value === 'function' && 'all' in value && typeof value.all === 'function';
}

async function withImages<Result>(
  bytes: Uint8Array,
  load: Load,
  use: (images: HeifImages) => Result | Promise<Result>,
): Promise<Result> {
  const decoder = await load();
  if (!decoder) throw new ImageError(HINT);
  const images = await decoder.all({ buffer: bytes }).catch((error: unknown) => {
    throw damaged(heifFormat, error);
  });
  try {
    return await use(images);
  } finally {
    images.dispose?.();
  }
}

function inspectHeif(bytes: Uint8Array, options: DecodeOptions, load: Load): Promise<ImageFacts> {
  return withImages(bytes, load, (images) => {
    const [first] = images;
    if (!first) throw damaged(heifFormat, 'there is no image in it');
    const { width, height } = first;
    const frames = severalFrames(images.length, options);
    return { stored: { width, height }, channels: 3, hasAlpha: false, bits: 8, ...frames };
  });
}

function decodeHeif<Target extends Raster>(
  bytes: Uint8Array,
  { stored: { width, height } }: StoredImage,
  allocate: Allocate<Target>,
  load: Load,
): Promise<Target> {
  return withImages(bytes, load, async ([first]) => {
    const decoded = await first?.decode().catch((error: unknown) => {
      throw damaged(heifFormat, error);
    });
    const target = allocate(width, height, 3, false);
    fillRaster(target, { data: Uint8Array.from(decoded?.data ?? []), perPixel: 4 });
    return target;
  });
}
