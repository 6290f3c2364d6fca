import { describe, expect, it } from 'vitest';
import { convert, recipeWith } from './support/convert.js';
import { imageFiles } from './support/layout-files.js';

const FLIP = 'transforms: [HorizontalFlip: {p: 1}]\n';
const TURN = 'transforms: [HorizontalFlip: {p: 1}]\noutput: {originals: true}\n';

/** The text files that a run makes of these, with what it says of them. Images are 64 × 48. */
async function textsOf(
  files: Readonly<Record<string, string>>,
  images: readonly string[],
  recipe = FLIP,
  write?: string,
) {
  const made = await convert({ ...(await imageFiles(...images)), ...files }, recipeWith([], recipe, write));
  const texts = Object.entries(made.files).filter(([key]) => !/\.(jpg|png)$/.test(key));
  return {
    ...made,
    texts: Object.fromEntries(texts.map(([key, bytes]) => [key, new TextDecoder().decode(bytes)])),
  };
}

describe('KITTI', () => {
  const car = 'Car 0.00 0 -1.57 8 6 40 30 2.85 2.63 12.34 0.47 1.49 69.44 -1.56\n';
  const flipped = 'Car 0.00 0 -10 24.00 6.00 56.00 30.00 2.85 2.63 12.34 -1000 -1000 -1000 -10\n';

  it.each([
    ['training/image_2/0.png', 'training/label_2/0'],
    ['training/image_3/0.png', 'training/label_3/0'],
    ['images/0.jpg', 'labels/0'],
  ])('%s has its labels in %s.txt', async (image, labels) => {
    const { texts, failures, notes } = await textsOf({ [`${labels}.txt`]: car }, [image]);
    expect({ failures, notes }).toEqual({ failures: [], notes: [] });
    const name = image.endsWith('png') ? '0_png.v1' : '0_jpg.v1';
    expect(texts).toEqual({ [labels.replace(/0$/, `${name}.txt`)]: flipped });
  });

  it('leaves rows that did not move as they were', async () => {
    const { texts } = await textsOf({ 'image_2/x': '', 'label_2/0.txt': car }, ['image_2/0.jpg'], TURN);
    expect(Object.values(texts)).toContain(car);
  });
});

describe('DOTA', () => {
  it.each([
    ['train/images/P0.png', 'train/labelTxt/P0'],
    ['images/P0.png', 'annfiles/P0'],
    ['images/P0.png', 'labels/P0'],
  ])('%s has its labels in %s.txt', async (image, labels) => {
    const rows = 'imagesource:GoogleEarth\ngsd:0.5\n8 6 40 6 40 30 8 30 ship 1\n';
    const { texts, failures, notes } = await textsOf({ [`${labels}.txt`]: rows }, [image]);
    expect({ failures, notes }).toEqual({ failures: [], notes: [] });
    expect(texts).toEqual({
      [`${labels}_png.v1.txt`]: 'imagesource:GoogleEarth\ngsd:0.5\n56 6 56 30 24 30 24 6 ship 1\n',
    });
  });

  it('has a data.yaml where Roboflow wrote it', async () => {
    const yaml = 'train: ../train/images\nval: ../valid/images\nnc: 1\nnames: [ship]\n';
    const row = '8 6 40 6 40 30 8 30 ship 0\n';
    const { texts } = await textsOf(
      { 'data.yaml': yaml, 'train/labelTxt/a.txt': row, 'valid/labelTxt/b.txt': row },
      ['train/images/a.jpg', 'valid/images/b.jpg'],
    );
    expect(texts).toEqual({
      'data.yaml': yaml.replaceAll('../', ''),
      'train/labelTxt/a_jpg.v1.txt': '56 6 56 30 24 30 24 6 ship 0\n',
      'valid/labelTxt/b.txt': row,
    });
  });
});

