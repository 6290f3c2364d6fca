import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type koffi from 'koffi';
import { ImageError } from '../core/errors.js';
import type { Frame } from '../core/geometry/types.js';
import type { Subsampling } from '../core/image-codec.js';
import { JpegError } from './jpeg/libjpeg.js';
import type {
  CoefficientChange,
  CoefficientOperation,
  DecompressOptions,
  LibJpeg,
  Pixels,
} from './jpeg/libjpeg.js';

/** A pointer of C. */
type Handle = object;

/** The functions of turbojpeg.h that are used; the same names. Sizes are in bytes, results of `int` are 0 or -1. */
interface TurboJpeg {
  tj3Init(kind: number): Handle | null;
  tj3Destroy(handle: Handle): void;
  tj3Set(handle: Handle, parameter: number, value: number): number;
  tj3Get(handle: Handle, parameter: number): number;
  tj3GetErrorStr(handle: Handle): string;
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
  tj3SetCroppingRegion(handle: Handle, region: Region): number;
  tj3SetScalingFactor(handle: Handle, factor: ScalingFactor): number;
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

/** A `tjregion`. */
interface Region {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A `tjscalingfactor`. */
interface ScalingFactor {
  readonly num: number;
  readonly denom: number;
}

/** They take a structure. */
type Structured = 'tj3SetCroppingRegion' | 'tj3SetScalingFactor';

const DECLARATIONS: Readonly<Record<Exclude<keyof TurboJpeg, Structured>, string>> = {
  tj3Init: 'void *tj3Init(int)',
  tj3Destroy: 'void tj3Destroy(void *)',
  tj3Set: 'int tj3Set(void *, int, int)',
  tj3Get: 'int tj3Get(void *, int)',
  tj3GetErrorStr: 'const char *tj3GetErrorStr(void *)',
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
/** Width of a unit in pixels, by the number of its sampling. */
const UNIT_WIDTHS: readonly number[] = [8, 16, 16, 8, 8, 32, 8];
const PIXEL_FORMAT = { 1: 6, 3: 0, 4: 11 } as const;
const GREY = 3;
const SAMPLING: Readonly<Record<Subsampling, number>> = { '4:4:4': 0, '4:2:2': 1, '4:2:0': 2, '4:4:0': 4 };
const OPERATIONS: readonly CoefficientOperation[] = [
  ...(['none', 'hflip', 'vflip', 'transpose'] as const),
  ...(['transverse', 'rot90', 'rot180', 'rot270'] as const),
];
const OPTION = { perfect: 1, crop: 4, progressive: 32, copyNoMarkers: 64, optimize: 256 } as const;
/** Memory for larger files is given back. */
const MOST_KEPT_BYTES = 64 * 2 ** 20;

/**
 * libjpeg-turbo, called in the prebuilt library of vendor/. An instance belongs to one thread.
 * @returns undefined where there is no library for this machine
 */
export function loadTurboJpeg(): LibJpeg | undefined {
  const library = load();
  return (
    library && {
      decompress: decompressor(library),
      compress: compressor(library),
      transform: transformer(library),
    }
  );
}

function load(): TurboJpeg | undefined {
  for (const path of libraryPaths()) {
    try {
      const { load: loadLibrary, struct } = createRequire(import.meta.url)('koffi') as typeof koffi;
      const library = loadLibrary(path);
      const functions = Object.entries(DECLARATIONS).map(([name, text]) => [name, library.func(text)]);
      // A text could name the structure, but names are known in the whole process, and cannot be given twice.
      const region = struct({ x: 'int', y: 'int', w: 'int', h: 'int' });
      const factor = struct({ num: 'int', denom: 'int' });
      return {
        ...(Object.fromEntries(functions) as Omit<TurboJpeg, Structured>),
        tj3SetCroppingRegion: library.func('tj3SetCroppingRegion', 'int', ['void *', region]),
        tj3SetScalingFactor: library.func('tj3SetScalingFactor', 'int', ['void *', factor]),
      };
    } catch {
      // For another libc, or not there at all.
    }
  }
  return undefined;
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

/** Runs with a handle of its own, since the tables of a file stay in a handle, and the next file could use them. */
function withHandle<Result>(library: TurboJpeg, kind: number, use: (handle: Handle) => Result): Result {
  const handle = open(library, kind);
  try {
    return use(handle);
  } finally {
    library.tj3Destroy(handle);
  }
}

/** Strict alone: where damage is accepted, the library cannot be asked how far it came. */
function decompressor(library: TurboJpeg): LibJpeg['decompress'] {
  const room = new Room();
  return (jpeg, target, { crop, scale = 1 } = {}) => {
    withHandle(library, KIND.decompress, (handle) => {
      library.tj3Set(handle, PARAMETER.stopOnWarning, 1);
      expectDone(library, handle, library.tj3DecompressHeader(handle, jpeg, jpeg.length));
      expectDone(library, handle, library.tj3SetScalingFactor(handle, { num: 1, denom: scale }));
      const whole = sizeOf(library, handle, scale);
      requireSize(target, whole, crop);
      const region = crop && selectRegion(library, handle, { ...crop, width: target.width, scale }, whole);
      const pitch = (region?.w ?? whole.width) * target.channels;
      const decodeInto = (to: Uint8Array): void => {
        const format = PIXEL_FORMAT[target.channels];
        expectDone(library, handle, library.tj3Decompress8(handle, jpeg, jpeg.length, to, pitch, format));
      };
      if (region) {
        const rows = room.fill(pitch * region.h, ([to]) => {
          decodeInto(to);
        });
        copyPart(rows, pitch, target, { x: crop.x - region.x, y: crop.y - region.y });
      } else {
        decodeInto(target.data);
      }
    });
  };
}

/**
 * Makes the library decode a part of the image alone: columns from a unit more on each side, since chroma at the edge of
 * what is decoded is interpolated without its neighbour, and all rows from the first one on. If it ended with the last row
 * that is needed, the library would not read the rest of the file, and hear no damage in it.
 * @returns the part; the whole image where the library cannot, since it does not know the subsampling
 */
function selectRegion(
  library: TurboJpeg,
  handle: Handle,
  { x, y, width, scale }: Omit<Region, 'w' | 'h'> & { readonly width: number; readonly scale: number },
  whole: Frame,
): Region {
  const unscaled = UNIT_WIDTHS[library.tj3Get(handle, PARAMETER.sampling)];
  const unit = unscaled && unscaled / scale;
  if (unit === undefined) return { x: 0, y: 0, w: whole.width, h: whole.height };
  const left = Math.max(0, Math.floor(x / unit) - 1) * unit;
  const right = Math.min(whole.width, x + width + unit);
  const region = { x: left, y, w: right - left, h: whole.height - y };
  expectDone(library, handle, library.tj3SetCroppingRegion(handle, region));
  return region;
}

function copyPart(
  rows: Uint8Array,
  pitch: number,
  { width, height, channels, data }: Pixels<1 | 3 | 4>,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  const length = width * channels;
  for (let row = 0; row < height; row++) {
    const start = (y + row) * pitch + x * channels;
    data.set(rows.subarray(start, start + length), row * length);
  }
}

function sizeOf(library: TurboJpeg, handle: Handle, scale: number): Frame {
  return {
    width: Math.ceil(library.tj3Get(handle, PARAMETER.width) / scale),
    height: Math.ceil(library.tj3Get(handle, PARAMETER.height) / scale),
  };
}

/** The library writes as many samples as the file's header asks for, whatever the memory holds. */
function requireSize(
  { data, channels, width, height }: Pixels<1 | 3 | 4>,
  whole: Frame,
  crop: DecompressOptions['crop'],
): void {
  const fits = crop
    ? crop.x + width <= whole.width && crop.y + height <= whole.height
    : width === whole.width && height === whole.height;
  if (!fits || data.length < width * height * channels) {
    throw new JpegError(`it has ${whole.width} × ${whole.height} pixels instead of ${width} × ${height}`);
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
      const [pitch, format] = [width * channels, PIXEL_FORMAT[channels]];
      const result = library.tj3Compress8(handle, data, width, pitch, height, format, to, size);
      expectDone(library, handle, result);
    });
  };
}

function transformer(library: TurboJpeg): LibJpeg['transform'] {
  const room = new Room();
  return (jpeg, change) =>
    withHandle(library, KIND.transform, (handle) => {
      library.tj3Set(handle, PARAMETER.noRealloc, 1);
      library.tj3Set(handle, PARAMETER.stopOnWarning, 1);
      expectDone(library, handle, library.tj3DecompressHeader(handle, jpeg, jpeg.length));
      const transform = transformOf(change);
      return room.fill(library.tj3TransformBufSize(handle, transform), (to, size) => {
        const result = library.tj3Transform(handle, jpeg, jpeg.length, 1, to, size, transform);
        expectDone(library, handle, result);
      });
    });
}

/** A `tjtransform`: a region, an operation, options, and room for two pointers that are null. */
function transformOf({ operation, crop, optimize, progressive }: CoefficientChange): Int32Array {
  const { x, y, width, height } = crop ?? { x: 0, y: 0, width: 0, height: 0 };
  const options =
    OPTION.perfect |
    OPTION.copyNoMarkers |
    (crop ? OPTION.crop : 0) |
    (optimize ? OPTION.optimize : 0) |
    (progressive ? OPTION.progressive : 0);
  return Int32Array.of(x, y, width, height, OPERATIONS.indexOf(operation), options, 0, 0, 0, 0);
}

/** The library names its own function before some of its reasons. */
function expectDone(library: TurboJpeg, handle: Handle, result: number): void {
  if (result !== 0) throw new JpegError(library.tj3GetErrorStr(handle).replace(/^tj3\w+\(\): /, ''));
}

/** Memory that is used again: a new buffer of the largest possible size takes too long. */
class Room {
  #kept = Buffer.alloc(0);

  /** @returns what was written, as a view that the next call may overwrite */
  fill(most: number, write: (to: [Uint8Array], size: [number]) => void): Buffer {
    const bytes = this.#kept.length < most ? Buffer.allocUnsafeSlow(most) : this.#kept;
    if (bytes.length <= MOST_KEPT_BYTES) this.#kept = bytes;
    const size: [number] = [bytes.length];
    write([bytes], size);
    return bytes.subarray(0, size[0]);
  }
}
