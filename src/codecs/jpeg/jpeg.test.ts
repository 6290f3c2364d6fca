import sharp from 'sharp';
import type { JpegOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { insertIccIntoJpeg } from '../icc.js';
import { allocateRaster } from '../raster.js';
import { headerSegments, MARKER } from './segments.js';
import { difference, gradient, look, sampleImage, read } from '../testing/pictures.js';

const picture = gradient(64, 48, 3).blur(3);
const plain = await jpeg(80);

function jpeg(quality: number, more: JpegOptions = {}): Promise<Buffer> {
  return picture
    .clone()
    .jpeg({ quality, optimiseCoding: false, ...more })
    .toBuffer();
}

const segment = (marker: number, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255), body]);

/** Puts bytes right behind the first marker. */
const behindStart = (file: Buffer, ...bytes: Uint8Array[]): Buffer =>
  Buffer.concat([file.subarray(0, 2), ...bytes, file.subarray(2)]);
const comment = segment(0xfe, Buffer.from('a camera'));

/** Where the data of the only scan begin. */
function dataStart(file: Buffer): number {
  const scan = file.indexOf(Buffer.of(0xff, 0xda));
  return scan + 2 + file.readUInt16BE(scan + 2);
}

function edited(file: Buffer, edit: (bytes: Buffer) => void): Buffer {
  const copy = Buffer.from(file);
  edit(copy);
  return copy;
}

describe('an oddity that no sample depends on', () => {
  it.each<[string, Buffer]>([
    ['a scan header with Se 0', edited(plain, (bytes) => bytes.writeUInt8(0, dataStart(plain) - 2))],
    ['bytes between segments', behindStart(plain, comment, Buffer.from('some 18 more bytes'))],
    ['FF 00 between segments', behindStart(plain, comment, Buffer.of(0xff, 0, 0xff, 0xff))],
    [
      'an unknown revision of JFIF',
      behindStart(plain, segment(0xe0, Buffer.from('JFIF\0\x02\x01\0\0\x01\0\x01\0\0', 'latin1'))),
    ],
    [
      'an ICC profile of which a piece is missing',
      behindStart(plain, segment(0xe2, Buffer.from('ICC_PROFILE\0\x02\x03pieces'))),
    ],
    ['an empty ICC profile', behindStart(plain, segment(0xe2, Buffer.from('ICC_PROFILE\0')))],
    ['a short Adobe segment', behindStart(plain, segment(0xee, Buffer.from('Adobe')))],
    [
      'YCCK of three components',
      behindStart(plain, segment(0xee, Buffer.from('Adobe\0\x64\0\0\0\0\x02', 'latin1'))),
    ],
    ['a lost end marker', plain.subarray(0, -2)],
    ['a lost end marker, and zeros', Buffer.concat([plain.subarray(0, -2), Buffer.alloc(900)])],
    ['bytes behind the end', Buffer.concat([plain, Buffer.from('a film')])],
  ])('is accepted: %s', async (_, file) => {
    const raster = await read(file);
    expect(difference(raster.data, (await read(plain)).data)).toBe(0);
  });
});

describe('damage of the data', () => {
  const large = sampleImage('soccer.jpg');

  it.each<[string, Buffer]>([
    [
      '4000 bytes are zero',
      edited(large, (bytes) => bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 4000)),
    ],
    [
      'cut off, with an end marker',
      Buffer.concat([large.subarray(0, large.length >> 1), Buffer.of(0xff, 0xd9)]),
    ],
    ['cut off, filled up with zeros', edited(large, (bytes) => bytes.fill(0, bytes.length >> 1))],
    [
      'more data than the image needs',
      Buffer.concat([large.subarray(0, -2), Buffer.alloc(40, 0x55), Buffer.of(0xff, 0xd9)]),
    ],
  ])('is refused, and by its name: %s', async (_, file) => {
    const error: unknown = await read(file).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/cat: damaged JPEG: /u);
    expect(String(error)).not.toContain('exact');
  });
});

describe('a file', () => {
  /** Without the tables of Huffman codes, as cameras write frames of films. The library then takes those of the standard. */
  function withoutTables(file: Buffer): Buffer {
    const pieces: Buffer[] = [file.subarray(0, 2)];
    for (const { marker, bytes } of headerSegments(file)) {
      if (marker !== MARKER.huffmanTables) pieces.push(Buffer.from(bytes));
    }
    return Buffer.concat([...pieces, file.subarray(dataStart(file))]);
  }

  it('is read by its own tables, whatever was read before', async () => {
    const bare = withoutTables(plain);
    expect(bare.length).toBeLessThan(plain.length - 300);
    await read(await jpeg(80, { optimiseCoding: true }));
    expect(difference((await read(bare)).data, (await read(plain)).data)).toBe(0);
  });

  it('is read after a damaged one', async () => {
    const table = plain.indexOf(Buffer.of(0xff, 0xc4));
    const broken = edited(plain, (bytes) => bytes.fill(0xff, table + 5, table + 21));
    await expect(read(broken)).rejects.toThrow('Bogus Huffman table definition');
    await read(plain);
  });
});