describe('NDJSON', () => {
  const boxes = (x: number) => ({ boxes: [[0, x, 0.5, 0.25, 0.5]] });
  const line = (split: string, x: number) => ({
    ...{ type: 'image', file: 'a.jpg', width: 64, height: 48, split },
    annotations: boxes(x),
  });

  it('tells images of one name by their split, and copies those of val', async () => {
    const lines = [
      { type: 'dataset', task: 'detect', path: '.', class_names: { 0: 'dog' } },
      line('train', 0.25),
      line('val', 0.5),
    ];
    const text = lines.map((value) => `${JSON.stringify(value)}\n`).join('');
    const { texts, failures } = await textsOf({ 'd.ndjson': text }, [
      'images/train/a.jpg',
      'images/val/a.jpg',
    ]);
    expect(failures).toEqual([]);
    const expected = [lines[0], { ...line('train', 0.75), file: 'a_jpg.v1.jpg' }, line('val', 0.5)];
    expect(
      texts['d.ndjson']!.trim()
        .split('\n')
        .map((json) => JSON.parse(json) as unknown),
    ).toEqual(expected);
  });

  it('takes splits from its lines where folders have none', async () => {
    const lines = [
      { type: 'dataset', task: 'detect', class_names: { 0: 'dog' } },
      { ...line('train', 0.25), file: 'a.jpg' },
      { ...line('val', 0.25), file: 'b.jpg' },
    ];
    const text = lines.map((value) => JSON.stringify(value)).join('\n');
    const { files } = await textsOf({ 'd.ndjson': text }, ['a.jpg', 'b.jpg']);
    expect(Object.keys(files).sort()).toEqual(['a_jpg.v1.jpg', 'b.jpg', 'd.ndjson']);
  });
});

describe('VIA', () => {
  it('has one file for all images, which names the outputs', async () => {
    const regions = [
      {
        shape_attributes: { name: 'rect', x: 8, y: 6, width: 32, height: 24 },
        region_attributes: { kind: 'dog' },
      },
    ];
    const file = { 'a.jpg99': { filename: 'a.jpg', size: 99, regions, file_attributes: {} } };
    const { texts, failures, notes } = await textsOf({ 'via.json': JSON.stringify(file) }, ['images/a.jpg']);
    expect({ failures, notes }).toEqual({ failures: [], notes: [] });
    const [region] = regions;
    expect(JSON.parse(texts['via.json']!)).toEqual({
      'a_jpg.v1.jpg-1': {
        ...{ filename: 'a_jpg.v1.jpg', size: -1, file_attributes: {} },
        regions: [{ ...region, shape_attributes: { ...region!.shape_attributes, x: 24 } }],
      },
    });
  });
});

describe('Label Studio', () => {
  const value = { x: 12.5, y: 12.5, width: 50, height: 50, rotation: 0, rectanglelabels: ['dog'] };
  const task = {
    data: { image: '/data/upload/1/0a1b2c3d-a.jpg' },
    annotations: [{ result: [{ type: 'rectanglelabels', value }] }],
  };
  const files = { 'project.json': JSON.stringify([task]) };

  it('is read, and written as the recipe says', async () => {
    const { texts, failures } = await textsOf(files, ['images/a.jpg'], FLIP, 'yolo');
    expect(failures).toEqual([]);
    expect(texts['labels/a_jpg.v1.txt']).toBe('0 0.625000 0.375000 0.500000 0.500000\n');
  });

  it('fails its images by name if the recipe does not say so', async () => {
    const { failures, files: made } = await textsOf(files, ['images/a.jpg']);
    expect(failures).toMatchObject([{ key: 'images/a.jpg' }]);
    expect(failures[0]!.reason).toMatch(
      /^its labels are in labelstudio, which is not written: set labels\.write to/,
    );
    expect(made).toEqual({});
  });
});

describe('Hugging Face', () => {
  it('has the names of its numbers on a card, which the output has, too', async () => {
    const names = ['cat', 'dog'].map((name, i) => `              '${i}': ${name}\n`).join('');
    const card = `---\ndataset_info:\n  features:\n  - name: objects\n    sequence:\n    - name: category\n      dtype:\n        class_label:\n          names:\n${names}  splits: []\n---\n# Pets\n`;
    const line = (x: number) => ({ objects: { bbox: [[x, 6, 32, 24]], category: [1] } });
    const input = {
      'README.md': card,
      'train/metadata.jsonl': `${JSON.stringify({ file_name: 'a.jpg', ...line(8) })}\n`,
    };
    const { texts, failures, notes, records } = await textsOf(input, ['train/a.jpg']);
    expect({ failures, notes }).toEqual({ failures: [], notes: [] });
    expect(records[0]!.objects).toEqual([{ name: 'dog', objects: 1 }]);
    expect(texts['train/metadata.jsonl']).toBe(
      `${JSON.stringify({ file_name: 'a_jpg.v1.jpg', ...line(24) })}\n`,
    );
    expect(texts['README.md']).toContain('"1": dog\n');
    const converted = await textsOf(input, ['train/a.jpg'], FLIP, 'yolo');
    expect(converted.texts['train/a_jpg.v1.txt']).toMatch(/^1 /);
    expect(converted.texts['data.yaml']).toContain('0: cat\n  1: dog\n');
  });
});
