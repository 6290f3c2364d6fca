import { describe, expect, it } from 'vitest';
import { decodePng, encodePng } from '../src/core/formats/shared/png.js';
import { bitmapOfCounts, countsOfText } from '../src/core/annotations/rle.js';
import { builtInFormats } from '../src/core/formats/index.js';
import { convert, recipeWith } from './support/convert.js';
import { makeImage } from './support/dataset.js';

const AS_THEY_ARE = 'variants: 0\ntransforms: []\noutput: {originals: true}\n';
const [WIDTH, HEIGHT] = [61, 47];

/** Two discs that touch, the first around a hole with an island; a line of single pixels; pixels to ignore. */
const VALUES = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
  const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
  const within = (left: number, top: number, radius: number) =>
    (x - left) ** 2 + (y - top) ** 2 <= radius ** 2;
  if (y === 40) return x % 2 === 0 ? 10 : 0;
  if (x > 55) return 255;
  if (within(18, 18, 3)) return 2;
  if (within(18, 18, 9)) return 0;
  if (within(18, 18, 15)) return 10;
  return within(38, 20, 12) ? 2 : 0;
});
const SHOWN = VALUES.map((value) => (value === 255 ? 0 : value));

const maskOf = (data: Uint8Array) =>
  encodePng({ width: WIDTH, height: HEIGHT, depth: 8, colour: 'grey', data });
const run = async (files: Record<string, string | Uint8Array>, write: string, text = AS_THEY_ARE) => {
  const made = await convert(files, recipeWith([], text, write));
  expect(made.failures).toEqual([]);
  return made.files;
};
/** Masks of these labels, with classes in the order of their numbers. */
const masksOf = (files: Record<string, string | Uint8Array>) =>
  run(files, 'mask', `${AS_THEY_ARE}labels: {classes: {names: ['2', '10']}}\n`);
/** The rows of a mask, which a failing test shows better than its numbers. */
const rowsOf = (data: ArrayLike<number>, width: number) =>
  Array.from(data)
    .join('')
    .match(new RegExp(`.{${width}}`, 'g'));
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

/** In a folder that each layout knows. */
const input = async (mask = maskOf(VALUES)) => ({
  'images/a.png': await makeImage('a.png', 5, WIDTH, HEIGHT),
  'masks/a.png': mask,
});

/** The values that a written mask has where the classes 2 and 10 should be: their positions in the list, from 1. */
const numbered = (values: Uint8Array) => values.map((value) => ({ 2: 1, 10: 2 })[value] ?? 0);

const OUTLINED = builtInFormats.writable.filter((name) => {
  const { holds } = builtInFormats.get(name);
  return holds.polygons && !holds.labelMaps;
});

describe('masks, written as objects and read again', () => {
  it.each(OUTLINED)('%s: every pixel keeps its class', async (format) => {
    const masks = await masksOf(await run(await input(), format));
    const { data, width } = decodePng(masks['masks/a.png']!, WIDTH * HEIGHT);
    expect(rowsOf(data, width)).toEqual(rowsOf(numbered(SHOWN), WIDTH));
    expect(text(masks['labelmap.txt'])).toMatch(/\nbackground:0,0,0::\n2:.*\n10:.*\n$/);
  });

  it.each(OUTLINED)('%s: mirrored and cropped as the mask itself', async (format) => {
    const moves =
      'transforms: [HorizontalFlip: {p: 1}, Crop: {x_min: 5, y_min: 3, x_max: 50, y_max: 40, p: 1}]\n';
    const before = await run(await input(maskOf(SHOWN)), 'same', moves);
    // Variants are not augmented again under their own names.
    const after = Object.entries(await run(await input(), format, moves)).map(([key, bytes]) => {
      const isText = !key.endsWith('a_png.v1.png');
      return [
        key.replace('a_png.v1', 'b'),
        isText ? text(bytes).replaceAll('a_png.v1', 'b') : bytes,
      ] as const;
    });
    const masks = await masksOf(Object.fromEntries(after));
    const [wanted, found] = [before['masks/a_png.v1.png']!, masks['masks/b.png']!].map((bytes) =>
      decodePng(bytes, WIDTH * HEIGHT),
    );
    expect(rowsOf(found!.data, found!.width)).toEqual(
      rowsOf(numbered(wanted!.data as Uint8Array), wanted!.width),
    );
  });

  it('COCO gets the exact pixels, and one category for each class', async () => {
    const files = await run(await input(), 'coco');
    const [json] = Object.entries(files).filter(([key]) => key.endsWith('.json'));
    const { annotations, categories } = JSON.parse(text(json![1])) as {
      annotations: { category_id: number; area: number; iscrowd: number; segmentation: { counts: string } }[];
      categories: { id: number; name: string }[];
    };
    expect(categories.map(({ name }) => name)).toEqual(['2', '10']);
    const discs = annotations.filter(({ area }) => area > 1);
    expect(discs).toHaveLength(3);
    for (const { segmentation, area, iscrowd } of annotations) {
      const { data } = bitmapOfCounts(countsOfText(segmentation.counts), WIDTH, HEIGHT);
      expect([data.filter((set) => set === 1).length, iscrowd]).toEqual([area, 0]);
    }
  });

  it('labelmap.txt names the classes, and the recipe renames and drops them', async () => {
    const labelmap = 'background:0,0,0::\ncat:2,2,2::\ndog:10,10,10::\nvoid:255,255,255::\n';
    const rules = `${AS_THEY_ARE}labels: {classes: {rename: {dog: wolf}, drop: [cat]}}\n`;
    const files = await run({ ...(await input()), 'labelmap.txt': labelmap }, 'yolo', rules);
    expect(text(files['data.yaml'])).toContain('names:\n  0: wolf\n');
    expect(text(files['labels/a.txt'])).toMatch(/^(0( [\d.]+)+\n)+$/);
  });

  it('a mask without objects is an empty label file', async () => {
    const files = await run(await input(maskOf(new Uint8Array(WIDTH * HEIGHT))), 'yolo');
    expect(text(files['labels/a.txt'])).toBe('');
  });

  it('an image fails by name if nothing tells whether 255 is a class, and the recipe tells it', async () => {
    const binary = await input(maskOf(SHOWN.map((value) => (value > 0 ? 255 : 0))));
    const { failures } = await convert(binary, recipeWith([], AS_THEY_ARE, 'yolo'));
    expect(failures).toMatchObject([
      { key: 'images/a.png', reason: expect.stringContaining('255') as string },
    ]);
    const told = `${AS_THEY_ARE}labels: {classes: {rename: {'255': polyp}}}\n`;
    const files = await run(binary, 'labelme', told);
    const { shapes } = JSON.parse(text(files['images/a.json'] ?? files['labels/a.json'])) as {
      shapes: { label: string; shape_type: string }[];
    };
    expect(new Set(shapes.map(({ label, shape_type }) => `${label} ${shape_type}`))).toEqual(
      new Set(['polyp mask']),
    );
  });

  it('boxes beside masks count, and a note says that the masks are not written', async () => {
    const xml =
      '<annotation><object><name>dog</name><bndbox><xmin>9</xmin><ymin>7</ymin><xmax>40</xmax><ymax>30</ymax></bndbox></object></annotation>';
    const files = {
      'VOC/JPEGImages/a.png': await makeImage('a.png', 5, WIDTH, HEIGHT),
      'VOC/Annotations/a.xml': xml,
      'VOC/SegmentationClass/a.png': maskOf(VALUES),
    };
    const made = await convert(files, recipeWith([], AS_THEY_ARE, 'coco'));
    expect(made.notes).toEqual([expect.stringContaining('its masks are not written')]);
    expect(made.records[0]!.objects).toEqual([{ name: 'dog', objects: 1 }]);
  });
});

