import { describe, expect, it } from 'vitest';
import {
  augmentImage,
  builtInCodecs,
  builtInModules,
  decode,
  encode,
  ImageError,
  inspect,
  parseRecipe,
} from '../src/index.js';
import type { ImageCodec, Raster } from '../src/index.js';

const HEADER = /^P6\n(\d+) (\d+)\n255\n/u;

/** Binary portable pixmaps, written with the exported interface only. */
const ppm: ImageCodec = {
  name: 'ppm',
  title: 'PPM',
  endings: ['.ppm'],
  mediaType: 'image/x-portable-pixmap',
  canWrite: true,
  maxSide: 1_000_000,
  recognises: (bytes) => textOf(bytes).startsWith('P6'),
  inspect(bytes) {
    const { width, height } = headerOf(bytes);
    return { stored: { width, height }, channels: 3, hasAlpha: false, bits: 8 };
  },
  decode(bytes, { stored: { width, height } }, _options, allocate) {
    const samples = bytes.subarray(headerOf(bytes).length);
    if (samples.length !== width * height * 3) throw new ImageError('damaged PPM: it is cut off');
    const target = allocate(width, height, 3, false);
    target.data.set(samples);
    return target;
  },
  encode({ width, height, data }) {
    return Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), data]);
  },
  encodingLoss: ({ hasAlpha }) => (hasAlpha ? 'PPM has no transparency' : undefined),
};

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 30)).toString('latin1');
}

function headerOf(bytes: Uint8Array) {
  const match = HEADER.exec(textOf(bytes));
  if (!match) throw new ImageError('damaged PPM: its header cannot be read');
  return { width: Number(match[1]), height: Number(match[2]), length: match[0].length };
}

const codecs = [...builtInCodecs, ppm];
const modules = { ...builtInModules, codecs };
const raster: Raster = {
  width: 5,
  height: 3,
  channels: 3,
  depth: 8,
  data: Uint8Array.from({ length: 45 }, (_, i) => i * 5),
};

describe('a codec from outside', () => {
  it('is read and written through augmentImage', async () => {
    const recipe = parseRecipe('{transforms: [{HorizontalFlip: {p: 1}}]}', 'recipe.yaml', modules);
    const bytes = await encode(raster, { format: 'ppm' }, codecs);
    const [made] = await augmentImage(bytes, { recipe });
    expect(made!.format).toBe('ppm');

    const info = await inspect(made!.bytes, { name: 'out.ppm' }, codecs);
    expect(info).toMatchObject({ frame: { width: 5, height: 3 }, warnings: [] });
    const { data } = await decode(made!.bytes, info);
    const mirrored = [0, 1, 2].flatMap((y) =>
      [4, 3, 2, 1, 0].flatMap((x) => [...raster.data.subarray((y * 5 + x) * 3, (y * 5 + x) * 3 + 3)]),
    );
    expect([...data]).toEqual(mirrored);
  });

  it('is read into a format of a built-in codec', async () => {
    const recipe = parseRecipe('{output: {format: png}, transforms: [{NoOp: {}}]}', 'recipe.yaml', modules);
    const bytes = await encode(raster, { format: 'ppm' }, codecs);
    const [made] = await augmentImage(bytes, { recipe });
    expect((await decode(made!.bytes, await inspect(made!.bytes))).data).toEqual(raster.data);
  });

  it('reports its errors with the name of the file', async () => {
    const cut = Buffer.from('P6\n5 3\n255\nabc');
    const info = await inspect(cut, { name: 'a/cat.ppm' }, codecs);
    await expect(decode(cut, info)).rejects.toThrow(new ImageError('a/cat.ppm: damaged PPM: it is cut off'));
    await expect(inspect(Buffer.from('P6 ?'), { name: 'a/cat.ppm' }, codecs)).rejects.toThrow(
      new ImageError('a/cat.ppm: damaged PPM: its header cannot be read'),
    );
  });

  it('is known only where it is registered', async () => {
    const bytes = await encode(raster, { format: 'ppm' }, codecs);
    await expect(inspect(bytes)).rejects.toThrow(
      'not an image; JPEG, PNG, WebP, TIFF, GIF, AVIF, BMP and HEIF are read',
    );
    await expect(encode(raster, { format: 'ppm' })).rejects.toThrow('use jpeg, png, webp, tiff');
    await expect(inspect(Buffer.from('hello'), {}, codecs)).rejects.toThrow('HEIF and PPM are read');
  });
});

describe('encode', () => {
  it('needs nothing but the name of a format', async () => {
    const settings = { quality: 90, subsampling: '4:2:0' } as const;
    const bytes = await encode(raster, { format: 'jpeg' });
    expect(bytes).toEqual(await encode(raster, { format: 'jpeg', ...settings }));
    expect(bytes).not.toEqual(await encode(raster, { format: 'jpeg', ...settings, quality: 89 }));
  });
});
