import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { runOn } from './support/labelled.js';
import { cocoJson, FLIP, imageFiles, vocXml, YOLO } from './support/layout-files.js';

describe('splits', () => {
  const dataset = async () => ({
    ...(await imageFiles('images/train/a.jpg', 'images/val/b.jpg', 'images/test/c.jpg')),
    ...{ 'labels/train/a.txt': YOLO, 'labels/val/b.txt': YOLO, 'labels/test/c.txt': YOLO },
    'data.yaml': 'train: images/train\nval: images/val\ntest: images/test\nnames: [cat, dog]\n',
  });

  it('that are not augmented go through preprocess, with their labels', async () => {
    const output = await runOn(await dataset(), `${FLIP}preprocess: [LongestMaxSize: {max_size: 32}]\n`);
    const size = async (key: string) => {
      const { width, height } = await sharp(path.join(output.output, key)).metadata();
      return [width, height];
    };
    expect(await size('images/train/a_jpg.v1.jpg')).toEqual([32, 24]);
    expect(await size('images/val/b.jpg')).toEqual([32, 24]);
    expect(await output.text('labels/val/b.txt')).toBe('1 0.250000 0.125000 0.500000 0.250000\n');
  });

  it('are those that the recipe names', async () => {
    const output = await runOn(await dataset(), `${FLIP}splits: {augment: [val, test], others: copy}\n`);
    expect(output.keys.filter((key) => key.startsWith('images'))).toEqual([
      'images/test/c_jpg.v1.jpg',
      'images/train/a.jpg',
      'images/val/b_jpg.v1.jpg',
    ]);
  });

  it('others are left out if the recipe skips them', async () => {
    const output = await runOn(await dataset(), `${FLIP}splits: {others: skip}\n`);
    expect(output.keys).toEqual(['data.yaml', 'images/train/a_jpg.v1.jpg', 'labels/train/a_jpg.v1.txt']);
    const coco = {
      ...(await imageFiles('train/a.jpg', 'val/b.jpg')),
      ...{ 'train/l.json': cocoJson(['a.jpg']), 'val/l.json': cocoJson(['b.jpg']) },
    };
    const other = await runOn(coco, `${FLIP}splits: {others: skip}\n`);
    expect(other.keys).toEqual(['train/a_jpg.v1.jpg', 'train/l.json']);
  });

  it('warns if no image is in a split that is augmented', async () => {
    const output = await runOn(await dataset(), `${FLIP}splits: {augment: [minival]}\n`);
    expect(output.summary.notes[0]).toContain('minival');
    expect(output.summary.variants).toBe(3);
  });
});

describe('a file about the whole data set that cannot be read', () => {
  it.each([
    ['data.yaml', 'names: [a\nb: c', { 'a.txt': YOLO }],
    ['classes.json', '{"images": [{"id": 1}], "annotations": []}', {}],
  ])('%s: its images fail by name, and are not augmented without labels', async (key, text, labels) => {
    const output = await runOn({ ...(await imageFiles('a.jpg')), ...labels, [key]: text }, FLIP);
    expect(output.summary.failures.map((failure) => failure.key)).toEqual(['a.jpg', key].toSorted());
    expect(output.summary.failures.find((failure) => failure.key === 'a.jpg')!.reason).toContain(key);
    expect(output.keys).toEqual([]);
  });

  it('does not stop images that do not need it', async () => {
    const files = { ...(await imageFiles('a.jpg')), 'a.xml': vocXml('a.jpg'), 'data.yaml': 'names: [' };
    const output = await runOn(files, FLIP);
    expect(output.summary.failures.map(({ key }) => key)).toEqual(['data.yaml']);
    expect(output.keys).toContain('a_jpg.v1.xml');
  });
});
