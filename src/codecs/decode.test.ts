import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Kernels } from '../core/engine/memory.js';
import { ImageError } from '../core/errors.js';
import type { DecodeOptions } from '../core/image-codec.js';
import { decode } from './decode.js';
import { allocateRaster } from './raster.js';
import {
  difference,
  gradient,
  gradientSamples,
  look,
  read,
  readAny,
  sampleImage,
} from './testing/pictures.js';

const options: DecodeOptions = { frames: 'refuse', cmyk: 'refuse', damaged: 'refuse' };

describe('decode', () => {
  it('reads JPEG exactly', async () => {
    const bytes = sampleImage('soccer.jpg');
    const reference = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(difference((await read(bytes)).data, reference)).toBe(0);
  });

  it('keeps grey grey', async () => {
    const samples = await gradient(31, 17, 1).blur(2).raw().toBuffer();
    const raw = { width: 31, height: 17, channels: 1 } as const;
    const bytes = await sharp(samples, { raw }).toColourspace('b-w').jpeg({ quality: 100 }).toBuffer();
    const raster = await read(bytes);
    expect(raster.channels).toBe(1);
    expect(difference(raster.data, samples)).toBeLessThan(2);
  });

  it('delivers an image as it is stored', async () => {
    const bytes = sampleImage('girl-and-dog.jpeg');
    const { stored } = await look(bytes);
    expect(await read(bytes)).toMatchObject(stored);
  });

  it.each([1, 2, 3, 4] as const)('reads PNG of %i channels to the bit, alpha apart', async (channels) => {
    const samples = gradientSamples(13, 7, channels);
    const raster = await read(await gradient(13, 7, channels).png().toBuffer());
    const colours = raster.channels;
    expect(colours + Number(raster.alpha !== undefined)).toBe(channels);
    for (let pixel = 0; pixel < 13 * 7; pixel++) {
      const expected = [...samples.subarray(pixel * channels, (pixel + 1) * channels)];
      const actual = [...raster.data.subarray(pixel * colours, (pixel + 1) * colours)];
      if (raster.alpha) actual.push(raster.alpha[pixel]!);
      expect(actual).toEqual(expected);
    }
  });

  it('reads palettes as colours', async () => {
    const bytes = await gradient(40, 30, 3).png({ palette: true, colours: 8 }).toBuffer();
    const raster = await read(bytes);
    expect(raster.channels).toBe(3);
    expect(difference(raster.data, await sharp(bytes).raw().toBuffer())).toBe(0);
  });

  it('keeps 16 bits', async () => {
    const samples = Uint16Array.from({ length: 12 }, (_, i) => i * 5000 + 255);
    const deep = sharp(samples, { raw: { width: 4, height: 1, channels: 3 } });
    const bytes = await deep.toColourspace('rgb16').png().toBuffer();
    expect(await readAny(bytes)).toMatchObject({ channels: 3, depth: 16, data: samples });
  });

  it('leaves samples alone, whatever the colour profile', async () => {
    const plain = await gradient(20, 20, 3).png().toBuffer();
    const profiled = await sharp(plain).withIccProfile('p3').png().toBuffer();
    const stored = await sharp(profiled, { ignoreIcc: true }).raw().toBuffer();
    expect((await look(profiled)).icc).toBeDefined();
    expect(difference((await read(profiled)).data, stored)).toBe(0);
    expect(difference((await read(plain)).data, stored)).toBeGreaterThan(1);
  });

  it("writes into the kernels' memory, also while it grows", async () => {
    const kernels = new Kernels();
    const bytes = sampleImage('soccer.jpg');
    const info = await look(bytes);
    const plain = await decode(bytes, info, options, allocateRaster);
    const surfaces = await Promise.all(
      [1, 2, 3].map(() =>
        decode(bytes, info, options, (width, height, channels, withAlpha, depth = 8) =>
          kernels.surface({ width, height, channels, withAlpha, depth }),
        ),
      ),
    );
    expect(difference(surfaces[0]!.data, plain.data)).toBe(0);
    expect(difference(surfaces[2]!.data, plain.data)).toBe(0);
  });
});

describe('a JPEG whose colours are a quarter as wide as the picture, and half as high', () => {
  it('is read', async () => {
    const raster = await read(await plainQuarterJpeg());
    expect(raster).toMatchObject({ width: 32, height: 16, channels: 3 });
    expect(new Set(raster.data)).toEqual(new Set([128]));
  });
});

/** A grey 32 × 16 picture of a single unit of 8 + 1 + 1 blocks, by the tables that a common encoder wrote. */
async function plainQuarterJpeg(): Promise<Buffer> {
  const create = { width: 32, height: 16, channels: 3, background: '#808080' } as const;
  const bytes = await sharp({ create }).jpeg({ optimiseCoding: false }).toBuffer();
  const samplingOfY = bytes.indexOf(Buffer.from([0xff, 0xc0])) + 11;
  bytes[samplingOfY] = 0x42;
  const scan = bytes.indexOf(Buffer.from([0xff, 0xda])) + 14;
  // Of each block: no change of the mean, then no more; the two codes for Y, and those for Cb and Cr.
  const bits = '001010'.repeat(8) + '0000'.repeat(2);
  const coded = bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2));
  return Buffer.concat([bytes.subarray(0, scan), Buffer.from([...coded, 0xff, 0xd9])]);
}

describe('a damaged file', () => {
  const picture = gradient(64, 48, 3);

  it.each(['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif'] as const)(
    '%s cut off is refused',
    async (format) => {
      const bytes = await picture.clone().toFormat(format).toBuffer();
      for (const part of [0.3, 0.6, 0.97]) {
        const cut = bytes.subarray(0, Math.floor(bytes.length * part));
        await expect(read(cut)).rejects.toThrow(/^cat: (damaged|not an image)/u);
      }
    },
  );

  it('JPEG without its last bytes is refused', async () => {
    const bytes = sampleImage('soccer.jpg');
    await expect(read(bytes.subarray(0, -50))).rejects.toThrow(
      'cat: damaged JPEG: Corrupt JPEG data: premature end of data segment',
    );
  });

  it('never brings anything but a picture or an ImageError', async () => {
    const files = await Promise.all(
      (['jpeg', 'png', 'webp', 'tiff', 'gif'] as const).map((format) =>
        picture.clone().toFormat(format).toBuffer(),
      ),
    );
    const place = fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(place, { minLength: 1, maxLength: 8 }),
        async (file, places) => {
          const bytes = Buffer.from(file);
          for (const [at, value] of places) bytes[Math.floor(at * bytes.length)] = value;
          const result = await read(bytes).catch((error: unknown) => error);
          if (result instanceof Error) expect(result).toBeInstanceOf(ImageError);
          else expect(result).toHaveProperty('data');
        },
      ),
      { numRuns: 300 },
    );
  });
});
