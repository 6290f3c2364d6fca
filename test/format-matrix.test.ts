import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { frames } from '../examples/night-vision/src/frames.js';
import { describeFormatContract } from '../src/core/formats/testing/contract.js';
import type { Annotations } from '../src/core/annotations/model.js';
import { boxOf } from '../src/core/formats/shared/shapes.js';
import { discover } from '../src/dataset/discover.js';
import { schemaOf } from '../src/dataset/source.js';
import type { LabelSchema } from '../src/core/formats/format.js';
import { builtInFormats } from '../src/core/formats/index.js';
import type { Recipe } from '../src/core/recipe/schema.js';
import { hashLabels, hashSchema, readLabels, readSource, schemasOf } from '../src/variants/read-source.js';
import { convert, recipeWith, storeOf } from './support/convert.js';
import { CSV_HEADER, DOG, LABELS } from './support/format-labels.js';
import { imageFiles } from './support/layout-files.js';

const FORMATS = [...builtInFormats.writable, 'frames'];
const READ_ONLY = builtInFormats.names.filter((name) => !builtInFormats.writable.includes(name));
const AS_THEY_ARE = 'variants: 0\ntransforms: []\noutput: {originals: true}\n';
const FLIP = 'transforms: [HorizontalFlip: {p: 1}]\n';

const OBJECTS = [
  ['dog', ...DOG],
  ['cat', 16, 12, 48, 36],
];

/** Labels of the only image, as this program's own reader understands these files. */
async function readBack(files: Readonly<Record<string, Uint8Array>>, recipe: Recipe): Promise<Annotations> {
  const input = storeOf(files);
  const { sources, files: described, failures } = await discover(input, recipe);
  expect(failures).toEqual([]);
  const [source] = sources;
  const schema = schemaOf(source!, described);
  const bytes = await readSource(source!, { schema }, input);
  const context = { image: source!.key, width: 64, height: 48, channels: 3 as const, schema };
  const { annotations, problems } = await readLabels(source!, bytes, context, recipe);
  expect(problems).toEqual([]);
  return annotations;
}

const extents = ({ objects }: Annotations) =>
  objects.map((object) => [object.class, ...boxOf(object)!.map((side) => Math.round(side * 100) / 100)]);

describeFormatContract(frames, {
  tolerance: 0.0051,
  samples: [
    {
      ...{ name: 'boxes, names with commas and quotes', width: 64, height: 48, keeps: 'bytes' },
      dataset: `${CSV_HEADER}"a, ""b"".jpg",64,48,dog,8,6,40,30\n"a, ""b"".jpg",64,48,cat,16.25,12,48,36\n`,
    },
    {
      ...{ name: 'a row that is no box', width: 64, height: 48, keeps: 'meaning' },
      dataset: `${CSV_HEADER}a.jpg,64,48,dog,8,6,40,30\na.jpg,64,48,dog,48,12,16,36\na.jpg,64,48,dog,,12,16,36\n`,
      problems: ['3: this is no box', '4: this is no box'],
    },
  ],
});

