import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../core/recipe/index.js';
import type { DatasetFile, Source } from '../dataset/source.js';
import { EMPTY_INVENTORY } from '../dataset/testing/inventory.js';
import { sha256 } from '../stores/sha256.js';
import { memoryStore } from '../stores/testing/memory.js';
import { noteLayout, refreshDataset } from './dataset-state.js';
import { DatasetView } from './dataset-view.js';

const RECIPE = parseRecipe('transforms: [HorizontalFlip]', 'recipe.yaml');
const COCO = JSON.stringify({
  images: [{ id: 1, file_name: 'a.jpg', width: 9, height: 9 }],
  categories: [{ id: 1, name: 'cat' }],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 3, 3] }],
});
const YAML: DatasetFile = { key: 'data.yaml', format: 'yolo', schema: { classes: ['dog'] }, prefix: '' };

function cocoFile(text: string): DatasetFile {
  const labels = { sha256: sha256(text), elsewhere: {} };
  return { key: 'coco.json', format: 'coco', schema: { classes: ['cat'] }, prefix: '', labels };
}

const SOURCE: Source = {
  key: 'a.jpg',
  size: 1,
  role: 'augment',
  labels: { format: 'coco', files: [], dataset: 'coco.json' },
};

/** Stores of a data set with these files, and the requests to them. */
async function begin(files: readonly DatasetFile[], declared?: { classes: string[] }) {
  const requests: string[] = [];
  const note = (what: string, key: string) => void requests.push(`${what} ${key}`);
  const stores = { input: memoryStore(note), state: memoryStore(note) };
  stores.input.put('coco.json', new TextEncoder().encode(COCO));
  const refresh = (some: readonly DatasetFile[]) =>
    refreshDataset(stores.state, RECIPE, () =>
      Promise.resolve({
        dataset: {
          sources: [],
          files: some,
          lists: [{ key: 'val.txt', split: 'val', lines: [{ text: 'b.jpg', image: 'b.jpg' }] }],
          shared: [],
          unread: [{ key: 'bad.yaml', format: 'yolo', reason: 'it is empty' }],
          undecided: [{ folders: ['x/'], reason: 'two' }],
          layout: { hasSplits: true, placements: [], imageFolders: [], labelFolders: [], labelFormats: {} },
          labelVersions: new Map(),
          failures: [],
          inventory: EMPTY_INVENTORY,
          warnings: [],
        },
        declared,
      }),
    );
  await refresh(files);
  requests.length = 0;
  return { stores, requests, refresh, view: new DatasetView(stores) };
}

