import { deflateSync } from 'node:zlib';
import { newSamples } from '../../core/engine/raster.js';
import type { Raster } from '../../core/engine/raster.js';
import type { EncodeSettings } from '../../core/image-codec.js';
import { TAG } from './tags.js';
import type { TiffEntry, TiffLayout } from './tiff-file.js';
import { entryOf, writeDirectory, writeNumber } from './write-directory.js';

const LAYOUT: TiffLayout = { littleEndian: true, word: 4 };
const HEADER_BYTES = 8;
const UNDEFINED = 7;
const [GREY, RGB] = [1, 2];
const [DEFLATE, DIFFERENCES, INTERLEAVED, UNSIGNED] = [8, 2, 1, 1];
const [UNSPECIFIED, UNASSOCIATED] = [0, 2];
/** As for PNG: files are little larger than at the highest level, which takes several times as long. */
const LEVEL = 2;
/** Bytes of a strip before it is compressed: enough for the compression, and few to hold twice. */
const STRIP_BYTES = 2 ** 18;

/** A TIFF of one image, without loss: strips of interleaved samples, their differences compressed by Deflate. */
export function encodeTiff(raster: Raster, { icc }: EncodeSettings): Buffer {
  const { height } = raster;
  const bytesPerRow = (raster.width * samplesPerPixel(raster) * raster.depth) / 8;
  const rowsPerStrip = Math.max(1, Math.min(height, Math.floor(STRIP_BYTES / bytesPerRow)));
  const strips: Buffer[] = [];
  for (let top = 0; top < height; top += rowsPerStrip) {
    strips.push(compressedStrip(raster, top, Math.min(height, top + rowsPerStrip)));
  }
  const header = Buffer.from('II*\0\0\0\0\0', 'latin1');
  const end = HEADER_BYTES + strips.reduce((sum, { length }) => sum + length, 0);
  const padding = Buffer.alloc(end % 2);
  const start = end + padding.length;
  writeNumber(header, 4, start, 4, LAYOUT);
  const entries = entriesOf(raster, strips, rowsPerStrip, icc);
  return Buffer.concat([header, ...strips, padding, writeDirectory(entries, start, LAYOUT)]);
}

function samplesPerPixel({ channels, planes = 1, alpha }: Raster): number {
  return channels * planes + Number(alpha !== undefined);
}

function compressedStrip(raster: Raster, top: number, bottom: number): Buffer {
  const { width, depth } = raster;
  const perPixel = samplesPerPixel(raster);
  const strip = newSamples(depth, (bottom - top) * width * perPixel);
  for (let y = top; y < bottom; y++) {
    const row = strip.subarray((y - top) * width * perPixel, (y - top + 1) * width * perPixel);
    fillRow(row, raster, y, perPixel);
    for (let i = row.length - 1; i >= perPixel; i--) row[i]! -= row[i - perPixel]!;
  }
  return deflateSync(new Uint8Array(strip.buffer), { level: LEVEL });
}

/** Colours or planes, and alpha, of a row's pixels, one after another. */
function fillRow(
  row: Uint8Array | Uint16Array,
  { width, height, channels, planes = 1, data, alpha }: Raster,
  y: number,
  perPixel: number,
): void {
  for (let plane = 0; plane < planes; plane++) {
    const start = (plane * height + y) * width * channels;
    spread(data.subarray(start, start + width * channels), channels, row, plane, perPixel);
  }
  if (alpha) spread(alpha.subarray(y * width, (y + 1) * width), 1, row, perPixel - 1, perPixel);
}

/** Copies `count` samples of each pixel to where they lie in the pixel: from `first` on. */
function spread(
  samples: Uint8Array | Uint16Array,
  count: number,
  row: Uint8Array | Uint16Array,
  first: number,
  perPixel: number,
): void {
  if (count === perPixel) {
    row.set(samples);
    return;
  }
  for (let from = 0, to = first; from < samples.length; to += perPixel) {
    for (let i = 0; i < count; i++) row[to + i] = samples[from++]!;
  }
}

function entriesOf(
  raster: Raster,
  strips: readonly Buffer[],
  rowsPerStrip: number,
  icc: Uint8Array | undefined,
): TiffEntry[] {
  const { width, height, channels, planes = 1, depth, alpha } = raster;
  const extra = [...Array<number>(planes - 1).fill(UNSPECIFIED), ...(alpha ? [UNASSOCIATED] : [])];
  const perPixel = samplesPerPixel(raster);
  const short = (tag: number, ...values: readonly number[]) => entryOf(tag, values, 2, LAYOUT);
  const long = (tag: number, ...values: readonly number[]) => entryOf(tag, values, 4, LAYOUT);
  const ofEachSample = (value: number) => Array<number>(perPixel).fill(value);
  return [
    long(TAG.width, width),
    long(TAG.height, height),
    short(TAG.bitsPerSample, ...ofEachSample(depth)),
    short(TAG.compression, DEFLATE),
    short(TAG.photometric, channels === 1 ? GREY : RGB),
    entryOf(TAG.stripOffsets, offsetsOf(strips), 4, LAYOUT),
    short(TAG.samplesPerPixel, perPixel),
    long(TAG.rowsPerStrip, rowsPerStrip),
    entryOf(
      TAG.stripByteCounts,
      strips.map(({ length }) => length),
      4,
      LAYOUT,
    ),
    short(TAG.planarConfiguration, INTERLEAVED),
    short(TAG.predictor, DIFFERENCES),
    ...(extra.length > 0 ? [short(TAG.extraSamples, ...extra)] : []),
    short(TAG.sampleFormat, ...ofEachSample(UNSIGNED)),
    ...(icc ? [{ tag: TAG.icc, type: UNDEFINED, count: icc.length, bytes: icc }] : []),
  ];
}

function offsetsOf(strips: readonly Buffer[]): number[] {
  let next = HEADER_BYTES;
  return strips.map(({ length }) => {
    const offset = next;
    next += length;
    return offset;
  });
}
