import { describe, expect, it } from 'vitest';
import { page, tiff } from '../codecs/testing/tiffs.js';
import { decode, encode, inspect } from '../codecs/index.js';
import { MemoryError } from '../core/errors.js';
import { Canvas, shownPlanes } from '../core/draw/canvas.js';
import type { Raster } from '../core/engine/raster.js';
import { Engine } from '../core/engine/run.js';
import { builtInFormats } from '../core/formats/index.js';
import { parseRecipe } from '../core/recipe/index.js';
import type { LabelFile } from '../core/formats/format.js';
import type { Source } from '../dataset/source.js';
import { sha256 } from '../stores/sha256.js';
import { augmentImage } from './augment-image.js';
import { EngineQueue } from './engine-queue.js';
import { makeVariants } from './make-variants.js';
import { asPng } from './mask-png.js';
import { openSource } from './open-source.js';
import { peakOf } from './peak.js';
import { planVariant } from './plan-variant.js';
import { hashLabels } from './read-source.js';

const { schema } = builtInFormats
  .get('yolo')
  .dataset!.read('data.yaml', new TextEncoder().encode('names: [a]'));
const [WIDTH, HEIGHT, PLANES] = [40, 30, 5];
const raster: Raster = {
  ...{ width: WIDTH, height: HEIGHT, channels: 1, planes: PLANES, depth: 16 },
  data: Uint16Array.from({ length: WIDTH * HEIGHT * PLANES }, (_, i) => i * 41),
};
const image = new Uint8Array(await encode(raster, { format: 'tiff' }));
const source: Source = { key: 'field.tif', size: image.length, role: 'augment' };
const bytes = {
  image: () => Promise.resolve(image),
  imageSha256: sha256(image),
  labelFiles: [],
  labelsSha256: hashLabels(undefined, [], { schema }),
};

function recipeOf(transforms: string, rest = '') {
  return parseRecipe(`variants: 1\ntransforms: [${transforms}]\n${rest}`, 'recipe.yaml');
}

function make(variant: number, recipe = recipeOf('HorizontalFlip: {p: 1}'), engineQueue = new EngineQueue()) {
  return makeVariants(source, bytes, [variant], { recipe, schema, engineQueue });
}

async function read(file: Uint8Array): Promise<Raster> {
  return decode(file, await inspect(file));
}

