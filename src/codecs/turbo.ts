import { createRequire } from 'node:module';
import type { Raster } from '../core/engine/raster.js';
import { ImageError } from '../core/errors.js';
import { asBuffer } from './buffer.js';
import type { Subsampling } from '../core/image-codec.js';

/** The native part of @julusian/jpeg-turbo: libjpeg-turbo with the fast DCT. Buffers may be views of any memory. */
interface Turbo {
  /** Throws on anything that libjpeg warns of; its message says nothing. */
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
  /** Bytes that suffice for any picture of that size. */
  bufferSize(options: CompressOptions): number;
  readonly FORMAT_RGB: number;
  readonly FORMAT_GRAY: number;
  readonly SAMP_444: number;
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

/** @throws ImageError where there is no prebuilt binary for this machine */
function turbo(): Turbo {
  return (loaded ??= load());
}

/** `npm run build` puts the binaries into vendor/, next to src/ and dist/ alike. */
function load(): Turbo {
  const { platform, arch } = process;
  const machine = `${platform}-${arch}${platform === 'linux' && !usesGlibc() ? '-musl' : ''}`;
  const path = `../../vendor/jpeg-turbo/prebuilds/jpeg-turbo-${machine}/node-napi-v7.node`;
  try {
    return createRequire(import.meta.url)(path) as Turbo;
  } catch (cause) {
    throw new ImageError(
      `the fast JPEG codec does not exist for ${machine}; use \`decode: {dct: exact}\` in the recipe`,
      { cause },
    );
  }
}

function usesGlibc(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

/** Output goes here and is copied out: a fresh buffer for the worst case costs more than the encoding saves. */
let scratch = Buffer.alloc(0);

/**
 * A Raster's colours as a JPEG, by the fast DCT; alpha is left out.
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
  const { SAMP_444, SAMP_422, SAMP_420 } = turbo();
  return { '4:4:4': SAMP_444, '4:2:2': SAMP_422, '4:2:0': SAMP_420 }[subsampling];
}

/**
 * Decodes a JPEG, by the fast DCT, into a Raster of exactly its size.
 * @throws Error where the file is damaged, without a word on how
 */
export function decompressJpeg(jpeg: Uint8Array, { width, height, channels, data }: Raster): void {
  const codec = turbo();
  const format = channels === 1 ? codec.FORMAT_GRAY : codec.FORMAT_RGB;
  const decoded = codec.decompressSync(asBuffer(jpeg), asBuffer(data), { format });
  if (decoded.width !== width || decoded.height !== height) {
    throw new Error(`${decoded.width} × ${decoded.height} instead of ${width} × ${height}`);
  }
}
