import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { imageFiles, vocXml } from './support/layout-files.js';
import { runOn } from './support/labelled.js';

/** A Python with the libraries that read_with_libraries.py names. Without it, these tests are skipped. */
const PYTHON = process.env['AUGMENT_TEST_PYTHON'];
const SCRIPT = fileURLToPath(new URL('reference/read_with_libraries.py', import.meta.url));
const TURN = 'version: 1\nvariants: 2\ntransforms: [Rotate: {limit: [-20, 20], p: 1}]\n';

async function read(kind: string, ...paths: readonly string[]): Promise<unknown[]> {
  const { stdout } = await promisify(execFile)(PYTHON!, [SCRIPT, kind, ...paths]);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): unknown => JSON.parse(line));
}

const vocSet = async () => ({
  ...(await imageFiles('JPEGImages/a.jpg', 'JPEGImages/b.jpg')),
  ...{ 'Annotations/a.xml': vocXml('a.jpg', 'dog'), 'Annotations/b.xml': vocXml('b.jpg', 'cat') },
  ...{ 'ImageSets/Main/train.txt': 'a\n', 'ImageSets/Main/val.txt': 'b\n' },
});

describe.skipIf(PYTHON === undefined)('outputs are read by the libraries that train on them', () => {
  it('Ultralytics, by lists of images', { timeout: 120_000 }, async () => {
    const { output } = await runOn(await vocSet(), `${TURN}labels: {write: yolo}\n`);
    expect(await read('yolo', output)).toMatchObject([
      {
        names: { 0: 'cat', 1: 'dog' },
        train: { images: 2, objects: { dog: 2 } },
        val: { images: 1, objects: { cat: 1 } },
      },
    ]);
  });

  it('Ultralytics, polygons in folders of splits', { timeout: 120_000 }, async () => {
    const row = '0 0.25 0.25 0.75 0.25 0.5 0.75\n';
    const files = {
      ...(await imageFiles('images/train/a.jpg', 'images/val/b.jpg')),
      ...{ 'labels/train/a.txt': row, 'labels/val/b.txt': row },
      'data.yaml': 'path: ../datasets/set\ntrain: images/train\nval: images/val\nnames: [cat]\n',
    };
    const { output } = await runOn(files, TURN);
    expect(await read('yolo', output)).toMatchObject([
      { task: 'segment', train: { images: 2, segments: 2 }, val: { images: 1, segments: 1 } },
    ]);
  });

  it('pycocotools, masks as large as their area says', { timeout: 120_000 }, async () => {
    const coco = {
      images: [{ id: 1, file_name: 'a.jpg', width: 64, height: 48 }],
      annotations: [
        { id: 1, image_id: 1, category_id: 3, bbox: [8, 6, 48, 36], segmentation: [[8, 6, 56, 6, 32, 42]] },
      ],
      categories: [{ id: 3, name: 'sail' }],
    };
    const files = { ...(await imageFiles('a.jpg')), 'coco.json': JSON.stringify(coco) };
    const { output } = await runOn(files, TURN);
    expect(await read('coco', path.join(output, 'coco.json'))).toMatchObject([
      { images: 2, objects: { sail: 2 }, masks: 2 },
    ]);
  });

  it("torchvision's ImageFolder", { timeout: 120_000 }, async () => {
    const keys = ['train/cat/1.jpg', 'train/dog/1.jpg', 'val/cat/1.jpg', 'val/dog/1.jpg'];
    const { output } = await runOn(await imageFiles(...keys), TURN);
    const classes = ['cat', 'dog'];
    expect(await read('classes', path.join(output, 'train'), path.join(output, 'val'))).toEqual([
      { classes, images: { cat: 2, dog: 2 } },
      { classes, images: { cat: 1, dog: 1 } },
    ]);
  });
});
