import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { builtInModules } from '../core/modules.js';
import { standardStores } from '../stores/standard.js';
import { put } from '../stores/store.js';
import { memoryBuckets } from '../stores/testing/memory-buckets.js';
import { findRoot } from './find-root.js';

const COCO = JSON.stringify({
  images: [{ id: 1, file_name: 'a.jpg', width: 9, height: 9 }],
  annotations: [],
  categories: [],
});

/** Contents by key; an empty text is an image. */
type Files = Readonly<Record<string, string>>;

const image = '';
const layouts: readonly (readonly [name: string, image: string, root: string, files: Files])[] = [
  ['labels beside', 'photos/a.jpg', 'photos', { 'a.txt': '', 'photos/a.txt': '' }],
  ['images and labels', 'ds/images/a.jpg', 'ds', { 'ds/labels/a.txt': '' }],
  ['splits below images', 'ds/images/train/a.jpg', 'ds', { 'ds/labels/train/a.txt': '' }],
  ['labels without splits', 'ds/images/train/a.jpg', 'ds', { 'ds/labels/a.txt': '' }],
  [
    'splits above images',
    'ds/train/images/a.jpg',
    'ds',
    { 'ds/train/labels/a.txt': '', 'ds/valid/x.jpg': '' },
  ],
  ['data.yaml', 'ds/train/images/a.jpg', 'ds', { 'ds/data.yaml': 'names: [x]' }],
  ['Pascal VOC', 'VOC/JPEGImages/a.jpg', 'VOC', { 'VOC/Annotations/a.xml': '' }],
  ['folders of any name', 'ds/img/a.jpg', 'ds', { 'ds/gt/a.png': image }],
  ['masks by another ending', 'ds/train/a.jpg', 'ds', { 'ds/train_masks/a_mask.png': image }],
  ['COCO beside the folder', 'ds/pics/a.jpg', 'ds', { 'ds/result.json': COCO }],
  ['COCO in a folder', 'ds/train2017/a.jpg', 'ds', { 'ds/annotations/train.json': COCO }],
  ['classes in splits', 'ds/train/cats/a.jpg', 'ds', { 'ds/val/cats/b.jpg': image }],
  ['a recipe', 'ds/cats/a.jpg', 'ds', { 'ds/recipe.yaml': 'transforms: []' }],
  ['images alone', 'x/images/a.jpg', 'x/images', { 'x/notes/b.txt': '', 'x/package.json': '{}' }],
  ['the same names in another data set', 'v1/a.jpg', 'v1', { 'v1/a.txt': '', 'v2/a.txt': '' }],
  ['another data set with labels', 'v1/a.jpg', 'v1', { 'v2/a.txt': '', 'v2/a.jpg': image }],
  ['masks of the same ending', 'ds/images/a.png', 'ds', { 'ds/masks/a.png': image }],
  ['masks of the same ending in a folder of another name', 'ds/img/a.png', 'ds', { 'ds/gt/a.png': image }],
  ['masks beside their split', 'ds/train/a.png', 'ds', { 'ds/trainannot/a.png': image }],
  ['classes', 'pets/cats/a.png', 'pets/cats', { 'pets/dogs/a.png': image }],
  ['outputs beside', 'photos/a.png', 'photos', { 'out/a_png.v1.txt': '', 'out/a_png.v1.png': image }],
  ['a COCO file of other images', 'x/a.jpg', 'x', { 'y/b.json': COCO.replace('a.jpg', 'b.jpg') }],
];

describe.each([
  ['a folder', async () => standardStores.locate(path.join(await temporaryFolder(), 'far/from/others'))],
  ['a bucket', () => Promise.resolve(memoryBuckets().registry.locate('memory://bucket/top'))],
] as const)('findRoot in %s', (kind, makeTop) => {
  async function rootOf(key: string, files: Files, workingFolder?: string): Promise<string | undefined> {
    const top = await makeTop();
    const store = await top.open('output');
    for (const [file, text] of Object.entries({ ...files, [key]: '' })) {
      await put(store, file, new TextEncoder().encode(text));
    }
    const root = await findRoot({
      image: top.at(key),
      modules: builtInModules,
      recipeName: 'recipe.yaml',
      workingFolder: workingFolder === undefined ? standardStores.locate('.') : top.at(workingFolder),
    });
    return top.keyOf(root);
  }

  it.each(layouts)('finds the root: %s', async (_name, key, root, files) => {
    expect(await rootOf(key, files)).toBe(root);
  });

  it('does not take the recipe of the working folder for that of the data set', async () => {
    expect(await rootOf('ds/cats/a.jpg', { 'ds/recipe.yaml': '' }, 'ds')).toBe('ds/cats');
  });

  it.runIf(kind === 'a bucket')('finds labels behind more images than it lists', async () => {
    const many = Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [`big/images/${i}.jpg`, image]));
    expect(await rootOf('big/images/a.jpg', { ...many, 'big/labels/a.txt': '' })).toBe('big');
  });
});
