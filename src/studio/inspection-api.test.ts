import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { imageFiles } from '../../test/support/layout-files.js';
import { builtInModules } from '../core/modules.js';
import { parseRecipe } from '../core/recipe/index.js';
import { memoryBuckets } from '../stores/testing/memory-buckets.js';
import { studioApi } from './api.js';
import type { StudioOptions } from './api.js';
import type { FindingImages, ImageList, Inspected, InspectionState } from './protocol.js';
import { EditedRecipe } from './recipe-file.js';
import { Running } from './running.js';

const HOSTILE = '<img src=x onerror=alert(1)>';
const CAT = '0 0.5 0.5 0.4 0.4\n';
const RECIPE = 'transforms: [HorizontalFlip: {p: 1}]\n';

const PHOTO = new URL('../../raw-images/soccer.jpg', import.meta.url);

let api: ReturnType<typeof studioApi>['api'];
let put: (key: string, content: Uint8Array) => void;

/** A bucket: what is asked for here is what `augment studio s3://…` asks. */
beforeEach(async () => {
  const { registry, bucket } = memoryBuckets();
  const photo = await readFile(PHOTO);
  const files: Record<string, string | Uint8Array> = {
    ...(await imageFiles('images/train/a.png', 'images/train/bare.png')),
    'images/train/same.jpg': photo,
    [`images/val/${HOSTILE}.jpg`]: photo,
    'images/val/broken.jpg': photo.subarray(0, photo.length / 2),
    'labels/train/a.txt': `${CAT}1 0.5 0.5 0.2 0.2\n`,
    'labels/train/same.txt': CAT,
    'labels/train/gone.txt': CAT,
    [`labels/val/${HOSTILE}.txt`]: '1 0.9 0.5 0.4 0.4\n',
    'data.yaml': `train: images/train\nval: images/val\nnames: [cat, "${HOSTILE}"]\n`,
  };
  put = (key, content) => {
    bucket('data').put(`in/${key}`, content);
  };
  for (const [key, content] of Object.entries(files))
    put(key, typeof content === 'string' ? Buffer.from(content) : content);
  const folder = await temporaryFolder();
  const options: StudioOptions = {
    ...{ input: 'memory://data/in', output: 'memory://data/out', stores: registry },
    modules: builtInModules,
    store: await registry.locate('memory://data/in').open('input'),
    recipe: new EditedRecipe({ text: RECIPE, from: 'nowhere' }, path.join(folder, 'recipe.yaml')),
    parse: (text) => Promise.resolve(parseRecipe(text, 'recipe.yaml')),
    shipped: [],
    describe: { inventory: () => [], summary: () => [] },
  };
  ({ api } = studioApi(options, new Running(options, options.describe.summary)));
});

async function answer<T>(address: string, init?: RequestInit): Promise<T> {
  const response = await api.request(address, init);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as T;
}

const start = (body: unknown = { recipe: RECIPE }) =>
  api.request('/inspection', { method: 'POST', body: JSON.stringify(body) });

async function ended(): Promise<InspectionState> {
  let now = await answer<InspectionState>('/inspection');
  while (now.state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 5));
    now = await answer<InspectionState>('/inspection');
  }
  return now;
}

async function listed(filter: Record<string, string>): Promise<string[]> {
  const { images, total } = await answer<ImageList>(`/images?${new URLSearchParams(filter)}`);
  expect(total).toBe(images.length);
  return images.map(({ key }) => key);
}