describe('a frame header without components', () => {
  it('is refused', async () => {
    const frame = plain.indexOf(Buffer.of(0xff, 0xc0));
    const bare = edited(plain, (bytes) => bytes.writeUInt8(0, frame + 9));
    await expect(look(bare)).rejects.toThrow('cat: a JPEG of 0 colour components cannot be read');
  });
});

describe('a JPEG in CMYK', () => {
  const cmyk = picture.clone().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();

  it('is converted where the options ask for it, by the product of ink and black', async () => {
    const file = await cmyk;
    const options = { cmyk: 'convert' } as const;
    const info = await look(file, options);
    expect(info).toMatchObject({ channels: 3, icc: undefined });
    expect(info.warnings.join()).toContain('converted from CMYK to RGB without a colour profile');
    const inks = await sharp(file).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer();
    const { data } = await read(file, options);
    for (let pixel = 0; pixel < 64 * 48; pixel++) {
      for (let i = 0; i < 3; i++) {
        const expected = ((255 - inks[pixel * 4 + i]!) * (255 - inks[pixel * 4 + 3]!)) / 255;
        expect(Math.abs(data[pixel * 3 + i]! - expected)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('is converted by its profile where it has one', async () => {
    const profiled = await picture
      .clone()
      .withIccProfile('cmyk')
      .toColourspace('cmyk')
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const options = { cmyk: 'convert' } as const;
    expect((await look(profiled, options)).warnings.join()).toContain('by its colour profile');
    const { data } = await read(profiled, options);
    const expected = await picture.clone().raw().toBuffer();
    expect(difference(data, expected)).toBeLessThan(25);
    expect(difference(data, (await read(await cmyk, options)).data)).toBeGreaterThan(1);
  });

  it('is converted as without a profile where its own is damaged, and says so', async () => {
    const options = { cmyk: 'convert' } as const;
    const profile = (await sharp(await picture.clone().withIccProfile('cmyk').jpeg().toBuffer()).metadata())
      .icc!;
    const bare = await cmyk;
    const { data: expected } = await read(bare, options);
    const damages: Readonly<Record<string, Buffer>> = {
      'cut off': profile.subarray(0, 1000),
      'of a header alone': profile.subarray(0, 128),
      'of too many tags': edited(profile, (bytes) => bytes.writeUInt32BE(0xffffffff, 128)),
      'without tags': edited(profile, (bytes) => bytes.writeUInt32BE(0, 128)),
      'of zeros': edited(profile, (bytes) => bytes.fill(0, 200)),
      'for RGB': edited(profile, (bytes) => bytes.write('RGB ', 16)),
    };
    for (const [name, damaged] of Object.entries(damages)) {
      const file = insertIccIntoJpeg(bare, damaged);
      const { warnings } = await look(file, options);
      expect(warnings.join(), name).toContain(
        'its colour profile is damaged or not for CMYK, and is not used',
      );
      expect((await read(file, options)).data, name).toEqual(expected);
    }
    const whole = insertIccIntoJpeg(bare, profile);
    expect((await look(whole, options)).warnings.join()).toContain('by its colour profile');
  });

  it('is refused otherwise', async () => {
    await expect(look(await cmyk)).rejects.toThrow('in CMYK; convert it to RGB first, or use');
  });
});

describe('an ICC profile', () => {
  it('is kept, though the decoder does not get it', async () => {
    const profile = Buffer.alloc(70_000, 'profile');
    expect((await look(insertIccIntoJpeg(plain, profile))).icc).toEqual(profile);
  });
});

describe('a reduced copy', () => {
  const longest = 20;
  const reduced = async (file: Uint8Array, at = longest) => {
    const info = await look(file, { cmyk: 'convert' });
    return info.codec.decodeReduced?.(file, info, at, allocateRaster);
  };

  it.each([
    ['of the least size that is large enough', {}],
    ['of a progressive file', { progressive: true }],
  ])('has about the means of the pixels that it stands for, %s', async (_, options) => {
    const file = await jpeg(95, { chromaSubsampling: '4:4:4', ...options });
    const small = (await reduced(file))!;
    expect([small.width, small.height]).toEqual([32, 24]);
    const whole = await read(file);
    const means = Array.from({ length: 32 * 24 * 3 }, (_unused, i) => {
      const [x, y, c] = [Math.floor(i / 3) % 32, Math.floor(i / 96), i % 3];
      const at = (dx: number, dy: number) => whole.data[((2 * y + dy) * 64 + 2 * x + dx) * 3 + c]!;
      return (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
    });
    expect(difference(small.data, means)).toBeLessThan(1.5);
  });

  it('is as small as it may be, and is not made where half the size is too small', async () => {
    expect(await reduced(plain, 8)).toMatchObject({ width: 8, height: 6 });
    expect(await reduced(plain, 9)).toMatchObject({ width: 16, height: 12 });
    expect(await reduced(plain, 33)).toBeUndefined();
  });

  it('is not made of colours in CMYK, nor of a damaged file', async () => {
    expect(await reduced(await picture.clone().toColourspace('cmyk').jpeg().toBuffer())).toBeUndefined();
    expect(await reduced(plain.subarray(0, dataStart(plain) + 30))).toBeUndefined();
  });
});
