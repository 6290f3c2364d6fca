import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { apply } from '../core/geometry/matrix.js';
import { orientationMatrix } from '../core/plan/operation-matrix.js';
import { ImageError } from '../core/errors.js';
import { insertIccIntoJpeg } from './icc.js';
import { gradient, LIMITS, look, sampleImage, read } from './testing/pictures.js';

const picture = gradient(40, 30, 3);
const jpeg = await picture.clone().jpeg().toBuffer();
const png = await picture.clone().png().toBuffer();

/** A PNG with one more chunk behind its header. */
function withChunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), body]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(body.length);
  ends.writeUInt32BE(crc32(typed), 4);
  return Buffer.concat([png.subarray(0, 33), ends.subarray(0, 4), typed, ends.subarray(4), png.subarray(33)]);
}

/** A PNG that claims another size. */
function claiming(width: number, height: number): Buffer {
  const bomb = Buffer.from(png);
  bomb.writeUInt32BE(width, 16);
  bomb.writeUInt32BE(height, 20);
  bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
  return bomb;
}

describe('inspect', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif'] as const)(
    'reads the header of %s',
    async (format) => {
      const info = await look(await picture.clone().toFormat(format).toBuffer());
      expect(info).toMatchObject({
        codec: { name: format },
        frame: { width: 40, height: 30 },
        channels: 3,
        icc: undefined,
        warnings: [],
      });
    },
  );

  it('tells grey and alpha', async () => {
    expect(await look(await gradient(9, 9, 1).jpeg().toBuffer())).toMatchObject({ channels: 1 });
    const both = await look(await gradient(9, 9, 2).png().toBuffer());
    expect(both).toMatchObject({ channels: 1, hasAlpha: true });
    expect(await look(sampleImage('pen.png'))).toMatchObject({ channels: 3, hasAlpha: true });
  });

  it('gives an image with an orientation tag its displayed size, or the stored one', async () => {
    const bytes = sampleImage('girl-and-dog.jpeg');
    const applied = await look(bytes);
    const { width, height } = applied.stored;
    expect(applied.frame).toEqual({ width: height, height: width });
    const stored = await look(bytes, { exif: 'stored' });
    expect(stored).toMatchObject({ frame: { width, height }, orientation: 'identity' });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns EXIF orientation %i as sharp does', async (orientation) => {
    const bytes = await picture.clone().withMetadata({ orientation }).png().toBuffer();
    const info = await look(bytes);
    const upright = await sharp(bytes, { ignoreIcc: true }).autoOrient().raw().toBuffer();
    const raw = await picture.clone().raw().toBuffer();
    const matrix = orientationMatrix(info.orientation, info.stored);
    for (const [x, y] of [
      [0, 0],
      [39, 0],
      [3, 17],
      [20, 29],
    ] as const) {
      const [u, v] = apply(matrix, [x + 0.5, y + 0.5]);
      const there = (Math.floor(v) * info.frame.width + Math.floor(u)) * 3;
      expect(upright.subarray(there, there + 3)).toEqual(
        raw.subarray((y * 40 + x) * 3, (y * 40 + x) * 3 + 3),
      );
    }
  });

  it('reads the orientation of a JPEG itself, in both byte orders, and takes 0 and 9 for none', async () => {
    for (const [tag, expected] of [
      [0, 'identity'],
      [6, 'turn_270'],
      [9, 'identity'],
    ] as const) {
      for (const [mark, short] of [
        ['II*\0', [tag, 0]],
        ['MM\0*', [0, tag]],
      ] as const) {
        const little = mark.startsWith('I');
        const number = (value: number, bytes: number) => {
          const digits = Array.from({ length: bytes }, (_, i) => (value >> (8 * i)) & 255);
          return little ? digits : digits.reverse();
        };
        const entry = [...number(0x112, 2), ...number(3, 2), ...number(1, 4), ...short, 0, 0];
        const body = Buffer.from([
          ...Buffer.from(`Exif\0\0${mark}`),
          ...number(8, 4),
          ...number(1, 2),
          ...entry,
        ]);
        const segment = Buffer.concat([Buffer.of(0xff, 0xe1, 0, body.length + 2), body]);
        const tagged = Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
        expect((await look(tagged)).orientation).toBe(expected);
      }
    }
  });

  it('finds a profile spread over several segments', async () => {
    const profile = Buffer.alloc(150_000, 'profile');
    expect((await look(insertIccIntoJpeg(jpeg, profile))).icc).toEqual(profile);
  });

  it('warns of a misleading name, and says how many bits are kept', async () => {
    expect((await look(jpeg, { name: 'cat.png' })).warnings).toEqual([
      'cat.png: the name announces PNG, but the content is JPEG; read as JPEG',
    ]);
    const deep = await picture.clone().toColourspace('rgb16').png().toBuffer();
    expect(await look(deep, { name: 'deep.png' })).toMatchObject({ bits: 16, depth: 16, warnings: [] });
  });
});