describe('the inspection of the studio', () => {
  it('tells what an inspection finds, and what of it can be shown', async () => {
    expect(await answer('/inspection')).toMatchObject({ state: 'none', number: 0 });
    expect((await api.request('/inspection/report')).status).toBe(404);
    await start();
    expect(await ended()).toEqual({ state: 'done', done: 5, total: 5, compared: 1, number: 1 });
    const { report, withoutPicture, findings, recipe } = await answer<Inspected>('/inspection/report');
    expect(recipe).toBe(RECIPE);
    expect(report.recipe).toMatchObject({ from: 'the recipe in the editor', kept: 3 });
    expect(report.counts.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['leak', 'unusable image', 'labels without image', 'object beyond edge']),
    );
    expect(withoutPicture.toSorted()).toEqual(['images/val/broken.jpg', 'labels/train/gone.txt']);
    expect(findings).toContainEqual({ kind: 'leak', images: 2 });
    expect(findings).toContainEqual({ kind: 'unusable image', images: 1 });
    expect(findings.map(({ kind }) => kind)).not.toContain('labels without image');
  });

  it('lists the images of a class and of a finding, once it has inspected', async () => {
    for (const filter of ['class=cat', 'finding=leak']) {
      const refused = await api.request(`/images?${filter}`);
      expect(refused.status).toBe(409);
      expect(await refused.text()).toContain('once the images were inspected');
    }
    await start();
    await ended();
    expect(await listed({ class: 'cat' })).toEqual(['images/train/a.png', 'images/train/same.jpg']);
    expect(await listed({ class: HOSTILE })).toEqual(['images/train/a.png', `images/val/${HOSTILE}.jpg`]);
    expect(await listed({ class: HOSTILE, split: 'val' })).toEqual([`images/val/${HOSTILE}.jpg`]);
    expect(await listed({ class: 'nobody' })).toEqual([]);
    expect(await listed({ finding: 'leak' })).toEqual(['images/train/same.jpg', `images/val/${HOSTILE}.jpg`]);
    expect(await listed({ finding: 'leak', with: 'images/train/a.png' })).toEqual([]);
    expect(await listed({ finding: 'leak', class: 'cat' })).toEqual(['images/train/same.jpg']);
    expect(await listed({ finding: 'unusable image' })).toEqual(['images/val/broken.jpg']);
  });

  it('lists all images of a finding, of which the report names the first', async () => {
    const photo = await readFile(PHOTO);
    for (let i = 10; i < 40; i++) put(`images/train/copy${i}.jpg`, photo);
    await api.request('/refresh', { method: 'POST' });
    await start({});
    await ended();
    const { report, imagesOf, findings } = await answer<Inspected>('/inspection/report');
    const index = report.findings.findIndex(({ kind }) => kind === 'leak');
    expect(report.findings[index]!.images).toHaveLength(20);
    expect(imagesOf[index]).toBe(32);
    expect(findings).toContainEqual({ kind: 'leak', images: 32 });
    const last = 'images/train/copy39.jpg';
    const query = { finding: 'leak', with: last, limit: '50' };
    expect(await listed(query)).toHaveLength(32);
    const asked = new URLSearchParams({ kind: 'leak', with: last });
    const { images } = await answer<FindingImages>(`/inspection/finding?${asked}`);
    expect(images).toHaveLength(32);
    // One of each split stands first.
    expect(images.slice(0, 2).map((key) => key.split('/')[1])).toEqual(['train', 'val']);
  });

  it('lists the images without labels at any time', async () => {
    expect(await listed({ labels: 'none' })).toEqual(['images/train/bare.png', 'images/val/broken.jpg']);
    expect(await listed({ labels: 'none', split: 'val' })).toEqual(['images/val/broken.jpg']);
    expect((await api.request('/images?labels=some')).status).toBe(400);
  });

  it('refuses a recipe with a mistake, and goes on without one', async () => {
    const refused = await start({ recipe: 'transforms: [Blurr]' });
    expect(refused.status).toBe(422);
    expect(await answer('/inspection')).toMatchObject({ state: 'none' });
    await start({});
    await ended();
    const { report, recipe } = await answer<Inspected>('/inspection/report');
    expect([report.recipe, recipe]).toEqual([undefined, undefined]);
  });

  it('keeps what is known where the next inspection is cancelled', async () => {
    await start();
    await ended();
    await start({});
    await api.request('/inspection', { method: 'DELETE' });
    expect(await ended()).toMatchObject({ state: 'cancelled', number: 1 });
    expect((await answer<Inspected>('/inspection/report')).recipe).toBe(RECIPE);
    expect(await listed({ class: 'cat' })).toHaveLength(2);
  });
});
