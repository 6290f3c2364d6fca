import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

const WIDTH = 64;
const HEIGHT = 48;

/** A small image with texture, to be encoded by sharp. */
export function picture(): Sharp {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3).map((_, i) => (i * i * 7) >> 5);
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

/** Two frames, for animated formats. */
export async function animation(): Promise<Sharp> {
  const frames = [await picture().png().toBuffer(), await picture().negate().png().toBuffer()];
  return sharp(frames, { join: { animated: true } });
}

/** A PNG whose header states this size, with any data. */
export function pngClaiming(width: number, height: number, samples: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(samples)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** The CRC of PNG's specification, computed bit by bit. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** A JPEG whose frame header states another size. */
export function jpegClaiming(jpeg: Buffer, width: number, height: number): Buffer {
  const claiming = Buffer.from(jpeg);
  const frame = claiming.indexOf(Buffer.of(0xff, 0xc0));
  claiming.writeUInt16BE(height, frame + 5);
  claiming.writeUInt16BE(width, frame + 7);
  return claiming;
}

/** A progressive JPEG that repeats its last scan many times: a small file that takes long to decode. */
export async function jpegOfScans(repeats: number): Promise<Buffer> {
  const jpeg = await picture().jpeg({ progressive: true }).toBuffer();
  const end = jpeg.length - 2;
  const scan = jpeg.subarray(jpeg.lastIndexOf(Buffer.of(0xff, 0xda)), end);
  return Buffer.concat([
    jpeg.subarray(0, end),
    ...Array.from({ length: repeats }, () => scan),
    jpeg.subarray(end),
  ]);
}
