import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../core/engine/raster.js';
import type { EncodeOptions } from './encode.js';
import { encode } from './index.js';
import { jpegCodec } from './jpeg/jpeg.js';
import { allocateRaster } from './raster.js';
import { recode } from './recode.js';
import { difference, gradient, look, sampleImage, read } from './testing/pictures.js';

const options: EncodeOptions = { format: 'jpeg' };
const soccer = await read(sampleImage('soccer.jpg'));
const profile = (await sharp(await gradient(2, 2, 3).withIccProfile('p3').png().toBuffer()).metadata()).icc!;

async function picture(channels: 1 | 2 | 3 | 4): Promise<Raster> {
  return read(await gradient(33, 21, channels).png().toBuffer());
}

describe('encode', () => {
  it('writes JPEG close to the image', async () => {
    const file = await encode(soccer, options);
    expect(difference((await read(file)).data, soccer.data)).toBeLessThan(3);
    expect((await sharp(file).metadata()).chromaSubsampling).toBe('4:2:0');
  });

  it.each([
    ['4:4:4', 0x11],
    ['4:4:0', 0x12],
    ['4:2:2', 0x21],
    ['4:2:0', 0x22],
  ] as const)('subsamples %s', async (subsampling, factors) => {
    const file = Buffer.from(await encode(soccer, { ...options, subsampling }));
    expect(file[file.indexOf(Buffer.of(0xff, 0xc0)) + 11]).toBe(factors);
  });

  it('writes grey JPEG for a grey image', async () => {
    const file = await encode(await picture(1), options);
    expect(await look(file)).toMatchObject({ channels: 1, frame: { width: 33, height: 21 } });
  });

  it.each([1, 2, 3, 4] as const)('keeps PNG of %i channels to the bit', async (channels) => {
    const raster = await picture(channels);
    const again = await read(await encode(raster, { ...options, format: 'png' }));
    expect(again).toEqual(raster);
  });

  it.each([3, 4] as const)('writes WebP of %i channels', async (channels) => {
    const raster = await picture(channels);
    const again = await read(await encode(raster, { ...options, format: 'webp' }));
    expect(again).toMatchObject({ width: 33, height: 21, channels: 3 });
    expect(again.alpha).toEqual(raster.alpha);
  });

  it('drops alpha from JPEG, and says so', async () => {
    const { alpha: _, ...opaque } = await picture(4);
    expect(await encode(await picture(4), options)).toEqual(await encode(opaque, options));
    expect(jpegCodec.canWrite && jpegCodec.encodingLoss?.({ hasAlpha: true })).toMatch('alpha is dropped');
    expect(jpegCodec.canWrite && jpegCodec.encodingLoss?.({ hasAlpha: false })).toBeUndefined();
  });

  it.each(['jpeg', 'png', 'webp'] as const)('gives the same bytes again, %s', async (format) => {
    const [first, second] = [
      await encode(soccer, { ...options, format }),
      await encode(soccer, { ...options, format }),
    ];
    expect(first).toEqual(second);
  });

  it.each([
    ['jpeg', 3],
    ['jpeg', 1],
    ['png', 3],
    ['png', 4],
    ['webp', 3],
    ['webp', 4],
  ] as const)('carries the colour profile on: %s, %i channels', async (format, channels) => {
    const raster = await picture(channels);
    const plain = await encode(raster, { ...options, format });
    const file = await encode(raster, { ...options, format, icc: profile });
    expect((await look(file)).icc).toEqual(profile);
    expect((await sharp(file).metadata()).icc).toEqual(profile);
    expect(await read(file)).toEqual(await read(plain));
  });

  it('refuses what a format cannot hold', async () => {
    await expect(encode(allocateRaster(16_384, 1, 3, false), { ...options, format: 'webp' })).rejects.toThrow(
      '16384 × 1 is too large for webp',
    );
    await expect(encode(allocateRaster(1, 65_501, 1, false), options)).rejects.toThrow('too large for jpeg');
  });
});

describe('recode', () => {
  it.each([1, 3, 4] as const)('is a JPEG round trip in place, %i channels', async (channels) => {
    const raster = await picture(channels);
    const before = raster.alpha?.slice();
    const expected = await read(await encode(raster, { ...options, quality: 40 }));
    recode(raster, { kind: 'recode', format: 'jpeg', quality: 40 });
    expect(difference(raster.data, expected.data)).toBe(0);
    expect(raster.alpha).toEqual(before);
  });

  it('refuses what JPEG cannot hold, by name', () => {
    for (const [width, height] of [
      [65_501, 1],
      [1, 65_501],
    ] as const) {
      expect(() => {
        recode(allocateRaster(width, height, 1, false), { kind: 'recode', format: 'jpeg', quality: 40 });
      }).toThrow(`ImageCompression: ${width} × ${height} is too large for JPEG`);
    }
  });

  it('has no WebP', async () => {
    const raster = await picture(3);
    expect(() => {
      recode(raster, { kind: 'recode', format: 'webp', quality: 40 });
    }).toThrow('not supported');
  });
});
