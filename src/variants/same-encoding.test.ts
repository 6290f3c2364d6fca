import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Subsampling } from '../core/image-codec.js';
import { encode } from '../codecs/index.js';
import { jpegCodec } from '../codecs/jpeg/jpeg.js';
import { readJpegHeader } from '../codecs/jpeg/jpeg-header.js';
import type { JpegHeader } from '../codecs/jpeg/jpeg-header.js';
import { gradient, look, sampleImage, read } from '../codecs/testing/pictures.js';
import type { Rearrangement } from '../core/plan/rearrangement.js';
import { parseRecipe } from '../core/recipe/index.js';
import { augmentImage } from './augment-image.js';

const colours = await read(await gradient(48, 32, 3).png().toBuffer());
const grey = await read(await gradient(48, 32, 1).png().toBuffer());

const jpeg = async (subsampling: Subsampling, quality = 90) =>
  Buffer.from(await encode(colours, { format: 'jpeg', quality, subsampling }));

const FLIP = 'VerticalFlip: {p: 1}';

async function made(bytes: Uint8Array, output = '', transforms = FLIP): Promise<Uint8Array> {
  const text = `output: {${output}}\ntransforms: [${transforms}]`;
  const [image] = await augmentImage(bytes, { recipe: parseRecipe(text, 'recipe.yaml') });
  return image!.bytes;
}

/** Read from the frame header: the factors of the first component. */
function factorsOf(file: Uint8Array): string {
  const bytes = Buffer.from(file);
  const factors = bytes[bytes.indexOf(Buffer.of(0xff, 0xc0)) + 11]!;
  return `${factors >> 4}×${factors & 15}`;
}

/** Both segments of tables, as they stand in the file. */
function tablesOf(file: Uint8Array): Buffer {
  const bytes = Buffer.from(file);
  return bytes.subarray(bytes.indexOf(Buffer.of(0xff, 0xdb)), bytes.indexOf(Buffer.of(0xff, 0xc0)));
}

async function tagged(file: Buffer, orientation: number): Promise<Buffer> {
  const { exif } = await sharp(
    await gradient(2, 2, 3).withMetadata({ orientation }).jpeg().toBuffer(),
  ).metadata();
  const segment = Buffer.concat([
    Buffer.of(0xff, 0xe1, (exif!.length + 2) >> 8, (exif!.length + 2) & 255),
    exif!,
  ]);
  return Buffer.concat([file.subarray(0, 2), segment, file.subarray(2)]);
}

describe('the subsampling of a variant', () => {
  it.each([
    ['4:4:4', '1×1'],
    ['4:2:2', '2×1'],
    ['4:4:0', '1×2'],
    ['4:2:0', '2×2'],
  ] as const)('is that of the JPEG: %s', async (subsampling, factors) => {
    const file = await jpeg(subsampling);
    expect(factorsOf(file)).toBe(factors);
    expect(factorsOf(await made(file))).toBe(factors);
    expect(factorsOf(await made(file, 'subsampling: "4:2:0"'))).toBe('2×2');
  });

  it('is 4:2:0 for an image of another format, and none for grey', async () => {
    const png = await encode(colours, { format: 'png' });
    expect(factorsOf(await made(png, 'format: jpeg'))).toBe('2×2');
    const file = await encode(grey, { format: 'jpeg' });
    expect((await look(await made(file))).channels).toBe(1);
  });

  it.each([
    ['a turn', 'Transpose: {p: 1}', 1, '1×2'],
    ['two turns', 'Transpose: {p: 1}, Transpose: {p: 1}', 1, '2×1'],
    ['half a turn', 'HorizontalFlip: {p: 1}, VerticalFlip: {p: 1}', 1, '2×1'],
    ['a turn by the orientation tag', FLIP, 6, '1×2'],
    ['a turn by the tag, and another one', 'Transpose: {p: 1}', 6, '2×1'],
    ['a turn that is no exact one', 'Affine: {rotate: 90, p: 1}', 1, '2×1'],
  ])('turns with the image: %s', async (_, transforms, orientation, factors) => {
    const file = await tagged(await jpeg('4:2:2'), orientation);
    expect(factorsOf(await made(file, '', transforms))).toBe(factors);
  });

  it('keeps what the file has where the tag is ignored', async () => {
    const file = await tagged(await jpeg('4:2:2'), 6);
    const recipe = parseRecipe(`decode: {exif: stored}\ntransforms: [${FLIP}]`, 'recipe.yaml');
    const [image] = await augmentImage(file, { recipe });
    expect(factorsOf(image!.bytes)).toBe('2×1');
  });
});

