import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePng } from '../src/core/formats/shared/png.js';
import { convert, recipeWith } from './support/convert.js';
import { makeImage } from './support/dataset.js';

const [WIDTH, HEIGHT] = [12, 10];
const VALUES = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % WIDTH < 5 ? 3 : 7 * (i % 2)));
const MIRRORED = VALUES.map((_, i) => VALUES[i - (i % WIDTH) + WIDTH - 1 - (i % WIDTH)]!);
const grey = sharp(VALUES, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } }).toColourspace('b-w');
const FLIP = 'transforms: [HorizontalFlip: {p: 1}]\n';

/** A BMP of 8 bits whose palette has the level of each index, as Pillow writes masks. */
function bmp(): Uint8Array {
  const [offset, stride] = [54 + 1024, Math.ceil(WIDTH / 4) * 4];
  const file = Buffer.alloc(offset + stride * HEIGHT);
  file.write('BM');
  for (const [at, value] of [[2, file.length], [10, offset], [14, 40], [18, WIDTH], [22, HEIGHT], [46, 256]] as const) file.writeUInt32LE(value, at); // prettier-ignore
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(8, 28);
  for (let level = 0; level < 256; level++) file.fill(level, 54 + 4 * level, 57 + 4 * level);
  for (let y = 0; y < HEIGHT; y++)
    file.set(VALUES.subarray(y * WIDTH, (y + 1) * WIDTH), offset + (HEIGHT - 1 - y) * stride);
  return file;
}

const FILES = {
  bmp: () => Promise.resolve(bmp()),
  tif: () => grey.clone().tiff({ compression: 'lzw' }).toBuffer(),
  TIFF: () => grey.clone().tiff({ compression: 'none' }).toBuffer(),
  gif: () => grey.clone().toColourspace('srgb').gif().toBuffer(),
  webp: () => grey.clone().webp({ lossless: true }).toBuffer(),
};

const run = async (key: string, mask: Uint8Array, text = FLIP, image = 'images/a.jpg') =>
  convert({ [image]: await makeImage(image, 5, WIDTH, HEIGHT), [key]: mask }, recipeWith([], text));
const valuesOf = (bytes: Uint8Array | undefined) => decodePng(bytes!, WIDTH * HEIGHT);

describe('masks that are no PNG', () => {
  it.each(Object.keys(FILES) as (keyof typeof FILES)[])(
    '%s: values stay, and PNG is written',
    async (ending) => {
      const made = await run(`masks/a.${ending}`, await FILES[ending]());
      expect([made.failures, made.notes]).toEqual([[], []]);
      expect(Object.keys(made.files).sort()).toEqual(['images/a_jpg.v1.jpg', 'masks/a_jpg.v1.png']);
      expect(valuesOf(made.files['masks/a_jpg.v1.png'])).toMatchObject({
        colour: 'grey',
        depth: 8,
        data: MIRRORED,
      });
    },
  );

  it('lie beside their image, in folders that the recipe names, and under names of Cityscapes', async () => {
    const mask = await FILES.tif();
    const named = `${FLIP}labels: {masks: '../truth/{stem}.tif'}\n`;
    const city = 'leftImg8bit/train/x/x_leftImg8bit.png';
    for (const [key, text, image, output] of [
      ['images/a_mask.tif', FLIP, 'images/a.jpg', 'images/a_jpg.v1_mask.png'],
      ['truth/a.tif', named, 'images/a.jpg', 'truth/a_jpg.v1.png'],
      ['gtFine/train/x/x_gtFine_labelIds.tif', FLIP, city, undefined],
    ] as const) {
      const made = await run(key, mask, text, image);
      const [record] = made.records;
      expect([made.records.length, record!.format, record!.labelFiles]).toEqual([1, 'mask', [key]]);
      if (output !== undefined) expect(valuesOf(made.files[output]).data).toEqual(MIRRORED);
    }
  });

  it('are copied as they are with their image', async () => {
    const mask = await FILES.tif();
    const made = await run('masks/a.tif', mask, 'variants: 0\ntransforms: []\noutput: {originals: true}\n');
    expect(Buffer.from(made.files['masks/a.tif']!).equals(mask)).toBe(true);
  });

  it('have colours, if their palette is no grey', async () => {
    const colours = sharp(Buffer.from([...VALUES].flatMap((value) => [value * 30, 0, 90])), {
      raw: { width: WIDTH, height: HEIGHT, channels: 3 },
    });
    const made = await run('masks/a.tif', await colours.tiff({ compression: 'lzw' }).toBuffer());
    const { colour, data } = valuesOf(made.files['masks/a_jpg.v1.png']);
    expect([colour, [...data.subarray(0, 3)]]).toEqual(['rgb', [MIRRORED[0]! * 30, 0, 90]]);
  });

  const deep = () =>
    sharp(
      Uint16Array.from(VALUES, (value) => 1000 * value),
      { raw: { width: WIDTH, height: HEIGHT, channels: 1 } },
    );

  it.each([
    ['a lossy WebP', 'webp', () => grey.clone().webp().toBuffer(), /changes the values of pixels/],
    [
      'JPEG in a TIFF',
      'tif',
      () => grey.clone().tiff({ compression: 'jpeg' }).toBuffer(),
      /changes the values/,
    ],
    ['JPEG under another ending', 'bmp', () => grey.clone().jpeg().toBuffer(), /changes the values/],
    [
      '16 bits',
      'tif',
      () => deep().toColourspace('grey16').tiff({ compression: 'none' }).toBuffer(),
      /16 bits per sample/,
    ],
    [
      'another size',
      'bmp',
      () => grey.clone().resize(6, 5).tiff({ compression: 'lzw' }).toBuffer(),
      /the mask is 6×5, its image 12×10/,
    ],
    ['no image', 'gif', () => Promise.resolve(Buffer.from('GIF89a')), /^masks\/a\.gif: /],
  ])('%s fails its image by name', async (_, ending, make, reason) => {
    const { failures, files } = await run(`masks/a.${ending}`, await make());
    expect(failures).toMatchObject([
      { key: 'images/a.jpg', reason: expect.stringMatching(reason) as string },
    ]);
    expect(files).toEqual({});
  });
});