describe('the view of a data set', () => {
  it('has its facts, with the labels of its files', async () => {
    const { view } = await begin([cocoFile(COCO), YAML], { classes: ['cat', 'dog'] });
    const known = (await view.current())!;
    const { layout, files, unread, undecided, splitOf } = known.facts;
    expect(layout).toBe(known.layout);
    expect(layout.hasSplits).toBe(true);
    expect(files.map(({ file }) => file.key)).toEqual(['coco.json', 'data.yaml']);
    expect(files[0]!.partOf!('a.jpg')).toBeDefined();
    expect(files[0]!.partOf!('b.jpg')).toBeUndefined();
    expect([unread[0]!.key, undecided[0]!.reason, splitOf('b.jpg')]).toEqual(['bad.yaml', 'two', 'val']);
    expect(known.declared).toEqual({ classes: ['cat', 'dog'] });
    expect(known.schemaOf(SOURCE).classes).toEqual(['cat']);
  });

  it('is empty before the first run', async () => {
    const stores = { input: memoryStore(), state: memoryStore() };
    const known = (await new DatasetView(stores).current())!;
    expect(known.facts).toMatchObject({ files: [], unread: [], undecided: [] });
    expect(known.facts.splitOf('train/a.jpg')).toBe('train');
    expect(known).not.toHaveProperty('declared');
    expect(known.schemaOf(SOURCE)).toEqual({ classes: [] });
  });

  it('is unknown while a file of the data set has changed or gone', async () => {
    const { stores, view, refresh } = await begin([cocoFile('other')]);
    expect(await view.current()).toBeUndefined();
    await refresh([cocoFile(COCO)]);
    expect(await view.current()).toBeDefined();
    await stores.input.remove('coco.json', (await stores.input.read('coco.json'))!.version);
    await refresh([cocoFile(COCO), YAML]);
    expect(await view.current()).toBeUndefined();
  });

  it('is unknown while another task is writing the facts', async () => {
    const { stores, view } = await begin([YAML]);
    const torn = { ...stores.state, read: (key: string) => key === 'dataset.json' ? Promise.resolve(undefined) : stores.state.read(key) }; // prettier-ignore
    expect(await new DatasetView({ ...stores, state: torn }).current()).toBeUndefined();
    expect(await view.current()).toBeDefined();
  });

  it('reads the facts once until they change', async () => {
    const { stores, view, requests, refresh } = await begin([cocoFile(COCO)]);
    await view.current();
    expect(requests).toEqual(['read layout.json', 'read dataset.json', 'read coco.json']);
    requests.length = 0;
    await noteLayout(stores.state, { labelFolders: ['masks/'] });
    requests.length = 0;
    expect((await view.current())!.layout.labelFolders).toEqual(['masks/']);
    expect(requests).toEqual(['read layout.json']);
    await refresh([cocoFile(COCO), YAML]);
    expect((await view.current())!.facts.files).toHaveLength(2);
  });

  it('shares its requests among simultaneous calls', async () => {
    const { view, requests } = await begin([cocoFile(COCO)]);
    const [one, other] = await Promise.all([view.current(), view.current()]);
    expect(one!.facts.files).toBe(other!.facts.files);
    expect(requests).toEqual(['read layout.json', 'read dataset.json', 'read coco.json']);
  });

  it('shares the reading of the facts with a call that comes while it runs', async () => {
    const { view, requests } = await begin([cocoFile(COCO)]);
    const first = view.current();
    while (!requests.includes('read dataset.json')) await new Promise((resolve) => setImmediate(resolve));
    expect((await view.current())!.facts.files).toBe((await first)!.facts.files);
    expect(requests.filter((one) => one === 'read dataset.json')).toHaveLength(1);
  });

  it('answers with a request that is running only to those who ask for lately', async () => {
    const { view, requests } = await begin([YAML]);
    const first = view.current();
    while (!requests.includes('read layout.json')) await new Promise((resolve) => setImmediate(resolve));
    const lately = view.current('lately');
    await Promise.all([first, lately]);
    expect(requests.filter((one) => one === 'read layout.json')).toHaveLength(1);
    await view.current('lately');
    expect(requests.filter((one) => one === 'read layout.json')).toHaveLength(2);
    const [running] = [view.layout()];
    while (requests.filter((one) => one === 'read layout.json').length < 3)
      await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([running, view.current()]);
    expect(requests.filter((one) => one === 'read layout.json')).toHaveLength(4);
  });

  it('joins the latest request that is running, also after an earlier one has ended', async () => {
    const state = memoryStore();
    const answers: ((nothing: undefined) => void)[] = [];
    const read = () => new Promise<undefined>((resolve) => void answers.push(resolve));
    const view = new DatasetView({ input: memoryStore(), state: { ...state, read } });
    const until = async (count: number) => {
      while (answers.length < count) await new Promise((resolve) => setImmediate(resolve));
    };
    const earlier = view.layout();
    await until(1);
    const later = view.layout();
    await until(2);
    answers[0]!(undefined);
    await earlier;
    const lately = view.current('lately');
    answers[1]!(undefined);
    await Promise.all([later, lately]);
    expect(answers).toHaveLength(2);
  });

  it('reads again after a failure', async () => {
    const { stores } = await begin([YAML]);
    let fails = true;
    const read = (key: string) => {
      if (key === 'dataset.json' && fails) return Promise.reject(new Error('no answer'));
      return stores.state.read(key);
    };
    const view = new DatasetView({ ...stores, state: { ...stores.state, read } });
    await expect(view.current()).rejects.toThrow('no answer');
    fails = false;
    expect(await view.current()).toBeDefined();
  });
});
