import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../../test/support/folders.js';
import { openInput } from '../stores/open.js';
import type { Dataset } from './source.js';
import { parseRecipe } from '../core/recipe/parse.js';
import { memoryStore } from '../stores/testing/memory.js';
import { discover } from './discover.js';
import { areLabelsLost } from './unused.js';
import type { Inventory } from './inventory.js';

const ROW = '0 0.5 0.5 0.2 0.2\n';
const VOC = '<annotation><object><name>cat</name></object></annotation>';

async function inventoryOf(
  files: Readonly<Record<string, string>>,
  recipe = 'transforms: []',
): Promise<Inventory> {
  const store = memoryStore();
  for (const [key, text] of Object.entries(files)) store.put(key, new TextEncoder().encode(text));
  return (await discover(store, parseRecipe(recipe, 'recipe.yaml'))).inventory;
}

function unusedIn({ unused }: Inventory): Record<string, string> {
  return Object.fromEntries(unused.flatMap(({ reason, files }) => files.map((file) => [file, reason])));
}

describe('the inventory of an input', () => {
  it('counts images by the format of their labels and by their split', async () => {
    const inventory = await inventoryOf({
      'data.yaml': 'names: [cat]\ntrain: train/images\n',
      'train/images/a.jpg': '',
      'train/labels/a.txt': ROW,
      'train/images/b.jpg': '',
      'train/labels/b.xml': VOC,
      'val/images/c.jpg': '',
      'recipe.yaml': '',
    });
    expect(inventory).toEqual({
      images: 3,
      formats: { voc: 1, yolo: 1 },
      unlabelled: { count: 1, files: ['val/images/c.jpg'] },
      splits: { train: 2, val: 1 },
      datasetFiles: ['data.yaml'],
      lists: [],
      links: { count: 0, files: [] },
      unused: [],
      classes: [],
      rejected: { count: 0, labels: [] },
    });
  });

  it('names lists of images, and the file in which others find their class names', async () => {
    const inventory = await inventoryOf({
      'boxes.csv': 'ImageID,LabelName,XMin,XMax,YMin,YMax\na,/m/01,0.1,0.2,0.1,0.2\n',
      'class-descriptions.csv': '/m/01,Cat\n',
      'train.txt': 'images/a.jpg\n',
      'images/a.jpg': '',
    });
    expect(inventory).toMatchObject({
      datasetFiles: ['boxes.csv', 'class-descriptions.csv'],
      lists: ['train.txt'],
      unused: [],
    });
  });

  it('names label files of which there is no image', async () => {
    const inventory = await inventoryOf({ 'a.jpg': '', 'a.txt': ROW, 'b.txt': ROW, 'c.xml': VOC });
    expect(unusedIn(inventory)).toEqual({ 'b.txt': 'no image', 'c.xml': 'no image' });
  });

  it.each(['val', 'test'])(
    'counts an image of the COCO files of train and %s as the other, and says so',
    async (other) => {
      const coco = (...names: string[]) =>
        JSON.stringify({ images: names.map((file_name, id) => ({ id, file_name })), annotations: [] });
      const store = memoryStore();
      const files = {
        'a.jpg': '',
        'b.jpg': '',
        'train.json': coco('a.jpg', 'b.jpg'),
        [`${other}.json`]: coco('b.jpg'),
      };
      for (const [key, text] of Object.entries(files)) store.put(key, new TextEncoder().encode(text));
      const { inventory, warnings } = await discover(store, parseRecipe('transforms: []', 'recipe.yaml'));
      expect(inventory.splits).toEqual({ train: 1, [other]: 1 });
      expect(warnings).toEqual([
        `${other}.json: 1 of its images is in train.json too, and counts as ${other}, so that no variant is tested on: b.jpg`,
      ]);
    },
  );

  it('prefers labels to an empty file, whose format nothing shows', async () => {
    const inventory = await inventoryOf({ 'a.jpg': '', 'a.txt': '', 'a.xml': VOC });
    expect(inventory.formats).toEqual({ voc: 1 });
    expect(unusedIn(inventory)).toEqual({ 'a.txt': 'second file' });
  });

  it('names the labels that an empty file of the format of its neighbours leaves without use', async () => {
    const store = memoryStore();
    const files = {
      'a.jpg': '',
      'a.txt': '',
      'a.xml': VOC,
      'b.jpg': '',
      'b.txt': ROW,
      'c.jpg': '',
      'c.txt': '',
    };
    for (const [key, text] of Object.entries(files)) store.put(key, new TextEncoder().encode(text));
    const { inventory, warnings } = await discover(store, parseRecipe('transforms: []', 'recipe.yaml'));
    expect(inventory.formats).toEqual({ yolo: 3 });
    expect(unusedIn(inventory)).toEqual({ 'a.xml': 'second file' });
    expect(warnings).toEqual([
      'a.jpg: its labels are those in a.txt, which is empty; a.xml, which is not empty, is not used',
    ]);
  });

  it('names label files whose names differ from those of their images in capitals', async () => {
    const inventory = await inventoryOf({
      ...{ 'v0.JPG': '', 'V0.txt': ROW, 'images/v1.jpg': '', 'labels/V1.xml': VOC },
      ...{ 'v2.JPG': '', 'v2.TXT': ROW },
    });
    expect(unusedIn(inventory)).toEqual({ 'V0.txt': 'other capitals', 'labels/V1.xml': 'other capitals' });
    expect(inventory.formats).toEqual({ yolo: 1 });
  });

  it('names a file whose names could all be several images', async () => {
    const coco = JSON.stringify({ images: [{ id: 1, file_name: 'a.jpg' }], annotations: [] });
    const inventory = await inventoryOf({ 'x/a.jpg': '', 'y/a.jpg': '', 'l.json': coco });
    expect(unusedIn(inventory)).toEqual({ 'l.json': 'several images' });
    expect(areLabelsLost(inventory)).toBe(true);
  });

  it('names files of label formats that are not known', async () => {
    const inventory = await inventoryOf({
      'images/a.jpg': '',
      'annotations.xml': '<?xml version="1.0"?><annotations><version>1.1</version></annotations>',
      '_annotations.csv': 'filename,width\na.jpg,40\n',
      'boxes.txt': 'images/a.jpg\n1\n449 330 122 149 0\n',
      'label_2/a.txt': 'Car 0.00 0 -1.58 587.01 173.33 614.12 200.12\n',
    });
    expect(unusedIn(inventory)).toEqual({
      'annotations.xml': 'unknown format',
      '_annotations.csv': 'unknown format',
      'boxes.txt': 'unknown format',
      'label_2/a.txt': 'unknown format',
    });
    expect(areLabelsLost(inventory)).toBe(true);
  });

  it.each([
    [
      'ICDAR',
      'a.txt',
      '377,117,463,117,465,130,378,130,Genaxis Theatre\n493,115,519,115,519,131,493,131,06\n',
    ],
    ['ICDAR', 'a.txt', '\uFEFF38, 43, 920, 215, "Tiredness"\r\n'],
    ['ICDAR', 'gt_a.txt', '377,117,463,117,465,130,378,130,Latin,###\n'],
    ['labels of images', 'x.csv', 'ImageID,Source,LabelName,Confidence\na,verification,/m/01g317,0\n'],
    ['unknown format', 'gt.txt', '1,1,10,20,30,40,1,-1,-1,-1\n1,2,50,20,30,40,1,-1,-1,-1\n'],
  ])('says that labels are of a kind that is known and not read: %s, %s', async (reason, key, text) => {
    const inventory = await inventoryOf({ 'a.jpg': '', [key]: text });
    expect(unusedIn(inventory)).toEqual({ [key]: reason });
    expect(inventory.unlabelled.files).toEqual(['a.jpg']);
    expect(areLabelsLost(inventory)).toBe(true);
  });

  it('knows the kind of large files by their beginning, and reads no more of them', async () => {
    const row = 'x,verification,/m/01g317,0\n';
    const labels = `ImageID,Source,LabelName,Confidence\n${row.repeat(40_000)}`;
    const words = '377,117,463,117,465,130,378,130,Genaxis Theatre\n'.repeat(22_000);
    const json = `{"note": "${'x'.repeat(1_100_000)}"}`;
    const read: string[] = [];
    const store = memoryStore((what, key) => what === 'read' && read.push(key));
    const files = { 'a.jpg': '', 'x.csv': labels, 'a.txt': words, 'b.json': json };
    for (const [key, text] of Object.entries(files)) store.put(key, new TextEncoder().encode(text));
    const { inventory } = await discover(store, parseRecipe('transforms: []', 'recipe.yaml'));
    expect(unusedIn(inventory)).toEqual({
      'a.txt': 'ICDAR',
      'b.json': 'unknown format',
      'x.csv': 'labels of images',
    });
    expect(read).not.toContain('x.csv');
    expect(read).not.toContain('b.json');
  });

  const POLYGON =
    '<polygon><username>me</username><pt><x>1</x><y>2</y></pt><pt><x>3</x><y>2</y></pt></polygon>';

  it('takes Pascal VOC with a polygon beside its box for what it is', async () => {
    const box = '<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>3</xmax><ymax>3</ymax></bndbox>';
    const object = `<object><name>x</name>${POLYGON}${box}</object>`;
    const inventory = await inventoryOf({ 'a.jpg': '', 'a.xml': `<annotation>${object}</annotation>` });
    expect(inventory.formats).toEqual({ voc: 1 });
  });

  it('names label files that lie where none are looked for', async () => {
    const inventory = await inventoryOf(
      { 'images/a.jpg': '', 'strange/a.txt': ROW },
      'labels: {files: "{stem}.txt"}\ntransforms: []',
    );
    expect(unusedIn(inventory)).toEqual({ 'strange/a.txt': 'not sought here' });
    expect(areLabelsLost(inventory)).toBe(true);
  });

  it('names a second file about the same image', async () => {
    const inventory = await inventoryOf({ 'a.jpg': '', 'a.txt': ROW, 'a.xml': VOC });
    expect(unusedIn(inventory)).toEqual({ 'a.xml': 'second file' });
    expect(areLabelsLost(inventory)).toBe(false);
  });

  it('names a COCO file of which there is no image', async () => {
    const coco = { images: [{ id: 1, file_name: 'z.png', width: 8, height: 8 }], annotations: [] };
    const inventory = await inventoryOf({ 'a.jpg': '', 'labels.json': JSON.stringify(coco) });
    expect(unusedIn(inventory)).toEqual({ 'labels.json': 'no image' });
    expect(areLabelsLost(inventory)).toBe(true);
  });

  it('tells labels from texts about the project, and knows what other programs leave', async () => {
    const inventory = await inventoryOf({
      'cat/a.jpg': '',
      'README.dataset.txt': 'exported 1 2 3 4 a.jpg',
      'notes.txt': 'to be sorted later',
      'labels/train.cache': '0 1 2 3 4',
      'Thumbs.db': '',
    });
    expect(new Set(Object.values(unusedIn(inventory)))).toEqual(new Set(['other']));
    expect(areLabelsLost(inventory)).toBe(false);
  });

  it('names what the recipe leaves out', async () => {
    const files = { 'train/a.jpg': '', 'train/a.txt': ROW, 'val/b.jpg': '', 'val/b.txt': ROW };
    expect(unusedIn(await inventoryOf(files, 'splits: {others: skip}\ntransforms: []'))).toEqual({
      'val/b.jpg': 'split left out',
      'val/b.txt': 'split left out',
    });
    const otherFormat = await inventoryOf(files, 'labels: {read: voc}\ntransforms: []');
    expect(unusedIn(otherFormat)).toEqual({
      'train/a.txt': 'labels not read',
      'val/b.txt': 'labels not read',
    });
    expect(areLabelsLost(otherFormat)).toBe(true);
  });

  it('names the labels of an image that fails', async () => {
    const inventory = await inventoryOf({ 'a_jpg.v1.jpg': '', 'a_jpg.v1.txt': ROW, 'b.jpg': '' });
    expect(unusedIn(inventory)).toEqual({ 'a_jpg.v1.txt': 'image failed' });
  });

  it('reads a bounded number of files, one for each folder and ending', async () => {
    const strange = Array.from({ length: 500 }, (_, i) => [`other/${i}.txt`, ROW] as const);
    const inventory = await inventoryOf({ 'a.jpg': '', ...Object.fromEntries(strange) });
    expect(inventory.unused).toMatchObject([{ reason: 'no image', count: 500 }]);
  });
});

