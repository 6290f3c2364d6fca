import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { difference, gradient, gradientSamples, look, read, readAny } from '../testing/pictures.js';
import type { Raster } from '../../core/engine/raster.js';
import { encode } from '../index.js';
import { page, tiff } from '../testing/tiffs.js';
import type { TestDirectory } from '../testing/tiffs.js';

const RGB = 2;
const GREY = 1;
const EXTRA = 338;
const SUBFILE = 254;
const eights = (count: number): number[] => Array.from({ length: count }, () => 8);

/** The samples at some places of each pixel. */
function picked({ samples }: TestDirectory, perPixel: number, places: readonly number[]): number[] {
  return Array.from({ length: 12 }, (_, pixel) =>
    places.map((place) => samples[pixel * perPixel + place]!),
  ).flat();
}

describe('a TIFF of more samples than colours', () => {
  it('has alpha where the file names it, and nothing else', async () => {
    const directory = page(RGB, eights(4), { [EXTRA]: [2] });
    const raster = await read(tiff([directory]));
    expect(raster.channels).toBe(3);
    expect(raster).not.toHaveProperty('planes');
    expect([...raster.data]).toEqual(picked(directory, 4, [0, 1, 2]));
    expect([...raster.alpha!]).toEqual(picked(directory, 4, [3]));
    expect((await look(tiff([directory]))).warnings).toEqual([]);
  });

  it.each([
    ['two unnamed', page(RGB, eights(5), { [EXTRA]: [0, 0] }), [0, 1, 2, 3, 4], undefined],
    ['one unnamed', page(RGB, eights(4), { [EXTRA]: [0] }), [0, 1, 2, 3], undefined],
    ['one, not described', page(RGB, eights(4)), [0, 1, 2, 3], undefined],
    ['an unnamed one and alpha', page(RGB, eights(5), { [EXTRA]: [0, 2] }), [0, 1, 2, 3], 4],
    ['grey and others', page(GREY, eights(4), { [EXTRA]: [0, 0, 0] }), [0, 1, 2, 3], undefined],
    ['grey, another and alpha', page(GREY, eights(3), { [EXTRA]: [0, 2] }), [0, 1], 2],
  ] as const)('has planes, of which none is left out: %s', async (_, directory, places, alphaAt) => {
    const file = tiff([directory]);
    const count = places.length + Number(alphaAt !== undefined);
    const raster = await read(file);
    expect(raster).toMatchObject({ channels: 1, planes: places.length });
    expect([...raster.data]).toEqual(places.flatMap((place) => picked(directory, count, [place])));
    expect(raster.alpha && [...raster.alpha]).toEqual(alphaAt && picked(directory, count, [alphaAt]));
    const note = `cat: ${places.length} samples per pixel, of which it calls 3 RGB`;
    const { warnings } = await look(file);
    if (directory.tags[262]![0] === RGB) expect(warnings.join()).toContain(note);
    else expect(warnings).toEqual([]);
  });

  it('says that a profile is left out', async () => {
    const directory = page(GREY, eights(2));
    const file = tiff([{ ...directory, texts: { 34_675: Buffer.from('a profile') } }]);
    expect(await look(file)).toMatchObject({
      icc: undefined,
      warnings: ['cat: its colour profile is left out, since planes are no colours'],
    });
  });

  it('has separate planes only of samples that are there', async () => {
    const planes = page(RGB, eights(5), { [EXTRA]: [0, 0], 284: [2] });
    await expect(read(tiff([planes]))).rejects.toThrow('damaged TIFF: its planes have different numbers');
    const grey = page(GREY, eights(2), { [EXTRA]: [2], 284: [2] });
    await expect(look(tiff([grey]))).rejects.toThrow('grey and alpha in separate planes');
  });

  it('of a palette is refused', async () => {
    await expect(look(tiff([page(3, eights(2), { [EXTRA]: [0] })]))).rejects.toThrow(
      '2 samples per pixel, of which a palette has only 1',
    );
  });
});

