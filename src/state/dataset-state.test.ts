import { EMPTY_INVENTORY } from '../dataset/testing/inventory.js';
import { describe, expect, it } from 'vitest';
import { ConcurrentUpdateError, UsageError } from '../core/errors.js';
import { parseRecipe } from '../core/recipe/index.js';
import type { LearntPlacement } from '../dataset/placement.js';
import type { Dataset, DatasetFile } from '../dataset/source.js';
import { memoryStores } from './testing/faults.js';
import {
  newPlacements,
  noteLayout,
  readDeclarations,
  readLayout,
  recallDataset,
  refreshDataset,
} from './dataset-state.js';

const RECIPE = parseRecipe('transforms: [HorizontalFlip]', 'recipe.yaml');
const EXTRA = { licenses: [{ url: 'x', id: 1 }], info: { year: 2020, contributor: 'y' } };
const BESIDE: LearntPlacement = { role: 'labels', from: '', to: '', stem: '', ending: '.txt' };
const FILE: DatasetFile = {
  key: 'instances.json',
  format: 'coco',
  schema: { classes: ['dog', 'cat'], keypoints: { count: 1, dimensions: 3, names: ['nose'] }, extra: EXTRA },
  prefix: 'images/',
  split: 'train',
  splitPaths: [{ split: 'train', path: 'images', base: '/ds', key: 'images' }],
  labels: { sha256: '0', elsewhere: { 'b.jpg': 'c.jpg' } },
};
const DATASET: Dataset = {
  sources: [],
  files: [FILE],
  lists: [{ key: 'train.txt', split: 'train', lines: [{ text: 'a', image: 'a.jpg' }] }],
  shared: [],
  unread: [{ key: 'data.yaml', format: 'yolo', reason: 'it is empty' }],
  undecided: [{ folders: ['a/'], reason: 'a/a.txt may belong to two images' }],
  layout: {
    hasSplits: true,
    placements: [BESIDE],
    imageFolders: ['images/'],
    labelFolders: [],
    labelFormats: { 'labels/*.txt': 'yolo' },
  },
  labelVersions: new Map(),
  failures: [],
  inventory: EMPTY_INVENTORY,
  warnings: [],
};
const found = { dataset: DATASET, declared: { classes: ['dog', 'cat'], task: 'detect' as const } };

describe('the facts of a data set', () => {
  it('are read completely, with the keys of `extra` in their order', async () => {
    const stores = memoryStores(true);
    await refreshDataset(stores.state, RECIPE, () => Promise.resolve(found));
    const { recipe, sha256, ...facts } = await recallDataset(stores);
    expect(sha256).toBe((await readLayout(stores.state)).dataset);
    const { files, lists, unread, undecided } = DATASET;
    expect(facts).toEqual({ files, lists, unread, undecided, declared: found.declared });
    expect(recipe).toEqual(RECIPE);
    expect(JSON.stringify(facts.files[0]!.schema.extra)).toBe(JSON.stringify(EXTRA));
    const layout = await readLayout(stores.state);
    expect(layout).toMatchObject(DATASET.layout);
    expect(await readDeclarations(stores.state, layout)).toMatchObject({ files });
    expect(await readDeclarations(stores.state, { dataset: 'another' })).toBeUndefined();
  });

  it('are discovered again if an upload adds to them meanwhile', async () => {
    const { state } = memoryStores(true);
    let times = 0;
    await refreshDataset(state, RECIPE, async () => {
      if (++times === 1) await noteLayout(state, { labelFolders: ['masks/'] });
      return found;
    });
    expect(times).toBe(2);
  });

  it('are given up where others change them again and again', async () => {
    const { state } = memoryStores(true);
    let times = 0;
    const disturbed = refreshDataset(state, RECIPE, async () => {
      await noteLayout(state, { labelFolders: [`masks${++times}/`] });
      return found;
    });
    await expect(disturbed).rejects.toThrow(ConcurrentUpdateError);
    await expect(disturbed).rejects.toThrow('s3://memory: other tasks change the facts');
    expect(times).toBe(10);
    let attempts = 0;
    const replace = () => Promise.resolve(++attempts < 0);
    await expect(noteLayout({ ...state, replace }, { hasSplits: true })).rejects.toThrow(
      ConcurrentUpdateError,
    );
    expect(attempts).toBe(10);
  });

  it('are written once, if nothing changes', async () => {
    const { state } = memoryStores(true);
    for (let i = 0; i < 2; i++) await refreshDataset(state, RECIPE, () => Promise.resolve(found));
    expect([...state.writes.values()]).toEqual([1, 1]);
  });

  it('need no declarations', async () => {
    const stores = memoryStores(true);
    await refreshDataset(stores.state, RECIPE, () =>
      Promise.resolve({ dataset: DATASET, declared: undefined }),
    );
    expect(await recallDataset(stores)).not.toHaveProperty('declared');
  });

  it('are asked for in vain before the first run', async () => {
    const stores = memoryStores(true);
    await expect(recallDataset(stores)).rejects.toThrow(UsageError);
    await expect(recallDataset(stores)).rejects.toThrow('nothing was made here yet');
    expect(await readLayout(stores.state)).toEqual({
      dataset: null,
      hasSplits: false,
      placements: [],
      imageFolders: [],
      labelFolders: [],
      labelFormats: {},
    });
  });
});

describe('what an upload shows of the layout', () => {
  const other: LearntPlacement = { ...BESIDE, ending: '.xml' };

  it('is added to what is known, each fact once, in order', async () => {
    const { state } = memoryStores(true);
    await refreshDataset(state, RECIPE, () => Promise.resolve(found));
    const known = await readLayout(state);
    await noteLayout(state, { labelFolders: ['z/', 'a/'] });
    const noted = await noteLayout(state, { placements: [BESIDE, other, other], labelFolders: ['m/', 'a/'] });
    expect(noted).toEqual({ ...known, placements: [BESIDE, other], labelFolders: ['a/', 'm/', 'z/'] });
    expect(await readLayout(state)).toEqual(noted);
  });

  it('has splits as soon as one upload has, and keeps them', async () => {
    const { state } = memoryStores(true);
    expect(await noteLayout(state, {})).toMatchObject({ hasSplits: false, labelFolders: [] });
    expect((await noteLayout(state, { hasSplits: true })).hasSplits).toBe(true);
    expect((await noteLayout(state, { hasSplits: false })).hasSplits).toBe(true);
    expect((await noteLayout(state, {})).hasSplits).toBe(true);
  });

  it('names new placements once', () => {
    expect(newPlacements([BESIDE], [other, BESIDE, other])).toEqual([other]);
    expect(newPlacements([BESIDE])).toEqual([]);
  });
});