describe('labels of each format, written as each other', () => {
  let image: Record<string, string | Uint8Array>;
  beforeAll(async () => {
    image = await imageFiles('JPEGImages/a.jpg');
  });

  const convertTo = async (from: string, to: string) => {
    const recipe = recipeWith([frames], AS_THEY_ARE, to);
    const made = await convert({ ...image, ...(await LABELS[from]!()) }, recipe);
    expect(made.failures).toEqual([]);
    return { ...made, recipe };
  };
  const pairs = (from: readonly string[], to: readonly string[]) =>
    from.flatMap((read) => to.map((write) => [read, write] as const));
  const withObjects = FORMATS.filter((name) => name !== 'mask');
  const withOutlines = withObjects.filter(
    (name) => name !== frames.name && builtInFormats.get(name).holds.polygons,
  );
  const withoutOutlines = withObjects.filter((name) => !withOutlines.includes(name));

  it.each(pairs([...withObjects, ...READ_ONLY], withObjects))(
    '%s → %s keeps all objects',
    async (from, to) => {
      const { files, notes, recipe } = await convertTo(from, to);
      expect(notes).toEqual([]);
      expect(extents(await readBack(files, recipe))).toEqual(OBJECTS);
    },
  );

  it.each(pairs(withOutlines, ['mask']))('%s → %s paints outlines', async (from, to) => {
    const { files, recipe } = await convertTo(from, to);
    const [semantic] = (await readBack(files, recipe)).labelMaps;
    expect(semantic!.data[20 * 64 + 40]).toBe(1);
    expect(semantic!.data[30 * 64 + 10]).toBe(0);
  });

  it.each(pairs(['mask'], ['mask', 'voc']))('%s → %s keeps masks', async (from, to) => {
    const { files, notes, recipe } = await convertTo(from, to);
    expect(notes).toEqual([]);
    const [semantic] = (await readBack(files, recipe)).labelMaps;
    expect([...semantic!.data.subarray(0, 64)]).toEqual(Array.from({ length: 64 }, (_, x) => Number(x < 10)));
  });

  it.each(pairs(['mask'], withOutlines))('%s → %s outlines the regions of masks', async (from, to) => {
    const { files, notes, recipe } = await convertTo(from, to);
    expect(notes).toEqual([]);
    expect(extents(await readBack(files, recipe))).toEqual([['1', 0, 0, 10, 48]]);
  });

  /** A label file without objects would say that there is nothing in the image. */
  it.each([
    ...pairs(withoutOutlines, ['mask']).map(
      ([from, to]) => [from, to, 'it holds no objects without an outline'] as const,
    ),
    ...pairs(
      ['mask'],
      withoutOutlines.filter((name) => name !== 'voc'),
    ).map(([from, to]) => [from, to, 'it has no masks'] as const),
  ])('%s → %s: fails by name if nothing can be written: %s', async (from, to, reason) => {
    const made = await convert(
      { ...image, ...(await LABELS[from]!()) },
      recipeWith([frames], AS_THEY_ARE, to),
    );
    expect(made.failures).toEqual([
      {
        key: 'JPEGImages/a.jpg',
        reason: `JPEGImages/a.jpg: its labels cannot be written as ${to}: ${reason}`,
      },
    ]);
    expect(Object.keys(made.files).filter((key) => key.includes('/a'))).toEqual([]);
  });
});

describe('a conversion', () => {
  it('fails images whose masks the layout has no folder for', async () => {
    const image = await imageFiles('images/a.jpg');
    const mask = (await LABELS['mask']!())['JPEGImages/a_mask.png']!;
    const recipe = recipeWith([], AS_THEY_ARE, 'voc');
    const { failures } = await convert({ ...image, 'masks/a.png': mask }, recipe);
    expect(failures).toMatchObject([{ reason: expect.stringContaining('no folder for masks') as string }]);
  });

  const labelmeOf = (...shapes: readonly object[]) =>
    JSON.stringify({ version: '5.0', flags: {}, shapes, imagePath: 'a.jpg', imageData: null });
  const box = { label: 'dog', shape_type: 'rectangle', points: [[8, 6], [40, 30]] }; // prettier-ignore
  const point = { label: 'dog', shape_type: 'point', points: [[8, 6]] }; // prettier-ignore

  it('counts the objects that have no form in the new format, and fails an image with nothing else', async () => {
    const files = {
      ...(await imageFiles('a.jpg', 'b.jpg', 'c.jpg')),
      ...{ 'a.json': labelmeOf(box, point), 'b.json': labelmeOf(point), 'c.json': labelmeOf() },
    };
    const made = await convert(files, recipeWith([], AS_THEY_ARE, 'yolo'));
    expect(made.failures).toEqual([
      { key: 'b.jpg', reason: 'b.jpg: its labels cannot be written as yolo: YOLO has no rows for points' },
    ]);
    const text = (key: string) => new TextDecoder().decode(made.files[key]);
    expect(text('a.txt').split('\n')).toHaveLength(2);
    expect(text('c.txt')).toBe('');
    expect(made.files).not.toHaveProperty('b.txt');
  });

  it('to masks paints an image without objects as background', async () => {
    const files = {
      ...(await imageFiles('images/a.jpg')),
      'labels/a.txt': '',
      'data.yaml': 'names: [cat]\n',
    };
    const made = await convert(files, recipeWith([], AS_THEY_ARE, 'mask'));
    const { data } = await sharp(made.files['masks/a.png']).raw().toBuffer({ resolveWithObject: true });
    expect(data.every((value) => value === 0)).toBe(true);
  });

  it('to a format without data-set files writes none, even if the recipe lists the classes', async () => {
    const names = `${AS_THEY_ARE}labels: {classes: {names: [cat, dog]}}\n`;
    const recipe = recipeWith([], names, 'labelme');
    const { files } = await convert(
      { ...(await imageFiles('JPEGImages/a.jpg')), ...(await LABELS['voc']!()) },
      recipe,
    );
    expect(Object.keys(files).sort()).toEqual(['JPEGImages/a.jpg', 'JPEGImages/a.json']);
  });
});

