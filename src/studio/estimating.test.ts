import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { imageFiles } from '../../test/support/layout-files.js';
import { parseRecipe } from '../core/recipe/index.js';
import { memoryBuckets } from '../stores/testing/memory-buckets.js';
import { Estimating } from './estimating.js';
import { OpenedInput } from './opened.js';
import { PictureThreads } from './picture-threads.js';

const RECIPE = 'variants: 3\ntransforms: [Rotate: {limit: [10, 10], p: 1}]\noutput: {originals: true}\n';
const PHOTO = new URL('../../raw-images/soccer.jpg', import.meta.url);

let estimate: (text: string) => ReturnType<Estimating['estimate']>;

/** One image of two is damaged. */
beforeEach(async () => {
  const { registry, bucket } = memoryBuckets();
  const small = Object.values(await imageFiles('train/a.jpg'))[0] as Uint8Array;
  const photo = await readFile(PHOTO);
  const files = { 'train/a.jpg': photo, 'train/b.jpg': photo.subarray(0, 500), 'val/c.jpg': small };
  for (const [key, content] of Object.entries(files)) bucket('data').put(`in/${key}`, content);
  const address = 'memory://data/in';
  const input = await registry.locate(address).open('input');
  const threads = new PictureThreads({ input, address, registry, threads: 0, cache: undefined });
  const estimating = new Estimating(new OpenedInput(input), threads);
  estimate = (text) => estimating.estimate(parseRecipe(text, 'recipe.yaml'), new AbortController().signal);
});

describe('the estimate of a run', () => {
  it('is made of the variants of images that can be used', async () => {
    const { sample, ...size } = await estimate(RECIPE);
    expect(size).toMatchObject({ augmented: 2, originals: 3, perImage: 3, isOpen: false });
    expect(sample!.bytes).toBeGreaterThan(20_000);
    expect(sample!.bytes).toBeLessThan(1_000_000);
    expect(sample!.seconds).toBeGreaterThan(0);
  });

  it('says no more than it knows', async () => {
    const unfit = 'transforms: [CenterCrop: {height: 5000, width: 5000, p: 1}]\n';
    expect((await estimate(unfit)).sample).toBeUndefined();
    expect((await estimate('variants: 0\ntransforms: []\n')).sample).toBeUndefined();
    const tiles = await estimate(`${RECIPE}tiles: {size: [32, 32]}\n`);
    expect([tiles.isOpen, tiles.sample]).toEqual([true, undefined]);
  });
});