describe('quality: same', () => {
  it.each([1, 35, 74, 90, 96, 100])('writes the tables of a JPEG of quality %i again', async (quality) => {
    const file = await jpeg('4:2:0', quality);
    expect(tablesOf(await made(file, 'quality: same'))).toEqual(tablesOf(file));
  });

  it('writes the tables of a JPEG that no quality has', async () => {
    // Of mozjpeg.
    const file = sampleImage('soccer.jpg');
    const quantisersOf = (jpeg: Uint8Array) => [...(readJpegHeader(jpeg) as JpegHeader).quantisers.values()];
    const [luma] = quantisersOf(file);
    const variant = await made(file, 'quality: same', 'GaussianBlur: {p: 1}');
    expect(quantisersOf(variant)).toEqual([luma, luma]);
  });

  it('is 90 where image and output are not both JPEG', async () => {
    const png = await encode(colours, { format: 'png' });
    const coarse = await jpeg('4:4:4', 30);
    const webp = await encode(colours, { format: 'webp', quality: 30 });
    for (const [file, format] of [
      [png, 'jpeg'],
      [coarse, 'webp'],
      [webp, 'webp'],
    ] as const) {
      const same = await made(file, `format: ${format}, quality: same`);
      expect(same).toEqual(await made(file, `format: ${format}, quality: 90`));
      expect(same).not.toEqual(await made(file, `format: ${format}, quality: 30`));
    }
  });
});

describe('a variant that only turns and crops, with quality: same', () => {
  const whole = { x: 0, y: 0, width: 48, height: 32 };
  const cropped = { x: 16, y: 16, width: 32, height: 16 };
  const crop = (x: number) => `Crop: {x_min: ${x}, y_min: 16, x_max: 48, y_max: 32, p: 1}`;

  it.each<[string, string, Rearrangement]>([
    ['a flip', FLIP, { to: 'flip_vertical', crop: whole }],
    ['half a turn', `${FLIP}, HorizontalFlip: {p: 1}`, { to: 'turn_180', crop: whole }],
    ['no change', 'VerticalFlip: {p: 0}', { to: 'identity', crop: whole }],
    ['a crop at the borders of blocks', crop(16), { to: 'identity', crop: cropped }],
  ])('keeps its coefficients: %s', async (_, transforms, change) => {
    const file = await jpeg('4:2:0', 40);
    const expected = jpegCodec.rearrange?.(file, change, undefined);
    expect(expected).toBeDefined();
    expect(await made(file, 'quality: same', transforms)).toEqual(expected);
  });

  it.each([
    ['a crop elsewhere', crop(3), ''],
    ['a blur', 'GaussianBlur: {p: 1}', ''],
    ['other subsampling', FLIP, ', subsampling: "4:2:0"'],
    ['another format', FLIP, ', format: webp'],
  ])('is encoded anew otherwise: %s', async (_, transforms, output) => {
    const file = await jpeg('4:4:4', 40);
    const turned = jpegCodec.rearrange?.(file, { to: 'flip_vertical', crop: whole }, undefined);
    const variant = await made(file, `quality: same${output}`, transforms);
    expect((await look(variant)).frame).toBeDefined();
    expect(variant).not.toEqual(turned);
  });
});
