import { EMPTY_INVENTORY } from '../dataset/testing/inventory.js';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../core/recipe/index.js';
import { listDeferred } from '../state/deferred.js';
import type { Dataset, DatasetFile, LayoutFacts, UnreadFile } from '../dataset/source.js';
import { noteLayout, readLayout, refreshDataset } from '../state/dataset-state.js';
import { DatasetView } from '../state/dataset-view.js';
import { memoryStores } from '../state/testing/faults.js';
import { affectedBy } from './affected.js';

const RECIPE = parseRecipe('transforms: [HorizontalFlip]', 'recipe.yaml');
const NOTHING = { images: [], isDataset: false, isDeferred: false, isWithoutImage: false };
const DATASET = { ...NOTHING, isDataset: true };
const BESIDE = { role: 'labels', from: '', to: '', stem: '', ending: '.txt' } as const;
const LISTED = { placements: [], imageFolders: [], labelFolders: [], labelFormats: {}, hasSplits: false };

/** An input with these files, whose data set is not discovered yet. */
function inputOf(files: Readonly<Record<string, string>>, recipe = RECIPE) {
  const stores = memoryStores(true);
  for (const [key, text] of Object.entries(files)) stores.input.put(key, new TextEncoder().encode(text));
  const context = { stores, view: new DatasetView(stores), recipe };
  const affected = (key: string, afterListing = false) => affectedBy({ key, size: 7, afterListing }, context);
  return { ...stores, affected };
}

/** The same, after the data set was discovered. */
async function discovered(
  content: Readonly<Record<string, string>>,
  { files = [], unread = [] }: { readonly files?: DatasetFile[]; readonly unread?: UnreadFile[] } = {},
  layout: LayoutFacts = LISTED,
) {
  const input = inputOf(content);
  const dataset: Dataset = {
    ...{
      sources: [],
      files,
      lists: [],
      shared: [],
      unread,
      undecided: [],
      labelVersions: new Map(),
      layout,
      failures: [],
      inventory: EMPTY_INVENTORY,
      warnings: [],
    },
  };
  await refreshDataset(input.state, RECIPE, () => Promise.resolve({ dataset, declared: undefined }));
  return input;
}

describe('a changed image', () => {
  it('waits for a listing if it may be a mask, until its folder is known', async () => {
    const { affected, state } = inputOf({});
    expect(await affected('cat/b.PNG')).toEqual({ ...NOTHING, isDeferred: true });
    expect((await listDeferred(state)).map(({ key }) => key)).toEqual(['cat/b.PNG']);
    const listed = await discovered({}, {}, { ...LISTED, imageFolders: ['cat/'] });
    expect(await listed.affected('cat/b.PNG')).toMatchObject({ images: [{ key: 'cat/b.PNG' }] });
  });

  it('is no mask where the Recipe says that there are none', async () => {
    const { affected } = inputOf({}, parseRecipe('{labels: {masks: none}, transforms: []}', 'recipe.yaml'));
    expect(await affected('masks/b.png')).toMatchObject({ images: [{ key: 'masks/b.png' }] });
  });

  it('may be a mask whatever its name is where the Recipe says where masks are', async () => {
    const recipe = parseRecipe('{labels: {masks: "truth/{stem}.bmp"}, transforms: []}', 'recipe.yaml');
    const { affected } = inputOf({}, recipe);
    expect(await affected('a.bmp')).toEqual({ ...NOTHING, isDeferred: true });
    expect(await inputOf({}).affected('a.bmp')).toMatchObject({ images: [{ key: 'a.bmp' }] });
  });

  it.each(['a.jpg', 'deep/er/b.WEBP'])('affects itself alone: %s', async (key) => {
    expect(await inputOf({}).affected(key)).toEqual({
      ...NOTHING,
      images: [{ key, size: 7, afterListing: false }],
    });
  });

  it.each(['.a.jpg', '.cache/a.jpg', '__MACOSX/a.jpg'])(
    'affects nothing where it is hidden: %s',
    async (key) => {
      expect(await inputOf({}).affected(key)).toEqual(NOTHING);
    },
  );
});

