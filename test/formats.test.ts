import { readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { AnnotatedObject } from '../src/core/annotations/model.js';
import { builtInFormats } from '../src/core/formats/index.js';
import { augmentRun } from './support/command.js';
import { writeFiles } from './support/folders.js';
import { FLIP, imageFiles, vocXml } from './support/layout-files.js';
import { readFolder, readOutput, runOn } from './support/labelled.js';

/** Writes the unchanged labels of the images in another format. */
const convertTo = (format: string) =>
  `version: 1\nvariants: 0\ntransforms: []\noutput: {originals: true}\nlabels: {write: ${format}}\n`;

const DOG = [8, 6, 40, 30];
const CAT: [number, number][] = [
  [16, 12],
  [48, 12],
  [48, 36],
];

/** A dog's box and a cat's triangle in an image of 64 × 48; Pascal VOC has no polygons. */
const SIDE_BY_SIDE = {
  'data.yaml': 'names: [cat, dog]\n',
  'y.txt': `1 0.375 0.375 0.5 0.5\n0 ${CAT.map(([x, y]) => `${x / 64} ${y / 48}`).join(' ')}\n`,
  'v.xml':
    '<annotation><filename>v.jpg</filename>' +
    '<object><name>dog</name><bndbox><xmin>9</xmin><ymin>7</ymin><xmax>40</xmax><ymax>30</ymax></bndbox></object>' +
    '<object><name>cat</name><bndbox><xmin>17</xmin><ymin>13</ymin><xmax>48</xmax><ymax>36</ymax></bndbox></object>' +
    '</annotation>',
  'coco.json': JSON.stringify({
    images: [{ id: 0, file_name: 'c.jpg', width: 64, height: 48 }],
    annotations: [
      { id: 0, image_id: 0, category_id: 7, bbox: [8, 6, 32, 24], area: 768, iscrowd: 0 },
      { id: 1, image_id: 0, category_id: 0, bbox: [16, 12, 32, 24], area: 384, segmentation: [CAT.flat()] },
    ],
    categories: [
      { id: 0, name: 'cat' },
      { id: 7, name: 'dog' },
    ],
  }),
  'l.json': JSON.stringify({
    ...{ version: '5.0', imagePath: 'l.jpg', imageData: null, flags: {} },
    shapes: [
      { label: 'dog', shape_type: 'rectangle', points: [DOG.slice(0, 2), DOG.slice(2)] },
      { label: 'cat', shape_type: 'polygon', points: CAT },
    ],
  }),
};

/** Class and extent, to a hundredth of a pixel. */
function extentOf({ class: name, box, polygons }: AnnotatedObject) {
  const points = polygons?.flatMap(({ rings }) => rings.flat());
  const sides = points
    ? [Math.min, Math.max].flatMap((most) => [0, 1].map((axis) => most(...points.map((p) => p[axis]!))))
    : box!;
  return [name, ...sides.map((side) => Math.round(side * 100) / 100)];
}

describe('labels.write', () => {
  it.each(['yolo', 'voc', 'coco', 'cvat', 'labelme', 'huggingface', 'sagemaker', 'csv'])(
    'labels of every format come out as %s with the same objects',
    async (format) => {
      const keys = ['c.jpg', 'l.jpg', 'v.jpg', 'y.jpg'];
      const { output, summary } = await runOn(
        { ...(await imageFiles(...keys)), ...SIDE_BY_SIDE },
        convertTo(format),
      );
      expect(summary.failures).toEqual([]);
      const { dataset, labels, problems } = await readFolder(output);
      expect(problems).toEqual([]);
      expect(dataset.sources.map((source) => [source.key, source.labels?.format])).toEqual(
        keys.map((key) => [key, format]),
      );
      for (const key of keys) {
        const { objects } = labels.get(key)!;
        expect(objects.map(extentOf), key).toEqual([
          ['dog', ...DOG],
          ['cat', 16, 12, 48, 36],
        ]);
        const hasPolygon = builtInFormats.get(format).holds.polygons && key !== 'v.jpg';
        if (hasPolygon) expect(objects[1]!.polygons![0]!.rings[0]).toHaveLength(CAT.length);
      }
    },
  );

  it('leaves no file of the original format', async () => {
    const files = { ...(await imageFiles('c.jpg', 'l.jpg', 'v.jpg', 'y.jpg')), ...SIDE_BY_SIDE };
    const { output } = await runOn(files, convertTo('voc'));
    const endings = (await readdir(output)).map((name) => path.extname(name));
    expect(new Set(endings)).toEqual(new Set(['.jpg', '.xml']));
  });

  it('YOLO: names come from the labels if no file declares them, and lists name splits that have no folders', async () => {
    const files = {
      ...(await imageFiles('JPEGImages/a.jpg', 'JPEGImages/b.jpg')),
      'Annotations/a.xml': vocXml('a.jpg', 'zebra'),
      'Annotations/b.xml': vocXml('b.jpg', 'ant'),
      'ImageSets/Main/train.txt': 'a\n',
      'ImageSets/Main/val.txt': 'b\n',
    };
    const output = await runOn(files, `${FLIP}labels: {write: yolo}\n`);
    expect(parse(await output.text('data.yaml'))).toEqual({
      ...{ train: 'train.txt', val: 'val.txt', names: { 0: 'ant', 1: 'zebra' }, task: 'detect' },
    });
    expect(await output.text('train.txt')).toBe('./JPEGImages/a_jpg.v1.jpg\n');
    expect(await output.text('JPEGImages/a_jpg.v1.txt')).toBe('1 0.750000 0.125000 0.500000 0.250000\n');
  });

  it('YOLO: a new class changes the numbers of the others', async () => {
    const before = { ...(await imageFiles('a.jpg')), 'a.xml': vocXml('a.jpg', 'zebra') };
    const { input, output, text } = await runOn(before, convertTo('yolo'));
    expect(await text('a.txt')).toMatch(/^0 /);
    await writeFiles(input, { ...(await imageFiles('b.jpg')), 'b.xml': vocXml('b.jpg', 'ant') });
    await augmentRun(input, output, '--recipe', path.join(path.dirname(input), 'recipe.yaml'));
    expect(parse(await text('data.yaml'))).toMatchObject({ names: { 0: 'ant', 1: 'zebra' } });
    expect(await text('a.txt')).toMatch(/^1 /);
    expect(await text('b.txt')).toMatch(/^0 /);
  });

  it('YOLO: keypoints of COCO become poses that data.yaml declares', async () => {
    const coco = {
      images: [{ id: 1, file_name: 'p.jpg', width: 64, height: 48 }],
      annotations: [
        { id: 1, image_id: 1, category_id: 1, bbox: [8, 6, 32, 24], keypoints: [16, 12, 2, 0, 0, 0], num_keypoints: 1 }, // prettier-ignore
      ],
      categories: [{ id: 1, name: 'person', keypoints: ['left_eye', 'right_eye'], skeleton: [] }],
    };
    const output = await runOn(
      { ...(await imageFiles('p.jpg')), 'person_keypoints.json': JSON.stringify(coco) },
      convertTo('yolo'),
    );
    expect(parse(await output.text('data.yaml'))).toMatchObject({
      ...{ names: { 0: 'person' }, task: 'pose', kpt_shape: [2, 3] },
    });
    const { labels } = await readOutput(output.output);
    expect(labels.get('p.jpg')!.objects[0]!.keypoints).toMatchObject([
      { x: 16, y: 12, visibility: 2, name: 'left_eye' },
      { visibility: 0, name: 'right_eye' },
    ]);
  });

  it('fails images whose labels the format cannot hold', async () => {
    const grey = { create: { width: 64, height: 48, channels: 3, background: 'grey' } } as const;
    const mask = await sharp(grey).toColourspace('b-w').png().toBuffer();
    const files = { ...(await imageFiles('images/a.jpg')), 'masks/a.png': mask };
    const { summary } = await runOn(files, convertTo('kitti'));
    expect(summary.failures.map(({ reason }) => reason)).toEqual([
      'images/a.jpg: its labels cannot be written as kitti: it has no masks',
    ]);
  });
});