describe('inspect refuses', () => {
  const frame = (type: number, rest: number[]) => Buffer.from([0xff, type, 0, rest.length + 2, ...rest]);
  const start = jpeg.subarray(0, 2);
  const colours = [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
  const scans = Buffer.concat(Array.from({ length: 600 }, () => frame(0xda, [1, 1, 0, 0, 63, 0])));

  it.each<[string, Promise<Uint8Array> | Uint8Array, string]>([
    ['an empty file', Buffer.alloc(0), 'the file is empty'],
    ['a text', Buffer.from('hello, world'), 'not an image; JPEG, PNG'],
    ['an SVG', Buffer.from('<svg/>'), 'this is an SVG drawing'],
    ['a PDF', Buffer.from('%PDF-1.4'), 'this is a PDF document'],
    ['a BMP of a few bytes', Buffer.from('BM......'), 'damaged BMP: it ends in its header'],
    ['a JPEG 2000', Buffer.from('....jP  ..'), 'this is a JPEG 2000 image'],
    ['a HEIF', Buffer.from('....ftypheic....'), 'npm install heic-decode'],
    ['a JPEG cut off in its header', jpeg.subarray(0, 100), 'damaged JPEG: it ends, or is damaged'],
    ['a JPEG of nothing else', jpeg.subarray(0, 3), 'damaged JPEG'],
    [
      'a JPEG whose frame header is too short',
      Buffer.concat([start, frame(0xc0, [8, 0, 9, 0, 9, 3]), scans]),
      'its frame header is damaged',
    ],
    [
      'two frames',
      Buffer.concat([start, frame(0xc0, [8, 0, 9, 0, 9, ...colours]), jpeg.subarray(2)]),
      'frame header',
    ],
    [
      'scans without end',
      Buffer.concat([start, frame(0xc2, [8, 0, 9, 0, 9, ...colours]), scans]),
      '600 scans',
    ],
    [
      '12-bit JPEG',
      Buffer.concat([start, frame(0xc1, [12, 0, 9, 0, 9, ...colours]), scans]),
      '12 bits per sample',
    ],
    [
      'a JPEG of no size',
      Buffer.concat([start, frame(0xc0, [8, 0, 0, 0, 9, ...colours]), scans]),
      'no pixels',
    ],
    ['CMYK JPEG', picture.clone().toColourspace('cmyk').jpeg().toBuffer(), 'in CMYK; convert'],
    ['CMYK TIFF', picture.clone().toColourspace('cmyk').tiff().toBuffer(), 'in CMYK; convert'],
    ['an animated PNG', withChunk('acTL', Buffer.from([0, 0, 0, 7, 0, 0, 0, 0])), '7 frames or pages'],
    ['a PNG cut off in its header', png.subarray(0, 30), 'damaged PNG'],
    [
      'a PNG bomb',
      claiming(20_000, 20_000),
      '20000 × 20000 = 400,000,000 pixels, more than limits.pixels (100,000,000)',
    ],
  ])('%s', async (_, bytes, reason) => {
    const error: unknown = await look(await bytes, { name: 'a/cat.jpg' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ImageError);
    expect((error as Error).message).toMatch(/^a\/cat\.jpg: /u);
    expect((error as Error).message).toContain(reason);
  });

  it.each(['gif', 'webp'] as const)('an animated %s', async (format) => {
    const frames = [gradient(8, 8, 3), gradient(8, 8, 3).negate()];
    const files = await Promise.all(frames.map((each) => each.png().toBuffer()));
    const bytes = await sharp(files, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    await expect(look(bytes)).rejects.toThrow('2 frames or pages');
  });

  it('what is beyond the limits, by one', async () => {
    const limits = { pixels: 1200, bytes: jpeg.length };
    await expect(look(jpeg, { limits })).resolves.toBeDefined();
    await expect(look(jpeg, { limits: { ...limits, pixels: 1199 } })).rejects.toThrow(
      'limits.pixels (1,199)',
    );
    await expect(look(jpeg, { limits: { ...LIMITS, bytes: jpeg.length - 1 } })).rejects.toThrow(
      'limits.bytes',
    );
  });

  it('a JPEG bomb before anything is allocated', async () => {
    const bomb = Buffer.concat([start, frame(0xc0, [8, 255, 255, 255, 255, ...colours]), scans]);
    await expect(read(bomb)).rejects.toThrow('4,294,836,225 pixels');
  });
});