describe('a changed label file', () => {
  it('affects the images of its stem, and no others that begin alike', async () => {
    const { affected } = inputOf({ 'a.jpg': '', 'a.png': '', 'a.b.jpg': '', 'ab.jpg': '', 'a.md': '' });
    expect(await affected('a.txt')).toEqual({ ...NOTHING, images: [{ key: 'a.jpg' }, { key: 'a.png' }] });
  });

  it('waits for a listing where no image is found', async () => {
    expect(await inputOf({ 'b.jpg': '' }).affected('a.txt')).toEqual({ ...NOTHING, isDeferred: true });
  });

  it('waits for nothing where no image is found, and labels are known to lie there', async () => {
    const { affected } = inputOf({});
    await affected('labels/a.txt');
    expect(await affected('labels/b.txt')).toEqual({ ...NOTHING, isWithoutImage: true });
  });

  it('adds its placement to what is known of the data set, once', async () => {
    const { affected, state } = inputOf({});
    await affected('labels/a.txt');
    const { placements } = await readLayout(state);
    expect(placements.filter(({ ending }) => ending === '.txt')).toEqual([
      { role: 'labels', from: 'images', to: 'labels', stem: '', ending: '.txt' },
      { role: 'labels', from: '', to: '', stem: '', ending: '.txt' },
    ]);
    const writes = [...state.writes];
    await affected('labels/b.txt');
    expect([...state.writes]).toEqual(writes);
  });

  it('adds only the placement at which its image is found', async () => {
    const { affected, state } = inputOf({ 'images/a.jpg': '' });
    await affected('labels/a.txt');
    const { placements, labelFolders } = await readLayout(state);
    expect(placements).toEqual([{ ...BESIDE, from: 'images', to: 'labels' }]);
    expect(labelFolders).toEqual([]);
  });

  it('adds a placement where another one is known', async () => {
    const { affected, state } = inputOf({});
    await affected('a.txt');
    await affected('labels/a.txt');
    expect((await readLayout(state)).placements).toContainEqual({ ...BESIDE, from: 'images', to: 'labels' });
  });

  it('affects images in folders that only their data set names', async () => {
    const { affected, state } = inputOf({ 'IMAGE/a.jpg': '' });
    expect(await affected('labels/a.txt')).toEqual({ ...NOTHING, isDeferred: true });
    await noteLayout(state, { placements: [{ ...BESIDE, from: 'IMAGE', to: 'labels' }] });
    expect(await affected('labels/a.txt')).toEqual({ ...NOTHING, images: [{ key: 'IMAGE/a.jpg' }] });
  });
});

describe('a file of no kind that is known', () => {
  it.each(['notes.md', 'archive.tar.gz', 'a'])('affects nothing: %s', async (key) => {
    const { affected, state } = await discovered({ 'a.jpg': '', 'notes.jpg': '' });
    const writes = [...state.writes];
    expect(await affected(key)).toEqual(NOTHING);
    expect([...state.writes]).toEqual(writes);
  });
});

