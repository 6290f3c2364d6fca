import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SourceRecord } from '../src/state/record.js';
import { runOn } from './support/labelled.js';
import type { Output } from './support/labelled.js';
import {
  chain,
  clip,
  distanceToEdge,
  boundingBox,
  inverse,
  isInside,
  move,
  stepOf,
} from './support/matrices.js';
import type { Matrix, Point, Step } from './support/matrices.js';

const FRAME = { width: 480, height: 360 };
const OUT = { width: 400, height: 300 };
const VARIANTS = [1, 2, 3];
const RECIPE = `version: 1
seed: 5
variants: ${VARIANTS.length}
transforms:
  - Rotate: {limit: [-25, 25], p: 1}
  - Affine: {scale: [0.85, 1.1], translate_px: [-20, 20], rotate: [-10, 10], shear: [-8, 8], p: 1}
  - RandomResizedCrop: {size: [${OUT.height}, ${OUT.width}], scale: [0.6, 0.9], p: 1}
  - HorizontalFlip: {p: 1}
`;
const CLASSES = ['cat', 'dog'];
const BOXES = [
  { name: 'dog', corners: [120, 90, 264, 216] },
  { name: 'cat', corners: [240, 180, 384, 306] },
] as const;
const OUTLINE: readonly Point[] = [
  [150, 80],
  [330, 100],
  [360, 220],
  [250, 290],
  [130, 230],
];

/** A disc of a different colour at every corner of every box. */
const COLOURS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0],
  [255, 0, 255],
  [0, 255, 255],
  [0, 0, 0],
  [255, 255, 255],
] as const;
const MARKERS = BOXES.flatMap(({ corners }) => ringOf(corners)).map((position, i) => ({
  position,
  colour: COLOURS[i]!,
}));

function ringOf([x0, y0, x1, y1]: readonly number[]): Point[] {
  return [
    [x0!, y0!],
    [x1!, y0!],
    [x1!, y1!],
    [x0!, y1!],
  ];
}

function paintImage(paint: (point: Point) => readonly number[]): Buffer {
  return Buffer.from(
    Array.from({ length: FRAME.width * FRAME.height }, (_, i) =>
      paint([(i % FRAME.width) + 0.5, Math.floor(i / FRAME.width) + 0.5]),
    ).flat(),
  );
}

