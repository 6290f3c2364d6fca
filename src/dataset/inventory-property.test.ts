import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseRecipe } from '../core/recipe/parse.js';
import { memoryStore } from '../stores/testing/memory.js';
import { discover } from './discover.js';
import { isHidden } from './layout.js';
import type { Dataset } from './source.js';

/** More runs where the environment asks for them. */
const RUNS = Number(process.env['INVENTORY_RUNS'] ?? 300);

const FOLDERS = ['', 'images/', 'labels/', 'masks/', 'train/images/', 'train/labels/', 'val/', 'Labels/'];
const NAMES = ['a', 'b', 'a.jpg', 'a_mask', 'a_jpg.v1', 'readme', 'data', 'classes', 'train', '.hidden', 'ü'];
const ENDINGS =
  '.jpg .PNG .png .heic .dng .jfif .txt .TXT .xml .json .jsonl .csv .yaml .cache .md .mat .db'.split(' ');
const COCO = JSON.stringify({
  images: [
    { id: 1, file_name: 'a.jpg', width: 8, height: 8 },
    { id: 2, file_name: 'gone.jpg', width: 8, height: 8 },
  ],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 1, 2, 2] }],
  categories: [{ id: 1, name: 'cat' }],
});
const TEXTS = [
  '',
  '0 0.5 0.5 0.2 0.2\n',
  'names: [cat, dog]\ntrain: train\nval: val\n',
  '<annotation><object><name>cat</name></object></annotation>',
  '<broken',
  COCO,
  '{"shapes": [], "imagePath": "a.jpg", "flags": {}}',
  'images/a.jpg\ntrain/images/b.jpg\n',
  'Car 0.00 0 -1.58 587.01 173.33\n',
  'some words',
];

const file = fc.tuple(
  fc.constantFrom(...FOLDERS),
  fc.constantFrom(...NAMES),
  fc.constantFrom(...ENDINGS),
  fc.constantFrom(...TEXTS),
);
const settings = fc.record({
  read: fc.constantFrom('auto', 'none', 'yolo', 'voc', 'coco'),
  others: fc.constantFrom('copy', 'skip'),
});

/** What the Dataset itself says of each file that it uses. */
function usedIn({ sources, files, lists, inventory }: Dataset): string[] {
  const described = new Set(inventory.datasetFiles);
  return [
    ...sources.flatMap(({ key, labels }) => [key, ...(labels?.files ?? []).map((one) => one.key)]),
    ...files.map(({ key }) => key).filter((key) => described.has(key)),
    ...lists.map(({ key }) => key),
  ];
}

it('finds every file of an input either used, or not used, or failed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 24 }), settings, async (files, { read, others }) => {
      const store = memoryStore();
      for (const [folder, name, ending, text] of files)
        store.put(folder + name + ending, new TextEncoder().encode(text));
      const recipe = `labels: {read: ${read}}\nsplits: {others: ${others}}\ntransforms: []`;
      const dataset = await discover(store, parseRecipe(recipe, 'recipe.yaml'));
      const failed = new Set(dataset.failures.map(({ key }) => key));
      const used = new Set(usedIn(dataset).filter((key) => !failed.has(key)));
      const unused = dataset.inventory.unused.flatMap(({ files: keys }) => keys);
      const visible = [...new Set(files.map(([folder, name, ending]) => folder + name + ending))].filter(
        (key) => !isHidden(key),
      );
      expect([...used, ...failed, ...unused].sort()).toEqual(visible.sort());
      const labelled = dataset.sources.filter(({ labels }) => labels).length;
      expect(dataset.inventory.unlabelled.count).toBe(dataset.sources.length - labelled);
    }),
    { numRuns: RUNS },
  );
}, 600_000);
