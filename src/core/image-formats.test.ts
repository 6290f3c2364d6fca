import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { RecipeError } from './errors.js';
import {
  avifFormat,
  builtInImageFormats,
  describeUnreadable,
  formatOfName,
  gifFormat,
  isImageName,
  jpegFormat,
  listTitles,
  outputEnding,
  outputFormat,
  pngFormat,
  recogniseFormat,
  refusalOfName,
  tiffFormat,
  webpFormat,
  writableNames,
  acceptedNames,
  properName,
} from './image-formats.js';

const recognised = (bytes: Uint8Array) => recogniseFormat(bytes, builtInImageFormats)?.name;
const output = (source: (typeof builtInImageFormats)[number], requested: string) =>
  outputFormat<(typeof builtInImageFormats)[number]>(source, requested, builtInImageFormats).name;

it('have endings that docs/cli.md lists', () => {
  const page = readFileSync('docs/cli.md', 'utf8');
  for (const ending of builtInImageFormats.flatMap(({ endings }) => endings))
    expect(page).toContain(`\`${ending}\``);
});

describe('names of images that are not read', () => {
  it.each(['a.HEIC', 'a.heif', 'b/a.jxl', 'a.jp2', 'a.dng', 'a.NEF', 'a.psd', 'a.ppm'])(
    '%s counts as an image, so that it fails by name',
    (name) => {
      expect(isImageName(name, builtInImageFormats)).toBe(true);
    },
  );

  it('refuses the raw files of cameras by their endings, as their bytes look like a TIFF', () => {
    expect(refusalOfName('a/IMG_1.DNG')).toMatch(/raw file of a camera \(\.dng\)/);
    expect(refusalOfName('a/dng.tif')).toBeUndefined();
  });
});

describe('recogniseFormat', () => {
  it('goes by the first bytes', async () => {
    const image = sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } });
    expect(recognised(readFileSync('raw-images/soccer.jpg'))).toBe('jpeg');
    for (const format of ['png', 'webp', 'tiff', 'gif', 'avif'] as const) {
      expect(recognised(await image.clone().toFormat(format).toBuffer())).toBe(format);
    }
  });

  it.each(['<svg xmlns="http://www.w3.org/2000/svg"/>', '%PDF-1.7', '', 'RIFF....WAVE', '\xff\xd8'])(
    'finds no format for %j',
    (text) => {
      expect(recognised(Buffer.from(text, 'latin1'))).toBeUndefined();
    },
  );
});

it('names what lies among images and cannot be read', () => {
  expect(describeUnreadable(Buffer.from('....jP  '))).toBe('a JPEG 2000 image');
  expect(describeUnreadable(Buffer.from('hello'))).toBeUndefined();
});

describe('names', () => {
  it('announce a format by their ending, in any case', () => {
    expect(formatOfName('a.b/CAT.JPG', builtInImageFormats)).toBe(jpegFormat);
    expect(formatOfName('cat.jpg.txt', builtInImageFormats)).toBeUndefined();
    expect(formatOfName('png', builtInImageFormats)).toBeUndefined();
  });

  it('are those of images where a format has the ending, or where a refusal must give the reason', () => {
    for (const { endings } of builtInImageFormats) {
      for (const ending of endings) expect(isImageName(`a/b${ending}`, builtInImageFormats)).toBe(true);
    }
    for (const name of ['scan.BMP', 'a.jxl', 'b.DNG'])
      expect(isImageName(name, builtInImageFormats)).toBe(true);
    expect(isImageName('scan.txt', builtInImageFormats)).toBe(false);
    expect(isImageName('scan.png', [jpegFormat])).toBe(false);
  });

  it('are listed for messages and choices', () => {
    expect(writableNames(builtInImageFormats)).toEqual(['jpeg', 'png', 'webp', 'tiff']);
    expect(listTitles(builtInImageFormats)).toBe('JPEG, PNG, WebP, TIFF, GIF, AVIF, BMP and HEIF');
    expect(listTitles([pngFormat])).toBe('PNG');
  });
});

describe('outputs', () => {
  it('keep their format where it can be written', () => {
    expect(output(jpegFormat, 'same')).toBe('jpeg');
    expect(output(webpFormat, 'same')).toBe('webp');
    expect(output(tiffFormat, 'same')).toBe('tiff');
    for (const format of [gifFormat, avifFormat]) expect(output(format, 'same')).toBe('png');
    expect(output(pngFormat, 'webp')).toBe('webp');
  });

  it('may be named by another name of the format', () => {
    expect(output(pngFormat, 'jpg')).toBe('jpeg');
    expect(properName('jpg', builtInImageFormats)).toBe('jpeg');
    expect(properName('same', builtInImageFormats)).toBe('same');
    const own = { ...pngFormat, name: 'jpg' };
    expect(properName('jpg', [...builtInImageFormats, own])).toBe('jpg');
    expect(acceptedNames(builtInImageFormats)).toEqual(['jpeg', 'jpg', 'png', 'webp', 'tiff']);
  });

  it('are refused in a format that cannot be written, with those that can', () => {
    expect(() => output(pngFormat, 'gif')).toThrow(RecipeError);
    expect(() => output(pngFormat, 'gif')).toThrow('use jpeg, png, webp, tiff');
  });

  it('keep the spelling of their ending where it fits', () => {
    expect(outputEnding('a.b/cat.JPEG', jpegFormat)).toBe('.JPEG');
    expect(outputEnding('cat.png', jpegFormat)).toBe('.jpg');
    expect(outputEnding('a.b/cat', webpFormat)).toBe('.webp');
  });
});