async function makeInput(): Promise<Record<string, Buffer>> {
  const image = paintImage(([x, y]) => {
    const marker = MARKERS.find(({ position }) => Math.hypot(position[0] - x, position[1] - y) <= 6);
    return marker?.colour ?? [128, 128, 128];
  });
  const mask = paintImage((point) => [isInside(point, OUTLINE) ? 2 : 0]);
  return {
    image: await sharp(image, { raw: { ...FRAME, channels: 3 } })
      .png()
      .toBuffer(),
    mask: await sharp(mask, { raw: { ...FRAME, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer(),
  };
}

const share = ([x, y]: Point) => `${x / FRAME.width} ${y / FRAME.height}`;
const YAML = `names: [${CLASSES.join(', ')}]\n`;
const rows = (columns: (corners: readonly number[]) => string) =>
  BOXES.map(({ name, corners }) => `${CLASSES.indexOf(name)} ${columns(corners)}\n`).join('');

/** The same boxes in the files of each format. */
const INPUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  yolo: {
    'data.yaml': YAML,
    'labels/image.txt': rows(
      ([x0, y0, x1, y1]) => `${share([(x0! + x1!) / 2, (y0! + y1!) / 2])} ${share([x1! - x0!, y1! - y0!])}`,
    ),
  },
  'yolo segment': {
    'data.yaml': `${YAML}task: segment\n`,
    'labels/image.txt': rows((corners) => ringOf(corners).map(share).join(' ')),
  },
  voc: {
    'annotations/image.xml': `<annotation><filename>image.png</filename>${BOXES.map(
      ({ name, corners: [x0, y0, x1, y1] }) =>
        `<object><name>${name}</name><bndbox><xmin>${x0 + 1}</xmin><ymin>${y0 + 1}</ymin><xmax>${x1}</xmax><ymax>${y1}</ymax></bndbox></object>`,
    ).join('')}</annotation>`,
  },
  coco: {
    'coco.json': JSON.stringify({
      images: [{ id: 1, file_name: 'image.png', ...FRAME }],
      annotations: BOXES.map(({ name, corners: [x0, y0, x1, y1] }, id) => ({
        ...{ id, image_id: 1, category_id: CLASSES.indexOf(name), bbox: [x0, y0, x1 - x0, y1 - y0] },
      })),
      categories: CLASSES.map((name, id) => ({ id, name })),
    }),
  },
  labelme: {
    'labels/image.json': JSON.stringify({
      imagePath: 'image.png',
      flags: {},
      shapes: BOXES.map(({ name, corners: [x0, y0, x1, y1] }) => ({
        ...{ label: name, shape_type: 'rectangle' },
        points: [
          [x0, y0],
          [x1, y1],
        ],
      })),
    }),
  },
};

type Named = readonly [name: string, ...corners: number[]];

/** The boxes of a variant, read from its label file without code of the program; and half a step of the format's decimals. */
const READERS: Readonly<
  Record<string, { step: number; read: (output: Output, variant: number) => Promise<Named[]> }>
> = {
  yolo: {
    step: 2e-6 * OUT.width,
    read: async (output, variant) =>
      (await rowsOf(output, variant)).map(([id, x, y, w, h]) => [
        CLASSES[id!]!,
        (x! - w! / 2) * OUT.width,
        (y! - h! / 2) * OUT.height,
        (x! + w! / 2) * OUT.width,
        (y! + h! / 2) * OUT.height,
      ]),
  },
  'yolo segment': {
    step: 1e-6 * OUT.width,
    read: async (output, variant) =>
      (await rowsOf(output, variant)).map(([id, ...values]) => [
        CLASSES[id!]!,
        ...boundingBox(pairs(values)),
      ]),
  },
  voc: {
    step: 0.0051,
    read: async (output, variant) => {
      const xml = await output.text(`annotations/image_png.v${variant}.xml`);
      const names = [...xml.matchAll(/<name>(\w+)/g)].map(([, name]) => name!);
      const [x0, y0, x1, y1] = ['xmin', 'ymin', 'xmax', 'ymax'].map((side) =>
        [...xml.matchAll(new RegExp(`<${side}>([\\d.]+)`, 'g'))].map(([, text]) => Number(text)),
      );
      return names.map((name, i) => [name, x0![i]! - 1, y0![i]! - 1, x1![i]!, y1![i]!]);
    },
  },
  coco: {
    step: 0.0011,
    read: async (output, variant) => {
      const { images, annotations } = JSON.parse(await output.text('coco.json')) as {
        images: { id: number; file_name: string }[];
        annotations: { image_id: number; category_id: number; bbox: [number, number, number, number] }[];
      };
      const image = images.find(({ file_name }) => file_name === `image_png.v${variant}.png`)!;
      return annotations
        .filter(({ image_id }) => image_id === image.id)
        .map(({ category_id, bbox: [x, y, w, h] }) => [CLASSES[category_id]!, x, y, x + w, y + h]);
    },
  },
  labelme: {
    step: 1e-6,
    read: async (output, variant) => {
      const { shapes } = JSON.parse(await output.text(`labels/image_png.v${variant}.json`)) as {
        shapes: { label: string; points: Point[] }[];
      };
      return shapes.map(({ label, points }) => [label, ...boundingBox(points)]);
    },
  },
};

async function rowsOf(output: Output, variant: number): Promise<number[][]> {
  const text = await output.text(`labels/image_png.v${variant}.txt`);
  return text.trimEnd().split('\n').map((row) => row.split(' ').map(Number)); // prettier-ignore
}

function pairs(values: readonly number[]): Point[] {
  return Array.from(
    { length: values.length / 2 },
    (_, i) => [values[2 * i]!, values[2 * i + 1]!] as const,
  ).map(([x, y]): Point => [x * OUT.width, y * OUT.height]);
}

async function stepsOf({ output }: Output): Promise<Step[][]> {
  const text = await readFile(path.join(`${output}.augment`, 'records/images/image.png.json'), 'utf8');
  return (JSON.parse(text) as SourceRecord).variants.map(({ plan }) => {
    const steps: Step[] = [];
    for (const { transform, sampled } of plan!.steps)
      steps.push(stepOf(transform, sampled, steps.at(-1) ?? FRAME, OUT));
    return steps;
  });
}

/** Step by step, cut at every frame. */
function moveRing(ring: readonly Point[], steps: readonly Step[]): Point[] {
  return steps.reduce<Point[]>(
    (moved, step) =>
      clip(
        moved.map((point) => move(point, step.matrix)),
        step,
      ),
    [...ring],
  );
}

const whole = (steps: readonly Step[]): Matrix => chain(...steps.map(({ matrix }) => matrix));

describe('an image with markers through Rotate, Affine, RandomResizedCrop and HorizontalFlip', () => {
  let input: Record<string, Buffer>;
  const outputs: Record<string, Output> = {};
  let steps: Step[][];

  beforeAll(async () => {
    input = await makeInput();
    const names = Object.keys(INPUTS);
    const made = await Promise.all(
      names.map((name) => runOn({ 'images/image.png': input['image']!, ...INPUTS[name]! }, RECIPE)),
    );
    names.forEach((name, i) => {
      outputs[name] = made[i]!;
    });
    steps = await stepsOf(outputs['yolo']!);
  }, 60_000);

  it.each(Object.keys(INPUTS))('%s: boxes are where the matrices put them', async (format) => {
    const { step, read } = READERS[format]!;
    expect(await stepsOf(outputs[format]!)).toEqual(steps);
    for (const variant of VARIANTS) {
      const expected = BOXES.map(({ name, corners }): Named => [
        name,
        ...boundingBox(moveRing(ringOf(corners), steps[variant - 1]!)),
      ]);
      const found = await read(outputs[format]!, variant);
      expect(found.map(([name]) => name)).toEqual(expected.map(([name]) => name));
      found.forEach(([, ...sides], i) => {
        sides.forEach((side, s) => {
          expect(Math.abs(side - (expected[i]![s + 1] as number))).toBeLessThan(step);
        });
      });
    }
  });

  it('markers are in the pixels where the matrices put them', async () => {
    let seen = 0;
    for (const variant of VARIANTS) {
      const file = path.join(outputs['yolo']!.output, `images/image_png.v${variant}.png`);
      const pixels = await sharp(file).raw().toBuffer();
      const matrix = whole(steps[variant - 1]!);
      for (const { position, colour } of MARKERS) {
        const [x, y] = move(position, matrix);
        // The fill is black too; and a disc that an edge cuts has another centre.
        const isWhole = x > 12 && y > 12 && x < OUT.width - 12 && y < OUT.height - 12;
        if (!isWhole || moveRing(ringAround(position), steps[variant - 1]!).length !== 4) continue;
        const [u, v] = centroid(pixels, colour, [x, y]);
        expect(Math.hypot(u - x, v - y)).toBeLessThan(0.5);
        seen += 1;
      }
    }
    expect(seen).toBeGreaterThanOrEqual(12);
  });

  it('a mask moved as pixels differs from its polygon moved as geometry within a source pixel of the edge', async () => {
    const image = { 'images/image.png': input['image']! };
    const polygon = `1 ${OUTLINE.map(share).join(' ')}\n`;
    const [asMask, asPolygon] = await Promise.all([
      runOn({ ...image, 'masks/image.png': input['mask']! }, RECIPE),
      runOn({ ...image, 'data.yaml': YAML, 'labels/image.txt': polygon }, RECIPE),
    ]);
    expect(await stepsOf(asMask)).toEqual(steps);
    for (const variant of VARIANTS) {
      const [[, ...values]] = (await rowsOf(asPolygon, variant)) as [[number, ...number[]]];
      const back = inverse(whole(steps[variant - 1]!));
      const moved = pairs(values);
      const inSource = moved.map((point) => move(point, back));
      const mask = await sharp(path.join(asMask.output, `masks/image_png.v${variant}.png`))
        .toColourspace('b-w')
        .raw()
        .toBuffer();
      let different = 0;
      mask.forEach((value, i) => {
        const centre: Point = [(i % OUT.width) + 0.5, Math.floor(i / OUT.width) + 0.5];
        if (value === 2 === isInside(centre, moved)) return; // prettier-ignore
        different += 1;
        expect(distanceToEdge(move(centre, back), inSource)).toBeLessThan(1);
      });
      expect(mask.filter((value) => value === 2).length).toBeGreaterThan(10_000);
      expect(different).toBeGreaterThan(0);
    }
  });
});

function ringAround([x, y]: Point): Point[] {
  return ringOf([x - 8, y - 8, x + 8, y + 8]);
}

/** The mean position of the pixels of a colour near a point, weighted by their similarity to the colour. */
function centroid(pixels: Buffer, colour: readonly number[], [x, y]: Point): Point {
  let [weight, u, v] = [0, 0, 0];
  for (let row = Math.floor(y) - 12; row < y + 12; row++)
    for (let column = Math.floor(x) - 12; column < x + 12; column++) {
      const distance = Math.hypot(...colour.map((c, i) => c - pixels[(row * OUT.width + column) * 3 + i]!));
      const likeness = Math.max(0, 1 - distance / Math.hypot(...colour.map((c) => c - 128)));
      weight += likeness;
      u += likeness * (column + 0.5);
      v += likeness * (row + 0.5);
    }
  return [u / weight, v / weight];
}
