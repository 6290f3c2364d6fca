import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from '../../test/support/dataset.js';
import { YOLO } from '../../test/support/layout-files.js';
import { parseRecipe } from '../core/recipe/index.js';
import { memoryStore } from '../stores/testing/memory.js';
import { OpenedInput } from './opened.js';
import { PictureThreads } from './picture-threads.js';
import { Pictures } from './pictures.js';
import type { PreviewedVariant, PreviewRequest } from './protocol.js';

const RECIPE = parseRecipe(
  `variants: 3
transforms:
  - Rotate: {limit: [10, 10], p: 1}
output: {quality: 40}
`,
  'recipe.yaml',
);
/** The image has 96 × 64 pixels. */
const SIDE = 96;

let pictures: Pictures;

beforeAll(async () => {
  const store = memoryStore();
  store.put('a.jpg', await makeImage('a.jpg', 1, 96, 64));
  store.put('a.txt', new TextEncoder().encode(YOLO));
  store.put('classes.txt', new TextEncoder().encode('cat\ndog\n'));
  const place = { input: store, address: 'in', registry: undefined, cache: undefined };
  pictures = new Pictures(new OpenedInput(store), new PictureThreads({ ...place, threads: 0 }));
});

async function preview(look: Partial<PreviewRequest> = {}): Promise<PreviewedVariant[]> {
  const made: PreviewedVariant[] = [];
  const request = { key: 'a.jpg', recipe: '', most: 12, side: SIDE, withLabels: true, ...look };
  for await (const line of pictures.variants(request, RECIPE))
    if ('number' in line) made.push(...line.variants);
  return made;
}

function bytesOf({ picture }: PreviewedVariant): Buffer {
  const [, text] = /^data:image\/jpeg;base64,(.+)$/.exec(picture)!;
  return Buffer.from(text!, 'base64');
}

async function fullSize({ id }: PreviewedVariant, form: 'plain' | 'labelled'): Promise<Buffer> {
  const picture = await pictures.picture(id, form, new AbortController().signal);
  return Buffer.from(picture!.bytes);
}

describe('thumbnails of several images', () => {
  it('come one by one, with what is wrong with those that have none', async () => {
    const images = ['a.jpg', 'gone.jpg'].map((key) => ({ key, withLabels: true }));
    const { signal } = new AbortController();
    const lines = [];
    for await (const line of pictures.thumbnails({ side: 32, images }, RECIPE, signal)) lines.push(line);
    const [first, second] = lines.sort((a, b) => a.index - b.index);
    const one = await pictures.thumbnail({ key: 'a.jpg', side: 32, withLabels: true }, RECIPE, signal);
    expect(first).toEqual({
      index: 0,
      picture: `data:image/jpeg;base64,${Buffer.from(one.bytes).toString('base64')}`,
    });
    expect(second).toEqual({ index: 1, message: 'gone.jpg: it is not an image of this data set' });
    expect(lines).toHaveLength(2);
  });
});

describe('the pictures of a preview', () => {
  it('come with the variants, and that of the image last', async () => {
    const made = await preview();
    expect(made.map(({ variant }) => variant).at(-1)).toBe(0);
    expect(made.map(({ variant }) => variant).toSorted()).toEqual([0, 1, 2, 3]);
    for (const one of made) expect(bytesOf(one).equals(await fullSize(one, 'labelled'))).toBe(true);
  });

  it('have labels only where these are asked for', async () => {
    const [one] = await preview({ withLabels: false });
    expect(bytesOf(one!).equals(await fullSize(one!, 'plain'))).toBe(true);
    expect(bytesOf(one!).equals(await fullSize(one!, 'labelled'))).toBe(false);
  });

  it('are reduced to the square that they are shown in', async () => {
    const [one] = await preview({ side: 24 });
    expect(await sharp(bytesOf(one!)).metadata()).toMatchObject({ width: 24, height: 16 });
    expect(await sharp(await fullSize(one!, 'labelled')).metadata()).toMatchObject({ width: 96, height: 64 });
  });
});
