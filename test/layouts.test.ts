import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Coco } from './support/in-memory.js';
import { readOutput, runOn } from './support/labelled.js';
import type { Output } from './support/labelled.js';
import { cocoJson, expectAsInput, FLIP, imageFiles, vocXml, YOLO } from './support/layout-files.js';

const YOLO_FLIPPED = '1 0.750000 0.125000 0.500000 0.250000\n';
const FLIPPED = [32, 0, 64, 12];

const cocoOf = async (output: Output, key: string) => JSON.parse(await output.text(key)) as Coco;

/** The labels in the output, as this program reads them: key → class and box of the only object. */
async function objectsIn({ output }: Output): Promise<Record<string, unknown>> {
  const { labels, problems } = await readOutput(output);
  expect(problems).toEqual([]);
  return Object.fromEntries(
    [...labels].map(([key, { objects }]) => [
      key,
      objects.map((object) => [object.class, object.box?.map(Math.round)]).flat(),
    ]),
  );
}

describe('layouts', () => {
  it('a flat folder: labels beside the images, class names in classes.txt', async () => {
    const files = { ...(await imageFiles('a.jpg', 'b 2.rf.x.png', 'none.jpg')), 'classes.txt': 'cat\ndog\n' };
    const output = await runOn({ ...files, 'a.txt': YOLO, 'b 2.rf.x.txt': YOLO }, FLIP);
    expect(output.summary.failures).toEqual([]);
    expect(output.keys).toEqual([
      'a_jpg.v1.jpg',
      'a_jpg.v1.txt',
      'b 2.rf.x_png.v1.png',
      'b 2.rf.x_png.v1.txt',
      'classes.txt',
      'none_jpg.v1.jpg',
    ]);
    expect(await output.text('a_jpg.v1.txt')).toBe(YOLO_FLIPPED);
    expect(await output.text('classes.txt')).toBe('cat\ndog\n');
  });

  it('nested folders, each with names of its own', async () => {
    const output = await runOn(
      {
        ...(await imageFiles('x/deep/a.jpg', 'y/b.jpg')),
        ...{ 'x/classes.txt': 'cat\ndog\n', 'x/deep/a.txt': YOLO },
        ...{ 'y/classes.txt': 'bus\ncar\n', 'y/b.txt': YOLO },
      },
      FLIP,
    );
    expect(output.keys).toEqual([
      'x/classes.txt',
      'x/deep/a_jpg.v1.jpg',
      'x/deep/a_jpg.v1.txt',
      'y/b_jpg.v1.jpg',
      'y/b_jpg.v1.txt',
      'y/classes.txt',
    ]);
    expect(await objectsIn(output)).toEqual({
      'x/deep/a-jpg-1.jpg': ['dog', FLIPPED],
      'y/b-jpg-1.jpg': ['car', FLIPPED],
    });
  });

  it('Ultralytics: images/<split> and labels/<split>; a path of another machine is dropped', async () => {
    const yaml =
      'path: ../datasets/pets # root\ntrain: images/train\nval: images/val\nnames: {0: cat, 1: dog}\n';
    const input = {
      ...(await imageFiles('images/train/a.jpg', 'images/train/sub/b.jpg', 'images/val/c.jpg')),
      ...{ 'labels/train/a.txt': YOLO, 'labels/train/sub/b.txt': YOLO, 'labels/val/c.txt': YOLO },
      'data.yaml': yaml,
    };
    const output = await runOn(input, FLIP);
    expect(output.keys).toEqual([
      'data.yaml',
      'images/train/a_jpg.v1.jpg',
      'images/train/sub/b_jpg.v1.jpg',
      'images/val/c.jpg',
      'labels/train/a_jpg.v1.txt',
      'labels/train/sub/b_jpg.v1.txt',
      'labels/val/c.txt',
    ]);
    await expectAsInput(output, 'images/val/c.jpg', 'labels/val/c.txt');
    expect(parse(await output.text('data.yaml'))).toEqual({
      ...{ train: 'images/train', val: 'images/val', names: { 0: 'cat', 1: 'dog' } },
    });
    expect(await output.text('labels/train/sub/b_jpg.v1.txt')).toBe(YOLO_FLIPPED);
  });

  it('Ultralytics with folders of splits that only data.yaml declares', async () => {
    const output = await runOn(
      {
        ...(await imageFiles('set/images/day/a.jpg', 'set/images/night/b.jpg')),
        ...{ 'set/labels/day/a.txt': YOLO, 'set/labels/night/b.txt': YOLO },
        'set/data.yaml': 'path: /data/set\ntrain: images/day\nval: [images/night]\nnames: [cat, dog]\n',
      },
      FLIP,
    );
    expect(output.keys).toContain('set/images/day/a_jpg.v1.jpg');
    await expectAsInput(output, 'set/images/night/b.jpg', 'set/labels/night/b.txt');
    expect(parse(await output.text('set/data.yaml'))).toMatchObject({ train: 'images/day' });
  });

  it('Ultralytics with lists of paths', async () => {
    const output = await runOn(
      {
        ...(await imageFiles('images/a.jpg', 'images/b.jpg')),
        ...{ 'labels/a.txt': YOLO, 'labels/b.txt': YOLO },
        ...{ 'train.txt': './images/a.jpg\n', 'val.txt': './images/b.jpg\n' },
        'data.yaml': 'train: train.txt\nval: val.txt\nnames: [cat, dog]\n',
      },
      FLIP,
    );
    expect(await output.text('train.txt')).toBe('./images/a_jpg.v1.jpg\n');
    expect(await output.text('val.txt')).toBe('./images/b.jpg\n');
  });

  it("Roboflow: train, valid and test, whose data.yaml says '../train/images'", async () => {
    const keys = ['train', 'valid', 'test'].map((split) => `${split}/images/x_jpg.rf.0a1b.jpg`);
    const labels = Object.fromEntries(
      keys.map((key) => [key.replace('images', 'labels').replace('.jpg', '.txt'), YOLO]),
    );
    const yaml =
      'train: ../train/images\nval: ../valid/images\ntest: ../test/images\n\nnc: 2\nnames: [cat, dog]\n\nroboflow:\n  version: 1\n';
    const output = await runOn({ ...(await imageFiles(...keys)), ...labels, 'data.yaml': yaml }, FLIP);
    expect(output.keys).toEqual([
      'data.yaml',
      'test/images/x_jpg.rf.0a1b.jpg',
      'test/labels/x_jpg.rf.0a1b.txt',
      'train/images/x_jpg.rf.0a1b_jpg.v1.jpg',
      'train/labels/x_jpg.rf.0a1b_jpg.v1.txt',
      'valid/images/x_jpg.rf.0a1b.jpg',
      'valid/labels/x_jpg.rf.0a1b.txt',
    ]);
    expect(await output.text('data.yaml')).toBe(yaml.replaceAll('../', ''));
    await expectAsInput(output, ...output.keys.filter((key) => /^(test|valid)/.test(key)));
  });

  it('Pascal VOC: lists of stems, of one class too, and segmentation masks with their palette', async () => {
    const mask = await sharp(Buffer.alloc(64 * 48, 2), { raw: { width: 64, height: 48, channels: 1 } })
      .png({ palette: true, colours: 2 })
      .toBuffer();
    const output = await runOn(
      {
        ...(await imageFiles('VOC/JPEGImages/2007_000032.jpg', 'VOC/JPEGImages/a b.1.jpg')),
        'VOC/Annotations/2007_000032.xml': vocXml('2007_000032.jpg'),
        'VOC/Annotations/a b.1.xml': vocXml('a b.1.jpg'),
        'VOC/SegmentationClass/2007_000032.png': mask,
        'VOC/SegmentationObject/2007_000032.png': mask,
        'VOC/ImageSets/Main/train.txt': '2007_000032\r\n',
        'VOC/ImageSets/Main/val.txt': 'a b.1\n',
        'VOC/ImageSets/Main/trainval.txt': '2007_000032\na b.1\n',
        'VOC/ImageSets/Main/dog_trainval.txt': '2007_000032  1\na b.1 -1\n',
      },
      FLIP,
    );
    expect(output.keys).toEqual([
      'VOC/Annotations/2007_000032_jpg.v1.xml',
      'VOC/Annotations/a b.1.xml',
      'VOC/ImageSets/Main/dog_trainval.txt',
      'VOC/ImageSets/Main/train.txt',
      'VOC/ImageSets/Main/trainval.txt',
      'VOC/ImageSets/Main/val.txt',
      'VOC/JPEGImages/2007_000032_jpg.v1.jpg',
      'VOC/JPEGImages/a b.1.jpg',
      'VOC/SegmentationClass/2007_000032_jpg.v1.png',
      'VOC/SegmentationObject/2007_000032_jpg.v1.png',
    ]);
    expect(await output.text('VOC/ImageSets/Main/train.txt')).toBe('2007_000032_jpg.v1\n');
    expect(await output.text('VOC/ImageSets/Main/dog_trainval.txt')).toBe(
      '2007_000032_jpg.v1  1\na b.1 -1\n',
    );
    await expectAsInput(output, 'VOC/JPEGImages/a b.1.jpg', 'VOC/Annotations/a b.1.xml');
    const xml = await output.text('VOC/Annotations/2007_000032_jpg.v1.xml');
    expect(xml).toContain('<filename>2007_000032_jpg.v1.jpg</filename>');
    expect(xml).toContain('<difficult>1</difficult>');
    expect(xml.match(/<(xmin|xmax)>[\d.]+/g)).toEqual(['<xmin>33', '<xmax>64']);
    const png = await readFile(path.join(output.output, 'VOC/SegmentationClass/2007_000032_jpg.v1.png'));
    const colourType = png[25];
    expect(colourType).toBe(3);
  });

  it('COCO: annotations/instances_<split>.json beside other files about the same images', async () => {
    const output = await runOn(
      {
        ...(await imageFiles('train2017/000000000001.jpg', 'val2017/000000000002.jpg')),
        'annotations/captions_train2017.json': JSON.stringify({
          images: [{ id: 0, file_name: '000000000001.jpg' }],
          annotations: [{ id: 1, image_id: 0, caption: 'a dog' }],
        }),
        'annotations/instances_train2017.json': cocoJson(
          ['000000000001.jpg'],
          [{ id: 99, image_id: 7, category_id: 18, bbox: [0, 0, 1, 1] }],
        ),
        'annotations/instances_val2017.json': cocoJson(['000000000002.jpg']),
      },
      FLIP,
    );
    expect(output.keys).toEqual([
      'annotations/captions_train2017.json',
      'annotations/instances_train2017.json',
      'annotations/instances_val2017.json',
      'train2017/000000000001_jpg.v1.jpg',
      'val2017/000000000002.jpg',
    ]);
    const train = await cocoOf(output, 'annotations/instances_train2017.json');
    expect(train.images.map(({ file_name }) => file_name)).toEqual(['000000000001_jpg.v1.jpg']);
    expect(train.annotations).toMatchObject([{ image_id: 1, category_id: 18, bbox: [32, 0, 32, 12] }]);
    expect(train.categories.map(({ id }) => id)).toEqual([1, 18]);
    const val = await cocoOf(output, 'annotations/instances_val2017.json');
    expect(val.annotations).toMatchObject([{ category_id: 18, bbox: [0, 0, 32, 12] }]);
    expect(output.summary.notes).toEqual([
      'annotations/instances_train2017.json: annotation 99: the file has no image with id 7',
    ]);
  });

  it("Roboflow's COCO: <split>/_annotations.coco.json", async () => {
    const splits = ['train', 'valid'];
    const output = await runOn(
      {
        ...(await imageFiles(...splits.map((split) => `${split}/same.jpg`))),
        ...Object.fromEntries(splits.map((s) => [`${s}/_annotations.coco.json`, cocoJson(['same.jpg'])])),
      },
      FLIP,
    );
    expect(output.keys).toEqual([
      'train/_annotations.coco.json',
      'train/same_jpg.v1.jpg',
      'valid/_annotations.coco.json',
      'valid/same.jpg',
    ]);
    expect((await cocoOf(output, 'train/_annotations.coco.json')).images).toMatchObject([
      { file_name: 'same_jpg.v1.jpg' },
    ]);
  });

  it.each([
    ['with splits', 'train/', 'val/'],
    ['without', '', undefined],
  ])('class folders %s: the folders of the output are the classes, and no others', async (_, train, val) => {
    const augmented = ['cat', 'dog', 'masks'].map((name) => `${train}${name}/1.jpg`);
    const copied = val === undefined ? [] : [`${val}cat/1.jpg`];
    const output = await runOn(await imageFiles(...augmented, ...copied), FLIP);
    expect(output.keys).toEqual([...augmented.map((key) => key.replace('1.jpg', '1_jpg.v1.jpg')), ...copied]);
    await expectAsInput(output, ...copied);
  });

  it.each([
    ['images and masks', 'images/a.jpg', 'masks/a.png'],
    ['masks beside the images', 'a.jpg', 'a_mask.png'],
    ["CamVid's train and trainannot", 'train/a.png', 'trainannot/a.png'],
    [
      "ADE20K's images/training and annotations/training",
      'images/training/a.jpg',
      'annotations/training/a.png',
    ],
  ])('%s', async (_, key, maskKey) => {
    const values = Buffer.from(Array.from({ length: 64 * 48 }, (_value, i) => (i % 64 < 10 ? 7 : 1)));
    const grey = sharp(values, { raw: { width: 64, height: 48, channels: 1 } });
    const mask = await grey.toColourspace('b-w').png().toBuffer();
    const output = await runOn({ ...(await imageFiles(key)), [maskKey]: mask }, FLIP);
    const variant = `a_${key.slice(-3)}.v1`;
    const moved = maskKey.replace(/a(_mask)?\.png$/, `${variant}$1.png`);
    expect(output.keys.toSorted()).toEqual([key.replace('a.', `${variant}.`), moved].toSorted());
    const written = await sharp(path.join(output.output, moved)).toColourspace('b-w').raw().toBuffer();
    expect([...written.subarray(0, 64)]).toEqual([...values.subarray(0, 64)].reverse());
  });

  it('masks that belong to no image are left out by name', async () => {
    const keys = ['images/a.jpg', 'images/b.png', 'masks/a.jpg', 'masks/b.png', 'masks/c.png'];
    const values = Buffer.alloc(64 * 48, 1).fill(0, 0, 500);
    const grey = sharp(values, { raw: { width: 64, height: 48, channels: 1 } });
    const mask = await grey.toColourspace('b-w').png().toBuffer();
    const output = await runOn({ ...(await imageFiles(...keys)), 'masks/b.png': mask }, FLIP);
    expect(output.summary.notes).toEqual([
      'masks/a.jpg is left out: it lies among masks, but JPEG changes the values of pixels; save it as PNG',
      'masks/c.png is left out: its folder or name is that of a mask, but it belongs to no image',
    ]);
    expect(output.summary.images).toBe(2);
  });

  it('darknet: obj.data, obj.names and obj_train_data, with paths that do not exist', async () => {
    const output = await runOn(
      {
        ...(await imageFiles('obj_train_data/a.jpg', 'obj_train_data/b.jpg')),
        ...{ 'obj_train_data/a.txt': YOLO, 'obj_train_data/b.txt': YOLO },
        'obj.data': 'classes = 2\ntrain = data/train.txt\nnames = data/obj.names\nbackup = backup/\n',
        'obj.names': 'cat\ndog\n',
        ...{ 'train.txt': 'data/obj_train_data/a.jpg\n', 'valid.txt': 'data/obj_train_data/b.jpg\n' },
      },
      FLIP,
    );
    expect(output.keys).toEqual([
      'obj.data',
      'obj.names',
      'obj_train_data/a_jpg.v1.jpg',
      'obj_train_data/a_jpg.v1.txt',
      'obj_train_data/b.jpg',
      'obj_train_data/b.txt',
      'train.txt',
      'valid.txt',
    ]);
    expect(await output.text('train.txt')).toBe('data/obj_train_data/a_jpg.v1.jpg\n');
    await expectAsInput(output, 'obj.data', 'obj.names', 'obj_train_data/b.jpg');
    expect(await objectsIn(output)).toMatchObject({ 'obj_train_data/a-jpg-1.jpg': ['dog', FLIPPED] });
  });

  it('formats side by side', async () => {
    const labelme = {
      ...{ version: '5.0', flags: {}, imagePath: 'p.jpg', imageData: null, imageHeight: 48, imageWidth: 64 },
      shapes: [
        { label: 'pen', shape_type: 'rectangle', points: [[0, 0], [32, 12]], group_id: null, flags: {} }, // prettier-ignore
      ],
    };
    const output = await runOn(
      {
        ...(await imageFiles('y.jpg', 'p.jpg', 'v.jpg')),
        ...{ 'y.txt': YOLO, 'data.yaml': 'names: [cat, dog]\n' },
        ...{ 'p.json': JSON.stringify(labelme), 'v.xml': vocXml('v.jpg', 'bus') },
      },
      FLIP,
    );
    expect(await objectsIn(output)).toEqual({
      'p-jpg-1.jpg': ['pen', FLIPPED],
      'v-jpg-1.jpg': ['bus', FLIPPED],
      'y-jpg-1.jpg': ['dog', FLIPPED],
    });
  });
});
