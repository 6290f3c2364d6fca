import { crc32, deflateSync } from 'node:zlib';

// Embeds an ICC profile into an encoded file. The encoders cannot do this without converting the samples. The encoded
// samples stay as they are.

const APP0 = 0xe0;
const APP2 = 0xe2;
const JPEG_PIECE = 0xffff - 2 - 'ICC_PROFILE\0'.length - 2;

/** ICC.1:2022, B.4: numbered pieces in APP2 segments, here after the JFIF header if there is one. */
export function insertIccIntoJpeg(file: Buffer, profile: Uint8Array): Buffer {
  const count = Math.ceil(profile.length / JPEG_PIECE);
  const segments = Array.from({ length: count }, (_, i) => {
    const piece = profile.subarray(i * JPEG_PIECE, (i + 1) * JPEG_PIECE);
    const body = Buffer.concat([Buffer.from('ICC_PROFILE\0'), Buffer.of(i + 1, count), piece]);
    const length = body.length + 2;
    return Buffer.concat([Buffer.of(0xff, APP2, length >> 8, length & 0xff), body]);
  });
  return insertAt(file, file[3] === APP0 ? 4 + file.readUInt16BE(4) : 2, segments);
}

const PNG_HEADER_END = 33;

/** PNG specification, 11.3.2.3: an iCCP chunk, here right after IHDR. */
export function insertIccIntoPng(file: Buffer, profile: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from('iCCPicc\0\0'), deflateSync(profile)]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(typed.length - 4);
  checksum.writeUInt32BE(crc32(typed));
  return insertAt(file, PNG_HEADER_END, [length, typed, checksum]);
}

const RIFF_HEADER_END = 12;
const VP8X_END = 30;
const VP8X_FLAGS = 20;
const ICC_FLAG = 0x20;
/** Width and height, 14 bits each, in the frame header of the simple form. */
const VP8_WIDTH = 26;
const VP8_SIZE_MASK = 0x3fff;

/**
 * WebP container specification: an ICCP chunk after VP8X, the header of the extended form. A file in the simple form
 * gets this header.
 */
export function insertIccIntoWebp(file: Buffer, profile: Uint8Array): Buffer {
  const extended =
    file.toString('latin1', RIFF_HEADER_END, 16) === 'VP8X' ? Buffer.from(file) : extendWebp(file);
  extended[VP8X_FLAGS]! |= ICC_FLAG;
  const out = insertAt(extended, VP8X_END, [riffChunk('ICCP', profile)]);
  out.writeUInt32LE(out.length - 8, 4);
  return out;
}

/** For an image without alpha only: with alpha, the encoder writes the extended form itself. */
function extendWebp(file: Buffer): Buffer {
  const header = Buffer.alloc(10);
  header.writeUIntLE((file.readUInt16LE(VP8_WIDTH) & VP8_SIZE_MASK) - 1, 4, 3);
  header.writeUIntLE((file.readUInt16LE(VP8_WIDTH + 2) & VP8_SIZE_MASK) - 1, 7, 3);
  return insertAt(file, RIFF_HEADER_END, [riffChunk('VP8X', header)]);
}

function riffChunk(name: string, body: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from(name), length, body, Buffer.alloc(body.length % 2)]);
}

function insertAt(file: Buffer, offset: number, pieces: readonly Buffer[]): Buffer {
  return Buffer.concat([file.subarray(0, offset), ...pieces, file.subarray(offset)]);
}