describe('a changed image at the key of a mask', () => {
  it('affects the image whose mask it is, and shows that its folder has masks', async () => {
    const { affected, state } = inputOf({ 'images/a.jpg': '' });
    expect(await affected('masks/a.png')).toEqual({ ...NOTHING, images: [{ key: 'images/a.jpg' }] });
    expect((await readLayout(state)).labelFolders).toEqual(['masks/']);
    // Its image is missing, and the folder has masks only.
    const withoutImage = { ...NOTHING, isWithoutImage: true };
    expect(await affected('masks/b.png')).toEqual(withoutImage);
    expect(await affected('masks/b.png', true)).toEqual(withoutImage);
  });

  it('beside its image shows nothing of its folder', async () => {
    const { affected, state } = inputOf({ 'a.jpg': '' });
    expect(await affected('a_mask.png')).toEqual({ ...NOTHING, images: [{ key: 'a.jpg' }] });
    expect((await readLayout(state)).labelFolders).toEqual([]);
  });

  it('shows that its folder has masks, even if it lies beside another image, too', async () => {
    const { affected, state } = inputOf({ 'images/a_mask.jpg': '', 'masks/a.jpg': '' });
    await affected('masks/a_mask.png');
    expect((await readLayout(state)).placements).toHaveLength(2);
    expect((await readLayout(state)).labelFolders).toEqual(['masks/']);
  });

  it('is no mask of itself where masks beside images differ by their ending', async () => {
    const { affected, state } = inputOf({ 'a.png': '', 'b.png': '', 'b.jpg': '' });
    await noteLayout(state, { placements: [{ ...BESIDE, role: 'semantic', ending: '.png' }] });
    expect(await affected('a.png')).toEqual({ ...NOTHING, isDeferred: true });
    expect(await affected('b.png')).toEqual({ ...NOTHING, images: [{ key: 'b.jpg' }] });
  });

  it('waits for a listing where no image is there, and is an image after it', async () => {
    const { affected } = inputOf({});
    expect(await affected('masks/a.png')).toEqual({ ...NOTHING, isDeferred: true });
    expect(await affected('masks/a.png', true)).toEqual({
      ...NOTHING,
      images: [{ key: 'masks/a.png', size: 7, afterListing: true }],
    });
  });
});

describe('a changed file about the whole data set', () => {
  const COCO = '{"images": [], "annotations": [], "categories": []}';

  it.each(['data.yaml', 'classes.txt', 'train.txt'])('is recognised by its name: %s', async (key) => {
    expect(await (await discovered({})).affected(key)).toEqual(DATASET);
  });

  it('is recognised by its content, also where the state does not list it', async () => {
    const { affected } = await discovered({ 'a.json': COCO });
    expect(await affected('a.json')).toEqual(DATASET);
  });

  it('may be any file that has its ending, while another task changes what is known', async () => {
    const { affected, state } = await discovered({});
    await state.remove('dataset.json');
    expect(await affected('a.json')).toEqual(DATASET);
    expect(await affected('a.txt')).toEqual({ ...NOTHING, isDeferred: true });
  });

  it.each<Parameters<typeof discovered>[1]>([
    { files: [{ key: 'a.json', format: 'coco', schema: { classes: [] }, prefix: '' }] },
    { unread: [{ key: 'a.json', format: 'coco', reason: 'it is empty' }] },
  ])('was one if the state lists it, whatever is there now: %j', async (listed) => {
    const { affected } = await discovered({}, listed);
    expect(await affected('a.json')).toEqual(DATASET);
    expect(await affected('b.json')).toEqual({ ...NOTHING, isDeferred: true });
  });

  it('may be a list of images of any name, if a data-set file declares it', async () => {
    const splitPaths = ['tr', 'va'].map((name) => ({ split: name, path: name, key: `lists/${name}.txt` }));
    const file = { key: 'data.yaml', format: 'yolo', schema: { classes: [] }, prefix: '', splitPaths };
    const other = { key: 'classes.txt', format: 'yolo', schema: { classes: [] }, prefix: '' };
    const { affected } = await discovered({}, { files: [other, file] });
    expect(await affected('lists/tr.txt')).toEqual(DATASET);
    expect(await affected('lists/other.txt')).toEqual({ ...NOTHING, isDeferred: true });
  });

  it('is none if its content is that of labels of one image', async () => {
    const { affected } = await discovered({ 'a.json': '{"shapes": []}', 'a.jpg': '' });
    expect(await affected('a.json')).toEqual({ ...NOTHING, images: [{ key: 'a.jpg' }] });
  });
});