describe('a data.yaml with masks_dir', () => {
  const yaml = 'path: /elsewhere\ntrain: images\nval: images\nmasks_dir: truth\nnames: [wall, sky, tree]\n';
  // Of many values, so that nothing but data.yaml shows that these are masks.
  const noise = maskOf(VALUES.map((_, i) => (i * 7919) % 251));
  const semantic = async (mask: Uint8Array) => ({
    'data.yaml': yaml,
    'images/a.png': await makeImage('a.png', 5, WIDTH, HEIGHT),
    'truth/a.png': mask,
  });

  it('leads to the masks, and is written back true', async () => {
    const made = await convert(
      await semantic(noise),
      recipeWith([], 'transforms: [HorizontalFlip: {p: 1}]\n'),
    );
    expect(made.failures).toEqual([]);
    expect(made.notes).toEqual([expect.stringContaining('train and val are both images')]);
    expect(Object.keys(made.files).sort()).toEqual([
      'data.yaml',
      'images/a_png.v1.png',
      'truth/a_png.v1.png',
    ]);
    expect(text(made.files['data.yaml'])).toBe(yaml.replace('path: /elsewhere\n', ''));
    const mirrored = decodePng(made.files['truth/a_png.v1.png']!, WIDTH * HEIGHT).data;
    const before = decodePng(noise, WIDTH * HEIGHT).data;
    expect(mirrored[0]).toBe(before[WIDTH - 1]);
  });

  it('is not followed if the recipe says where masks lie, or that there are none', async () => {
    const none = 'variants: 0\ntransforms: []\noutput: {originals: true}\nlabels: {masks: none}\n';
    const { records } = await convert(await semantic(noise), recipeWith([], none));
    expect(records.map(({ key, format }) => [key, format])).toEqual([
      ['images/a.png', null],
      ['truth/a.png', null],
    ]);
  });

  it('names the classes of a conversion: 0 is a class, 255 is none', async () => {
    const values = VALUES.map((value) => ({ 0: 0, 2: 1, 10: 2 })[value] ?? 255);
    const files = await run(await semantic(maskOf(values)), 'yolo');
    expect(text(files['data.yaml'])).toBe(
      'train: images\nval: images\nnames: [wall, sky, tree]\ntask: segment\n',
    );
    const coco = await run(await semantic(maskOf(values)), 'coco');
    const [json] = Object.entries(coco).filter(([key]) => key.endsWith('.json'));
    const { annotations } = JSON.parse(text(json![1])) as {
      annotations: { category_id: number; area: number }[];
    };
    const areas = [0, 1, 2].map((value) => values.filter((one) => one === value).length);
    const ids = [...new Set(annotations.map(({ category_id }) => category_id))].sort((a, b) => a - b);
    const found = ids.map((id) =>
      annotations.filter(({ category_id }) => category_id === id).reduce((sum, { area }) => sum + area, 0),
    );
    expect(found).toEqual(areas);
  });

  it('makes the labels again if label_mapping changes', async () => {
    const hashOf = async (more: string) => {
      const files = { ...(await semantic(noise)), 'data.yaml': yaml + more };
      return (await convert(files, recipeWith([], AS_THEY_ARE))).records[0]!.labels;
    };
    expect(await hashOf('label_mapping: {7: 0}\n')).not.toBe(await hashOf(''));
  });
});