describe('labels: {read: none}', () => {
  const recipe = 'labels: {read: none}\ntransforms: []';

  it('reads no labels, augments no masks, and still finds the splits', async () => {
    const inventory = await inventoryOf(
      {
        'data.yaml': 'names: [cat]\ntrain: one/images\nval: two/images\n',
        'one/images/a.jpg': '',
        'one/masks/a.png': '',
        'one/labels/a.txt': ROW,
        'two/images/b.jpg': '',
        'strange.csv': 'a.jpg,1',
      },
      recipe,
    );
    expect(inventory).toMatchObject({ images: 2, formats: {}, splits: { train: 1, val: 1 } });
    expect(unusedIn(inventory)).toEqual({
      'one/masks/a.png': 'labels not read',
      'one/labels/a.txt': 'labels not read',
      'strange.csv': 'labels not read',
    });
    expect(areLabelsLost(inventory)).toBe(false);
  });
});

describe('symbolic links in an input folder', () => {
  const files = { 'images/a.jpg': '', 'labels_v2/a.txt': ROW, 'notes/b.md': 'x' };

  async function folderWith(links: Readonly<Record<string, string>>): Promise<string> {
    const folder = path.join(await temporaryFolder(), 'in');
    await writeFiles(folder, files);
    for (const [key, target] of Object.entries(links)) {
      await mkdir(path.dirname(path.join(folder, key)), { recursive: true });
      await symlink(target, path.join(folder, key));
    }
    return folder;
  }

  async function discoverFolder(folder: string): Promise<Dataset> {
    const input = await openInput(folder);
    return discover(input, parseRecipe('transforms: []', 'recipe.yaml'));
  }

  it('are followed to folders and files, inside the input and out of it', async () => {
    const elsewhere = await temporaryFolder();
    await writeFiles(elsewhere, { 'images/c.jpg': '', 'labels/c.txt': ROW, 'd.jpg': '', 'd.txt': ROW });
    const folder = await folderWith({
      labels: 'labels_v2',
      far: elsewhere,
      'd.jpg': path.join(elsewhere, 'd.jpg'),
      'd.txt': path.join(elsewhere, 'd.txt'),
    });
    const { sources, inventory } = await discoverFolder(folder);
    expect(sources.map(({ key, labels }) => [key, labels?.files[0]?.key])).toEqual([
      ['d.jpg', 'd.txt'],
      ['far/d.jpg', 'far/d.txt'],
      ['far/images/c.jpg', 'far/labels/c.txt'],
      ['images/a.jpg', 'labels/a.txt'],
    ]);
    expect(inventory.links).toEqual({ count: 4, files: ['d.jpg', 'd.txt', 'far', 'labels'] });
    expect(unusedIn(inventory)).toEqual({ 'labels_v2/a.txt': 'linked', 'notes/b.md': 'other' });
  });

  it('fail by name where they lead to nothing, and are named where they lead to a folder above', async () => {
    const folder = await folderWith({
      'images/gone.jpg': '/no/such/file.jpg',
      'labels/a.txt': 'gone.txt',
      again: '.',
      'images/up': '../..',
      '.hidden': '/no/such/file',
    });
    const { sources, failures, inventory } = await discoverFolder(folder);
    expect(sources.map(({ key }) => key)).toEqual(['images/a.jpg']);
    expect(failures.map(({ key }) => key).sort()).toEqual(['images/gone.jpg', 'labels/a.txt']);
    expect(unusedIn(inventory)).toMatchObject({
      again: 'link to a folder above it',
      'images/up': 'link to a folder above it',
    });
  });

  it('do not make an image of background of a second name of an image with labels', async () => {
    const folder = await folderWith({ 'labels/a.txt': '../labels_v2/a.txt', copies: 'images' });
    const { sources, inventory } = await discoverFolder(folder);
    expect(sources.map(({ key }) => key)).toEqual(['images/a.jpg']);
    expect(unusedIn(inventory)).toMatchObject({ 'copies/a.jpg': 'linked', 'labels_v2/a.txt': 'linked' });
  });
});