describe('a TIFF in YCbCr', () => {
  const colours = page(6, eights(3), { 530: [1, 1] });
  const toRgb = ([y, cb, cr]: number[]) =>
    [
      y! + 1.402 * (cr! - 128),
      y! - 0.344136 * (cb! - 128) - 0.714136 * (cr! - 128),
      y! + 1.772 * (cb! - 128),
    ].map((value) => Math.min(255, Math.max(0, value)));

  it('is converted where no JPEG does it', async () => {
    const { data } = await read(tiff([colours]));
    for (let i = 0; i < data.length; i += 3) {
      const expected = toRgb([...colours.samples.subarray(i, i + 3)]);
      const off = expected.map((value, k) => Math.abs(value - data[i + k]!));
      expect(Math.max(...off)).toBeLessThanOrEqual(2);
    }
  });

  it('has no alpha where the colours are subsampled', async () => {
    const halved = { ...page(6, eights(3), { 530: [2, 1] }), samples: Buffer.alloc(4 * 3 * 2, 128) };
    const raster = await read(tiff([halved]));
    expect(raster.alpha).toBeUndefined();
    expect([...raster.data].every((value) => Math.abs(value - 128) <= 1)).toBe(true);
  });
});

describe('the directories of a TIFF', () => {
  const image = page(RGB, eights(3));
  const other = { ...image, samples: Buffer.alloc(36, 9) };
  const tagged = (kind: number) => ({ ...other, tags: { ...other.tags, [SUBFILE]: [kind] } });

  it.each([false, true])('are those of one image with overviews and masks, BigTIFF %s', async (big) => {
    for (const directories of [[image], [image, tagged(1), tagged(4), tagged(5)], [tagged(1), image]]) {
      expect([...(await read(tiff(directories, { big }))).data]).toEqual([...image.samples]);
    }
  });

  it('are refused as pages, or read as the first', async () => {
    const pages = tiff([image, tagged(2)]);
    await expect(look(pages)).rejects.toThrow('2 frames or pages');
    const options = { frames: 'first' } as const;
    expect((await look(pages, options)).warnings).toEqual([
      'cat: 2 frames or pages; only the first one is used',
    ]);
    expect([...(await read(pages, options)).data]).toEqual([...image.samples]);
  });

  it('may have tags that other programs wrote badly', async () => {
    const odd = { ...image, texts: { 270: Buffer.from('no final zero'), 34_675: Buffer.from('a profile') } };
    const wrong = { ...odd, tags: { ...image.tags, 258: [8, 8, 8, 1], 65_000: [1, 2, 3] } };
    const file = tiff([wrong]);
    expect((await read(file)).data).toHaveLength(36);
    expect((await look(file)).icc).toEqual(Buffer.from('a profile'));
  });

  it('may have a palette of 8 bits', async () => {
    const colours = Array.from({ length: 768 }, (_, i) => (i < 256 ? i : 255 - (i % 256)));
    const { data } = await read(tiff([page(3, [8], { 320: colours })]));
    expect([...data.subarray(0, 6)]).toEqual([1, 254, 254, 6, 249, 249]);
  });

  it.each<[string, TestDirectory, string]>([
    ['Lab', page(8, eights(3)), 'its colours are CIE L*a*b*'],
    ['a sensor', page(32_803, [8]), 'the mosaic of a camera sensor'],
    [
      'Zstandard',
      page(RGB, eights(3), { 259: [50_000] }),
      'the compression Zstandard of TIFF cannot be read',
    ],
    ['old JPEG', page(6, eights(3), { 259: [6] }), 'the compression old-style JPEG'],
    ['12 bits', page(GREY, [12]), 'a TIFF of 12 bits per sample in grey cannot be read'],
    ['different bits', page(RGB, [8, 8, 16]), 'a TIFF of 8 and 16 bits per sample'],
    ['signed samples', page(GREY, [8], { 339: [2] }), 'signed samples cannot be read'],
    ['small planes', page(6, eights(3), { 530: [2, 2], 284: [2] }), 'YCbCr in separate planes of different'],
    ['a DNG', page(RGB, eights(3), { 50_706: [1] }), 'a raw image of a camera (DNG)'],
    ['seventeen samples', page(RGB, eights(17)), '17 samples per pixel, more than 16'],
    ['floats after others', page(GREY, eights(2), { 339: [1, 3] }), 'floating-point samples cannot be read'],
    ['alpha before others', page(RGB, eights(5), { [EXTRA]: [2, 0] }), 'alpha is sample 4 of 5, before'],
    ['planes of four bits', page(GREY, [4, 4]), '2 planes of 4 bits'],
    ['too few samples', page(RGB, eights(2)), '2 samples per pixel, too few for RGB'],
    ['CMYK', page(5, eights(4)), 'in CMYK; convert'],
  ])('are refused with the true reason: %s', async (_, directory, reason) => {
    const error: unknown = await look(tiff([directory])).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(reason);
    expect(String(error)).not.toContain('damaged');
  });

  it('are refused as damaged where they end early', async () => {
    const file = tiff([image]);
    for (const length of [3, 9, 20, file.length - 12]) {
      await expect(look(file.subarray(0, length))).rejects.toThrow(/damaged TIFF|not an image/u);
    }
    const cut = { ...image, samples: image.samples.subarray(0, 20) };
    await expect(read(tiff([cut]))).rejects.toThrow('damaged TIFF: it ends before its samples do');
  });
});