describe('a manifest with addresses', () => {
  it.each([
    ['same', 's3://out/sets/1', 's3://out/sets/1/JPEGImages/a.jpg'],
    ['same', '/home/out', 'JPEGImages/a.jpg'],
    ['sagemaker', 's3://out', 's3://out/JPEGImages/a.jpg'],
  ])('leads to the output (%s, %s)', async (write, location, reference) => {
    const labels = await LABELS[write === 'same' ? 'sagemaker' : 'yolo']!();
    const files = { ...(await imageFiles('JPEGImages/a.jpg')), ...labels };
    const made = await convert(files, recipeWith([], AS_THEY_ARE, write), location);
    const manifest = new TextDecoder().decode(made.files['output.manifest']);
    expect(JSON.parse(manifest)).toMatchObject({ 'source-ref': reference });
  });
});

describe('a format from outside', () => {
  const rows = `${CSV_HEADER}a.jpg,64,48,dog,8,6,40,30\n`;

  it('follows the image: a file for each folder, with the names of the outputs', async () => {
    const files = {
      ...(await imageFiles('train/a.jpg', 'val/a.jpg')),
      ...{ 'train/_frames.csv': rows, 'val/_frames.csv': rows },
    };
    const made = await convert({ ...files }, recipeWith([frames], FLIP));
    expect(Object.keys(made.files).sort()).toEqual([
      'train/_frames.csv',
      'train/a_jpg.v1.jpg',
      'val/_frames.csv',
      'val/a.jpg',
    ]);
    expect(new TextDecoder().decode(made.files['train/_frames.csv'])).toBe(
      `${CSV_HEADER}a_jpg.v1.jpg,64,48,dog,24,6,56,30\n`,
    );
    expect(new TextDecoder().decode(made.files['val/_frames.csv'])).toBe(rows);
  });

  it('fails the images of an unreadable file, by name', async () => {
    const files = { ...(await imageFiles('a.jpg')), '_frames.csv': 'frame,label\na.jpg,dog\n' };
    const { failures, files: outputs } = await convert(files, recipeWith([frames], FLIP));
    expect(failures).toEqual([
      {
        key: '_frames.csv',
        reason: '_frames.csv:1: the header has no column width, height, object, xmin, ymin, xmax, ymax',
      },
      { key: 'a.jpg', reason: 'its labels need _frames.csv, which cannot be read' },
    ]);
    expect(outputs).toEqual({});
  });

  it('makes variants again if another version of its package reads or writes the labels', async () => {
    const input = storeOf({ ...(await imageFiles('a.jpg')), '_frames.csv': rows });
    const hashesWith = async (version: string, write: string) => {
      const recipe = recipeWith([{ ...frames, package: { name: 'csv-labels', version } }], FLIP, write);
      const [source] = (await discover(input, recipe)).sources;
      const schema: LabelSchema = { classes: ['dog'] };
      const schemas = schemasOf(source!, { schema }, recipe);
      return [hashSchema(schemas), hashLabels(source!.labels!.part, [], schemas)];
    };
    const before = await hashesWith('1.0.0', 'same');
    expect(await hashesWith('1.0.0', 'same')).toEqual(before);
    for (const [i, hash] of (await hashesWith('1.0.1', 'same')).entries()) expect(hash).not.toBe(before[i]);
    expect((await hashesWith('1.0.1', 'voc'))[0]).not.toBe((await hashesWith('1.0.0', 'voc'))[0]);
  });
});
