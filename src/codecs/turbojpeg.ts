import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type koffi from 'koffi';
import type { Subsampling } from '../core/image-codec.js';
import { ImageError } from '../core/errors.js';
import type { Frame } from '../core/geometry/types.js';
import { orientedFrame } from '../core/plan/operation-matrix.js';
import type { Orientation } from '../core/plan/operations.js';
import type { Rearrangement } from '../core/plan/rearrangement.js';
import type { LibJpeg, Pixels } from './jpeg/libjpeg.js';

/** A pointer of C. */
type Handle = object;

/** The functions of turbojpeg.h that are used; the same names. Sizes are in bytes, results of `int` are 0 or -1. */
interface TurboJpeg {
  tj3Init(kind: number): Handle | null;
  tj3Set(handle: Handle, parameter: number, value: number): number;
  tj3Get(handle: Handle, parameter: number): number;
  tj3GetErrorStr(handle: Handle): string;
  tj3GetErrorCode(handle: Handle): number;
  tj3JPEGBufSize(width: number, height: number, sampling: number): number;
  tj3Compress8(
    handle: Handle,
    from: Uint8Array,
    width: number,
    pitch: number,
    height: number,
    format: number,
    to: [Uint8Array],
    written: [number],
  ): number;
  tj3DecompressHeader(handle: Handle, jpeg: Uint8Array, size: number): number;
  tj3Decompress8(
    handle: Handle,
    jpeg: Uint8Array,
    size: number,
    to: Uint8Array,
    pitch: number,
    format: number,
  ): number;
  tj3TransformBufSize(handle: Handle, transform: Int32Array): number;
  tj3Transform(
    handle: Handle,
    jpeg: Uint8Array,
    size: number,
    count: 1,
    to: [Uint8Array],
    written: [number],
    transform: Int32Array,
  ): number;
}

const DECLARATIONS: Readonly<Record<keyof TurboJpeg, string>> = {
  tj3Init: 'void *tj3Init(int)',
  tj3Set: 'int tj3Set(void *, int, int)',
  tj3Get: 'int tj3Get(void *, int)',
  tj3GetErrorStr: 'const char *tj3GetErrorStr(void *)',
  tj3GetErrorCode: 'int tj3GetErrorCode(void *)',
  tj3JPEGBufSize: 'size_t tj3JPEGBufSize(int, int, int)',
  tj3Compress8:
    'int tj3Compress8(void *, const uint8_t *, int, int, int, int, _Inout_ uint8_t **, _Inout_ size_t *)',
  tj3DecompressHeader: 'int tj3DecompressHeader(void *, const uint8_t *, size_t)',
  tj3Decompress8: 'int tj3Decompress8(void *, const uint8_t *, size_t, uint8_t *, int, int)',
  tj3TransformBufSize: 'size_t tj3TransformBufSize(void *, const void *)',
  tj3Transform:
    'int tj3Transform(void *, const uint8_t *, size_t, int, _Inout_ uint8_t **, _Inout_ size_t *, const void *)',
};

/** The numbers of turbojpeg.h in version 3.1. */
const KIND = { compress: 0, decompress: 1, transform: 2 } as const;
const PARAMETER = { stopOnWarning: 0, noRealloc: 2, quality: 3, sampling: 4, width: 5, height: 6 } as const;
const PIXEL_FORMAT = { 1: 6, 3: 0 } as const;
const GREY = 3;
const SAMPLING: Readonly<Record<Subsampling, number>> = { '4:4:4': 0, '4:2:2': 1, '4:2:0': 2, '4:4:0': 4 };
/** Its turns are clockwise, ours are counter-clockwise. */
const OPERATION: Readonly<Record<Orientation, number>> = {
  identity: 0,
  flip_horizontal: 1,
  flip_vertical: 2,
  transpose: 3,
  anti_transpose: 4,
  turn_270: 5,
  turn_180: 6,
  turn_90: 7,
};
const OPTION = { perfect: 1, crop: 4, copyNoMarkers: 64, optimise: 256 } as const;
/** The error code of a call that has done its work all the same. */
const WARNED = 0;

/**
 * libjpeg-turbo, called in the prebuilt library of vendor/. An instance belongs to one thread.
 * @throws ImageError where there is no library for this machine
 */
export function loadTurboJpeg(): LibJpeg {
  const library = load();
  return {
    decompress: decompressor(library),
    compress: compressor(library),
    rearrange: rearranger(library),
  };
}

function load(): TurboJpeg {
  const causes: unknown[] = [];
  for (const path of libraryPaths()) {
    try {
      const library = (createRequire(import.meta.url)('koffi') as typeof koffi).load(path);
      const functions = Object.entries(DECLARATIONS).map(([name, text]) => [name, library.func(text)]);
      return Object.fromEntries(functions) as TurboJpeg;
    } catch (error) {
      causes.push(error);
    }
  }
  const machine = `${process.platform}-${process.arch}`;
  throw new ImageError(`there is no JPEG codec for ${machine}`, { cause: causes[0] });
}