describe('a Source of planes', () => {
  it('keeps them and their bits in its variants, with no note, as augmentImage does', async () => {
    const { variants, notes } = await make(1);
    const { key, bytes: written } = variants[0]!.outputs[0]!;
    const mirrored = raster.data.map((_, i) => raster.data[i - (i % WIDTH) + WIDTH - 1 - (i % WIDTH)]!);
    const made = await read(written);
    expect(key).toBe('field_tif.v1.tif');
    expect(made).toEqual({ ...raster, data: mirrored });
    expect(variants[0]!.recorded.image.pixels).toBe(new Engine().hash(made));
    expect(notes).toEqual([]);
    const recipe = recipeOf('HorizontalFlip: {p: 1}');
    const [other] = await augmentImage(image, { recipe, key: source.key });
    expect(Buffer.from(other!.bytes).equals(written)).toBe(true);
  });

  it.each([
    ['ToGray', 'weighs'],
    ['ToSepia', 'mixes'],
    ['ChannelShuffle', 'exchanges'],
    ['ChannelDropout', 'fills'],
    ['ColorJitter', 'saturation'],
    ['PhotoMetricDistort', 'saturation'],
    ['PlanckianJitter', 'factor'],
    ['HueSaturationValue', 'saturation'],
    ['RGBShift', 'shift'],
    ['RandomBrightnessContrast: {brightness_by_max: false}', 'mean of all'],
    ['RandomToneCurve: {per_channel: true}', 'curve'],
    ['Posterize: {num_bits: [3, 4, 5]}', 'num_bits'],
    ['Affine: {p: 0, fill: [1, 2, 3]}', 'fill has levels'],
    ['CoarseDropout: {fill: [1, 2, 3]}', 'fill has levels'],
    ['OneOf: {transforms: [HorizontalFlip, ToGray]}', 'weighs'],
  ])('fails by the name of a transform of colours, drawn or not: %s', async (transforms, reason) => {
    const recipe = recipeOf(transforms);
    const name = transforms.includes('ToGray') ? 'ToGray' : /^\w+/u.exec(transforms)![0];
    const message = new RegExp(
      `^field\\.tif: the image has 5 planes that are no colours, and ${name} works on colours \\(.*${reason}`,
      'u',
    );
    await expect(make(1, recipe)).rejects.toThrow(message);
    await expect(augmentImage(image, { recipe, key: source.key })).rejects.toThrow(message);
    await expect(make(0, recipe)).resolves.toMatchObject({ decoded: false });
  });

  it('goes through all others', async () => {
    const recipe = recipeOf(
      [
        'Affine: {p: 1, rotate: 20, fill: [114, 114, 114]}',
        'RandomBrightnessContrast: {p: 1}',
        'RandomToneCurve: {p: 1}',
        'Posterize: {p: 1}',
        'GaussNoise: {p: 1}',
        'CoarseDropout: {p: 1, fill: random}',
        'RandomResizedCrop: {p: 1, size: [20, 24]}',
      ].join(', '),
    );
    const { variants } = await make(1, recipe);
    const made = await read(variants[0]!.outputs[0]!.bytes);
    expect(made).toMatchObject({ width: 24, height: 20, planes: PLANES, depth: 16 });
    const again = await make(1, recipe);
    expect(again.variants[0]!.recorded).toEqual(variants[0]!.recorded);
  });

  it.each([
    ['png', 'PNG'],
    ['jpeg', 'JPEG'],
    ['webp', 'WebP'],
  ])('fails by name where %s is asked for, before it is decoded', async (format, title) => {
    const recipe = recipeOf('HorizontalFlip: {p: 1}', `output: {format: ${format}}`);
    const message = `field.tif: it has 5 planes that are no colours, and ${title} has no place for them; use tiff`;
    await expect(make(1, recipe)).rejects.toThrow(message);
    await expect(augmentImage(image, { recipe, key: source.key })).rejects.toThrow(message);
  });

  it('is turned by its orientation tag', async () => {
    const directory = page(1, [8, 8, 8], { 274: [6] });
    const [turned] = await augmentImage(tiff([directory]), { recipe: recipeOf('NoOp: {p: 1}') });
    const { width, height, planes, data } = await read(turned!.bytes);
    expect({ width, height, planes }).toEqual({ width: 3, height: 4, planes: 3 });
    const stored = (x: number, y: number, plane: number) => directory.samples[(y * 4 + x) * 3 + plane]!;
    const expected = [0, 1, 2].flatMap((plane) =>
      Array.from({ length: 12 }, (_, i) => stored(Math.floor(i / 3), 2 - (i % 3), plane)),
    );
    expect([...data]).toEqual(expected);
  });

  it('has a memory that is known before it is decoded', async () => {
    const recipe = recipeOf('HorizontalFlip: {p: 1}');
    const { info, ...opened } = await openSource(source, bytes, { recipe, schema });
    const peakWith = (side: number, planes: number): number => {
      const large = { width: side, height: side };
      const plan = { ...planVariant(1, { info, ...opened }, { recipe, schema })[0]!.plan, frame: large };
      const larger = { ...info, stored: large, frame: large, planes };
      return peakOf({ info: larger, size: 1000, plans: [plan], format: 'tiff' });
    };
    // Decoded, in the result, and in the buffer of the decoder or the encoder.
    expect(peakWith(4000, 16) - peakWith(4000, 8)).toBeGreaterThanOrEqual(3 * 8 * 2 * 4000 ** 2);
    expect(() => peakWith(9000, 16)).toThrow(MemoryError);
    expect(() => peakWith(9000, 16)).toThrow(/^field\.tif: 9000 × 9000 pixels take .* at most 4,096 MB/u);
    expect(() => peakWith(9000, 8)).not.toThrow();
  });

  it('has as many channels for labels as planes', async () => {
    const { labelContext } = await openSource(source, bytes, { recipe: recipeOf(''), schema });
    expect(labelContext.channels).toBe(PLANES);
  });

  it('is no mask', async () => {
    const file: LabelFile = { role: 'semantic', key: 'a_mask.tif', bytes: tiff([page(1, [8, 8])]) };
    await expect(asPng(file, recipeOf(''))).rejects.toThrow('it has 2 planes that are no colours');
  });
});

describe('a picture of planes', () => {
  const planesOf = (count: number): Raster => ({
    ...{ width: 2, height: 1, channels: 1, planes: count, depth: 8 },
    data: Uint8Array.from({ length: 2 * count }, (_, i) => 10 * i),
  });

  it('shows the first three as red, green and blue, and of two the first', () => {
    expect([...Canvas.of(planesOf(4)).data]).toEqual([0, 20, 40, 10, 30, 50]);
    expect(shownPlanes(planesOf(4))).toBe('planes 1, 2, 3 of 4');
    expect([...Canvas.of(planesOf(2)).data]).toEqual([0, 0, 0, 10, 10, 10]);
    expect(shownPlanes(planesOf(2))).toBe('plane 1 of 2');
    expect(shownPlanes({ planes: undefined })).toBeUndefined();
  });
});
