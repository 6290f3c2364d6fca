import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Subsampling } from '../core/image-codec.js';
import { encode } from '../codecs/index.js';
import { gradient, look, read } from '../codecs/testing/pictures.js';
import { parseRecipe } from '../core/recipe/index.js';
import { augmentImage } from './augment-image.js';

const colours = await read(await gradient(48, 32, 3).png().toBuffer());
const grey = await read(await gradient(48, 32, 1).png().toBuffer());

const jpeg = async (subsampling: Subsampling, quality = 90) =>
  Buffer.from(await encode(colours, { format: 'jpeg', quality, subsampling }));

const FLIP = 'VerticalFlip: {p: 1}';

async function made(bytes: Uint8Array, output = '', transforms = FLIP, dct = 'fast'): Promise<Uint8Array> {
  const text = `decode: {dct: ${dct}}\noutput: {${output}}\ntransforms: [${transforms}]`;
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
    ['4:4:4', '1×1', '1×1'],
    ['4:2:2', '2×1', '1×1'],
    ['4:4:0', '1×2', '1×1'],
    ['4:2:0', '2×2', '2×2'],
  ] as const)('is that of the JPEG, as far as the encoder has it: %s', async (subsampling, fast, exact) => {
    const file = await jpeg(subsampling);
    expect(factorsOf(file)).toBe(fast);
    expect(factorsOf(await made(file))).toBe(fast);
    expect(factorsOf(await made(file, '', FLIP, 'exact'))).toBe(exact);
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
    expect(tablesOf(await made(file, 'quality: same', FLIP, 'exact'))).toEqual(tablesOf(file));
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
