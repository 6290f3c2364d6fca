import sharp from 'sharp';
import { parseRecipe } from '../../src/core/recipe/index.js';
import { run } from '../../src/jobs/run.js';
import { memoryStore } from '../../src/stores/testing/memory.js';
import { keysOf } from '../../src/stores/testing/contract.js';

const RECIPE = 'variants: 1\ntransforms: [HorizontalFlip: {p: 1}]\n';
const [WIDTH, HEIGHT] = [32, 16];

/** Labels of one object in the upper left quarter; what a flip makes of them; and where they are looked for. */
interface TableFormat {
  readonly name: string;
  readonly ending: string;
  readonly label: (image: string) => Promise<Uint8Array | string>;
  /** True if these are the labels of a mirrored image. */
  readonly isFlipped: (bytes: Uint8Array) => Promise<boolean>;
}

const bytesOf = (content: Uint8Array | string) =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const yolo: TableFormat = {
  name: 'yolo',
  ending: '.txt',
  label: () => Promise.resolve('0 0.25 0.25 0.5 0.5\n'),
  isFlipped: (bytes) => Promise.resolve(textOf(bytes) === '0 0.750000 0.250000 0.500000 0.500000\n'),
};

const voc: TableFormat = {
  name: 'voc',
  ending: '.xml',
  label: (image) =>
    Promise.resolve(
      `<annotation><filename>${image}</filename><size><width>32</width><height>16</height><depth>3</depth></size><object><name>cat</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>16</xmax><ymax>8</ymax></bndbox></object></annotation>`,
    ),
  isFlipped: (bytes) => Promise.resolve(/<xmin>17<.*<xmax>32</s.test(textOf(bytes))),
};

const labelme: TableFormat = {
  name: 'labelme',
  ending: '.json',
  label: (image) =>
    Promise.resolve(
      JSON.stringify({
        ...{
          version: '5.0.1',
          flags: {},
          imagePath: image,
          imageData: null,
          imageHeight: 16,
          imageWidth: 32,
        },
        shapes: [
          {
            label: 'cat',
            shape_type: 'rectangle',
            points: [
              [0, 0],
              [16, 8],
            ],
            flags: {},
          },
        ],
      }),
    ),
  isFlipped: (bytes) => {
    const points =
      (JSON.parse(textOf(bytes)) as { shapes: { points: number[][] }[] }).shapes[0]?.points ?? [];
    return Promise.resolve(points.every(([x]) => x! >= 16));
  },
};

/** Grey of 8 bits, as most tools write masks; of the classes 0, 1 and 2. */
const mask: TableFormat = {
  name: 'mask',
  ending: '.png',
  label: () => png((x, y) => (x < 16 && y < 8 ? 1 : y === 15 ? 2 : 0)),
  isFlipped: async (bytes) => {
    const { data } = await sharp(bytes).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    return data.every((value, i) => {
      const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
      return value === (x >= 16 && y < 8 ? 1 : y === 15 ? 2 : 0);
    });
  },
};

function png(value: (x: number, y: number) => number): Promise<Uint8Array> {
  const data = Buffer.from(
    Array.from({ length: WIDTH * HEIGHT }, (_, i) => value(i % WIDTH, Math.floor(i / WIDTH))),
  );
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

function drawImage(seed: number, format: 'jpeg' | 'png'): Promise<Uint8Array> {
  const data = Buffer.from(
    Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => (i * (seed + 3) * 37 + (i >> 5) * 11) % 256),
  );
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}

/** Keys of an image and of its labels: `{s}` is the split, `{n}` the image's name, `{e}` the ending of labels. */
interface TableLayout {
  readonly image: string;
  readonly labels: string;
  readonly formats: readonly TableFormat[];
}

const ALL = [yolo, voc, labelme, mask];
const TEXTS = [yolo, voc, labelme];

const parallel = (from: string, to: string): TableLayout => ({
  image: `${from}/{n}.jpg`,
  labels: `${to}/{n}{e}`,
  formats: ALL,
});

const LAYOUTS: readonly TableLayout[] = [
  { image: '{n}.jpg', labels: '{n}{e}', formats: TEXTS },
  { image: '{s}/{n}.jpg', labels: '{s}/{n}{e}', formats: TEXTS },
  { image: '{n}.png', labels: '{n}.png{e}', formats: TEXTS },
  parallel('images', 'labels'),
  parallel('images', 'annotations'),
  parallel('image', 'label'),
  parallel('Images', 'Masks'),
  parallel('img', 'mask'),
  parallel('images', 'gt'),
  parallel('data', 'labels'),
  parallel('JPEGImages', 'labels'),
  parallel('images', 'Labels'),
  parallel('pictures', 'areas'),
  parallel('images/{s}', 'labels/{s}'),
  parallel('{s}/images', '{s}/labels'),
  parallel('{s}/image', '{s}/label'),
  parallel('{s}', 'labels/{s}'),
  parallel('images/{s}', 'labels'),
  parallel('set/images/{s}/day', 'set/labels/{s}/day'),
  { image: 'images/{n}.png', labels: 'masks/{n}{e}', formats: ALL },
  { image: '{n}.jpg', labels: 'masks/{n}{e}', formats: ALL },
  { image: '{n}.png', labels: 'labels/{n}{e}', formats: ALL },
  { image: '{s}/{n}.jpg', labels: '{s}/masks/{n}{e}', formats: ALL },
  { image: 'images/{n}.jpg', labels: '{n}{e}', formats: ALL },
  { image: '{n}.jpg', labels: '{n}_mask{e}', formats: [mask] },
  { image: '{n}.jpg', labels: '{n}_segmentation{e}', formats: [mask] },
  { image: '{n}.png', labels: '{n}_seg{e}', formats: [mask] },
  { image: '{n}.jpg', labels: '{n}-gt{e}', formats: [mask] },
  { image: '{s}/{n}.jpg', labels: '{s}_masks/{n}_mask{e}', formats: [mask] },
  { image: '{s}/{n}.png', labels: '{s}annot/{n}{e}', formats: [mask] },
  { image: 'images/{s}ing/{n}.jpg', labels: 'annotations/{s}ing/{n}{e}', formats: [mask] },
  { image: 'VOC/JPEGImages/{n}.jpg', labels: 'VOC/Annotations/{n}{e}', formats: [voc] },
  { image: 'VOC/JPEGImages/{n}.jpg', labels: 'VOC/SegmentationClass/{n}{e}', formats: [mask] },
  {
    image: 'leftImg8bit/{s}/aachen/{n}_leftImg8bit.png',
    labels: 'gtFine/{s}/aachen/{n}_gtFine_labelIds{e}',
    formats: [mask],
  },
  {
    image: 'leftImg8bit/{s}/aachen/{n}_leftImg8bit.png',
    labels: 'gtFine/{s}/aachen/{n}_gtFine_instanceIds{e}',
    formats: [mask],
  },
  { image: 'training/image_2/{n}.png', labels: 'training/label_2/{n}{e}', formats: [yolo] },
  { image: 'training/image_2/{n}.png', labels: 'training/semantic/{n}{e}', formats: [mask] },
  { image: 'training/image_2/{n}.png', labels: 'training/instance/{n}{e}', formats: [mask] },
  { image: '{n}.JPG', labels: '{n}{E}', formats: TEXTS },
  { image: 'images/{n}.JPG', labels: 'Labels/{n}{E}', formats: ALL },
];