describe('Cityscapes', () => {
  /** The key of the labels that torchvision.datasets.Cityscapes and cityscapesScripts read for an image. */
  const torchvision = (image: string, kind: string) =>
    `${image.split('_leftImg8bit')[0]!.replace('leftImg8bit/', 'gtFine/')}_gtFine_${kind}.png`;

  it('comes out with names that its readers pair, which lead back to the image', async () => {
    const png = await grey.clone().png().toBuffer();
    const made = await convert(
      {
        'leftImg8bit/train/aachen/aachen_0_leftImg8bit.png': await makeImage('a.png', 5, WIDTH, HEIGHT),
        'gtFine/train/aachen/aachen_0_gtFine_labelIds.png': png,
        'gtFine/train/aachen/aachen_0_gtFine_instanceIds.png': png,
      },
      recipeWith([], `${FLIP}output: {originals: true}\n`),
    );
    expect([made.failures, made.notes]).toEqual([[], []]);
    const images = Object.keys(made.files).filter((key) => key.startsWith('leftImg8bit/'));
    expect(images.sort()).toEqual([
      'leftImg8bit/train/aachen/aachen_0_leftImg8bit.png',
      'leftImg8bit/train/aachen/aachen_0_png.v1_leftImg8bit.png',
    ]);
    const labels = images.flatMap((image) =>
      ['labelIds', 'instanceIds'].map((kind) => torchvision(image, kind)),
    );
    expect(Object.keys(made.files).sort()).toEqual([...labels, ...images].sort());
    expect(valuesOf(made.files[torchvision(images[1]!, 'labelIds')]).data).toEqual(MIRRORED);
  });
});

describe('JPEG files with names of masks', () => {
  const jpeg = () => grey.clone().jpeg().toBuffer();

  it('are refused with the reason, and the recipe may say that they are images', async () => {
    const mask = await jpeg();
    await expect(run('masks/a.jpg', mask)).rejects.toThrow(
      'masks/a.jpg has the name of a mask of images/a.jpg, but JPEG changes the values of pixels',
    );
    await expect(run('images/a_mask.jpeg', mask)).rejects.toThrow(/JPEG changes the values/);
    const made = await run('masks/a.jpg', mask, `${FLIP}labels: {masks: none}\n`);
    expect(made.records).toHaveLength(2);
  });

  it('are images in class folders, and without an image of their name', async () => {
    const image = await makeImage('a.jpg', 5, WIDTH, HEIGHT);
    const classes = await run('faces/with_mask/a.jpg', image, FLIP, 'faces/bare/a.jpg');
    expect(classes.records).toHaveLength(2);
    expect((await run('masks/b.jpg', image)).records).toHaveLength(2);
  });

  it('cannot be named by the recipe', () => {
    expect(() => recipeWith([], `${FLIP}labels: {masks: '../masks/{stem}.jpg'}\n`)).toThrow(
      /JPEG changes the values of masks/,
    );
  });
});
