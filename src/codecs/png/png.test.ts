import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gradient, look, read } from '../testing/pictures.js';

const whole = await gradient(32, 16, 3).png().toBuffer();
const SIGNATURE = whole.subarray(0, 8);
const IHDR = whole.subarray(8, 33);
const DATA = whole.subarray(33, whole.length - 12);
/** The data in two chunks, with another one between them. */
const HALVES = halved(DATA.subarray(DATA.indexOf('IDAT') + 4, -4));
const IEND = whole.subarray(whole.length - 12);

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}

function halved(data: Buffer): Buffer[] {
  const text = chunk('tEXt', Buffer.from('a\0b'));
  return [chunk('IDAT', data.subarray(0, 50)), text, chunk('IDAT', data.subarray(50))];
}

/** A header: width, height, then depth, colour type, compression, filter method, interlacing. */
function header(width: number, height: number, ...others: readonly number[]): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width);
  data.writeUInt32BE(height, 4);
  data.set(others, 8);
  return chunk('IHDR', data);
}

const file = (...chunks: readonly Buffer[]): Buffer => Buffer.concat([SIGNATURE, ...chunks]);

function changed(at: number): Buffer {
  const copy = Buffer.from(whole);
  copy[at]! ^= 0x10;
  return copy;
}

describe('the reason why a PNG is not read', () => {
  it.each([
    [
      'line ends of Windows',
      Buffer.from(whole.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
      'first bytes',
    ],
    [
      'line ends of Unix',
      Buffer.from(whole.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
      'first bytes',
    ],
    ['seven bits a byte', Buffer.concat([Buffer.of(9), whole.subarray(1)]), 'first bytes'],
    ['a wrong checksum of the header', changed(20), 'the checksum of its chunk IHDR is wrong'],
    [
      'a wrong checksum of the data',
      changed(whole.indexOf('IDAT') + 10),
      'the checksum of its chunk IDAT is wrong',
    ],
    ['cut off in the data', whole.subarray(0, 80), 'it ends in its chunk IDAT'],
    ['cut off in the header', whole.subarray(0, 20), 'it ends in its chunk IHDR'],
    ['no header', file(DATA, IEND), 'it does not begin with its header'],
    ['no data', file(IHDR, IEND), 'it has no image data'],
    ['no pixels', file(header(0, 16, 8, 2, 0, 0, 0), DATA, IEND), 'says 0 × 16 pixels'],
    [
      'a size beyond PNG',
      file(header(2 ** 31, 1, 8, 2, 0, 0, 0), DATA, IEND),
      '2147483648 × 1 pixels, more than',
    ],
    ['an unknown colour type', file(header(32, 16, 8, 9, 0, 0, 0), DATA, IEND), 'the colour type 9'],
    ['an unknown depth', file(header(32, 16, 3, 2, 0, 0, 0), DATA, IEND), '3 bits per sample'],
    ['an unknown compression', file(header(32, 16, 8, 2, 1, 0, 0), DATA, IEND), 'the compression 1'],
    ['an unknown filter method', file(header(32, 16, 8, 2, 0, 7, 0), DATA, IEND), 'the filter method 7'],
    ['an unknown interlacing', file(header(32, 16, 8, 2, 0, 0, 9), DATA, IEND), 'the interlacing 9'],
    ['no palette', file(header(32, 16, 8, 3, 0, 0, 0), DATA, IEND), 'its palette is missing'],
    ['data in two places', file(IHDR, ...HALVES, IEND), 'interrupted'],
    ['too few rows', file(IHDR, chunk('IDAT', deflateSync(Buffer.alloc(97))), IEND), 'compressed samples'],
    ['no compressed data', file(IHDR, chunk('IDAT', Buffer.from('hello')), IEND), 'compressed samples'],
  ])('%s', async (_, bytes, reason) => {
    await expect(read(bytes)).rejects.toThrow(/damaged PNG/u);
    await expect(read(bytes)).rejects.toThrow(reason);
  });

  it('is its size where it is too large', async () => {
    const wide = file(header(200_000, 1000, 8, 2, 0, 0, 0), DATA, IEND);
    await expect(look(wide)).rejects.toThrow('200000 × 1000 = 200,000,000 pixels, more than limits.pixels');
  });
});

it('reads a PNG that only lacks its last chunk', async () => {
  expect((await read(whole.subarray(0, -12))).data).toEqual((await read(whole)).data);
});

it('reads a PNG that is wider than a million pixels', async () => {
  const wide = file(
    header(1_200_000, 1, 8, 0, 0, 0, 0),
    chunk('IDAT', deflateSync(Buffer.alloc(1_200_001))),
    IEND,
  );
  await expect(read(wide)).resolves.toMatchObject({ width: 1_200_000 });
});