/** A layout with one format. */
export interface TableRow {
  readonly image: string;
  readonly labels: string;
  readonly format: TableFormat;
  readonly hasSplits: boolean;
}

export const ROWS: readonly TableRow[] = LAYOUTS.flatMap(({ image, labels, formats }) =>
  formats.map((format) => ({
    image,
    labels: labels.replace('{e}', format.ending).replace('{E}', format.ending.toUpperCase()),
    format,
    hasSplits: image.includes('{s}'),
  })),
);

/** What `run` made of a layout, in words; empty where everything is right. */
export async function mistakesOf(row: TableRow): Promise<string[]> {
  const [input, output, state] = [memoryStore(), memoryStore(), memoryStore()];
  const pairs = pairsOf(row);
  for (const [i, { image, labels, hasLabels }] of pairs.entries()) {
    input.put(image, await drawImage(i, /\.png$/i.test(image) ? 'png' : 'jpeg'));
    const name = image.slice(image.lastIndexOf('/') + 1);
    if (hasLabels) input.put(labels, bytesOf(await row.format.label(name)));
  }
  const summary = await run({
    ...{ input, output: { output, state }, recipe: parseRecipe(RECIPE, 'recipe.yaml') },
    ...{ delete: false, workers: 1 },
  });
  const mistakes = [...summary.failures.map(({ key, reason }) => `${key}: ${reason}`), ...summary.notes];
  if (summary.images !== pairs.length) mistakes.push(`${summary.images} images instead of ${pairs.length}`);
  const expected = new Set<string>();
  for (const pair of pairs) {
    const copied = row.hasSplits && pair.split === 'val';
    const image = copied ? pair.image : variantOf(pair.image);
    expected.add(image);
    if (!pair.hasLabels) continue;
    const labels = copied ? pair.labels : labelsOf(pair, image);
    expected.add(labels);
    const [before, after] = [await input.read(pair.labels), await output.read(labels)];
    if (!after) mistakes.push(`${labels} is missing`);
    else if (copied && !Buffer.from(before!.bytes).equals(after.bytes))
      mistakes.push(`${labels} was changed`);
    else if (!copied && !(await row.format.isFlipped(after.bytes))) mistakes.push(`${labels} was not moved`);
  }
  for (const key of await keysOf(output)) if (!expected.has(key)) mistakes.push(`${key} is too much`);
  return mistakes;
}

interface Pair {
  readonly image: string;
  readonly labels: string;
  readonly split: string;
  readonly hasLabels: boolean;
}

/** Three images with labels and one without; with splits, two of them are for validation. */
function pairsOf({ image, labels, hasSplits }: TableRow): Pair[] {
  return ['a_01', 'b.rf.2', 'c', 'none'].map((name, i) => {
    const split = hasSplits && i % 2 === 1 ? 'val' : 'train';
    const fill = (pattern: string) =>
      pattern
        .replaceAll('{s}ing', split === 'train' ? 'training' : 'validation')
        .replaceAll('{s}', split)
        .replaceAll('{n}', name);
    return { image: fill(image), labels: fill(labels), split, hasLabels: name !== 'none' };
  });
}

function variantOf(image: string): string {
  const [, stem, mark = '', ending] = /^(.*?)(_leftImg8bit)?\.(\w+)$/.exec(image)!;
  return `${stem!}_${ending!}.v1${mark}.${ending!}`;
}

/** The name of the labels, with the name of the variant in place of that of the image. */
function labelsOf({ image, labels }: Pair, variant: string): string {
  const nameOf = (key: string) => key.slice(key.lastIndexOf('/') + 1);
  const stemOf = (key: string) => nameOf(key).replace(/\.\w+$/, '');
  const folder = labels.slice(0, labels.lastIndexOf('/') + 1);
  const name = nameOf(labels);
  if (name.startsWith(nameOf(image))) return folder + nameOf(variant) + name.slice(nameOf(image).length);
  const shared = stemOf(image).replace(/_leftImg8bit$/, '');
  return folder + stemOf(variant).replace(/_leftImg8bit$/, '') + name.slice(shared.length);
}
