import type { Subsampling } from '../../../core/image-codec.js';
import { JpegError } from '../libjpeg.js';
import type {
  CoefficientChange,
  CoefficientOperation,
  CompressSettings,
  DecompressOptions,
  LibJpeg,
  Pixels,
} from '../libjpeg.js';
import { Instance } from './instance.js';

/** An instance whose memory has grown further is given back: WebAssembly's memory never shrinks. */
const MOST_KEPT_BYTES = 64 * 2 ** 20;
/** As ROWS of libjpeg/libjpeg.c. */
const ROWS_AT_ONCE = 16;

/** The order of JXFORM_CODE in libjpeg-turbo's transupp.h. */
const OPERATIONS: readonly CoefficientOperation[] = [
  ...(['none', 'hflip', 'vflip', 'transpose'] as const),
  ...(['transverse', 'rot90', 'rot180', 'rot270'] as const),
];

/** By how much luma has more samples than chroma, across and down. */
const SAMPLING: Record<Subsampling, readonly [across: number, down: number]> = {
  '4:4:4': [1, 1],
  '4:4:0': [1, 2],
  '4:2:2': [2, 1],
  '4:2:0': [2, 2],
};

interface WasmDecompressOptions extends DecompressOptions {
  /** True: what libjpeg only warns of does not count. */
  readonly acceptDamage?: boolean;
}

interface TableSettings extends CompressSettings {
  /**
   * Quantisers in the place of those of the quality: 64 from 1 to 65,535 in each table, in zigzag order, as in a file. Grey
   * uses the first table alone.
   */
  readonly tables?: { readonly luma: readonly number[]; readonly chroma: readonly number[] };
}

export interface WasmLibJpeg extends LibJpeg {
  /** @returns what libjpeg warned of, each text once, where damage is accepted */
  decompress(jpeg: Uint8Array, target: Pixels<1 | 3 | 4>, options?: WasmDecompressOptions): readonly string[];

  compress(pixels: Pixels<1 | 3>, settings: TableSettings): Uint8Array;

  /**
   * Reads the header, whatever it warns of.
   * @returns the size in pixels as stored, and the number of colour components
   * @throws JpegError where the header is damaged
   */
  inspect(jpeg: Uint8Array): JpegFacts;
}

export interface JpegFacts {
  readonly width: number;
  readonly height: number;
  readonly components: number;
}

/**
 * libjpeg-turbo as WebAssembly, with one instance that calls share; it needs nothing but WebAssembly.
 * @param module what libjpeg/libjpeg.wasm compiles to
 */
export function createWasmLibJpeg(module: WebAssembly.Module): WasmLibJpeg {
  let kept: Instance | undefined;
  const use = <Result>(work: (instance: Instance) => Result): Result => {
    const instance = (kept ??= new Instance(module));
    try {
      return instance.run(() => work(instance));
    } finally {
      if (instance.size > MOST_KEPT_BYTES) kept = undefined;
    }
  };
  return {
    inspect: (jpeg) => use((instance) => inspect(instance, jpeg)),
    decompress: (jpeg, target, options = {}) =>
      use((instance) => decompress(instance, jpeg, target, options)),
    compress: (pixels, settings) => use((instance) => compress(instance, pixels, settings)),
    transform: (jpeg, change) => use((instance) => transform(instance, jpeg, change)),
  };
}

function inspect(instance: Instance, jpeg: Uint8Array): JpegFacts {
  instance.acceptsDamage = true;
  const facts = instance.call.inspect(instance.copyIn(jpeg), jpeg.length);
  const [width, height, components] = instance.numbers(facts, 3);
  return { width: width!, height: height!, components: components! };
}

function decompress(
  instance: Instance,
  jpeg: Uint8Array,
  { width, height, channels, data }: Pixels<1 | 3 | 4>,
  { acceptDamage = false, scale = 1, crop }: WasmDecompressOptions,
): readonly string[] {
  const { call } = instance;
  instance.acceptsDamage = acceptDamage;
  const size = call.decompressBegin(instance.copyIn(jpeg), jpeg.length, channels, scale);
  const [wholeWidth, wholeHeight] = instance.numbers(size, 2);
  const { x, y } = crop ?? { x: 0, y: 0 };
  const fits = crop
    ? x + width <= wholeWidth! && y + height <= wholeHeight!
    : width === wholeWidth && height === wholeHeight;
  const rowLength = width * channels;
  if (!fits || data.length < height * rowLength) {
    throw new JpegError(`it has ${wholeWidth!} × ${wholeHeight!} pixels instead of ${width} × ${height}`);
  }
  const rows = call.decompressRegion(x, y, width, height);
  let at = 0;
  for (let count = call.decompressRows(); count > 0; count = call.decompressRows()) {
    data.set(instance.view(rows, count * rowLength), at);
    at += count * rowLength;
  }
  return [...instance.warnings];
}

function compress(
  instance: Instance,
  { width, height, channels, data }: Pixels<1 | 3>,
  { quality, subsampling, tables }: TableSettings,
): Uint8Array {
  const { call } = instance;
  const [across, down] = channels === 1 ? [1, 1] : SAMPLING[subsampling];
  const quantisers = tables
    ? instance.copyIn(new Uint8Array(Uint16Array.from([...tables.luma, ...tables.chroma]).buffer))
    : 0;
  const rows = call.compressBegin(width, height, channels, quality, across, down, quantisers);
  const rowLength = width * channels;
  for (let row = 0; row < height; row += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, height - row);
    instance.view(rows, count * rowLength).set(data.subarray(row * rowLength, (row + count) * rowLength));
    call.compressRows(count);
  }
  call.compressEnd();
  return instance.takeWritten();
}

function transform(
  instance: Instance,
  jpeg: Uint8Array,
  { operation, crop, optimize = false, progressive = false }: CoefficientChange,
): Uint8Array {
  const { x, y, width, height } = crop ?? { x: 0, y: 0, width: 0, height: 0 };
  instance.call.transform(
    instance.copyIn(jpeg),
    jpeg.length,
    OPERATIONS.indexOf(operation),
    crop ? 1 : 0,
    ...([x, y, width, height] as const),
    optimize ? 1 : 0,
    progressive ? 1 : 0,
  );
  return instance.takeWritten();
}
