import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { constants, crc32, createDeflate, deflateSync } from 'node:zlib';
import { PNG_SIGNATURE } from '../../core/image-formats.js';
import type { Raster } from '../../core/engine/raster.js';
import { pngRows, rowBytes } from './png-rows.js';

/** Bits of a PNG's colour type. */
const COLOURS = 2;
const WITH_ALPHA = 4;

/** How rows are filtered and compressed. */
interface Way {
  readonly filtered: boolean;
  readonly strategy: number;
  readonly level: number;
  /** With 9, runs take a tenth of the time less than with the default, 8. */
  readonly memLevel: number;
}

/** Photos repeat next to nothing: how often each byte is there, and runs, give as small files as a search for repeats, in half the time. */
const RUNS: Way = { filtered: true, strategy: constants.Z_RLE, level: 1, memLevel: 9 };
/** Enlarged photos, and those of strong JPEG compression, repeat their differences. */
const REPEATS: Way = { filtered: true, strategy: constants.Z_DEFAULT_STRATEGY, level: 2, memLevel: 9 };
/** Drawn images repeat their colours. */
const DRAWN: Way = { filtered: false, strategy: constants.Z_DEFAULT_STRATEGY, level: 6, memLevel: 9 };

/** A way that takes longer must make a sample of the rows so much smaller. */
const WORTH_IT = 0.95;
/** What runs shorten to less than this may be drawn. */
const MAY_BE_DRAWN = 1 / 3;
const SAMPLES = 4;
const SAMPLE_BYTES = 6 * 1024;

/** So many bytes of rows are compressed in this thread: to wait for another one takes longer than it saves. */
const AT_ONCE_BYTES = 8 * 1024 * 1024;
/** Compressed bytes come in pieces of at most this. */
const PIECE_BYTES = 1024 * 1024;

/** A PNG of a raster without planes, in its depth: not interlaced, without a palette. The same raster gives the same bytes. */
export async function encodePng(raster: Raster): Promise<Buffer> {
  const way = bestWay(raster);
  const rows = pngRows(raster, { top: 0, bottom: raster.height }, way.filtered);
  const image = await deflate(rows, rowBytes(raster) * raster.height, way);
  const pieces = [
    PNG_SIGNATURE_BYTES,
    ...chunk('IHDR', header(raster)),
    ...chunk('IDAT', image),
    ...chunk('IEND'),
  ];
  return Buffer.concat(pieces);
}

const PNG_SIGNATURE_BYTES = Buffer.from(PNG_SIGNATURE, 'latin1');

function header({ width, height, channels, depth, alpha }: Raster): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  bytes[8] = depth;
  bytes[9] = (channels === 3 ? COLOURS : 0) + (alpha ? WITH_ALPHA : 0);
  return bytes;
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer[] {
  const name = Buffer.from(type);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(data, crc32(name)));
  return [length, name, data, checksum];
}

/** The way that makes a sample of the rows smallest, unless a faster one comes near. */
function bestWay(raster: Raster): Way {
  const sizeBy = (way: Way) => deflateSync(sampled(raster, way), way).length;
  const byRuns = sizeBy(RUNS);
  const byRepeats = sizeBy(REPEATS);
  const found =
    byRepeats < WORTH_IT * byRuns ? { way: REPEATS, size: byRepeats } : { way: RUNS, size: byRuns };
  const plain = sampled(raster, DRAWN);
  if (byRuns > MAY_BE_DRAWN * plain.length) return found.way;
  return deflateSync(plain, DRAWN).length < WORTH_IT * found.size ? DRAWN : found.way;
}

/** Groups of rows that lie evenly in the image. */
function sampled(raster: Raster, { filtered }: Way): Buffer {
  const { height } = raster;
  const rows = Math.max(1, Math.floor(SAMPLE_BYTES / rowBytes(raster)));
  const count = Math.min(SAMPLES, Math.ceil(height / rows));
  const groups = Array.from({ length: count }, (_, group) => {
    const top = Math.floor((group * height) / count);
    return [...pngRows(raster, { top, bottom: Math.min(top + rows, height) }, filtered)];
  });
  return Buffer.concat(groups.flat());
}

async function deflate(rows: Iterable<Buffer>, bytes: number, way: Way): Promise<Buffer> {
  if (bytes <= AT_ONCE_BYTES)
    return deflateSync(Buffer.concat([...rows]), { ...way, chunkSize: PIECE_BYTES });
  const deflater = createDeflate({ ...way, chunkSize: PIECE_BYTES });
  const [compressed] = await Promise.all([buffer(deflater), pipeline(rows, deflater)]);
  return compressed;
}
