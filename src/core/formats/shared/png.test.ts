import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePng, encodePng, isPng, PngError } from './png.js';
import type { PngImage } from './png.js';

const LIMIT = 1_000_000;

const anyImage: fc.Arbitrary<PngImage> = fc
  .record({
    width: fc.integer({ min: 1, max: 19 }),
    height: fc.integer({ min: 1, max: 11 }),
    kind: fc.constantFrom(
      ...([1, 2, 4, 8, 16] as const).map((depth) => ({ colour: 'grey', depth, samples: 1 }) as const),
      ...([1, 2, 4, 8] as const).map((depth) => ({ colour: 'indexed', depth, samples: 1 }) as const),
      ...([8, 16] as const).map((depth) => ({ colour: 'rgb', depth, samples: 3 }) as const),
      { colour: 'grey-alpha', depth: 8, samples: 2 } as const,
      { colour: 'rgba', depth: 16, samples: 4 } as const,
    ),
    seed: fc.integer({ min: 1, max: 65535 }),
  })
  .map(({ width, height, kind, seed }) => {
    const { colour, depth, samples } = kind;
    const data = new (depth === 16 ? Uint16Array : Uint8Array)(width * height * samples);
    data.forEach((_, i) => (data[i] = ((i + 1) * seed * 40503) % (1 << depth)));
    const palette = Uint8Array.from({ length: 3 << depth }, (_, i) => (i * 7) & 255);
    return { width, height, depth, colour, data, ...(colour === 'indexed' ? { palette } : {}) };
  });

describe('PNG of label maps', () => {
  it('writes and reads every value, depth and palette', () => {
    fc.assert(
      fc.property(anyImage, (image) => {
        expect(decodePng(encodePng(image), LIMIT)).toEqual(image);
      }),
    );
  });

  it('writes files that libpng reads', async () => {
    const rgb = Uint8Array.from({ length: 5 * 4 * 3 }, (_, i) => (i * 11) & 255);
    const file = encodePng({ width: 5, height: 4, depth: 8, colour: 'rgb', data: rgb });
    expect(new Uint8Array(await sharp(file).raw().toBuffer())).toEqual(rgb);
    const palette = Uint8Array.from([0, 0, 0, 255, 0, 0, 0, 0, 255]);
    const data = Uint8Array.from([0, 1, 2, 2, 1, 0]);
    const indexed = encodePng({ width: 3, height: 2, depth: 2, colour: 'indexed', data, palette });
    const pixels = await sharp(indexed).removeAlpha().raw().toBuffer();
    expect([...pixels.subarray(3, 9)]).toEqual([255, 0, 0, 0, 0, 255]);
  });

  it.each([true, false])('reads all filters of libpng, interlaced: %s', async (progressive) => {
    const data = Uint8Array.from({ length: 61 * 43 * 3 }, (_, i) => (i * i * 13 + (i >> 3)) & 255);
    const file = await sharp(data, { raw: { width: 61, height: 43, channels: 3 } })
      .png({ progressive, adaptiveFiltering: true, compressionLevel: 9 })
      .toBuffer();
    expect(decodePng(file, LIMIT).data).toEqual(data);
  });

  it('keeps the transparency of a palette whose opaque entries come first', () => {
    const image: PngImage = {
      width: 2,
      height: 1,
      depth: 8,
      colour: 'indexed',
      data: Uint8Array.from([0, 1]),
      palette: Uint8Array.from([1, 2, 3, 4, 5, 6]),
      transparency: Uint8Array.from([255, 0]),
    };
    expect(decodePng(encodePng(image), LIMIT)).toEqual(image);
  });

  it('refuses an image beyond the limit before decompressing it', () => {
    const file = encodePng({ width: 20, height: 20, depth: 8, colour: 'grey', data: new Uint8Array(400) });
    expect(() => decodePng(file, 399)).toThrow(/20×20, more than the 399 pixels/);
  });

  it('distinguishes a PNG from other bytes, and throws PngError only', () => {
    expect(isPng(Uint8Array.from([0xff, 0xd8, 0xff]))).toBe(false);
    const whole = encodePng({ width: 9, height: 9, depth: 4, colour: 'grey', data: new Uint8Array(81) });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
        const broken = cut ? whole.slice(0, at) : whole.with(at, byte);
        try {
          decodePng(broken, LIMIT);
        } catch (error) {
          expect(error).toBeInstanceOf(PngError);
        }
      }),
    );
  });
});
