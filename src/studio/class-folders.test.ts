import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { imageFiles } from '../../test/support/layout-files.js';
import { builtInModules } from '../core/modules.js';
import { parseRecipe } from '../core/recipe/index.js';
import { memoryBuckets } from '../stores/testing/memory-buckets.js';
import { studioApi } from './api.js';
import type { StudioOptions } from './api.js';
import type { ImageList, ListedImage, Overview } from './protocol.js';
import { EditedRecipe } from './recipe-file.js';
import { Running } from './running.js';

let ask: <T>(address: string) => Promise<T>;

/** Images of two classes in two splits, and some in none. */
beforeEach(async () => {
  const { registry, bucket } = memoryBuckets();
  const keys = ['train/CAT/a.jpg', 'train/CAT/b.jpg', 'train/DOG/a.jpg', 'val/CAT/c.jpg'];
  for (const [key, bytes] of Object.entries(await imageFiles(...keys, 'train/stray.jpg', 'test/1.jpg')))
    bucket('data').put(`in/${key}`, bytes as Uint8Array);
  const file = path.join(await temporaryFolder(), 'recipe.yaml');
  const options: StudioOptions = {
    ...{ input: 'memory://data/in', output: 'memory://data/out', stores: registry },
    modules: builtInModules,
    store: await registry.locate('memory://data/in').open('input'),
    recipe: new EditedRecipe({ text: 'transforms: []\n', from: 'nowhere' }, file),
    parse: (text) => Promise.resolve(parseRecipe(text, 'recipe.yaml')),
    shipped: [],
    describe: { inventory: () => [], summary: () => [] },
  };
  const { api } = studioApi(options, new Running(options, options.describe.summary));
  ask = async <T>(address: string) => (await (await api.request(address)).json()) as T;
});

async function listed(filter: Record<string, string>): Promise<string[]> {
  const { images, total } = await ask<ImageList>(`/images?${new URLSearchParams(filter)}`);
  expect(total).toBe(images.length);
  return images.map(({ key }) => key);
}

describe('folders that are classes', () => {
  it('are told with each image, and how many images each has', async () => {
    const { classes, splits } = await ask<Overview>('/overview');
    expect(classes).toEqual([
      { name: 'CAT', images: 3 },
      { name: 'DOG', images: 1 },
    ]);
    expect(splits.map(({ name }) => name).toSorted()).toEqual(['test', 'train', 'val']);
    const { images } = await ask<ImageList>('/images');
    expect(Object.fromEntries(images.map((image) => [image.key, image.class]))).toEqual({
      'train/CAT/a.jpg': 'CAT',
      'train/CAT/b.jpg': 'CAT',
      'train/DOG/a.jpg': 'DOG',
      'val/CAT/c.jpg': 'CAT',
      'train/stray.jpg': undefined,
      'test/1.jpg': undefined,
    });
    const one = await ask<ListedImage>('/image?key=val/CAT/c.jpg');
    expect(one).toEqual({ key: 'val/CAT/c.jpg', class: 'CAT', split: 'val', isCopied: true });
    expect(await ask('/image?key=val/CAT/d.jpg')).toEqual({
      message: 'val/CAT/d.jpg: it is not an image of this data set',
    });
  });

  it('are filtered by before an inspection, and images in none are those without labels', async () => {
    expect(await listed({ class: 'CAT', split: 'train' })).toEqual(['train/CAT/a.jpg', 'train/CAT/b.jpg']);
    expect(await listed({ class: 'nobody' })).toEqual([]);
    expect(await listed({ labels: 'none' })).toEqual(['test/1.jpg', 'train/stray.jpg']);
    expect(await ask('/images?class=CAT&finding=leak')).toEqual({
      message: expect.stringContaining('once the images were inspected') as unknown,
    });
  });
});
