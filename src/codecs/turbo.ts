import { createRequire } from 'node:module';
import type { Raster } from '../core/engine/raster.js';
import { ImageError } from '../core/errors.js';
import { asBuffer } from './buffer.js';
import type { Subsampling } from '../core/image-codec.js';

/** The native part of @julusian/jpeg-turbo: libjpeg-turbo with the fast DCT. Buffers may be views into other memory. */
interface Turbo {
  /** Throws on everything that libjpeg warns of, with a message that gives no reason. */
  decompressSync(
    jpeg: Buffer,
    target: Buffer,
    options: { readonly format: number },
  ): { readonly width: number; readonly height: number };
  compressSync(
    samples: Buffer,
    target: Buffer,
    options: CompressOptions & { readonly format: number; readonly quality: number },
  ): { readonly size: number };
  /** A number of bytes that is enough for every image of that size. */
  bufferSize(options: CompressOptions): number;
  readonly FORMAT_RGB: number;
  readonly FORMAT_GRAY: number;
  readonly SAMP_444: number;
  readonly SAMP_440: number;
  readonly SAMP_422: number;
  readonly SAMP_420: number;
  readonly SAMP_GRAY: number;
}

interface CompressOptions {
  readonly width: number;
  readonly height: number;
  readonly subsampling: number;
}

let loaded: Turbo | undefined;

/** @throws ImageError where no prebuilt binary fits this machine */
function turbo(): Turbo {
  return (loaded ??= load());
}

/**
 * The binaries lie in vendor/, which is beside src/ and beside dist/; scripts/vendor-jpeg.mjs copies them there. This file
 * has to stay two folders below them, as the bundle for Lambda is.
 */
function load(): Turbo {
  const { platform, arch } = process;
  const machine = `${platform}-${arch}${platform === 'linux' && !usesGlibc() ? '-musl' : ''}`;
  const path = `../../vendor/jpeg-turbo/prebuilds/jpeg-turbo-${machine}/node-napi-v7.node`;
  try {
    return createRequire(import.meta.url)(path) as Turbo;
  } catch (cause) {
    throw new ImageError(
      `there is no fast JPEG codec for ${machine}; use \`decode: {dct: exact}\` in the recipe`,
      { cause },
    );
  }
}

/** Whether this machine has the fast codec. */
export function hasTurbo(): boolean {
  try {
    turbo();
    return true;
  } catch (error) {
    if (error instanceof ImageError) return false;
    throw error;
  }
}

function usesGlibc(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

/** The encoder writes here, and the result is copied: a new buffer of the largest possible size takes too long. */
let scratch = Buffer.alloc(0);

/**
 * Encodes the colours of a Raster as JPEG, with the fast DCT. Alpha is ignored.
 * @returns a view that the next call overwrites
 */
export function compressJpeg(raster: Raster, quality: number, subsampling: Subsampling): Buffer {
  const { width, height, channels, data } = raster;
  const codec = turbo();
  const options = { width, height, subsampling: channels === 1 ? codec.SAMP_GRAY : samplingOf(subsampling) };
  const size = codec.bufferSize(options);
  if (scratch.length < size) scratch = Buffer.allocUnsafeSlow(size);
  const format = channels === 1 ? codec.FORMAT_GRAY : codec.FORMAT_RGB;
  const written = codec.compressSync(asBuffer(data), scratch, { ...options, format, quality });
  return scratch.subarray(0, written.size);
}

function samplingOf(subsampling: Subsampling): number {
  const { SAMP_444, SAMP_440, SAMP_422, SAMP_420 } = turbo();
  return { '4:4:4': SAMP_444, '4:4:0': SAMP_440, '4:2:2': SAMP_422, '4:2:0': SAMP_420 }[subsampling];
}

/**
 * Decodes a JPEG, with the fast DCT, into a Raster of the same size.
 * @throws Error where the file is damaged; the message gives no reason
 */
export function decompressJpeg(jpeg: Uint8Array, { width, height, channels, data }: Raster): void {
  const codec = turbo();
  const format = channels === 1 ? codec.FORMAT_GRAY : codec.FORMAT_RGB;
  const decoded = codec.decompressSync(asBuffer(jpeg), asBuffer(data), { format });
  if (decoded.width !== width || decoded.height !== height) {
    throw new Error(`${decoded.width} × ${decoded.height} instead of ${width} × ${height}`);
  }
}