describe('a TIFF in CMYK', () => {
  const CMYK = 5;
  const convert = { cmyk: 'convert' } as const;
  const inks = page(CMYK, eights(4));

  /** The header of a profile for samples of such a colour space. */
  const profile = (space: string): Buffer => {
    const bytes = Buffer.alloc(128);
    bytes.write(space, 16, 'latin1');
    bytes.write('acsp', 36, 'latin1');
    return bytes;
  };

  it.each([
    ['no profile', inks],
    ['a profile for RGB', { ...inks, texts: { 34_675: profile('RGB ') } }],
  ])('is converted by the product of ink and black where it has %s', async (_, directory) => {
    const file = tiff([directory]);
    const left = picked(directory, 4, [0, 1, 2]).map((ink, i) => {
      const black = directory.samples[Math.floor(i / 3) * 4 + 3]!;
      return Math.round(((255 - ink) * (255 - black)) / 255);
    });
    expect(difference((await read(file, convert)).data, Uint8Array.from(left))).toBeLessThanOrEqual(0.5);
    expect((await look(file, convert)).warnings.join()).toContain('without a colour profile');
  });
});

describe('a TIFF of 16 bits', () => {
  it.each([1, 3] as const)('keeps every sample, as PNG does: %i channels', async (channels) => {
    const samples = Uint16Array.from({ length: 12 * channels }, (_, i) => i * 1817 + 200);
    const directory = page(
      channels === 1 ? GREY : RGB,
      Array.from({ length: channels }, () => 16),
    );
    const deep = sharp(samples, { raw: { width: 4, height: 3, channels } });
    const png = deep.toColourspace(channels === 1 ? 'grey16' : 'rgb16').png();
    for (const file of [
      tiff([{ ...directory, samples: Buffer.from(samples.buffer) }]),
      await png.toBuffer(),
    ]) {
      expect(await readAny(file)).toMatchObject({ channels, depth: 16, data: samples });
    }
  });
});

describe('a TIFF by sharp', () => {
  it.each(['none', 'lzw', 'deflate', 'packbits', 'ccittfax4', 'jpeg'] as const)(
    'is read: %s',
    async (compression) => {
      const picture = gradient(40, 30, 3);
      const bitonal = compression === 'ccittfax4';
      const plain = { compression, quality: 100, ...(bitonal && { bitdepth: 1 as const }) };
      const raster = await read(
        await (bitonal ? gradient(40, 30, 1).threshold() : picture).tiff(plain).toBuffer(),
      );
      expect(raster).toMatchObject({ width: 40, height: 30, channels: bitonal ? 1 : 3 });
      if (!bitonal)
        expect(difference(raster.data, gradientSamples(40, 30, 3))).toBeLessThan(
          compression === 'jpeg' ? 40 : 1e-9,
        );
    },
  );
});

describe('a TIFF that this program writes', () => {
  const samples = (count: number, depth: 8 | 16) =>
    depth === 8
      ? Uint8Array.from({ length: count }, (_, i) => i * 37 + (i >> 3))
      : Uint16Array.from({ length: count }, (_, i) => i * 5237 + (i >> 3));

  it.each([
    [1, 8, false, 5, 3],
    [3, 8, true, 33, 21],
    [1, 16, true, 1, 1],
    [3, 16, false, 700, 300],
    [3, 16, true, 40_000, 2],
  ] as const)(
    'has every sample: %i channels of %i bits, alpha %s, %i × %i',
    async (channels, depth, hasAlpha, width, height) => {
      const raster = {
        width,
        height,
        channels,
        depth,
        data: samples(width * height * channels, depth),
        ...(hasAlpha && { alpha: samples(width * height, depth) }),
      } as Raster;
      const icc = Buffer.from('a profile');
      const file = await encode(raster, { format: 'tiff', icc });
      const back = await readAny(file);
      expect(back).toMatchObject({ width, height, channels, depth });
      expect(difference(back.data, raster.data)).toBe(0);
      expect(difference(back.alpha ?? [], raster.alpha ?? [])).toBe(hasAlpha ? 0 : NaN);
      expect(await look(file)).toMatchObject({ icc, depth, hasAlpha, warnings: [] });
      expect(Buffer.from(await encode(raster, { format: 'tiff', icc })).equals(file)).toBe(true);
    },
  );
});