/**
 * The libraries lie in vendor/, which is beside src/ and beside dist/; scripts/vendor-jpeg.mjs copies them there. This file
 * has to stay two folders below them, as the bundles are. A library for another libc does not load.
 */
function libraryPaths(): string[] {
  const { platform, arch } = process;
  const folder = `../../vendor/jpeg-turbo/prebuilds/jpeg-turbo-${platform}-${arch}`;
  const paths =
    platform === 'linux'
      ? [`${folder}/libturbojpeg.so.0`, `${folder}-musl/libturbojpeg.so.0`]
      : [`${folder}/node-napi-v7.node`];
  return paths.map((path) => fileURLToPath(new URL(path, import.meta.url)));
}

function open(library: TurboJpeg, kind: number): Handle {
  const handle = library.tj3Init(kind);
  if (!handle) throw new ImageError('the JPEG codec has not enough memory');
  return handle;
}

function decompressor(library: TurboJpeg): LibJpeg['decompress'] {
  const handle = open(library, KIND.decompress);
  return (jpeg, target, { acceptDamage }) => {
    const check = (result: number): void => {
      const isDone = result === 0 || (acceptDamage && library.tj3GetErrorCode(handle) === WARNED);
      if (!isDone) throw failureOf(library, handle);
    };
    library.tj3Set(handle, PARAMETER.stopOnWarning, acceptDamage ? 0 : 1);
    check(library.tj3DecompressHeader(handle, jpeg, jpeg.length));
    const [width, height] = [PARAMETER.width, PARAMETER.height].map((side) => library.tj3Get(handle, side));
    requireSize(target, width!, height!);
    const { channels, data } = target;
    const pitch = target.width * channels;
    check(library.tj3Decompress8(handle, jpeg, jpeg.length, data, pitch, PIXEL_FORMAT[channels]));
  };
}

/** The library writes as many samples as the file's header asks for, whatever the memory holds. */
function requireSize({ data, channels, ...target }: Pixels, width: number, height: number): void {
  const fits = target.width === width && target.height === height;
  if (!fits || data.length < width * height * channels) {
    throw new Error(`it has ${width} × ${height} pixels instead of ${target.width} × ${target.height}`);
  }
}

function compressor(library: TurboJpeg): LibJpeg['compress'] {
  const handle = open(library, KIND.compress);
  library.tj3Set(handle, PARAMETER.noRealloc, 1);
  const room = new Room();
  return ({ width, height, channels, data }, { quality, subsampling }) => {
    const sampling = channels === 1 ? GREY : SAMPLING[subsampling];
    library.tj3Set(handle, PARAMETER.quality, quality);
    library.tj3Set(handle, PARAMETER.sampling, sampling);
    return room.fill(library.tj3JPEGBufSize(width, height, sampling), (to, size) => {
      const pitch = width * channels;
      const format = PIXEL_FORMAT[channels];
      const result = library.tj3Compress8(handle, data, width, pitch, height, format, to, size);
      if (result !== 0) throw failureOf(library, handle);
    });
  };
}

function rearranger(library: TurboJpeg): LibJpeg['rearrange'] {
  const handle = open(library, KIND.transform);
  library.tj3Set(handle, PARAMETER.noRealloc, 1);
  library.tj3Set(handle, PARAMETER.stopOnWarning, 1);
  const room = new Room();
  return (jpeg, change) => {
    if (library.tj3DecompressHeader(handle, jpeg, jpeg.length) !== 0) throw failureOf(library, handle);
    const [width, height] = [PARAMETER.width, PARAMETER.height].map((side) => library.tj3Get(handle, side));
    const transform = transformOf(change, orientedFrame(change.to, { width: width!, height: height! }));
    return room.fill(library.tj3TransformBufSize(handle, transform), (to, size) => {
      const result = library.tj3Transform(handle, jpeg, jpeg.length, 1, to, size, transform);
      if (result !== 0) throw failureOf(library, handle);
    });
  };
}

/** A `tjtransform`: a region, an operation, options, and room for two pointers that are null. */
function transformOf({ to, crop: { x, y, width, height } }: Rearrangement, whole: Frame): Int32Array {
  const isCropped = width !== whole.width || height !== whole.height;
  const options = OPTION.perfect | OPTION.copyNoMarkers | OPTION.optimise | (isCropped ? OPTION.crop : 0);
  return Int32Array.of(x, y, width, height, OPERATION[to], options, 0, 0, 0, 0);
}

function failureOf(library: TurboJpeg, handle: Handle): Error {
  return new Error(library.tj3GetErrorStr(handle));
}

/** Memory that is used again: a new buffer of the largest possible size takes too long. */
class Room {
  #bytes = Buffer.alloc(0);

  /** @returns what was written, as a view that the next call overwrites */
  fill(most: number, write: (to: [Uint8Array], size: [number]) => void): Buffer {
    if (this.#bytes.length < most) this.#bytes = Buffer.allocUnsafeSlow(most);
    const size: [number] = [this.#bytes.length];
    write([this.#bytes], size);
    return this.#bytes.subarray(0, size[0]);
  }
}
