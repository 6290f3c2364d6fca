import { describe, expect, it } from 'vitest';
import { builtInFormats } from '../core/formats/index.js';
import { memoryStore } from '../stores/testing/memory.js';
import { readLists, relist } from './image-lists.js';
import { splitFinder } from './splits.js';

const IMAGES = ['2007/JPEGImages/1.jpg', '2012/JPEGImages/1.jpg', 'images/a.b.jpg', 'images/c.jpg'];

async function read(
  key: string,
  text: string,
  splitPaths: readonly { split: string; path: string; key: string }[] = [],
) {
  const store = memoryStore();
  store.put(key, new TextEncoder().encode(text));
  const file = { key: 'data.yaml', format: 'yolo', schema: { classes: [] }, prefix: '', splitPaths };
  const found = await readLists(store, [...IMAGES, key], IMAGES, [{ file }], builtInFormats);
  return { ...found, images: found.lists.flatMap(({ lines }) => lines.map(({ image }) => image)) };
}

describe('a list of images', () => {
  it.each([
    ['./images/c.jpg', 'images/c.jpg'],
    ['images\\c.jpg', 'images/c.jpg'],
    ['.\\images\\a.b.jpg', 'images/a.b.jpg'],
    ['C:\\ds\\images\\c.jpg', 'images/c.jpg'],
    ['/home/me/ds/2012/JPEGImages/1.jpg', '2012/JPEGImages/1.jpg'],
    ['a.b', 'images/a.b.jpg'],
    ['c -1', 'images/c.jpg'],
  ])('understands %s', async (line, image) => {
    expect((await read('train.txt', `\uFEFF${line}\r\n`)).images).toEqual([image]);
  });

  it('means the image nearest to it if several have the name', async () => {
    expect((await read('2012/ImageSets/Main/train.txt', '1\n')).images).toEqual(['2012/JPEGImages/1.jpg']);
    expect((await read('train.txt', '1\n')).images).toEqual([]);
  });

  it('may have any name if a data-set file declares it', async () => {
    const splitPaths = [{ split: 'val', path: 'lists/v1.txt', key: 'lists/v1.txt' }];
    expect((await read('lists/v1.txt', 'c.jpg\n')).lists).toEqual([]);
    expect((await read('lists/v1.txt', 'c.jpg\n', splitPaths)).lists).toMatchObject([{ split: 'val' }]);
  });

  it('names its lines that mean no image', async () => {
    const { warnings } = await read('train.txt', 'c.jpg\n\ngone.jpg\nlost.jpg\n');
    expect(warnings).toEqual(['train.txt: 2 of its lines name no image of the input: gone.jpg']);
    expect((await read('val.txt', '0 0.5 0.5 0.1 0.1\n')).warnings).toEqual([]);
  });
});

describe('an image in the lists of two splits', () => {
  async function readAll(texts: Readonly<Record<string, string>>) {
    const store = memoryStore();
    for (const [key, text] of Object.entries(texts)) store.put(key, new TextEncoder().encode(text));
    const found = await readLists(store, [...IMAGES, ...Object.keys(texts)], IMAGES, [], builtInFormats);
    return { ...found, splitOf: splitFinder([], found.lists) };
  }

  it('counts as held out, and is named', async () => {
    const { warnings, splitOf } = await readAll({
      'train.txt': 'images/c.jpg\nimages/a.b.jpg\n',
      'val.txt': 'images/c.jpg\n',
    });
    expect(warnings).toEqual([
      'val.txt: 1 of its images is in train.txt too, and counts as val, so that no variant is tested on: images/c.jpg',
    ]);
    expect(splitOf('images/c.jpg')).toBe('val');
    expect(splitOf('images/a.b.jpg')).toBe('train');
  });

  it('is nothing to tell where the splits are apart', async () => {
    const { warnings } = await readAll({ 'train.txt': 'images/a.b.jpg\n', 'val.txt': 'images/c.jpg\n' });
    expect(warnings).toEqual([]);
  });
});

describe('a line of the output', () => {
  const OUTPUT = 'images/c_jpg.v1.jpg';
  it.each([
    ['c', 'c_jpg.v1'],
    ['c 1', 'c_jpg.v1 1'],
    ['./images/c.jpg', './images/c_jpg.v1.jpg'],
    ['data/images/c.jpg', 'data/images/c_jpg.v1.jpg'],
    ['/ds/images/c.jpg', './../images/c_jpg.v1.jpg'],
    ['.\\images\\c.jpg', './../images/c_jpg.v1.jpg'],
    ['../ds/images/c.jpg', './../images/c_jpg.v1.jpg'],
  ])('for %s is %s: it never leads to the input', (text, line) => {
    expect(relist(text, 'lists/train.txt', 'images/c.jpg', OUTPUT)).toBe(line);
  });
});
